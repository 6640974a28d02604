"""A conference on a difficult case: who met, what was asked, what was said, what came out of it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Conference, Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import standing
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Division, Person


@transaction.atomic
def record_conference(
    *,
    request: Request,
    called_by: Person,
    held_on: date,
    place: str,
    question: str,
    minutes: str,
    conclusion: str,
    by: Person,
    at: datetime,
    divisions: Sequence[Division] = (),
    people: Sequence[Person] = (),
    counsel: str = "",
) -> Conference:
    """Write down a conference that was held. From handling on; it decides nothing, the answer may rest on it."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    words = {"place": place, "question": question, "minutes": minutes, "conclusion": conclusion}
    now = standing(request, shanghai_date(at))
    reasons = acting.reasons_against_conferring(now, on=held_on, words=words)
    if not (divisions or people or counsel.strip()):
        reasons.append(Reason("nobody", _("请填写参加会商的处室、人员或者法律顾问。"), where="divisions"))
    strangers = [one for one in (*divisions, *people, called_by) if one.organ_id != request.organ_id]
    if strangers:
        reasons.append(Reason("elsewhere", _("参加的处室和人员应属于本机关；外单位的写入法律顾问或者记录。")))
    refuse(reasons)
    told = {name: value.strip() for name, value in words.items()} | {"counsel": counsel.strip()}
    made = Conference.objects.create(
        request=request, called_by=called_by, held_on=held_on, recorded_by=by, recorded_at=at, **told
    )
    made.divisions.set(divisions)
    made.people.set(people)
    detail = {"conference": made.pk, "divisions": [one.pk for one in divisions], "counsel": bool(counsel)}
    tell(request, ActKind.CONFER, by=by, at=at, on=held_on, note=conclusion, detail=detail)
    return made
