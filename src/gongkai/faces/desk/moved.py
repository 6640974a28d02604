"""On the first page: due dates that a new calendar moved lately, for who works on what they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Appeal, Consultation
from gongkai.domains.foi.services.appealing import APPEAL
from gongkai.domains.foi.services.consulting import CONSULTATION
from gongkai.domains.foi.waiting import titles_of
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.clocks.moves import Move, moves
from gongkai.kernel.records.selectors import visible as visible_records

SINCE = timedelta(days=14)
RECORD = "record"
OF_REQUESTS = {"request.handle", "request.register", "request.appeal"}
OF_RECORDS = {"record.draft", "record.publish"}
PARTS = {CONSULTATION: Consultation, APPEAL: Appeal}


@dataclass(frozen=True, slots=True)
class MovedLine:
    move: Move
    title: str


def moved(person: Person, granted: frozenset[str], today: date, at: datetime) -> list[MovedLine]:
    """Of the person's own organ. No query for who only reads, one while nothing moved, six at most."""
    if not granted & (OF_REQUESTS | OF_RECORDS):
        return []
    found = moves(person.organ.code, at - SINCE)
    titles: dict[tuple[str, str], str] = {}
    if found and granted & OF_REQUESTS:
        titles |= _of_requests(person, found, today)
    if found and granted & OF_RECORDS:
        titles |= _of_records(person, found, today)
    lines = [MovedLine(one, titles.get((one.subject_type, one.subject_id), "")) for one in found]
    return [line for line in lines if line.title]


def _of_requests(person: Person, found: list[Move], today: date) -> dict[tuple[str, str], str]:
    """Requests, and through them what is asked of others and contested."""
    about = {(SUBJECT, pk): int(pk) for pk in _ids(found, SUBJECT)}
    for kind, rows in PARTS.items():
        ids = _ids(found, kind)
        pairs = rows.objects.filter(pk__in=ids).values_list("pk", "request_id") if ids else ()
        about |= {(kind, str(pk)): request for pk, request in pairs}
    names = titles_of(set(about.values()), person, today)
    return {pair: names[pk] for pair, pk in about.items() if pk in names}


def _of_records(person: Person, found: list[Move], today: date) -> dict[tuple[str, str], str]:
    ids = _ids(found, RECORD)
    seen = visible_records(person, today).filter(pk__in=ids).values_list("pk", "title") if ids else ()
    return {(RECORD, str(pk)): title for pk, title in seen}


def _ids(found: Iterable[Move], kind: str) -> set[str]:
    return {one.subject_id for one in found if one.subject_type == kind}
