"""Facts that rooms above may react to, as names of announced events."""

COLUMN_CHANGED = "column.changed"
"""Payload: {"site": id, "column": id}. Pages that name or list the column are rendered again."""

SITE_CHANGED = "site.changed"
"""Payload: {"site": id}. Every page carries the site's tags and foot."""

DUTY_CHANGED = "duty.changed"
"""Payload: {"organ": id, "duty": id}."""
