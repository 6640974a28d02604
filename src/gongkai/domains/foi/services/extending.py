"""Extension (第三十三条第二款): proposed, consented to by another, told to the applicant before the limit ends.

It takes effect when it is told: an extension that nobody was told of is none.
"""

from datetime import datetime

from django.db import transaction

from gongkai.domains.foi.models import Extension, Request
from gongkai.domains.foi.reading import Reading
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import answer_clock, standing
from gongkai.domains.foi.services.leaving import refuse_to_tell, row_of
from gongkai.domains.foi.services.lettering import draft, request_of
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.letters.models import Letter


@transaction.atomic
def propose_extension(*, request: Request, days: int, reason: str, by: Person, at: datetime) -> Extension:
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_proposing_extension(now, days=days, reason=reason))
    made = Extension.objects.create(
        request=request, days=days, reason=reason.strip(), proposed_by=by, proposed_at=at
    )
    tell(request, ActKind.PROPOSE_EXTENSION, by=by, at=at, note=reason, detail={"days": days})
    return made


@transaction.atomic
def decide_extension(
    *, request: Request, approved: bool, by: Person, at: datetime, opinion: str = ""
) -> Extension:
    """Consent or not. Consent drafts the letter that tells the applicant."""
    request = lock(request)
    permit(request, "request.extend", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_deciding_extension(now, by=by.pk, opinion=opinion))
    made = request.extensions.get(approved=None)
    made.approved, made.decided_by, made.decided_at, made.opinion = approved, by, at, opinion.strip()
    if approved:
        fields = {"days": made.days, "reason": made.reason}
        made.letter = draft(request, "foi_extension", fields, by=by, at=at)
    made.save()
    kind = ActKind.APPROVE_EXTENSION if approved else ActKind.REFUSE_EXTENSION
    tell(request, kind, by=by, at=at, note=opinion, letter=made.letter, detail={"days": made.days})
    return made


@transaction.atomic
def extension_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter left the house; refused when the limit had run out on that day."""
    request = lock(request_of(letter))
    made = row_of(request.extensions, letter)
    if made.told_on:
        return
    refuse_to_tell(request, letter)
    made.told_on = on = shanghai_date(letter.sent_at)
    made.save(update_fields=["told_on"])
    clock = answer_clock(request)
    if clock is not None:
        clocks.extend(
            clock=clock,
            n=made.days,
            reason=Reading(request, clear=False).of(made.reason)[:200],
            on=on,
            by=by,
            at=at,
        )
    tell(request, ActKind.TELL_EXTENSION, by=by, at=at, on=on, letter=letter, detail={"days": made.days})
