"""Pages, by family. Each function yields the files of its family as they should be now; nobody writes
here.
"""
