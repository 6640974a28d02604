"""Pure rules of the public site: where everything lies, which lists a record stands on, how lists are
paged.
"""
