"""What was learned about letters made from a text. The apps above know it; they register how it is found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gongkai.foundation.orgs.models import Person

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson as the page of a text shows it. `key` names it in addresses, `reference` in a version's note."""

    key: str
    on: date
    text: str
    result: str
    organ: str
    reference: str
    address: str


Source = Callable[[Person, str, date], list[Lesson]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(person, text_code, today)` gives the lessons that the person may see, the newest first."""
    if source not in _sources:
        _sources.append(source)


def lessons_for(person: Person, code: str, today: date) -> list[Lesson]:
    """All lessons about a text in reach of the person, the newest first, at most `SHOWN`. One query a source."""
    found = [lesson for source in _sources for lesson in source(person, code, today)[:SHOWN]]
    return sorted(found, key=lambda lesson: lesson.on, reverse=True)[:SHOWN]
