"""Reads of requests. Visibility is applied here, so that a list, a count or an export cannot leak."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gongkai.domains.foi.events import OPINIONS, SUBJECT
from gongkai.domains.foi.limits import EXTENSION_CAP
from gongkai.domains.foi.models import (
    Answer,
    Applicant,
    Conference,
    Consultation,
    Correction,
    Extension,
    Material,
    Message,
    OfficeSetting,
    OpinionRound,
    Request,
    RequestAct,
)
from gongkai.domains.foi.rules.acting import OpenConsultation, Standing
from gongkai.domains.foi.rules.dispatch import ROUTE
from gongkai.domains.foi.rules.identity import folded
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.foundation.vault.selectors import indexes_of
from gongkai.kernel.casework.models import Case, Step, WorkItem
from gongkai.kernel.casework.rules import StepKind, StepState
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.rules import State
from gongkai.kernel.clocks.selectors import open_clock, used_when_stopped
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import UNSENT
from gongkai.kernel.letters.rules.vocabulary import State as LetterState
from gongkai.kernel.letters.selectors import letters_of

ANSWER = "foi-answer"
ACTS_SHOWN = 100
"""Acts of a request that its page lists."""


def visible(person: Person, today: date) -> QuerySet[Request]:
    """Requests that the person may see by posts: those of the division, of the organ, or below it."""
    return restrict(Request.objects.all(), person, "request.view", today)


def visible_request(pk: int, person: Person, today: date) -> Request | None:
    """One request with what its page needs, None when it is not there or may not be seen. Seven queries."""
    found = visible(person, today).select_related(
        "organ", "division", "handler", "registered_by", "applicant__identity_seen_by", "repeats", "fee"
    )
    return found.prefetch_related(*_parts()).filter(pk=pk).first()


def _parts() -> Iterator[Prefetch]:
    """What hangs on a request, oldest first, each with what its line shows; `last_acts` newest first."""
    lines: dict[str, tuple[QuerySet, tuple[str, ...]]] = {
        "materials": (Material.objects, ("file",)),
        "corrections": (Correction.objects, ("letter",)),
        "extensions": (Extension.objects, ("letter", "proposed_by", "decided_by")),
        "consultations": (Consultation.objects, ("letter", "evidence")),
        "answers": (Answer.objects, ("drafted_by", "letter", "record")),
    }
    for name, (rows, related) in lines.items():
        yield Prefetch(name, rows.select_related(*related).order_by("id"))
    conferences = Conference.objects.select_related("called_by").prefetch_related("divisions", "people")
    yield Prefetch("conferences", conferences.order_by("id"))
    said = WorkItem.objects.filter(step__kind=StepKind.JOINT).exclude(state="void")
    said = said.select_related("division", "acted_by").order_by("id")
    rounds = OpinionRound.objects.select_related("asked_by", "case").order_by("id")
    yield Prefetch("opinion_rounds", rounds.prefetch_related(Prefetch("case__items", said, to_attr="said")))
    acts = RequestAct.objects.select_related("letter").order_by("-id")[:ACTS_SHOWN]
    yield Prefetch("acts", acts, to_attr="last_acts")


def by_code(number: str, code: str) -> Request | None:
    """The request of a number and its query code, for its applicant. Both must fit; case and blanks do not matter."""
    indexes = indexes_of("hidden", normal_code(code))
    found = Applicant.objects.filter(code_index__in=indexes, request__number=number.strip().upper())
    applicant = found.select_related("request__organ").first()
    return applicant.request if applicant else None


@sensitive_variables()
def by_identity(
    identity: str, name: str, *, number: str = "", organ_code: str = "", day: date | None = None
) -> list[Request]:
    """Requests whose identity number, name and number (or organ and day of submission) all fit; at most ten.

    Of an organisation the credit code stands for the identity number; as code, representative, organ and day are
    public, only the number of the request helps it. No seal is opened.
    """
    number_of = folded(identity)
    who = Q(identity_index__in=indexes_of("resident_id", number_of)) | Q(organisation_code=number_of)
    found = Applicant.objects.filter(who, name_index__in=indexes_of("name", name)).exclude(name_index="")
    if number:
        found = found.filter(request__number=number.strip().upper())
    elif organ_code and day:
        begin = datetime.combine(day, time(), SHANGHAI)
        span = (begin, begin + timedelta(days=1))
        found = found.filter(organisation="")
        found = found.filter(request__organ__code=organ_code, request__submitted_at__gte=span[0])
        found = found.filter(request__submitted_at__lt=span[1])
    else:
        return []
    if not number_of:
        return []
    return [one.request for one in found.select_related("request__organ").order_by("request_id")[:10]]


def messages_for(person: Person, today: date) -> QuerySet[Message]:
    """E-mails of the organs whose requests the person takes in, the newest first."""
    rows = restrict(Message.objects.all(), person, "request.register", today, division_field=None)
    return rows.select_related("organ", "request", "handled_by").order_by("-arrived_at", "-id")


def normal_code(code: str) -> str:
    """A query code as it is sealed: capital letters and digits only."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def of_identity(organ: Organ, identity: str) -> QuerySet[Request]:
    """Requests to an organ under one identity number, the newest first; found without opening any seal."""
    indexes = indexes_of("resident_id", identity)
    found = Request.objects.filter(organ=organ, applicant__identity_index__in=indexes)
    return found.order_by("-submitted_at", "-id")


def of_same_applicant(request: Request) -> QuerySet[Request]:
    """Earlier and later requests of the same person or organisation to the same organ."""
    applicant = request.applicant
    found = Request.objects.filter(organ=request.organ).exclude(pk=request.pk)
    if applicant.organisation_code:
        found = found.filter(applicant__organisation_code=applicant.organisation_code)
    elif applicant.identity_index:
        found = found.filter(applicant__identity_index=applicant.identity_index)
    else:
        return found.none()
    return found.order_by("-submitted_at", "-id")


def days_used(request: Request) -> int | None:
    """Units of the answer limit (working days) that were used when its clock stopped; None where none ran."""
    clocks = Clock.objects.filter(subject_type=SUBJECT, subject_id=str(request.pk), limit_code=ANSWER)
    return next((int(spent) for _clock, spent in used_when_stopped(clocks.order_by("-pk"))), None)


def answer_clock(request: Request) -> Clock | None:
    """The open answer clock, None before receipt and after the answer. One query."""
    return open_clock(SUBJECT, str(request.pk), ANSWER)


def office_setting(organ: Organ) -> OfficeSetting:
    """The organ's own setting, else one that names the bodies in general terms (not saved).

    How the office is reached is what the organ says of itself (第十二条) where the setting is silent.
    """
    found = OfficeSetting.objects.select_related("organ").filter(organ=organ).first()
    found = found or OfficeSetting(organ=organ, review_organ=_("本级人民政府"), court=_("有管辖权的人民法院"))
    for name in ("address", "phone", "hours"):
        if not getattr(found, f"office_{name}"):
            setattr(found, f"office_{name}", str(organ.contact.get(name, "")))
    return found


def cap_of(request: Request) -> int:
    """Most working days of an extension under the regulation of the day of receipt."""
    limit = limit_in_force(ANSWER, request.received_on) if request.received_on else None
    return EXTENSION_CAP[limit.since] if limit else 0


def standing(
    request: Request, today: date, *, letters: Iterable[Letter] | None = None, case: Case | None = None
) -> Standing:
    """The request as the rules see it. Seven queries at most, none for what `visible_request` fetched.

    `letters`, `case`: the letters and the newest sign-off of the request, where the caller has them at hand.
    """
    clock = answer_clock(request)
    corrections = list(request.corrections.all())
    waiting = next((c for c in corrections if c.received_on is None and c.lapsed_on is None), None)
    extension = _extension(request.extensions.all())
    fee = getattr(request, "fee", None)
    known = list(letters_of(SUBJECT, str(request.pk)) if letters is None else letters)
    answers, consulted = list(request.answers.all()), list(request.consultations.all())
    newest = max(answers, key=lambda one: one.version, default=None)
    signing = case.state == "open" if case else letters is None and open_sign_off(request) is not None
    return Standing(
        stage=request.stage,
        today=today,
        received_on=request.received_on,
        due=clock.due_on if clock and clock.state == State.RUNNING else None,
        cap=cap_of(request),
        corrections=len(corrections),
        correction_open=waiting is not None,
        correction_asked_on=waiting.asked_on if waiting else None,
        correction_until=waiting.until if waiting else None,
        consultations=tuple(
            OpenConsultation(c.ref, c.party, c.asked_on) for c in consulted if c.replied_on is None
        ),
        to_tell=tuple(one.ref for one in overruled(consulted) if not one.result_letter_id),
        extension=_state_of(extension),
        proposed_by=extension.proposed_by_id if extension else None,
        fee=_fee_state(fee),
        has_answer=newest is not None,
        answer_told=_is_told(answers, known),
        correcting=request.correcting or "",
        answer_signed=newest is not None and newest.signed_at is not None,
        answer_open_case=signing,
        routing=any(letter.text.code == ROUTE for letter in unsent(known)),
        letters_open=tuple(letter.text.name for letter in unsent(known)),
        opinions_open=_hearing_open(request),
    )


def _is_told(answers: Iterable[Answer], letters: Iterable[Letter]) -> bool:
    sent = {letter.pk for letter in letters if letter.sent_at}
    return any(one.letter_id in sent for one in answers)


def answer_that_counts(answers: Iterable[Answer]) -> Answer | None:
    """The newest that was told; without any (an old register, the applicant's own word) the newest.

    One query for each letter that was not fetched with its answer.
    """
    known = sorted(answers, key=lambda one: -one.version)
    told = (one for one in known if one.letter_id and one.letter.sent_at)
    return next(told, next(iter(known), None))


def overruled(consultations: Iterable[Consultation]) -> list[Consultation]:
    """Third parties that do not want to see something given."""
    return [
        one
        for one in consultations
        if one.party == Party.THIRD_PARTY and one.reply in (Reply.REFUSES, Reply.PARTLY)
    ]


def parties_told(consultations: Iterable[Consultation]) -> bool:
    """Whether the letters that tell them what was decided, and why, have left the house (第三十二条)."""
    return all(one.told_on for one in overruled(consultations))


def kinds_in_force(acts: Iterable[RequestAct]) -> set[str]:
    """Kinds of acts, without those whose letter was given up before it left the house: they told nobody anything.

    One query for each letter that was not fetched with its act.
    """
    return {act.kind for act in acts if act.letter is None or act.letter.state != LetterState.CANCELLED}


def unsent(letters: Iterable[Letter]) -> list[Letter]:
    """Of all letters of a request those that somebody still has to send or give up; none that another replaces."""
    known = list(letters)
    replaced = {one.replaces_id for one in known if one.state != LetterState.CANCELLED}
    return [one for one in known if one.state in UNSENT and one.pk not in replaced]


def _extension(rows: Iterable[Extension]) -> Extension | None:
    """The one that counts: refused ones leave the way open."""
    return next((row for row in rows if row.approved is not False), None)


def _state_of(extension: Extension | None) -> str:
    if extension is None:
        return ""
    if extension.told_on:
        return "told"
    return "approved" if extension.approved else "proposed"


def _fee_state(fee) -> str:
    if fee is None:
        return ""
    if fee.paid_on or fee.lapsed_on:
        return "paid" if fee.paid_on else "lapsed"
    return "noticed" if fee.noticed_on else "drafted"


def open_opinions(request: Request) -> Case | None:
    """The divisions' opinions that were asked for and not ended. One query."""
    return Case.objects.filter(subject_type=OPINIONS, subject_id=str(request.pk), state="open").first()


def _hearing_open(request: Request) -> bool:
    steps = Step.objects.filter(case__subject_type=OPINIONS, case__subject_id=str(request.pk))
    return steps.filter(case__state="open", kind=StepKind.JOINT, state=StepState.ACTIVE).exists()


def open_sign_off(request: Request) -> Case | None:
    """The open sign-off of the answer."""
    return Case.objects.filter(subject_type=SUBJECT, subject_id=str(request.pk), state="open").first()
