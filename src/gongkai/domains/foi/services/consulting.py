"""Consultation: third parties, other organs, co-makers. Each has its own clock; silence means three things.

A third party's silence leaves the decision to the organ (第三十二条); a co-maker's is consent (第三十四条); of other
organs the law says nothing: they have the day that the letter names.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.limits import PARTY_LIMITS, REPLY_BY
from gongkai.domains.foi.models import Consultation, Request
from gongkai.domains.foi.rules import acting, dispatch
from gongkai.domains.foi.rules.chasing import serve_by
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.stages import OPEN, ActKind
from gongkai.domains.foi.selectors import office_setting, standing
from gongkai.domains.foi.services import clocking
from gongkai.domains.foi.services.leaving import keep_told, refuse_to_tell, row_of, until_of
from gongkai.domains.foi.services.lettering import draft, request_of
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import SYSTEM, Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.letters.models import Letter

CONSULTATION = "consultation"
TEXTS = {
    Party.THIRD_PARTY: dispatch.CONSULTATION,
    Party.CO_MAKER: dispatch.CONSULTATION_ORGAN,
    Party.OTHER_ORGAN: dispatch.CONSULTATION_OTHER,
}
"""Silence means three things, so the letters say three things."""


def reply_by_default(organ: Organ, today: date) -> date:
    """As many working days from today as the organ gives other organs."""
    return calendar(organ.region_id).add_working_days(today, office_setting(organ).reply_days).date


@transaction.atomic
def consult(
    *,
    request: Request,
    party: str,
    matter: str,
    by: Actor,
    at: datetime,
    name: str = "",
    organisation: str = "",
    contact: str = "",
    until: date | None = None,
) -> Consultation:
    """Draft the letter that asks. The answer clock stops on the day it is sent.

    `until`: by when another organ should reply, for the law does not say; by default as the organ has set.
    """
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    who = organisation.strip() or name.strip()
    if party == Party.OTHER_ORGAN:
        until = until or reply_by_default(request.organ, now.today)
    else:
        until = None
    refuse(acting.reasons_against_consulting(now, party=party, matter=matter, name=who, until=until))
    fields = {"party": who, "matter": matter.strip(), "until": until}
    letter = draft(request, TEXTS[Party(party)], fields, by=by, at=at)
    made = Consultation(request=request, ref=_ref(request), party=party, matter=matter.strip(), letter=letter)
    made.reply_by = until
    made.organisation, made.name, made.contact = (
        organisation.strip(),
        name.strip() or None,
        contact.strip() or None,
    )
    made.save(force_insert=True)
    tell(request, ActKind.CONSULT, by=by, at=at, letter=letter, detail={"ref": made.ref, "party": party})
    return made


def _ref(request: Request) -> str:
    """One that no pause of the clock had before, also of a consultation that was given up."""
    return f"c{request.acts.filter(kind=ActKind.CONSULT).count() + 1}"


@transaction.atomic
def consultation_sent(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter left the house: the answer clock stops, where the regulation of the day lets it."""
    request = lock(request_of(letter))
    asked = row_of(request.consultations, letter)
    if asked.asked_on:
        return
    refuse_to_tell(request, letter)
    asked.asked_on = shanghai_date(letter.sent_at)
    asked.serve_by = serve_by(asked.asked_on, office_setting(request.organ).unserved_days)
    keep_told(asked, letter, "matter")
    if asked.party == Party.OTHER_ORGAN:
        asked.reply_by = until_of(letter) or asked.reply_by
        _start_reply(request, asked, by=by, at=at)
    asked.save(update_fields=["asked_on", "matter", "reply_by", "serve_by"])
    if clocking.pauses_for(request, asked.party):
        reason = clocking.CONSULTATION[Party(asked.party)]
        clocking.pause(request, asked.ref, asked.asked_on, reason, by=by, at=at)


def _start_reply(request: Request, asked: Consultation, *, by: Actor, at: datetime) -> None:
    """What the letter asks of another organ, with a light of its own; its end decides nothing."""
    if asked.reply_by is None:
        return
    source, subject = _("征求意见函所定日期，法律没有规定期限"), (CONSULTATION, str(asked.pk))
    clocking.start_to(
        request, REPLY_BY, asked.asked_on, asked.reply_by, source, subject=subject, by=by, at=at
    )


@transaction.atomic
def consultation_delivered(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The party received the letter: its own fifteen working days begin (第三十二条, 第三十四条)."""
    request = lock(request_of(letter))
    asked = row_of(request.consultations, letter)
    if asked.delivered_on:
        return
    asked.delivered_on = letter.served_on
    asked.save(update_fields=["delivered_on"])
    limit = PARTY_LIMITS.get(Party(asked.party))
    if limit and asked.replied_on is None and request.stage in OPEN:
        clocks.start_clock(
            subject_type=CONSULTATION,
            subject_id=str(asked.pk),
            limit_code=limit,
            start=asked.delivered_on,
            organ=request.organ,
            by=by,
            at=at,
        )


@transaction.atomic
def record_reply(
    *,
    request: Request,
    ref: str,
    reply: str,
    on: date,
    by: Actor,
    at: datetime,
    reason: str = "",
    evidence: StoredFile | None = None,
) -> Consultation:
    """What the party said. The answer clock goes on after that day."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_recording_reply(now, ref=ref, reply=reply, reason=reason, on=on))
    asked = request.consultations.get(ref=ref)
    asked.evidence = evidence
    _close(request, asked, reply, on, reason, by=by, at=at)
    tell(request, ActKind.RECORD_REPLY, by=by, at=at, on=on, detail={"ref": ref, "reply": reply})
    return asked


def _close(
    request: Request, asked: Consultation, reply: str, on: date, reason: str, *, by: Actor, at: datetime
) -> None:
    asked.replied_on, asked.reply, asked.reason = on, reply, reason.strip()
    asked.save(update_fields=["replied_on", "reply", "reason", "evidence"])
    limit = PARTY_LIMITS.get(Party(asked.party), REPLY_BY)
    clocks.stop(subject_type=CONSULTATION, subject_id=str(asked.pk), limit_code=limit, on=on, by=by, at=at)
    clocking.resume(request, asked.ref, on, by=by, at=at)


def third_party_silent(*, clock, act, by: Actor, at: datetime) -> None:
    """第三十二条: silence is no consent; the organ decides by the regulation."""
    _silent(clock, act.on, Reply.SILENT, by=by, at=at)


def co_maker_silent(*, clock, act, by: Actor, at: datetime) -> None:
    """第三十四条: silence is consent to disclosure."""
    _silent(clock, act.on, Reply.AGREES, by=by, at=at)


@transaction.atomic
def _silent(clock, on: date, reply: str, *, by: Actor, at: datetime) -> None:
    asked = Consultation.objects.select_related("request").get(pk=clock.subject_id)
    request = lock(asked.request)
    asked.refresh_from_db()
    if asked.replied_on is not None or request.stage not in OPEN:
        return
    _close(request, asked, reply, on, "", by=by or SYSTEM, at=at)
    detail = {"ref": asked.ref, "party": asked.party, "counts_as": reply}
    tell(request, ActKind.CONSULTATION_LAPSED, by=by, at=at, on=on, detail=detail)
