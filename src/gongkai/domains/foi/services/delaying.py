"""Art 35: the reasons are reasonable, but the limit cannot be kept: a reasonable later date, told to the applicant.

It takes effect when the letter leaves the house, as an extension does, and stands on the clock as its data with the
reason; the day is explained there. Not the extension of Art 33, which stays possible once.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request, RequestAct
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import answer_clock, kinds_in_force, standing
from gongkai.domains.foi.services.leaving import act_of, refuse_to_tell
from gongkai.domains.foi.services.lettering import draft, request_of
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.clocks.rules import Kind
from gongkai.kernel.letters.models import Letter

TEXT = "foi_delay"


@transaction.atomic
def set_delay(*, request: Request, until: date, judged: str, by: Person, at: datetime) -> RequestAct:
    """Fix the later date and draft the letter that tells it. `judged`: why the reasons are reasonable and the limit
    cannot be kept. The consent is that of an extension (`request.extend`); it counts when the letter is sent."""
    request = lock(request)
    permit(request, "request.extend", by, at)
    now = standing(request, shanghai_date(at))
    done = kinds_in_force(request.acts.select_related("letter"))
    refuse(acting.reasons_against_delaying(now, until=until, judged=judged, done=done))
    fields = {"until": until, "judged": judged.strip()}
    letter = draft(request, TEXT, fields, by=by, at=at)
    detail = {"until": until.isoformat()}
    return tell(request, ActKind.SET_DELAY, by=by, at=at, note=judged, letter=letter, detail=detail)


@transaction.atomic
def delay_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter left the house: the clock runs to the last working day that is not after the date told."""
    request = lock(request_of(letter))
    fixed = act_of(request, ActKind.SET_DELAY, letter)
    on, clock = shanghai_date(letter.sent_at), answer_clock(request)
    until = date.fromisoformat(fixed.detail["until"])
    reason = reason_of(until)
    if clock is not None and clock.periods.filter(kind=Kind.EXTENDED, reason=reason).exists():
        return  # the same told again
    refuse_to_tell(request, letter)
    delay_clock(request, until, on, by=by, at=at)


def reason_of(until: date) -> str:
    return _("理由合理但不能按期答复，确定延迟至 %s 答复（条例第三十五条）") % until.isoformat()


def delay_clock(request: Request, until: date, on: date, *, by: Actor, at: datetime) -> None:
    """The clock, which is not paused, runs to the last working day that is not after `until`."""
    clock = answer_clock(request)
    days = calendar(request.organ.region_id).count_working_days(clock.due_on, until)
    clocks.extend(clock=clock, n=days, reason=reason_of(until), on=on, by=by, at=at)
