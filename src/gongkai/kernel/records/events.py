"""Facts about records that others react to, announced through the outbox with payload {"record": id}."""

PUBLISHED = "record.published"
CHANGED = (
    "record.changed"  # a corrected version replaced the public one, or what the page computes has changed
)
WITHDRAWN = "record.withdrawn"
ERASED = "record.erased"  # nothing of its content is left: whoever keeps a copy drops it


def of_source(event: str, source: str) -> str:
    """The same event of what one room made, `annual_report` of the source key `annual_report:2025`: who waits for these
    few subscribes to it, and costs every other record nothing."""
    return f"{event}:{source}"
