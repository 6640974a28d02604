"""Records of a replay: drafted, sent for sign-off in the round of the day, reviewed one by one, published.

One round a day, as an office does it that publishes thirty items: head and leader sign the round, the secrecy
reviewer every item (条例 第十七条). One transaction a day.
"""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from gongkai.faces.cli.replay.office import Office, moment
from gongkai.faces.cli.replay.plan import Records
from gongkai.faces.cli.replay.spreading import spread
from gongkai.faces.cli.replay.texts import content, interpretation
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.vocabulary import Outcome

ROUND = 40
"""Most items of a round."""
_ACTS = uuid.UUID(int=0x5EED)


def tell(office: Office, year: list[Records]) -> Iterator[int]:
    """All records of the year, day by day; yields how many were published on the day."""
    for day, items in _agenda(office.days, year):
        with transaction.atomic():
            office.on(day)
            for at in range(0, len(items), ROUND):
                _round(office, day, items[at : at + ROUND])
        yield len(items)


def _agenda(days: list[date], year: list[Records]) -> list[tuple[date, list[tuple[Records, int]]]]:
    """Day -> what is published on it, each with its number among its like."""
    agenda: dict[date, list[tuple[Records, int]]] = {}
    for batch in year:
        done = 0
        for day, number in spread(batch.count, days):
            agenda.setdefault(day, []).extend((batch, done + n) for n in range(1, number + 1))
            done += number
    return sorted(agenda.items(), key=lambda one: one[0])


def _round(office: Office, day: date, items: list[tuple[Records, int]]) -> None:
    people = office.people
    records = [record for batch, number in items for record in _draft(office, day, batch, number)]
    services.submit(record=records[0], together=records[1:], by=people["officer"], at=moment(day, 10))
    services.sign(record=records[0], opinion="同意，请保密审查。", by=people["head"], at=moment(day, 11))
    # the last first: whether all have passed is asked after each, and the first one answers it
    for record in reversed(records):
        _review(office, record, day)
    services.sign(record=records[0], opinion="同意公开。", by=people["leader"], at=moment(day, 16))
    for record in records:
        services.publish(record=record, by=people["office"], at=moment(day, 17))


def _draft(office: Office, day: date, batch: Records, number: int) -> Iterator[Record]:
    """The record and, where there is to be one, its interpretation."""
    how = {
        "organ": office.organ,
        "division": office.divisions[0],
        "by": office.people["officer"],
        "at": moment(day, 9),
    }
    record = services.draft(content=content(office, batch, number, day), **how)
    yield record
    if batch.interpreted:
        yield services.draft(content=interpretation(office, record, day), **how)


def _review(office: Office, record: Record, day: date) -> None:
    opened = moment(day, 14)
    services.review(
        version=record.current,
        outcome=Outcome.PASSED,
        opinion="不涉及国家秘密、工作秘密和敏感信息，可以公开。",
        legal_basis="政府信息公开条例",
        opened_at=opened,
        act=uuid.uuid5(_ACTS, f"{record.pk}"),
        by=office.people["secrecy"],
        at=opened + timedelta(minutes=2),
    )
