"""The ends of a request other than an answer: withdrawn, entered by mistake; and what follows an answer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Answer, FoundPublic, Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import days_used, open_sign_off, standing
from gongkai.domains.foi.services.intake import add_materials
from gongkai.domains.foi.services.leaving import drop_letters
from gongkai.domains.foi.services.noting import stop_clocks
from gongkai.domains.foi.services.recording import counted_as, lock, move, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.casework import services as casework
from gongkai.kernel.records.models import Publication


@transaction.atomic
def withdraw(
    *,
    request: Request,
    reason: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    files: Iterable[tuple[StoredFile, str]] = (),
) -> Request:
    """The applicant takes it back. Counted as A17; before receipt it was never a request and becomes void.
    `files`: what shows that the applicant did."""
    request, day = _ending(lock(request), reason, on, by=by, at=at)
    _end(request, AnswerKind.A17, day, at)
    add_materials(request, files, came_with=ActKind.WITHDRAW, at=at)
    tell(request, ActKind.WITHDRAW, by=by, at=at, on=day, note=reason)
    return request


@transaction.atomic
def found_public(
    *,
    request: Request,
    index_number: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    said: str = "",
    elsewhere: bool = False,
    files: Iterable[tuple[StoredFile, str]] = (),
) -> Request:
    """The applicant says which public record is what was wanted; only the applicant's own word ends a request so.

    An official who registers it must tell how and when that was said (`said`, kept with the act; `files`: what shows
    it), not while the answer is signed, and mean it (`elsewhere`) where another organ made the record public.

    After receipt it is answered as A1 with that record: who applied was told where it is (第三十六条第一项) and took
    it; the annual report counts that as 予以公开, a mere withdrawal (`withdraw`) as 其他处理. Nothing is signed and no
    letter written. Before receipt there was no request: it becomes void and counts as found before applying.
    """
    request = lock(request)
    found = _public(index_number)
    if isinstance(by, Person):
        _heard(request, found, said, elsewhere, on or shanghai_date(at), at)
    request, day = _ending(request, _("已经公开的信息就是所需要的"), on, by=by, at=at)
    if request.received_on:
        _answer_with(request, found, at)
    else:
        _keep_found(request.organ, found, day, request=request)
    _end(request, AnswerKind.A1, day, at)
    add_materials(request, files, came_with=ActKind.FOUND_PUBLIC, at=at)
    detail = {"record": found.record_id, "index_number": found.record.index_number}
    tell(request, ActKind.FOUND_PUBLIC, by=by, at=at, on=day, note=said, detail=detail)
    return request


def _public(index_number: str) -> Publication:
    """What is public under that index number; NotAllowed without any."""
    public = Publication.objects.select_related("record__organ", "version").filter(
        record__index_number=index_number.strip()
    )
    found = public.first() if index_number.strip() else None
    if found is None:
        said = _("请指明是哪一条已经公开的信息；现在公开的信息里没有这个索引号。")
        refuse([Reason("record", said, "政府信息公开条例 第三十六条", "index_number")])
    return found


def _heard(request: Request, found: Publication, said: str, sure: bool, on: date, at: datetime) -> None:
    """NotAllowed unless an official may write down that the applicant said so."""
    maker = found.record.organ
    elsewhere = "" if maker == request.organ else maker.name
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_finding_public(now, on=on, said=said, elsewhere=elsewhere, sure=sure))


def _ending(
    request: Request, reason: str, on: date | None, *, by: Actor, at: datetime
) -> tuple[Request, date]:
    """The locked request, free of sign-off and clocks, and the day on which it ends."""
    permit(request, "request.register", by, at)
    day = on or shanghai_date(at)
    refuse(acting.reasons_against_withdrawing(standing(request, shanghai_date(at)), on=day))
    case = open_sign_off(request)
    if case is not None:
        casework.abandon(case=case, reason=reason, by=by, at=at)
    request = drop_letters(request, _("申请人撤回申请"), by=by, at=at)
    stop_clocks(request, day, by=by, at=at)
    return request, day


def _end(request: Request, kind: AnswerKind, day: date, at: datetime) -> None:
    if request.received_on:
        ended = {"answered_on": day, "used_days": days_used(request)}
        move(request, Stage.ANSWERED, at, **ended, **counted_as(kind))
    else:
        move(request, Stage.VOID, at)


def _answer_with(request: Request, found: Publication, at: datetime) -> None:
    number = found.record.index_number
    text = _("申请人确认所需要的信息已经公开：%(title)s（索引号 %(number)s），%(address)s") % {
        "title": found.version.title,
        "number": number,
        "address": found.address,
    }
    made = Answer(request=request, version=request.answers.count() + 1, kind=AnswerKind.A1, saved_at=at)
    made.facts, made.text, made.record = {"confirmed": True, "index_number": number}, text, found.record
    made.digest = digest_of([made.kind, made.facts, made.text, []])
    made.save(force_insert=True)


def _keep_found(organ: Organ, found: Publication, on: date, **whose) -> None:
    FoundPublic.objects.create(
        organ=organ, record=found.record, title=found.version.title[:300], on=on, **whose
    )


@transaction.atomic
def count_found(*, organ: Organ, record: int, form_key: str, at: datetime) -> bool:
    """That is what I wanted, said of a public record before anything was filed: counted once for a form. Ledger:
    none, for nothing was done to anybody's request. False when it was counted before or is not public any more."""
    found = Publication.objects.select_related("record", "version").filter(record=record).first()
    if found is None or FoundPublic.objects.filter(organ=organ, form_key=form_key).exists():
        return False
    try:
        with transaction.atomic():
            _keep_found(organ, found, shanghai_date(at), form_key=form_key)
    except IntegrityError:  # the same form at the same moment
        return False
    return True


@transaction.atomic
def void(*, request: Request, reason: str, by: Actor, at: datetime) -> Request:
    """Entered twice or by mistake; the number stays in the register as void."""
    request = lock(request)
    permit(request, "request.triage", by, at)
    refuse(acting.reasons_against_voiding(standing(request, shanghai_date(at)), reason=reason))
    request = drop_letters(request, _("登记作废，不再发出"), by=by, at=at)
    stop_clocks(request, shanghai_date(at), by=by, at=at)
    move(request, Stage.VOID, at)
    tell(request, ActKind.VOID, by=by, at=at, note=reason)
    return request


@transaction.atomic
def archive(*, request: Request, by: Actor, at: datetime) -> Request:
    """第四十五条: nothing more is to be done."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    refuse(acting.reasons_against_archiving(standing(request, shanghai_date(at))))
    move(request, Stage.CLOSED, at, closed_at=at)
    tell(request, ActKind.ARCHIVE, by=by, at=at)
    return request


@transaction.atomic
def rate(*, request: Request, stars: int, by: Actor, at: datetime, remark: str = "") -> Request:
    """What the applicant thought of it; may be given again, the last one counts."""
    request = lock(request)
    refuse(acting.reasons_against_rating(standing(request, shanghai_date(at)), stars=stars))
    move(request, request.stage, at, rating=stars)
    tell(request, ActKind.RATE, by=by, at=at, note=remark, detail={"stars": stars})
    return request
