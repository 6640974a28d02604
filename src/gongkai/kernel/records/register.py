"""The register as pages: filtered, visible to the reader only, keyset-paged so that depth costs nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.common.typed import place_in_list
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.selectors import coverage, restrict
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.records.companions import left_alone
from gongkai.kernel.records.in_force import expiring
from gongkai.kernel.records.models import InColumn, Record, Version, Withdrawal
from gongkai.kernel.records.rules.vocabulary import Attribute, Stage
from gongkai.kernel.ui.templatetags.ui import tag

PAGE = 20
LEFT_ALONE = "policy_withdrawn"
"""A stage to narrow by: public interpretations of what was withdrawn."""
EXPIRING = "expiring"
"""A stage to narrow by: normative documents near their last day."""
SHOWN = (
    "pk",
    "title",
    "index_number",
    "stage",
    "attribute",
    "touched_at",
    "current_id",
    "publication__version_id",
    "organ__short_name",
    "division__name",
)
"""What a line of the list needs; nothing else is read, texts least of all."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed by; empty means all. `stage` also takes `public`, `withdrawn`,
    LEFT_ALONE and EXPIRING.

    `organ`: name, short name or code, with `below` also those below it; `division`: a part of its name; `column`: a
    part of the name of a column, or the beginning of its path (`notices/`, `code-of-site:notices/`), which takes in
    those below; `since` and
    `until`: days of the last touch, both included.
    """

    q: str = ""
    stage: str = ""
    attribute: str = ""
    mine: bool = False
    organ: str = ""
    below: bool = False
    division: str = ""
    kind: str = ""
    column: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list: the last touch and id of its row, as `2026-11-21T08:00:00+00:00~17`."""

    at: datetime
    id: int

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        found = place_in_list(text)
        return cls(*found) if found else None

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"


@dataclass(frozen=True, slots=True)
class Line:
    """A record as the list shows it; `state` and `attribute` are labels, ready to be shown."""

    pk: int
    title: str
    number: str
    state: str
    attribute: str
    place: str
    touched: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Line] = field(default_factory=list)
    older: str = ""
    newer: str = ""


def register_page(
    person: Person,
    today: date,
    filters: Filters,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = PAGE,
) -> Page:
    """One page of the register, newest touched first; `after` goes to older rows, `before` to newer ones."""
    # filters first: they are cheaper to ask of a row than whether it is in reach
    rows = _in_reach(_filtered(Record.objects.all(), filters, person, today), person, today, filters)
    rows = rows.values_list(*SHOWN)
    if before:
        rows = rows.filter(Q(touched_at__gt=before.at) | Q(touched_at=before.at, id__gt=before.id))
        found = list(rows.order_by("touched_at", "id")[: size + 1])
        more_newer, found = len(found) > size, found[:size][::-1]
        return _page(found, has_newer=more_newer, has_older=True)
    if after:
        # the first bound lets the index begin at the place; the second breaks ties
        rows = rows.filter(touched_at__lte=after.at).exclude(touched_at=after.at, id__gte=after.id)
    found = list(rows.order_by("-touched_at", "-id")[: size + 1])
    return _page(found[:size], has_newer=after is not None, has_older=len(found) > size)


def _page(found: list[tuple], *, has_newer: bool, has_older: bool) -> Page:
    def cursor(line: Line) -> str:
        return str(Cursor(line.at, line.pk))

    rows = _lines(found)
    return Page(
        rows=rows,
        older=cursor(rows[-1]) if rows and has_older else "",
        newer=cursor(rows[0]) if rows and has_newer else "",
    )


def _lines(found: list[tuple]) -> list[Line]:
    states, attributes = _states(), {value: tag(label, value) for value, label in Attribute.choices}
    lines = []
    for pk, title, number, stage, attribute, at, current, public, organ, division in found:
        lines.append(
            Line(
                pk=pk,
                title=title or number or f"#{pk}",
                number=number or "—",
                state=states[public is not None, "" if public is not None and public == current else stage],
                attribute=attributes.get(attribute, "—"),
                place=f"{organ} · {division}" if division else organ,
                touched=f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
                at=at,
            )
        )
    return lines


def _states() -> dict[tuple[bool, str], SafeString]:
    """(public, stage) -> labels; no stage where being public says all. Made once for a page, not for each line."""
    stages = {value: tag(label, value) for value, label in Stage.choices}
    public = tag(_("已公开"), "public")
    alone = {(False, value): label for value, label in stages.items()}
    both = {(True, value): format_html("{} {}", public, label) for value, label in stages.items()}
    return alone | both | {(True, ""): public}


def _in_reach(rows: QuerySet[Record], person: Person, today: date, filters: Filters) -> QuerySet[Record]:
    """The visible ones, asked for so that a page is read in the order of an index and never sorted.

    One organ or one division has an index in that order. A wider reach is read along the index of all records by
    time (or of one author); adding zero keeps the databases from collecting every record of every organ first.
    """
    found = coverage(person, "record.view", today)
    if not found.below and len(found.organs) + len(found.divisions) == 1 and not filters.mine:
        return restrict(rows, person, "record.view", today)
    rows = rows.alias(of_organ=F("organ_id") + 0, of_division=F("division_id") + 0)
    return restrict(rows, person, "record.view", today, "of_organ", "of_division")


def _filtered(rows: QuerySet[Record], filters: Filters, person: Person, today: date) -> QuerySet[Record]:
    if filters.stage == "public":
        rows = rows.filter(publication__isnull=False)
    elif filters.stage == "withdrawn":
        rows = rows.filter(publication__isnull=True, pk__in=Withdrawal.objects.values("record").order_by())
    elif filters.stage == EXPIRING:
        rows = rows.filter(pk__in=expiring(today).values("record"))
    elif filters.stage == LEFT_ALONE:
        rows = rows.filter(pk__in=left_alone().values("source"))
    elif filters.stage in Stage.values:
        rows = rows.filter(stage=filters.stage)
    if filters.attribute:
        rows = rows.filter(attribute=filters.attribute)
    if filters.mine:
        rows = rows.filter(created_by=person)
    rows = _placed(_dated(rows, filters), filters)
    if filters.q:
        # versions are found by their index first, so that the rows looked through are only those of the register
        numbered = Version.objects.filter(document_number=filters.q).values("pk").order_by()
        rows = rows.filter(
            Q(title__icontains=filters.q) | Q(index_number=filters.q) | Q(current__in=numbered)
        )
    return rows


def _dated(rows: QuerySet[Record], filters: Filters) -> QuerySet[Record]:
    """By kind, and from midnight to midnight in China."""
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.since:
        rows = rows.filter(touched_at__gte=_midnight(filters.since))
    if filters.until and filters.until < date.max:
        rows = rows.filter(touched_at__lt=_midnight(filters.until + timedelta(1)))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _placed(rows: QuerySet[Record], filters: Filters) -> QuerySet[Record]:
    """By organ, column and division, found by name within the same query; what is out of reach stays out by `_in_reach`.

    Adding zero: the rows are read along the index by time, in which the organ stands, and never sorted.
    """
    if filters.organ:
        name = filters.organ
        named = Organ.objects.filter(Q(code=name) | Q(short_name=name) | Q(name=name))
        if filters.below:
            above = named.filter(path=Substr(OuterRef("path"), 1, Length("path")))
            named = Organ.objects.filter(Exists(above))
        rows = rows.alias(in_organ=F("organ_id") + 0).filter(in_organ__in=named.order_by().values("pk"))
    if filters.column:
        placed = InColumn.objects.filter(column__in=_columns(filters.column).values("pk")).order_by()
        rows = rows.filter(pk__in=placed.values("record"))
    if filters.division:
        found = Division.objects.filter(name__icontains=filters.division).order_by()
        rows = rows.filter(division__in=found.values("pk"))
    return rows


def _columns(text: str) -> QuerySet[Column]:
    """Columns of that name or path; before a colon the code of a site may stand."""
    site, _colon, path = text.replace("：", ":").rpartition(":")
    rows = Column.objects.filter(site__code=site) if site else Column.objects.all()
    return rows.filter(Q(name__icontains=path) | Q(path__startswith=path)).order_by()
