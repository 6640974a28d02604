"""A letter of a request at the door: what speaks against it, which row it tells of, what is given up with it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Consultation, Correction, Fee, Request, RequestAct
from gongkai.domains.foi.rules import dispatch
from gongkai.domains.foi.rules.remedies import Answered
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import standing, unsent
from gongkai.domains.foi.services.lettering import request_of
from gongkai.domains.foi.services.recording import lock, move, tell, turn
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.selectors import letters_of, with_replaced
from gongkai.kernel.letters.services import cancel


def row_of(rows: QuerySet, letter: Letter, *, column: str = "letter") -> Any:
    """The row that the letter tells of; a letter that replaces another takes its place. NotAllowed without one."""
    made = rows.filter(**{f"{column}__in": [one.pk for one in with_replaced(letter)]}).first()
    if made is None:
        refuse([Reason("nothing_to_tell", _("申请上没有与这份文书对应的事项，不能发出；请作废。"))])
    if getattr(made, f"{column}_id") != letter.pk:
        setattr(made, column, letter)
        made.save(update_fields=[column])
    return made


def act_of(request: Request, kind: ActKind, letter: Letter) -> RequestAct:
    """The act that drafted the letter, or the one that this letter replaces. NotAllowed without one."""
    letters = [one.pk for one in with_replaced(letter)]
    found = request.acts.filter(kind=kind, letter__in=letters).last()
    if found is None:
        refuse([Reason("nothing_to_tell", _("申请上没有与这份文书对应的事项，不能发出；请作废。"))])
    return found


def refuse_to_tell(request: Request, letter: Letter) -> None:
    """NotAllowed when what the letter tells cannot begin on the day it was sent. The request is locked."""
    refuse(_against_telling(request, letter, shanghai_date(letter.sent_at)))


def reasons_against_letter(
    *, letter: Letter, verb: str, on: date, fields: Mapping[str, Any] | None = None
) -> list[Reason]:
    """As the letter room asks (`following.object_by`), for its pages and before each of its acts."""
    if not dispatch.is_ours(letter.text.code):
        return []
    if verb in ("approve", "seal", "send"):
        return _against_leaving(letter, on)
    reasons = []
    if verb == "replace" and letter.sent_at is not None:
        reasons = dispatch.reasons_against_replacing_told(letter.text.code)
    if fields is None or reasons:
        return reasons
    labels = {spec["name"]: spec["label"] for spec in letter.text.fields}
    told = any(one.sent_at for one in with_replaced(letter))
    return dispatch.reasons_against_wording(letter.text.code, labels, letter.fields, fields, told=told)


def _against_leaving(letter: Letter, on: date) -> list[Reason]:
    """One that replaces a letter outside only puts its words right, but an answer: that has to be signed anew."""
    whole = with_replaced(letter)
    if not any(one.sent_at for one in whole):
        return _against_telling(request_of(letter), letter, on)
    if dispatch.kind_of(letter.text.code) != dispatch.ANSWER:
        return []
    request, unsent_ones = request_of(letter), [one.pk for one in whole if not one.sent_at]
    if not request.answers.filter(letter__in=unsent_ones, signed_at__isnull=False).exists():
        return dispatch.reasons_against_replacing_told(letter.text.code)
    return _against_telling(request, letter, on)


def _against_telling(request: Request, letter: Letter, on: date) -> list[Reason]:
    code = letter.text.code
    reasons = dispatch.reasons_against_telling(standing(request, on), code, until=until_of(letter))
    if dispatch.kind_of(code) == dispatch.ANSWER:
        reasons += _against_remedy(request, letter, on)
    return reasons


def keep_told(row: Correction | Consultation, letter: Letter, column: str) -> None:
    """What was asked is what the letter said when it left the house; the caller saves."""
    setattr(row, column, letter.fields.get(column) or getattr(row, column))


def until_of(letter: Letter) -> date | None:
    """The period that the notice sets, as the applicant reads it."""
    said = letter.fields.get("until")
    return date.fromisoformat(said) if said else None


def _against_remedy(request: Request, letter: Letter, on: date) -> list[Reason]:
    answer = request.answers.filter(letter__in=[one.pk for one in with_replaced(letter)]).first()
    if answer is None or answer.signed_at is None:
        return []
    signed = Answered(AnswerKind(answer.kind), shanghai_date(answer.signed_at), tuple(answer.grounds))
    return dispatch.reasons_against_remedy(signed, on)


# --- given up ---------------------------------------------------------------------------------------------------


def drop_letters(request: Request, reason: str, *, by: Actor, at: datetime) -> Request:
    """Give up every letter that did not leave the house; the request as it is then, locked."""
    while waiting := unsent(letters_of(SUBJECT, str(request.pk))):  # one that replaces another before that
        cancel(letter=waiting[-1], reason=reason, by=by, at=at)
    return lock(request)


@transaction.atomic
def letter_dropped(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter was given up, and with it what it would have told: the way is open as before."""
    if not dispatch.is_ours(letter.text.code):
        return
    request = lock(request_of(letter))
    give_up = _GIVE_UP.get(dispatch.kind_of(letter.text.code))
    if give_up is not None:
        give_up(request, letter, by=by, at=at)
    tell(request, ActKind.DROP_LETTER, by=by, at=at, letter=letter, detail={"text": letter.text.code})


def _correction(request: Request, letter: Letter, *, by: Actor, at: datetime) -> None:
    found, _rows = request.corrections.filter(letter=letter, asked_on=None).delete()
    if found and request.stage == Stage.CORRECTING:
        move(request, Stage.HANDLING if request.division_id else Stage.RECEIVED, at)


def _consultation(request: Request, letter: Letter, *, by: Actor, at: datetime) -> None:
    request.consultations.filter(letter=letter, asked_on=None).delete()


def _result(request: Request, letter: Letter, *, by: Actor, at: datetime) -> None:
    request.consultations.filter(result_letter=letter, told_on=None).update(result_letter=None)


def _extension(request: Request, letter: Letter, *, by: Actor, at: datetime) -> None:
    request.extensions.filter(letter=letter, told_on=None).delete()


def _fee(request: Request, letter: Letter, *, by: Actor, at: datetime) -> None:
    Fee.objects.filter(request=request, letter=letter, noticed_on=None).delete()


def _answer(request: Request, letter: Letter, *, by: Actor, at: datetime) -> None:
    answer = request.answers.filter(letter=letter).first()
    if answer is not None and Stage.ISSUING in (request.stage, request.correcting):
        turn(request, Stage.HANDLING, at)
        tell(request, ActKind.ANSWER_RETURNED, by=by, at=at, detail={"version": answer.version})


_GIVE_UP: dict[str, Callable[..., None]] = {
    dispatch.CORRECTION: _correction,
    dispatch.CONSULTATION: _consultation,
    dispatch.CONSULTATION_ORGAN: _consultation,
    dispatch.CONSULTATION_OTHER: _consultation,
    dispatch.RESULT: _result,
    dispatch.EXTENSION: _extension,
    dispatch.FEE: _fee,
    dispatch.ANSWER: _answer,
}
