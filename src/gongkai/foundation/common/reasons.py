"""Refusals: what the page lists, the API returns and a service raises are the same objects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an act is not allowed now.

    `code` is stable and English; `text` is one sentence for the official (already translated);
    `law` cites the article, or is empty for a rule of order; `where` names the field or row concerned.
    """

    code: str
    text: str
    law: str = ""
    where: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "text": str(self.text), "law": self.law, "where": self.where}


class NotAllowed(Exception):
    """Raised by a service when the rules give reasons against the act. Nothing was changed."""

    def __init__(self, reasons: list[Reason]):
        self.reasons = list(reasons)
        super().__init__("; ".join(f"{r.code}: {r.text}" for r in self.reasons))


def refuse(reasons: list[Reason]) -> None:
    """Raise NotAllowed when there is at least one reason."""
    if reasons:
        raise NotAllowed(reasons)
