"""Facts about requests that others may react to: `request.<act>`, payload {"request": id, "act": id}.

The words of the acts are those of `rules.stages.ActKind`; there is one event for each.
"""

from gongkai.domains.foi.rules.stages import ActKind

SUBJECT = "request"
OPINIONS = "request_opinions"
"""What divisions are asked while a request is handled; its id is that of the request."""
"""What clocks, cases, letters and the ledger call a request."""


def of(kind: str) -> str:
    """The event of an act. ValueError for a word that is no act."""
    return f"request.{ActKind(kind).value}"
