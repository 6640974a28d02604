"""What letters are about: the apps above say how their subjects are called and where their pages are."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Subject:
    label: str
    address: str


_known: dict[str, tuple[Promise | str | Callable[[str], str], Callable[[str], str]]] = {}


def register(
    subject_type: str, label: Promise | str | Callable[[str], str], address: Callable[[str], str]
) -> None:
    """Called by the app of the subject when it is ready: its name (one for all, or subject_id -> name), and
    subject_id -> address of its desk page."""
    _known[subject_type] = (label, address)


def describe(subject_type: str, subject_id: str) -> Subject | None:
    """None for a subject that no app has registered."""
    if subject_type not in _known:
        return None
    label, address = _known[subject_type]
    return Subject(label(subject_id) if callable(label) else str(label), address(subject_id))
