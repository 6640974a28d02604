"""Who acts. Services take `by`: anything with these attributes; the ledger stores them as values."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    @property
    def actor_id(self) -> str: ...
    @property
    def actor_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor that is not a signed-in person: the clock, an importing system, a citizen."""

    actor_id: str
    actor_name: str


SYSTEM = NamedActor("system", "系统")
"""Acts of the clock and of repair: a limit that ran out, a scheduled publication."""
