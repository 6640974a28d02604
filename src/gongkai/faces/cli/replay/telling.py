"""A year told from its first working day to its last, through the platform's own services."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from gongkai.faces.cli.replay import acts, records, requests
from gongkai.faces.cli.replay.office import Office, found
from gongkai.faces.cli.replay.plan import Acts, Appeals, Recipe, Records, Requests, Stated


@dataclass(frozen=True, slots=True)
class Chapter:
    """One kind of work: how many pieces it has, and what tells them, a few at each step."""

    name: str
    pieces: int
    steps: Iterator[int]


def tell(recipe: Recipe, show: Callable[[str, int, int], None] = lambda name, done, whole: None) -> Office:
    """Tell the whole story into empty tables; returns the organ it is about. `show` hears how far each chapter is."""
    with transaction.atomic():
        office = found(recipe.setting, recipe.year)
    for chapter in _chapters(office, recipe):
        done = 0
        show(chapter.name, done, chapter.pieces)
        for step in chapter.steps:
            done += step
            show(chapter.name, done, chapter.pieces)
    acts.state(office, recipe.part(Stated), recipe.year)
    return office


def _chapters(office: Office, recipe: Recipe) -> Iterator[Chapter]:
    asked, appealed = recipe.part(Requests), recipe.part(Appeals)
    published, done = recipe.part(Records), recipe.part(Acts)
    yield Chapter("requests", _sum(asked) + _sum(appealed), requests.tell(office, asked, appealed))
    yield Chapter("records", _sum(published), records.tell(office, published))
    yield Chapter("acts", sum(acts.entries(office, one) for one in done), acts.tell(office, done))


def _sum(parts: list) -> int:
    return sum(part.count for part in parts)
