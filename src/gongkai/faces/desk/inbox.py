"""The first page after sign-in: what waits for me and how long, what I have begun, what comes up.

What a role has no part in is not asked for: an administrator sees the state of the machine, an
open-government office the duties to publish, everybody what waits.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongkai.domains.foi.register import Due, Tile, Waits, board
from gongkai.domains.foi.waiting import Waiting, titles_of, waiting_for
from gongkai.faces import health
from gongkai.faces.desk.moved import moved
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.rules import role_matrix
from gongkai.foundation.orgs.selectors import (
    acting_for,
    capabilities_of,
    coverage,
    organs_in_reach,
    posts_of,
)
from gongkai.kernel.casework.models import Supervision
from gongkai.kernel.casework.selectors import Asked, InboxRow, inbox, orders_to_report, unread_copies
from gongkai.kernel.clocks.limits import limit_in_force, optional_codes
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.selectors import due_before, light_of
from gongkai.kernel.records.arriving import runs_in_reach, with_waiting
from gongkai.kernel.records.models import Record, Schedule
from gongkai.kernel.records.rules.vocabulary import Stage
from gongkai.kernel.records.selectors import planned, signed_to_publish, visible
from gongkai.oversight.reporting.selectors import titles_of as report_titles

SHOWN = 6
"""Rows of a side card; the page behind the card shows all."""
READY = 20
"""Signed records shown; publishing one brings up the next."""
SOON = timedelta(days=14)
LOOKED_AT = 200
"""Clocks that are looked at for those the reader may see."""
ADDRESSES = {
    "record": "records:detail",
    "request": "requests:detail",
    "request_opinions": "requests:opinion",
    "annual_report": "reports:detail",
}
"""Subject type of a case or clock -> the page of the subject."""
WEEKDAYS = (
    pgettext_lazy("weekday", "一"),
    pgettext_lazy("weekday", "二"),
    pgettext_lazy("weekday", "三"),
    pgettext_lazy("weekday", "四"),
    pgettext_lazy("weekday", "五"),
    pgettext_lazy("weekday", "六"),
    pgettext_lazy("weekday", "日"),
)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits. `days`: None where no clock runs; `acting_for`: a name or empty.

    `kind`: of what the thing is, a record or a request; `number`: of a request.
    """

    kind: str
    title: str
    address: str
    step: str
    place: str
    sender: str
    since: datetime
    days: int | None
    light: str
    acting_for: str
    reminded: bool
    sent_back: bool
    number: str = ""


KINDS = {"record": gettext_lazy("政府信息"), "request": gettext_lazy("依申请公开")}


@dataclass(frozen=True, slots=True)
class DueLine:
    title: str
    address: str
    limit: str
    days: int
    light: str
    provisional: bool


def cards(person: Person, today: date, *, at: datetime | None = None) -> dict:
    """Everything the page shows. At most thirteen queries when the posts are kept (see orgs `keep_posts`)."""
    granted = capabilities_of(person, today)
    asked = [_of_request(one) for one in waiting_for(person, today)] if "request.view" in granted else []
    todos = sorted([*waiting(person, today), *asked], key=_urgency)
    plans = planned(person, today) if "record.publish" in granted else []
    changed = moved(person, granted, today, at or timezone.now())
    return {
        "today": today,
        "moved": changed[:SHOWN],
        "moved_more": max(0, len(changed) - SHOWN),
        "day": day_line(person, today),
        "todos": [todo for todo in todos if not todo.sent_back],
        "returned": [todo for todo in todos if todo.sent_back],
        "late": sum(todo.light == "red" and todo.days is not None for todo in todos),
        "drafts": drafts(person, todos) if "record.draft" in granted else [],
        "clocks": clocks(person, today) if {"record.view", "request.view", "report.view"} & granted else [],
        "copies": unread_copies(person) if granted else [],
        "orders": orders(person, today) if "case.view" in granted else [],
        "requests": requests(person, today) if "request.view" in granted else [],
        "signed": list(signed_to_publish(person, today)[:READY]) if "record.publish" in granted else [],
        "imports": with_waiting(runs_in_reach(person, today).filter(reviewer=person))
        if "record.review" in granted
        else [],
        "plans": sorted(plans, key=_refused_first)[:SHOWN],
        "warnings": warnings(at or timezone.now(), granted),
        "granted": granted,
        "watches_duties": bool({"duty.edit", "column.edit"} & granted),
        "only_reads": _only_reads(granted),
    }


def _only_reads(granted: frozenset[str]) -> bool:
    """Inspectors and auditors: nothing ever waits for them."""
    reads = {name for name, _role in role_matrix() if name.endswith((".view", ".read"))}
    return bool(granted) and granted <= reads


def day_line(person: Person, today: date) -> str:
    """2026年11月20日 星期五 · 工作日; one query for the version of the calendar."""
    works = calendar(person.organ.region_id).is_working(today)
    return _("%(year)d年%(month)d月%(day)d日 星期%(weekday)s · %(kind)s") % {
        "year": today.year,
        "month": today.month,
        "day": today.day,
        "weekday": WEEKDAYS[today.weekday()],
        "kind": _("工作日") if works else _("休息日"),
    }


# --- what waits ---------------------------------------------------------------------------------------------


def waiting(person: Person, today: date) -> list[Todo]:
    """Work items of the person, as substitute too, the most urgent first. Two or three queries."""
    rows = inbox(person, today)
    absent = _absent_names(person, today) if rows else {}
    return [_todo(row, person, today, absent) for row in rows]


def _urgency(todo: Todo) -> tuple[bool, int]:
    """The least days first, what has no day last unless it is red; as it was otherwise."""
    return (todo.days is None and todo.light != "red", todo.days or 0)


def _of_request(one: Waiting) -> Todo:
    request = one.request
    return Todo(
        kind=str(KINDS["request"]),
        title=request.subject,
        address=_address("request", str(request.pk)),
        step=str(one.step),
        place=" · ".join(
            part for part in (request.organ.short_name, getattr(request.division, "name", "")) if part
        ),
        sender="",
        since=request.submitted_at,
        days=one.days,
        light=one.light,
        acting_for="",
        reminded=False,
        sent_back=False,
        number=request.number or "",
    )


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A supervisor's order to report on; `days` until it is due, None where its clock stands still."""

    order: Supervision
    days: int | None
    light: str


def orders(person: Person, today: date) -> list[OrderLine]:
    """What supervisors asked of the person, the earliest due first. One query."""
    return [_order(asked, today) for asked in orders_to_report(person, today)]


def _order(asked: Asked, today: date) -> OrderLine:
    days = _days(asked.due_on, today)
    light = "green" if days is None or days > 1 else "yellow" if days >= 0 else "red"
    return OrderLine(asked.order, days, light)


def _absent_names(person: Person, today: date) -> dict[int, str]:
    if all(post.holder_id == person.pk for post in posts_of(person, today)):
        return {}
    return {absent.pk: absent.name for absent in acting_for(person, today)}


def _todo(row: InboxRow, person: Person, today: date, absent: dict[int, str]) -> Todo:
    case, item = row.case, row.item
    return Todo(
        kind=str(KINDS.get(case.subject_type, "")),
        title=case.title,
        address=_address(case.subject_type, case.subject_id),
        step=row.step.label,
        place=" · ".join(
            part.name if part is case.division else part.short_name
            for part in (case.organ, case.division)
            if part
        ),
        sender=case.opened_by.name if case.opened_by else "",
        since=item.created_at,
        days=_days(row.due_on, today),
        light=row.light or "green",
        acting_for=_acting_for(item, person, today, absent),
        reminded=item.reminded_count > 0,
        sent_back=row.sent_back,
    )


def _acting_for(item, person: Person, today: date, absent: dict[int, str]) -> str:
    """In whose place the person is asked; empty where the item is the person's own."""
    if item.person_id is not None:
        return absent.get(item.person_id, "")
    place = {"role": item.role, "organ_id": item.organ_id, "division_id": item.division_id}
    holders = [post.holder_id for post in posts_of(person, today) if post.serves(**place)]
    return "" if person.pk in holders or not holders else absent.get(holders[0], "")


def _address(subject_type: str, subject_id: str) -> str:
    name = ADDRESSES.get(subject_type)
    return reverse(name, args=[subject_id]) if name else ""


def _days(due: date | None, today: date) -> int | None:
    return (due - today).days if due else None


REQUESTS = (Waits.CONFIRMATION, Waits.OFFICE, Waits.DECISION, Waits.CHASING, Due.LATE, Due.TODAY, Due.SOON)
"""Figures of the board of requests that the first page shows."""


def requests(person: Person, today: date) -> list[Tile]:
    """Requests that wait to be confirmed, registered or decided on, those late or due soon; empty ones left out. One query."""
    found = board(person, today)
    tiles = {tile.code: tile for tile in (*found.waits, *found.dues)}
    return [tiles[code] for code in REQUESTS if tiles[code].count]


# --- what was begun, what comes up ------------------------------------------------------------------------


def drafts(person: Person, todos: list[Todo]) -> list[Record]:
    """The person's own drafts, newest first, without those that were sent back and are shown as such."""
    returned = {todo.address for todo in todos if todo.sent_back}
    rows = Record.objects.filter(created_by=person, stage=Stage.DRAFT).order_by("-touched_at", "-id")
    found = rows.select_related("publication")[: SHOWN + len(returned)]
    return [row for row in found if _address("record", str(row.pk)) not in returned][:SHOWN]


def clocks(person: Person, today: date) -> list[DueLine]:
    """Clocks in reach that are red or end within two weeks, of records, requests and annual reports that the person
    may see.
    """
    rows = list(due_before(_organ_ids(person, today), today + SOON)[:LOOKED_AT])
    titles = {"record": _record_titles, "request": titles_of, "annual_report": report_titles}
    found = {kind: _titles(kind, rows, look, person, today) for kind, look in titles.items()}
    lines = [
        _line(row, found[row.subject_type][int(row.subject_id)], today)
        for row in rows
        if row.subject_type in found and int(row.subject_id) in found[row.subject_type] and _tells(row, today)
    ]
    return lines[:SHOWN]


def _titles(kind: str, rows: list[Clock], look, person: Person, today: date) -> dict[int, str]:
    ids = {int(row.subject_id) for row in rows if row.subject_type == kind}
    return look(ids, person, today) if ids else {}


def _record_titles(ids: set[int], person: Person, today: date) -> dict[int, str]:
    return dict(visible(person, today).filter(pk__in=ids).values_list("pk", "title"))


def _tells(clock: Clock, today: date) -> bool:
    """Not once a limit is over for what was never needed: nothing was missed."""
    return clock.due_on >= today or clock.limit_code not in optional_codes()


def _line(clock: Clock, title: str, today: date) -> DueLine:
    limit = limit_in_force(clock.limit_code, clock.start_on)
    return DueLine(
        title=title,
        address=_address(clock.subject_type, clock.subject_id),
        limit=str(limit.name) if limit else clock.limit_code,
        days=(clock.due_on - today).days,
        light=light_of(clock, today).value,
        provisional=clock.provisional,
    )


def _organ_ids(person: Person, today: date) -> list[int]:
    """Organs whose records or requests the person may see, in whole or in part; a query only for whole branches."""
    ids: set[int] = set()
    for capability in ("record.view", "request.view"):
        found = coverage(person, capability, today)
        if found.below:
            ids |= set(organs_in_reach(person, capability, today).values_list("pk", flat=True))
        ids |= found.organs | {organ for organ, _division in found.divisions}
    return sorted(ids)


def _refused_first(plan: Schedule) -> tuple[bool, datetime]:
    return (not plan.refusals, plan.publish_at)


def warnings(at: datetime, granted: frozenset[str]) -> list[health.Finding]:
    """What an administrator should see to before anything else; who answers for due dates sees a clock that
    stands still.
    """
    if "site.operate" not in granted:
        return health.daily_warnings(at) if "case.supervise" in granted else []
    return [finding for finding in health.examine_quickly(at=at) if finding.attention or not finding.good]
