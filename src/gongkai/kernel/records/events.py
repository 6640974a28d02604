"""Facts about records that others react to, announced through the outbox with payload {"record": id}."""

PUBLISHED = "record.published"
CHANGED = (
    "record.changed"  # a corrected version replaced the public one, or what the page computes has changed
)
WITHDRAWN = "record.withdrawn"
ERASED = "record.erased"  # nothing of its content is left: whoever keeps a copy drops it
