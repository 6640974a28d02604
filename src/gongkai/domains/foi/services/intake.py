"""Intake: a request comes in by any channel, is received by the rule of that channel, gets number and clock."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Applicant, LikenessKey, Material, Request
from gongkai.domains.foi.rules.acting import reasons_against_confirming
from gongkai.domains.foi.rules.application import Application, reasons_against_application
from gongkai.domains.foi.rules.lookalike import bands, sketch
from gongkai.domains.foi.rules.receipt import Facts, reasons_before_law, received_on
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.selectors import normal_code, standing
from gongkai.domains.foi.services.noting import CLOCKS
from gongkai.domains.foi.services.recording import lock, move, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.services import hold_chain
from gongkai.foundation.numbering.services import next_serial, raise_to
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.clocks.services import start_clock

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without signs that are taken for one another when read aloud or copied by hand."""
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Submitted:
    """The request and its query code; the code is told once and nowhere kept in clear."""

    request: Request
    code: str = field(repr=False)


def spell_code(code: str) -> str:
    """As it is printed: 7K2M-9PXQ-3R."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


@transaction.atomic
def submit(
    *,
    organ: Organ,
    application: Application,
    by: Actor,
    at: datetime,
    submitted_at: datetime | None = None,
    receipt: Facts | None = None,
    files: Sequence[tuple[StoredFile, str]] = (),
    source_key: str | None = None,
    number: str = "",
    finished: bool = False,
    evidence: Mapping[str, str] | None = None,
    identity_seen: bool = False,
) -> Submitted:
    """Take in a request (第二十九条). Received at once where the channel says so, else it waits for confirmation.

    `receipt`: what is known of the arrival, by the channel's rule.
    `submitted_at`: when it arrived, if it is entered later; default `at`. `number`: one given elsewhere is
    kept. `finished`: taken over from an old register, see the rule. NotAllowed with every reason.
    `evidence`: what proves the arrival besides its days (who signed for it, number of the post, how it was
    confirmed). `identity_seen`: the official compared the paper.
    """
    arrived = submitted_at or at
    on, today = shanghai_date(arrived), shanghai_date(at)
    facts = replace(receipt or Facts(), arrived_on=on)
    reasons = reasons_against_application(application, on=on, today=today, finished=finished)
    refuse(reasons + reasons_before_law(application.channel, facts, "submitted_on"))
    hold_chain(organ.code)  # an import takes in many at once: chain before counter, in every one of them
    request = Request(
        organ=organ,
        stage=Stage.UNCONFIRMED,
        submitted_at=arrived,
        touched_at=at,
        receipt=_told(facts) | dict(evidence or {}),
        registered_by=by if isinstance(by, Person) else None,
        applicant_kind=application.applicant.kind,
        source_key=source_key,
        **application.about(),
    )
    request.number = _kept(organ, number) if number else _number(organ, on.year)
    request.save(force_insert=True)
    code = new_random_code()
    seen_by = by if identity_seen and isinstance(by, Person) else None
    who = application.applicant.columns()
    Applicant(request=request, code=code, identity_seen_by=seen_by, **who).save(force_insert=True)
    add_materials(request, files, came_with=ActKind.SUBMIT, at=at)
    keys = bands(sketch(application.description))
    LikenessKey.objects.bulk_create(LikenessKey(request=request, key=key) for key in keys)
    tell(
        request, ActKind.SUBMIT, by=by, at=at, on=shanghai_date(arrived), detail={"channel": request.channel}
    )
    _receive(request, by=by, at=at)
    return Submitted(request, code)


def new_random_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


@transaction.atomic
def new_code(*, request: Request, by: Actor, at: datetime) -> str:
    """Another query code for who lost it; the old one is void. Whoever calls has established the identity."""
    request = lock(request)
    applicant = request.applicant
    code = new_random_code()
    applicant.code = normal_code(code)
    applicant.save(update_fields=["code", "code_index"])
    tell(request, ActKind.NEW_CODE, by=by, at=at)
    return code


@transaction.atomic
def confirm_receipt(
    *, request: Request, on: date, by: Person, at: datetime, asked_on: date | None = None
) -> Request:
    """Both sides confirmed (internet, fax), or the office reached the writer of an ordinary letter (第三十一条).

    `on`: the day on which the later side confirmed; `asked_on`: when the office asked for it.
    """
    request = lock(request)
    permit(request, "request.register", by, at)
    submitted_on = shanghai_date(request.submitted_at)
    now = standing(request, shanghai_date(at))
    refuse(reasons_against_confirming(now, on=on, submitted_on=submitted_on))
    known = receipt_facts(request)
    request.receipt |= _told(
        replace(
            known,
            asked_on=known.asked_on or asked_on or on,
            office_confirmed_on=on,
            applicant_confirmed_on=known.applicant_confirmed_on or on,
            written_up_on=known.written_up_on or on,
            acknowledged=True,
        )
    )
    request.save(update_fields=["receipt"])
    tell(request, ActKind.CONFIRM_RECEIPT, by=by, at=at, on=on, detail={"channel": request.channel})
    _receive(request, by=by, at=at)
    return request


@transaction.atomic
def confirm_by_applicant(*, request: Request, by: Actor, at: datetime) -> Request:
    """The applicant's side of 第三十一条, by number and code. Received once the office has confirmed too."""
    request, today = lock(request), shanghai_date(at)
    refuse(
        reasons_against_confirming(
            standing(request, today), on=today, submitted_on=shanghai_date(request.submitted_at)
        )
    )
    known = receipt_facts(request)
    request.receipt |= _told(replace(known, applicant_confirmed_on=known.applicant_confirmed_on or today))
    request.save(update_fields=["receipt"])
    detail = {"channel": request.channel, "side": "applicant"}
    tell(request, ActKind.CONFIRM_RECEIPT, by=by, at=at, detail=detail)
    _receive(request, by=by, at=at)
    return request


def _receive(request: Request, *, by: Actor, at: datetime) -> None:
    """The day of receipt by the rule of the channel, and the clocks that begin with it."""
    found = received_on(request.channel, receipt_facts(request))
    if found.day is None:
        return
    move(request, Stage.RECEIVED, at, received_on=found.day)
    tell(request, ActKind.REGISTER, by=by, at=at, on=found.day, detail={"number": request.number})
    start_answer_clocks(request, basis=str(found.why), by=by, at=at)


def receipt_facts(request: Request) -> Facts:
    """What is known of the arrival."""
    days = {name: value for name, value in request.receipt.items() if name.endswith("_on")}
    return Facts(
        **{name: date.fromisoformat(day) if day else None for name, day in days.items()},
        acknowledged=bool(request.receipt.get("acknowledged")),
    )


def _told(facts: Facts) -> dict:
    """As kept in the row: days in ISO spelling."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()
    }


def start_answer_clocks(request: Request, *, basis: str, by: Actor, at: datetime) -> None:
    """The limit of the answer, and that of asking for a correction where the regulation sets one."""
    for code in CLOCKS:
        start_clock(
            subject_type=SUBJECT,
            subject_id=str(request.pk),
            limit_code=code,
            start=request.received_on,
            organ=request.organ,
            basis=basis,
            by=by,
            at=at,
        )


def add_materials(
    request: Request, files: Iterable[tuple[StoredFile, str]], *, came_with: str, at: datetime
) -> None:
    """Files that came with an act, each with the name its sender gave it."""
    Material.objects.bulk_create(
        Material(request=request, file=file, label=label[:120], came_with=came_with, added_at=at)
        for file, label in files
    )


def _kept(organ: Organ, number: str) -> str:
    """A number given elsewhere stays; one of the own series is not given again."""
    found = re.fullmatch(rf"{re.escape(organ.code)}-(\d{{4}})-(\d{{5}})", number, re.ASCII)
    if found and int(found[2]):
        raise_to(series=f"request:{organ.code}", year=int(found[1]), serial=int(found[2]))
    return number


def _number(organ: Organ, year: int) -> str:
    """Gap-free for organ and year, given in the transaction that takes the request in."""
    serial = next_serial(series=f"request:{organ.code}", year=year)
    return f"{organ.code}-{year}-{serial:05d}"
