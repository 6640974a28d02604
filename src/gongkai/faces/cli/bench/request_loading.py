"""Bulk rows for benchmarks: requests with their history, as if handled over the years.

Only here are requests written without their services. Every constraint and trigger holds all the same; the sealed
columns are sealed, the due days derived. What is left out: letters, sign-offs, files.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

from django.db import connection, transaction
from django.db.models.functions import Length

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import (
    Answer,
    Appeal,
    Applicant,
    Correction,
    Extension,
    LikenessKey,
    Request,
    RequestAct,
)
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult, AppealStage
from gongkai.domains.foi.rules.lookalike import bands, sketch
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, ApplicantKind, row_of
from gongkai.domains.foi.selectors import ANSWER
from gongkai.faces.cli.bench.province import Office
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.rules import GENESIS, Row
from gongkai.foundation.ledger.selectors import for_show
from gongkai.foundation.numbering.services import raise_to
from gongkai.kernel.clocks import deriving, rules
from gongkai.kernel.clocks.models import Clock, ClockPeriod
from gongkai.kernel.clocks.rules import Kind, State

BATCH = 1000
FIRST = date(2019, 6, 3)
OPEN_DAYS = 28
"""Requests of the last so many days are still open, about one in a hundred."""
ALWAYS_OPEN = 12  # so that a small load has something in hand
IN_PROVINCE = 0.35
PLACES = ("下湾村", "上河村", "柳树村", "青石村", "大塘村", "新桥村", "马安村", "石门村", "红星村", "金鸡村")
MATTERS = (
    "征收土地公告",
    "补偿安置方案",
    "建设用地批复",
    "勘测定界图",
    "一书四方案",
    "采矿许可证",
    "土地供应结果",
    "规划条件",
)
KINDS = ("A2", "A2", "A2", "A1", "A3", "A4", "A6", "A6", "A7", "A17")
APPLICANTS = (ApplicantKind.NATURAL_PERSON,) * 8 + tuple(ApplicantKind)
GROUNDS = ("N15-2",)
APPEALED = 40
"""One in so many answers is followed by a review; every third of these by a lawsuit."""
_NOON = timedelta(hours=3)


@dataclass(slots=True)
class _Plan:
    """One request to be, before it has an id."""

    serial: int
    office: Office
    received: date
    number: str
    answered: date | None
    corrected: tuple[date, date] | None
    extended: date | None
    kind: str

    @property
    def at(self) -> datetime:
        return datetime.combine(self.received, datetime.min.time(), UTC) + _NOON


def code_of(serial: int) -> str:
    """The query code of a loaded request."""
    return f"B{serial:09d}"


def load(offices: list[Office], count: int, *, today: date, since: date = FIRST) -> Iterator[int]:
    """Write `count` requests more, received from `since` to `today`; yields how many after each batch.

    RuntimeError in a production installation.
    """
    if not for_show():
        raise RuntimeError("bulk rows are for benchmarks only")
    before, chance = Request.objects.count(), Random(Request.objects.count())
    heads = {head.chain: (head.number, head.digest) for head in ChainHead.objects.all()}
    serials: dict[tuple[str, int], int] = {}
    for start in range(0, count, BATCH):
        with transaction.atomic():
            last = min(start + BATCH, count)
            numbers = range(before + start, before + last)
            plans = [
                _plan(
                    offices,
                    n,
                    day_of(n - before, count, since, today),
                    before + count,
                    serials,
                    chance,
                    today,
                )
                for n in numbers
            ]
            _write(plans, heads)
            for (code, year), serial in serials.items():
                raise_to(series=f"request:{code}", year=year, serial=serial)
        yield last


def day_of(place: int, count: int, since: date, today: date) -> date:
    """The day of receipt of the request at `place` among `count`, spread evenly up to today."""
    return since + timedelta(days=(today - since).days * place // max(count, 1))


def _plan(offices, serial, day: date, total, serials, chance: Random, today: date) -> _Plan:
    first = offices[0] if chance.random() < IN_PROVINCE else chance.choice(offices)
    key = (first.organ.code, day.year)
    if key not in serials:
        prefix = f"{first.organ.code}-{day.year}-"
        known = Request.objects.filter(number__startswith=prefix)
        newest = known.order_by(Length("number").desc(), "-number").first()  # 99999 comes before 100000
        serials[key] = int(newest.number[len(prefix) :]) if newest else 0
    serials[key] += 1
    open_still = (today - day).days < OPEN_DAYS or serial >= total - ALWAYS_OPEN
    corrected = None
    if not open_still and chance.random() < 0.12:
        corrected = (day + timedelta(days=4), day + timedelta(days=15))
    restart = corrected[1] if corrected else day
    extended = restart + timedelta(days=18) if not open_still and chance.random() < 0.15 else None
    answered = (
        None if open_still else restart + timedelta(days=chance.randrange(6, 24) + (19 if extended else 0))
    )
    if answered and answered >= today:
        answered = None
    number = f"{first.organ.code}-{day.year}-{serials[key]:05d}"
    return _Plan(serial, first, day, number, answered, corrected, extended, chance.choice(KINDS))


def _write(plans: list[_Plan], heads: dict[str, tuple[int, str]]) -> None:
    requests = Request.objects.bulk_create([_request(plan) for plan in plans])
    pairs = list(zip(plans, requests, strict=True))
    Applicant.objects.bulk_create([_applicant(plan, request) for plan, request in pairs])
    _keep_likeness(pairs)
    RequestAct.objects.bulk_create(act for plan, request in pairs for act in _acts(plan, request))
    Correction.objects.bulk_create(_correction(plan, request) for plan, request in pairs if plan.corrected)
    Extension.objects.bulk_create(_extension(plan, request) for plan, request in pairs if plan.extended)
    Answer.objects.bulk_create(_answer(plan, request) for plan, request in pairs if plan.answered)
    _appeal(pairs)
    clocks = Clock.objects.bulk_create([_clock(plan, request) for plan, request in pairs])
    ClockPeriod.objects.bulk_create(
        period for plan, clock in zip(plans, clocks, strict=True) for period in _periods(plan, clock)
    )
    _enter(pairs, heads)


def _keep_likeness(pairs: list[tuple[_Plan, Request]]) -> None:
    """Two rows in three are of this kind, so without making an object of each."""
    table = connection.ops.quote_name(LikenessKey._meta.db_table)
    rows = [
        (request.pk, key)
        for plan, request in pairs
        for key in _bands(plan.serial % len(PLACES), plan.serial % len(MATTERS), plan.received.year)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} (request_id, key) VALUES (%s, %s)", rows)


def _words(place: int, matter: int, year: int) -> str:
    return f"申请公开{PLACES[place]}{year}年{MATTERS[matter]}及相关审批文件，包括请示、批复、附图和公示情况。"


@cache
def _bands(place: int, matter: int, year: int) -> tuple[str, ...]:
    return tuple(bands(sketch(_words(place, matter, year))))


def _request(plan: _Plan) -> Request:
    place, matter = plan.serial % len(PLACES), plan.serial % len(MATTERS)
    done = plan.answered is not None
    day = plan.received.isoformat()
    return Request(
        organ=plan.office.organ,
        division=plan.office.divisions[plan.serial % len(plan.office.divisions)],
        number=plan.number,
        channel="counter",
        stage=Stage.CLOSED if done else Stage.HANDLING,
        subject=f"{PLACES[place]}{plan.received.year}年{MATTERS[matter]}",
        description=_words(place, matter, plan.received.year),
        form="paper",
        submitted_at=plan.at,
        received_on=plan.received,
        receipt={"arrived_on": day, "acknowledged": False},
        applicant_kind=_kind_of(plan),
        answer_kind=plan.kind if done else "",
        report_row=row_of(AnswerKind(plan.kind), GROUNDS) if done else None,
        answered_on=plan.answered,
        used_days=_used(plan.received, plan.corrected and plan.corrected[1], plan.extended, plan.answered),
        closed_at=plan.at + timedelta(days=60) if done else None,
        touched_at=plan.at,
    )


def _kind_of(plan: _Plan) -> ApplicantKind:
    return APPLICANTS[plan.serial // 3 % len(APPLICANTS)]


def _applicant(plan: _Plan, request: Request) -> Applicant:
    person = plan.serial // 3  # some ask again
    kind = _kind_of(plan)
    return Applicant(
        request=request,
        code=code_of(plan.serial),
        kind=kind,
        organisation="" if kind == ApplicantKind.NATURAL_PERSON else f"试样单位{person}",
        name=f"试样{person}",
        identity_kind="passport",
        identity=f"E{person:08d}",
        phone=f"139{person % 10**8:08d}",
    )


def _acts(plan: _Plan, request: Request) -> Iterator[RequestAct]:
    told = [
        (ActKind.SUBMIT, plan.received),
        (ActKind.REGISTER, plan.received),
        (ActKind.ASSIGN, plan.received),
        (ActKind.REQUEST_CORRECTION, plan.corrected and plan.corrected[0]),
        (ActKind.RECEIVE_CORRECTION, plan.corrected and plan.corrected[1]),
        (ActKind.TELL_EXTENSION, plan.extended),
        (ActKind.ANSWER, plan.answered),
        (ActKind.ARCHIVE, plan.answered and plan.answered + timedelta(days=10)),
    ]
    by = plan.office.people["office"]
    for kind, on in told:
        if on:
            at = datetime.combine(on, datetime.min.time(), UTC) + _NOON
            yield RequestAct(
                request=request, kind=kind, on=on, at=at, by_id=by.actor_id, by_name=by.actor_name
            )


def _correction(plan: _Plan, request: Request) -> Correction:
    asked, received = plan.corrected
    return Correction(
        request=request,
        asked_on=asked,
        items="请明确批次。",
        until=received,
        received_on=received,
        content="第三批次",
    )


def _extension(plan: _Plan, request: Request) -> Extension:
    return Extension(
        request=request,
        days=20,
        reason="需要征求意见",
        proposed_by=plan.office.people["office"],
        proposed_at=plan.at,
        approved=True,
        imported=True,
        told_on=plan.extended,
    )


def _answer(plan: _Plan, request: Request) -> Answer:
    grounds = list(GROUNDS) if plan.kind in ("A3", "A4") else []
    text = "经检索，现将有关情况答复如下。"
    return Answer(
        request=request,
        version=1,
        kind=plan.kind,
        facts={},
        grounds=grounds,
        text=text,
        drafted_by=plan.office.people["officer"],
        saved_at=plan.at,
        digest=digest_of([plan.kind, {}, text, []]),
    )


def _appeal(pairs: list[tuple[_Plan, Request]]) -> None:
    """Reviews of some answers, and lawsuits after some of them."""
    contested = [(plan, request) for plan, request in pairs if plan.answered and plan.serial % APPEALED == 0]
    reviews = Appeal.objects.bulk_create(
        _contest(plan, request, AppealKind.REVIEW) for plan, request in contested
    )
    Appeal.objects.bulk_create(
        _contest(plan, request, AppealKind.LAWSUIT, after)
        for (plan, request), after in zip(contested, reviews, strict=True)
        if plan.serial % (3 * APPEALED) == 0
    )


def _contest(plan: _Plan, request: Request, kind: AppealKind, after: Appeal | None = None) -> Appeal:
    assert plan.answered is not None
    filed = plan.answered + timedelta(days=100 if after else 20)
    result = tuple(AppealResult)[plan.serial // APPEALED % len(AppealResult)]
    decided = None if result == AppealResult.PENDING else filed + timedelta(days=55)
    return Appeal(
        request=request,
        kind=kind,
        after=after,
        body="省自然资源厅",
        stage=AppealStage.DECIDED if decided else AppealStage.FILED,
        filed_on=filed,
        result=result,
        decided_on=decided,
        touched_at=plan.at,
    )


@cache
def _due(start: date, restart: date | None, extended: date | None):
    """Due day of such a history: the same days come again and again, for no bench region has days of its own."""
    clock = Clock(subject_type=SUBJECT, subject_id="0", limit_code=ANSWER, start_on=start)
    current = calendar()
    found = deriving.derive(clock, list(_period_rows(clock, restart, extended)), current)
    deriving.fill_cache(clock, found, current.version)
    return {name: getattr(clock, name) for name in deriving.CACHED}


@cache
def _used(start: date, restart: date | None, extended: date | None, answered: date | None) -> int | None:
    """Working days of the limit that such an answer took."""
    if answered is None:
        return None
    clock = Clock(subject_type=SUBJECT, subject_id="0", limit_code=ANSWER, start_on=start)
    periods = [deriving.period_of(row) for row in _period_rows(clock, restart, extended)]
    return int(rules.used(deriving.limit_of(clock), start, periods, calendar(), answered))


def _period_rows(clock: Clock, restart: date | None, extended: date | None) -> Iterator[ClockPeriod]:
    if restart:
        asked = restart - timedelta(days=11)
        yield ClockPeriod(
            clock=clock, kind=Kind.PAUSED, start_on=asked, end_on=restart, reason="等待补正", ref="correction"
        )
        yield ClockPeriod(clock=clock, kind=Kind.RESTARTED, start_on=restart, reason="收到补正")
    if extended:
        yield ClockPeriod(clock=clock, kind=Kind.EXTENDED, start_on=extended, n=20, reason="需要征求意见")


def _periods(plan: _Plan, clock: Clock) -> Iterator[ClockPeriod]:
    return _period_rows(clock, plan.corrected and plan.corrected[1], plan.extended)


def _clock(plan: _Plan, request: Request) -> Clock:
    organ = plan.office.organ
    cached = _due(plan.received, plan.corrected and plan.corrected[1], plan.extended)
    stopped = (
        {"stopped_on": plan.answered, "state": State.STOPPED, "strikes_at": None} if plan.answered else {}
    )
    return Clock(
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        limit_code=ANSWER,
        organ=organ,
        start_on=plan.received,
        basis="当面提交",
        **(cached | stopped),
    )


def _enter(pairs: list[tuple[_Plan, Request]], heads: dict[str, tuple[int, str]]) -> None:
    """One entry a request, chained as the ledger chains, so that it verifies."""
    entries, touched = [], set()
    for plan, request in pairs:
        chain, by = plan.office.organ.code, plan.office.people["office"]
        number, previous = heads.get(chain, (0, GENESIS))
        who = (by.actor_id, by.actor_name)
        detail = {"bench": True, "on": plan.received.isoformat(), "stage": request.stage}
        row = Row(
            chain, number + 1, plan.at, "request.register", SUBJECT, str(request.pk), *who, detail, previous
        )
        digest = row.content_digest()
        heads[chain] = (number + 1, digest)
        entries.append(Entry(**(asdict(row) | {"digest": digest})))
        touched.add(chain)
    Entry.objects.bulk_create(entries)
    ChainHead.objects.bulk_create(
        [ChainHead(chain=c, number=heads[c][0], digest=heads[c][1]) for c in sorted(touched)],
        update_conflicts=True,
        unique_fields=["chain"],
        update_fields=["number", "digest"],
    )
