"""Facts about organs that rooms above may react to. The face that performs the act announces them."""

ORGAN_CREATED = "organ.created"
"""Payload: {"organ": id}. Lists of organs, and the lists the organ begins, are to be made."""

ORGAN_RENAMED = "organ.renamed"
"""Payload: {"organ": id}. Every page may carry the name."""

ORGAN_CHANGED = "organ.changed"
"""Payload: {"organ": id}. Contact or divisions: the page of the organ, and the guide of its site."""
