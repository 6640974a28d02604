"""The answer: drafted as versions, signed in a case, told by a letter that leaves the house."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Answer, AnswerFile, Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.answering import Facts, reasons_against_answering
from gongkai.domains.foi.rules.remedies import Answered
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import (
    answer_that_counts,
    days_used,
    open_sign_off,
    parties_told,
    standing,
    unsent,
)
from gongkai.domains.foi.services.leaving import refuse_to_tell, row_of
from gongkai.domains.foi.services.lettering import draft, remedy_text, request_of
from gongkai.domains.foi.services.noting import stop_clocks
from gongkai.domains.foi.services.opinions import end_opinions
from gongkai.domains.foi.services.recording import counted_as, lock, move, permit, tell, turn
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import canonical_json, digest_of
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.models import Case
from gongkai.kernel.casework.rules import Decision, Outcome
from gongkai.kernel.casework.selectors import definition_in_force, items_for
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.values import chinese_date
from gongkai.kernel.letters.selectors import letters_of, with_replaced
from gongkai.kernel.letters.services import cancel
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.vocabulary import GROUNDS
from gongkai.kernel.redaction.models import Redaction
from gongkai.kernel.redaction.selectors import release_reasons

CHAIN = "foi_answer"
Given = tuple[StoredFile, Redaction | None, str]
"""A file, the redaction through which it is given (None: as it is), its name for the applicant."""


@transaction.atomic
def draft_answer(
    *,
    request: Request,
    facts: Facts,
    text: str,
    by: Person,
    at: datetime,
    record: Record | None = None,
    files: Sequence[Given] = (),
) -> Answer:
    """Save a version of the answer; its kind is the leaf to which the five questions lead."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    refuse(acting.reasons_against_drafting_answer(standing(request, shanghai_date(at))))
    told = parties_told(request.consultations.all())
    facts = replace(facts, original_beside=original_beside(files), told_third_parties=told)
    refuse(reasons_against_answering(facts))
    made = Answer(request=request, version=request.answers.count() + 1, drafted_by=by, saved_at=at)
    made.kind, made.facts, made.grounds = facts.kind, plain(facts), list(facts.grounds)
    made.text, made.search_record, made.right_organ = text.strip(), facts.search_record, facts.right_organ
    made.record = record
    made.digest = digest_of([made.kind, made.facts, made.text, [file.digest for file, _r, _n in files]])
    made.save(force_insert=True)
    AnswerFile.objects.bulk_create(
        AnswerFile(answer=made, file=file, redaction=redaction, label=label[:120])
        for file, redaction, label in files
    )
    if request.stage == Stage.RECEIVED:
        move(request, Stage.HANDLING, at)
    tell(request, ActKind.DRAFT_ANSWER, by=by, at=at, detail={"version": made.version, "kind": made.kind})
    return made


def original_beside(files: Sequence[Given]) -> bool:
    """Whether a file would go out uncovered beside its own redacted copy."""
    covered = {redaction.source_id for _file, redaction, _label in files if redaction is not None}
    return any(redaction is None and file.pk in covered for file, redaction, _label in files)


def plain(facts: Facts) -> dict:
    """The facts of an answer as JSON takes them."""
    return json.loads(canonical_json(asdict(facts)))


def spell_ground(code: str) -> str:
    """A ground of withholding as a letter names it."""
    ground = GROUNDS[code]
    return f"{ground.label}（政府信息公开条例{ground.article}）"


def remedy_of(answer: Answer, on: date) -> list[str]:
    """The paragraphs that the law of that day demands, with the organ's own bodies of appeal."""
    return remedy_text(answer.request.organ, Answered(AnswerKind(answer.kind), on, tuple(answer.grounds)))


def current_answer(request: Request) -> Answer | None:
    return request.answers.order_by("-version").first()


@transaction.atomic
def submit_answer(*, request: Request, by: Person, at: datetime) -> Case:
    """Send the newest version for sign-off; what was sent back goes on in its own case."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    reasons = acting.reasons_against_submitting_answer(standing(request, shanghai_date(at)))
    answer = current_answer(request)
    if answer is not None:
        reasons += _unreleasable(answer)
    definition = definition_in_force(CHAIN, request.organ)
    if definition is None:
        reasons.append(Reason("no_chain", _("本机关没有答复审签流程。"), where="case"))
    refuse(reasons)
    case = open_sign_off(request)
    if case is None:
        case = casework.open_case(
            definition=definition,
            subject_type=SUBJECT,
            subject_id=str(request.pk),
            organ=request.organ,
            division=request.division,
            title=request.subject,
            by=by,
            at=at,
        )
    else:
        casework.resubmit(case=case, by=by, at=at)
    end_opinions(request, _("答复已经送审"), at=at)
    answer.case = case
    answer.save(update_fields=["case"])
    turn(request, Stage.SIGNING, at)
    tell(request, ActKind.SUBMIT_ANSWER, by=by, at=at, detail={"version": answer.version})
    return case


@transaction.atomic
def renew_answer(*, request: Request, by: Person, at: datetime) -> Case:
    """What was signed goes to the signers again, word for word, as a new version: its letter does not fit any more.

    The letter is given up if that was not done yet; the next signatures draft another, with the remedy of their day.
    """
    request = lock(request)
    permit(request, "request.handle", by, at)
    refuse(acting.reasons_against_renewing_answer(standing(request, shanghai_date(at))))
    signed = current_answer(request)
    if Stage.ISSUING in (request.stage, request.correcting):
        cancel(letter=_unsent(request, signed), reason=_("重新送审"), by=by, at=at)
    _copy(request, signed, by=by, at=at)
    return submit_answer(request=request, by=by, at=at)


def _unsent(request: Request, signed: Answer) -> Letter:
    """The letter that waits: the one of the answer, or the one that replaces it."""
    found = unsent(letters_of(SUBJECT, str(request.pk)))
    return next(one for one in found if signed.letter in with_replaced(one))


def _copy(request: Request, signed: Answer, *, by: Person, at: datetime) -> None:
    files = list(signed.files.all())
    made = Answer(request=request, version=signed.version + 1, drafted_by=by, saved_at=at)
    for name in ("kind", "facts", "grounds", "text", "search_record", "right_organ", "record", "digest"):
        setattr(made, name, getattr(signed, name))
    made.save(force_insert=True)
    for given in files:
        given.pk, given._state.adding, given.answer = None, True, made
    AnswerFile.objects.bulk_create(files)
    tell(request, ActKind.DRAFT_ANSWER, by=by, at=at, detail={"version": made.version, "kind": made.kind})


def _unreleasable(answer: Answer) -> list[Reason]:
    given = answer.files.select_related("redaction").filter(redaction__isnull=False)
    return [reason for one in given for reason in release_reasons(one.redaction)]


@transaction.atomic
def sign_answer(
    *, request: Request, agree: bool, by: Person, at: datetime, opinion: str = "", basis: str = ""
) -> Decision:
    """Sign the step that waits for `by`. When all agreed, the answer is signed and its letter drafted."""
    request = lock(request)
    item = _my_item(request, by, at)
    outcome = Outcome.AGREE if agree else Outcome.REFUSE
    said = opinion.strip() or (_("同意") if agree else "")
    decision = casework.act(item=item, outcome=outcome, opinion=said, basis=basis, by=by, at=at)
    if decision.concluded:
        _concluded(request, decision, by=by, at=at)
    return decision


def _my_item(request: Request, by: Person, at: datetime):
    case = open_sign_off(request)
    items = items_for(by, case, shanghai_date(at)) if case else []
    if not items:
        refuse([Reason("not_your_turn", _("没有等待您签署的环节。"), where="case")])
    return items[0]


def carry_over(case: Case, decision: Decision, by: Person, at: datetime) -> None:
    """For casework: an act of its own ended the case (a signer was taken out and nobody else was left)."""
    request = lock(Request.objects.get(pk=case.subject_id))
    _concluded(request, decision, by=by, at=at)


def _concluded(request: Request, decision: Decision, *, by: Person, at: datetime) -> None:
    answer = current_answer(request)
    if not decision.agreed:
        turn(request, Stage.HANDLING, at)
        tell(request, ActKind.ANSWER_RETURNED, by=by, at=at, detail={"version": answer.version})
        return
    answer.signed_at = at
    answer.letter = prepare_letter(request=request, answer=answer, by=by, at=at)
    answer.save(update_fields=["signed_at", "letter"])
    turn(request, Stage.ISSUING, at)
    detail = {"version": answer.version, "kind": answer.kind}
    tell(request, ActKind.ANSWER_SIGNED, by=by, at=at, letter=answer.letter, detail=detail)


@transaction.atomic
def take_back_answer(*, request: Request, by: Person, at: datetime) -> Decision:
    """One's own submission or signature back, while nobody has opened what follows it."""
    request = lock(request)
    case = open_sign_off(request)
    if case is None:
        refuse([Reason("no_case", _("没有正在审签的答复。"), where="case")])
    decision = casework.take_back(case=case, by=by, at=at)
    if decision.waits_for_drafter:
        turn(request, Stage.HANDLING, at)
        tell(request, ActKind.ANSWER_RETURNED, by=by, at=at)
    return decision


@transaction.atomic
def send_back_answer(*, request: Request, reason: str, by: Person, at: datetime) -> Decision:
    """Back to who drafted it, with a reason."""
    request = lock(request)
    decision = casework.send_back(item=_my_item(request, by, at), reason=reason, by=by, at=at)
    turn(request, Stage.HANDLING, at)
    tell(request, ActKind.ANSWER_RETURNED, by=by, at=at, note=reason)
    return decision


def told_letter(request: Request) -> Letter | None:
    """The letter by which the applicant has the answer."""
    counts = answer_that_counts(request.answers.select_related("letter__text"))
    return counts.letter if counts and counts.letter_id and counts.letter.sent_at else None


def replaced_by(request: Request) -> Letter | None:
    """The letter that the correction of an answer replaces; None for an answer that was not told yet."""
    return told_letter(request) if request.correcting else None


def correcting_words(request: Request) -> str:
    """What the letter of a corrected answer begins with, in Chinese as all letters are; "" in any other."""
    old = replaced_by(request)
    if old is None:
        return ""
    day = chinese_date(shanghai_date(old.sent_at))
    return f"本机关{day}发出的《{old.text.name}》（{old.number}）有误，现予更正，以本告知书为准。"


def letter_fields(answer: Answer, files: list[str], on: date) -> dict[str, Any]:
    """What the letter says of an answer, saved or not. `files`: names of what is given."""
    return {
        "answer": "\n".join(filter(None, (correcting_words(answer.request), answer.text))),
        "grounds": [spell_ground(code) for code in answer.grounds],
        "search_record": answer.search_record,
        "right_organ": answer.right_organ,
        "files": files,
        "remedy": remedy_of(answer, on),
    }


def prepare_letter(*, request: Request, answer: Answer, by: Actor, at: datetime) -> Letter:
    """The letter that carries the answer, with the remedy that the law of the day demands (norms 1.10)."""
    labels = [given.label for given in answer.files.all()]
    fields = letter_fields(answer, labels, shanghai_date(at))
    code, replaces = f"foi_answer_{answer.kind.lower()}", replaced_by(request)
    return draft(request, code, fields, by=by, at=at, case=answer.case, replaces=replaces)


@transaction.atomic
def answer_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter left the house: the request is answered on that day, whenever it arrives."""
    request = lock(request_of(letter))
    answer, on = row_of(request.answers, letter), shanghai_date(letter.sent_at)
    if request.correcting:
        _corrected(request, answer, letter, on, by=by, at=at)
        return
    if request.answered_on:
        return
    refuse_to_tell(request, letter)
    stop_clocks(request, on, by=by, at=at)
    ended = {"answered_on": on, "used_days": days_used(request)}
    move(request, Stage.ANSWERED, at, **ended, **counted_as(answer.kind, answer.grounds))
    tell(request, ActKind.ANSWER, by=by, at=at, on=on, letter=letter, detail={"kind": answer.kind})


def _corrected(
    request: Request, answer: Answer, letter: Letter, on: date, *, by: Actor, at: datetime
) -> None:
    """The day on which the request was answered stays: the limit was kept or missed by the first letter."""
    refuse_to_tell(request, letter)
    move(request, Stage.ANSWERED, at, correcting=None, **counted_as(answer.kind, answer.grounds))
    detail = {"kind": answer.kind, "version": answer.version}
    tell(request, ActKind.ANSWER_CORRECTED, by=by, at=at, on=on, letter=letter, detail=detail)
