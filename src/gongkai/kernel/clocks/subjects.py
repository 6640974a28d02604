"""What clocks run on, as their pages need it: title, address, and who may see it. Filled when apps are loaded.

Whoever may see the subject may see its clocks. A subject type nobody registered has no page of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gongkai.foundation.orgs.models import Person


@dataclass(frozen=True, slots=True)
class Subject:
    title: str
    address: str = ""


Look = Callable[[Person, str, date], Subject | None]

_looks: dict[str, Look] = {}


def register(subject_type: str, look: Look) -> None:
    """`look(person, subject_id, today)` gives the subject if the person may see it, else None.

    ValueError when another app has the type.
    """
    if _looks.setdefault(subject_type, look) is not look:
        raise ValueError(f"two looks for {subject_type}")


def seen_by(person: Person, subject_type: str, subject_id: str, today: date) -> Subject | None:
    """The subject as the person sees it, or None."""
    look = _looks.get(subject_type)
    return look(person, subject_id, today) if look else None
