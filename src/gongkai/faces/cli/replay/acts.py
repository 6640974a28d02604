"""Countable acts of a replay that no room does yet, entered day by day, and the figures that officials state."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction

from gongkai.faces.cli.replay.office import Office, moment
from gongkai.faces.cli.replay.plan import Acts, Stated
from gongkai.faces.cli.replay.spreading import parts, spread
from gongkai.foundation.common.actors import SYSTEM
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.services import record_act, state_figure

MANY = 400
"""From here on a kind is entered from the register of each working day, not one by one."""


def tell(office: Office, kinds: list[Acts]) -> Iterator[int]:
    """All acts, one kind after the other; yields 1 for each entry."""
    for one in kinds:
        yield from _kind(office, one)


def entries(office: Office, told: Acts) -> int:
    """How many entries tell it."""
    return min(told.count, told.entries or (told.count if told.count < MANY else len(office.days)))


def _kind(office: Office, told: Acts) -> Iterator[int]:
    number_of = entries(office, told)
    amounts = iter(parts(told.count, number_of))
    for day, number in spread(number_of, office.days):
        with transaction.atomic():
            for _n in range(number):
                _enter(office, told, day, next(amounts))
        yield number


def _enter(office: Office, told: Acts, day: date, quantity: int) -> None:
    record_act(
        organ=office.below if told.below else office.organ,
        division=None if told.below else office.divisions[told.division],
        kind=told.kind,
        happened_on=day,
        title=f"{told.about}（{day.isoformat()}）",
        quantity=quantity,
        with_principal=told.with_principal,
        evidence="工作台账当日登记（重演）",
        by=SYSTEM if told.below else office.people["office"],  # nobody of the replay holds a post below
        at=moment(day, 18),
    )


def state(office: Office, figures: list[Stated], of_year: int) -> None:
    """What no work shows, stated on the last working day with its evidence."""
    with transaction.atomic():
        for one in figures:
            state_figure(
                organ=office.organ,
                code=one.code,
                period=year(of_year),
                value=Decimal(one.value),
                evidence=one.evidence,
                by=office.people["office"],
                at=moment(office.days[-1], 18),
            )
