"""The register of requests as pages, and the boards over the open ones. Only what the reader may see is counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Consultation, Correction, Fee, FoundPublic, Request, RequestAct
from gongkai.domains.foi.rules.stages import OPEN, ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, ApplicantKind, Channel
from gongkai.domains.foi.selectors import ANSWER, of_same_applicant, visible
from gongkai.foundation.common.typed import place_in_list, whole_number
from gongkai.foundation.orgs.models import Division, Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.rules import State
from gongkai.kernel.clocks.selectors import clocks_for, light_of

PAGE = 20
ON_HAND = "open"
"""As a stage to filter by: whatever somebody still waits for."""


class Due(TextChoices):
    """Where the answer clock of an open request stands. `soon` and `running` divide what is not late."""

    LATE = "late", _("已超期")
    TODAY = "today", _("今天到期")
    WEEK = "week", _("本周内到期")
    SOON = "soon", _("将到期（黄灯）")
    RUNNING = "running", _("按期（绿灯）")
    PAUSED = "paused", _("已中止")
    NONE = "none", _("尚未起算")


class Waits(TextChoices):
    """For whom an open request waits."""

    CONFIRMATION = "confirmation", _("等本机关与申请人确认")
    OFFICE = "office", _("等公开办登记交办")
    DIVISION = "division", _("等承办处室")
    OUTSIDE = "outside", _("等第三方或者其他机关")
    APPLICANT = "applicant", _("等申请人")
    DECISION = "decision", _("补正期已过")
    CHASING = "chasing", _("征求意见、收费通知要催办")
    SIGNERS = "signers", _("等审签")
    DISPATCH = "dispatch", _("等制作送达")


_WAITS = {
    Stage.UNCONFIRMED: Waits.CONFIRMATION,
    Stage.RECEIVED: Waits.OFFICE,
    Stage.HANDLING: Waits.DIVISION,
    Stage.CORRECTING: Waits.APPLICANT,
    Stage.AWAITING_PAYMENT: Waits.APPLICANT,
    Stage.SIGNING: Waits.SIGNERS,
    Stage.ISSUING: Waits.DISPATCH,
}


_ASKING = (Stage.RECEIVED, Stage.HANDLING)
"""Stages in which others are asked."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed by; empty means all. `division`: an id, or "none" for what was not assigned."""

    q: str = ""
    stage: str = ""
    waits: str = ""
    division: str = ""
    channel: str = ""
    answer: str = ""
    applicant: str = ""
    due: str = ""
    year: int = 0
    """Received in this year."""
    since: date | None = None
    until: date | None = None
    mine: bool = False
    doubtful: bool = False
    """Taken over from an old register with something that the law knows otherwise."""
    same: int = 0
    """A request: its applicant's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A request as lists show it. `days` to the due date, None while none is known; `applicant` masked."""

    request: Request
    applicant: str
    place: str
    due: date | None
    days: int | None
    light: str


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Line] = field(default_factory=list)
    older: str = ""
    newer: str = ""


# --- the answer clock beside a request ------------------------------------------------------------------------


def open_ones(rows: QuerySet[Request], today: date) -> QuerySet[Request]:
    """The open requests among `rows`, with `due_on` and `clock_state` of their open answer clock, whether the
    period for a correction is over (`overdue`): then the official decides; and whether a letter to others stays without
    service or reply longer than it should (`chasing`): somebody must ask again, else the clock stands still for good.

    They are few among all there ever were. Named by their ids they are found by their stage; SQLite would else walk
    all requests of the organ, for they come in order.
    """
    few = rows.order_by().filter(stage__in=OPEN).values("pk")
    clock = Clock.objects.filter(
        subject_type=SUBJECT,
        subject_id=Cast(OuterRef("pk"), CharField()),
        limit_code=ANSWER,
        stopped_on=None,
    ).order_by()  # there is one at most: sorting it for every row is what takes the time
    period = Correction.objects.filter(
        request=OuterRef("pk"), asked_on__isnull=False, received_on=None, lapsed_on=None, until__lt=today
    )
    return rows.filter(pk__in=few).annotate(
        overdue=Exists(period),
        chasing=Case(When(_chasing(today), then=Value(True)), default=Value(False)),
        due_on=Subquery(clock.values("due_on")[:1]),
        clock_state=Subquery(clock.values("state")[:1]),
    )


def _chasing(today: date) -> Q:
    """`rules.chasing.chased` as a condition: the days stand on the rows."""
    asked = Consultation.objects.filter(request=OuterRef("pk"), asked_on__isnull=False, replied_on=None)
    asked = asked.filter(Q(reply_by__lt=today) | Q(serve_by__lt=today, delivered_on=None))
    fee = Fee.objects.filter(request=OuterRef("pk"), serve_by__lt=today, delivered_on=None, paid_on=None)
    waits = Q(stage__in=_ASKING) & Q(Exists(asked))
    return waits | (Q(stage=Stage.AWAITING_PAYMENT) & Q(Exists(fee.filter(lapsed_on=None))))


def _spans(today: date) -> dict[str, tuple[date, date]]:
    """First and last due date of what runs. The week ends with Sunday."""
    limit, day = limit_in_force(ANSWER, today), timedelta(days=1)
    ahead = today + timedelta(days=limit.warning if limit else 0)
    return {
        Due.LATE: (date.min, today - day),
        Due.TODAY: (today, today),
        Due.WEEK: (today, today + timedelta(days=6 - today.weekday())),
        Due.SOON: (today, ahead),
        Due.RUNNING: (ahead + day, date.max),
    }


def in_due(due: str, today: date) -> Q:
    """The condition on rows made by `open_ones`."""
    if due in (Due.PAUSED, Due.NONE):
        return Q(clock_state=State.PAUSED if due == Due.PAUSED else None)
    return Q(clock_state=State.RUNNING, due_on__range=_spans(today)[Due(due)])


def _dues_of(state: str | None, due_on: date | None, spans: dict[str, tuple[date, date]]) -> list[str]:
    """The same for one row: every `Due` it is counted under."""
    if state != State.RUNNING:
        return [Due.PAUSED] if state else [Due.NONE]
    return [due for due, (first, last) in spans.items() if due_on and first <= due_on <= last]


def waiting_in(waits: str) -> Q:
    """The condition on rows made by `open_ones`: a paused clock means that somebody outside is asked."""
    stages = [stage for stage, whom in _WAITS.items() if whom == waits]
    if waits == Waits.CHASING:
        return Q(chasing=True)
    if waits == Waits.OUTSIDE:
        return Q(stage__in=_ASKING, clock_state=State.PAUSED, chasing=False)
    if waits == Waits.DECISION:
        return Q(stage=Stage.CORRECTING, overdue=True)
    if waits == Waits.APPLICANT:
        return Q(stage__in=stages, chasing=False) & ~Q(stage=Stage.CORRECTING, overdue=True)
    if waits in (Waits.OFFICE, Waits.DIVISION):
        return Q(stage__in=stages, chasing=False) & ~Q(clock_state=State.PAUSED)
    return Q(stage__in=stages)


def _waits_of(stage: str, state: str | None, overdue: bool, chasing: bool) -> str:
    """The same for one row."""
    if chasing:
        return Waits.CHASING
    if stage == Stage.CORRECTING and overdue:
        return Waits.DECISION
    outside = state == State.PAUSED and stage in _ASKING
    return Waits.OUTSIDE if outside else _WAITS[Stage(stage)]


# --- the list -------------------------------------------------------------------------------------------------


def register_page(
    person: Person, today: date, filters: Filters, *, after: str = "", before: str = "", size: int = PAGE
) -> Page:
    """One page, the newest submitted first. `after` and `before` are places as the page gave them. Two queries."""
    rows = filtered(visible(person, today), filters, person, today)
    rows = rows.select_related("organ", "division", "handler", "applicant").defer("description", "receipt")
    newer, older = place_in_list(before), place_in_list(after)
    if newer:
        at, pk = newer
        rows = rows.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, id__gt=pk))
        found = list(rows.order_by("submitted_at", "id")[: size + 1])
        return _page(found[:size][::-1], today, newer=len(found) > size, older=True)
    if older:
        at, pk = older
        rows = rows.filter(submitted_at__lte=at).exclude(submitted_at=at, id__gte=pk)
    found = list(rows.order_by("-submitted_at", "-id")[: size + 1])
    return _page(found[:size], today, newer=older is not None, older=len(found) > size)


def _page(found: list[Request], today: date, *, newer: bool, older: bool) -> Page:
    rows = lines(found, today)
    return Page(
        rows=rows,
        older=_place(found[-1]) if found and older else "",
        newer=_place(found[0]) if found and newer else "",
    )


def _place(request: Request) -> str:
    return f"{request.submitted_at.isoformat()}~{request.pk}"


def lines(found: Iterable[Request], today: date) -> list[Line]:
    """Requests with applicant and division at hand, and their lights. One query."""
    rows = list(found)
    clocks = {}
    for clock in clocks_for(SUBJECT, [str(row.pk) for row in rows]) if rows else ():
        if clock.limit_code == ANSWER:
            clocks.setdefault(clock.subject_id, clock)
    return [_line(row, clocks.get(str(row.pk)), today) for row in rows]


def _line(request: Request, clock: Clock | None, today: date) -> Line:
    open_clock = clock if clock and request.stage in OPEN else None
    due = open_clock.due_on if open_clock and open_clock.state == State.RUNNING else None
    return Line(
        request=request,
        applicant=str(request.applicant),
        place=" · ".join(part.name for part in (request.division, request.handler) if part),
        due=due,
        days=(due - today).days if due else None,
        light=light_of(open_clock, today).value if open_clock else "",
    )


def filtered(rows: QuerySet[Request], filters: Filters, person: Person, today: date) -> QuerySet[Request]:
    """Each condition that is set; the conditions on clocks look at open requests only."""
    plain = {
        "stage": "" if filters.stage == ON_HAND else filters.stage,
        "channel": filters.channel,
        "answer_kind": filters.answer,
        "applicant__kind": filters.applicant,
        "division": whole_number(filters.division),
        "received_on__year": filters.year,
        "received_on__gte": filters.since,
        "received_on__lte": filters.until,
        "handler": person if filters.mine else None,
    }
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if filters.stage == ON_HAND:
        rows = rows.filter(stage__in=OPEN)
    if filters.doubtful:
        doubted = RequestAct.objects.filter(kind=ActKind.ANSWER, detail__doubts__isnull=False)
        rows = rows.filter(pk__in=doubted.order_by().values("request"))
    if filters.division == "none":
        rows = rows.filter(division=None)
    if filters.due or filters.waits:
        rows = open_ones(rows, today)
        rows = rows.filter(in_due(filters.due, today)) if filters.due else rows
        rows = rows.filter(waiting_in(filters.waits)) if filters.waits else rows
    if filters.same:
        one = visible(person, today).select_related("organ", "applicant").filter(pk=filters.same).first()
        rows = rows.filter(_of_applicant(one)) if one else rows.none()
    if filters.q:
        rows = rows.filter(Q(subject__icontains=filters.q) | Q(number=filters.q.strip().upper()))
    return rows


def _of_applicant(one: Request) -> Q:
    return Q(pk=one.pk) | Q(pk__in=of_same_applicant(one).order_by().values("pk"))


def told(filters: Filters) -> str:
    """The filters in words, for the head of a printed register."""
    return "；".join(map(str, _told(filters))) or str(_("全部"))


def _told(filters: Filters) -> Iterator[str | Promise]:
    if filters.year:
        yield _("%d年收到") % filters.year
    if filters.since or filters.until:
        yield f"{filters.since or ''}—{filters.until or ''}"
    if filters.stage:
        yield _("在办") if filters.stage == ON_HAND else Stage(filters.stage).label
    for choices, value in (
        (Due, filters.due),
        (Waits, filters.waits),
        (Channel, filters.channel),
        (ApplicantKind, filters.applicant),
        (AnswerKind, filters.answer),
    ):
        if value:
            yield choices(value).label
    if filters.division:
        found = Division.objects.filter(pk=whole_number(filters.division)).first()
        yield found.name if found else _("尚未交办")
    if filters.q:
        yield f"“{filters.q}”"
    if filters.mine:
        yield _("本人承办")
    if filters.doubtful:
        yield _("导入时存疑")
    if filters.same:
        yield _("同一申请人")


# --- boards ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure of the board and the list behind it: the filter `kind` with the value `code`."""

    kind: str
    code: str
    label: str
    count: int
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """Open requests of a division; `division` "none": not assigned yet."""

    division: str
    name: str
    open: int
    late: int
    week: int
    paused: int


@dataclass(frozen=True, slots=True)
class Board:
    dues: list[Tile]
    waits: list[Tile]
    loads: list[Load]
    open: int


_COLOURS = {
    Due.LATE: "red",
    Due.TODAY: "yellow",
    Due.WEEK: "yellow",
    Due.RUNNING: "green",
    Due.PAUSED: "blue",
}

_WAIT_COLOURS = {Waits.CHASING: "red"}


def board(person: Person, today: date) -> Board:
    """All open requests in reach by due date, by whom they wait for, by division. One query.

    It groups by what decides and the figures are added up here: a condition for each figure would look every
    clock up as many times.
    """
    rows = open_ones(visible(person, today), today).order_by()
    grouped = rows.values_list(
        "division", "division__name", "stage", "clock_state", "due_on", "overdue", "chasing"
    )
    loads: dict[tuple[int | None, str | None], Counter] = defaultdict(Counter)
    spans = _spans(today)
    for division, name, stage, state, due_on, overdue, chasing, number in grouped.annotate(
        number=Count("pk")
    ):
        figures = ["open", f"waits_{_waits_of(stage, state, overdue, chasing)}"]
        figures += [f"due_{due}" for due in _dues_of(state, due_on, spans)]
        loads[division, name].update(dict.fromkeys(figures, number))
    total = sum(loads.values(), Counter())
    return Board(
        dues=[Tile("due", d.value, str(d.label), total[f"due_{d.value}"], _COLOURS.get(d, "")) for d in Due],
        waits=[
            Tile("waits", w.value, str(w.label), total[f"waits_{w.value}"], _WAIT_COLOURS.get(w, ""))
            for w in Waits
        ],
        loads=sorted(
            (_load(*division, counted) for division, counted in loads.items()),
            key=lambda load: (-load.late, -load.week, -load.open),
        ),
        open=total["open"],
    )


def _load(division: int | None, name: str | None, counted: Counter) -> Load:
    return Load(
        division=str(division or "none"),
        name=name or str(_("尚未交办")),
        open=counted["open"],
        late=counted["due_late"],
        week=counted["due_week"],
        paused=counted["due_paused"],
    )


def found_before(person: Person, today: date) -> list[tuple[str, str, int]]:
    """(index number, title, how often) of what was found public instead of applying, this year; most often first."""
    rows = restrict(FoundPublic.objects.all(), person, "request.view", today, division_field=None)
    rows = rows.filter(on__year=today.year).order_by().values_list("record__index_number")
    return list(
        rows.annotate(name=Max("title"), times=Count("pk")).order_by("-times", "record__index_number")
    )


def first_due(person: Person, due: str, today: date, *, limit: int) -> list[Line]:
    """The most urgent of a bucket. Two queries."""
    rows = open_ones(visible(person, today), today).filter(in_due(due, today))
    rows = rows.select_related("organ", "division", "handler", "applicant").defer("description")
    return lines(rows.order_by("due_on", "id")[:limit], today)
