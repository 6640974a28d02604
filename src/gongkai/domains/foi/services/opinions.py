"""Opinions of divisions while the request is handled: asked at once, given beside one another, joined once.

They are parallel work items of a case of its own: the step in which they are heard ends with the last of them, and
only then the asker's own step begins. No clock of the request stops for it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import OPINIONS
from gongkai.domains.foi.models import OpinionRound, Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import open_opinions, standing
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Division, Person
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.rules import Decision, Outcome, StepKind, StepState
from gongkai.kernel.casework.selectors import definition_in_force, items_for

CHAIN = "foi_opinions"


@transaction.atomic
def ask_opinions(
    *,
    request: Request,
    divisions: Sequence[Division],
    question: str,
    until: date,
    by: Person,
    at: datetime,
) -> OpinionRound:
    """Ask several divisions at once; each head has it in the inbox. Once the last has answered the asker is told."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    reasons = acting.reasons_against_asking_opinions(now, question=question, until=until)
    if open_opinions(request) is not None:
        reasons.append(Reason("asked", _("上一次征求的处室意见还没有收齐。"), where="divisions"))
    if not divisions:
        reasons.append(Reason("divisions", _("请选择征求意见的处室。"), where="divisions"))
    definition = definition_in_force(CHAIN, request.organ)
    if definition is None:
        reasons.append(Reason("no_chain", _("本机关没有征求处室意见的流程。")))
    refuse(reasons)
    case = casework.open_case(
        definition=definition,
        subject_type=OPINIONS,
        subject_id=str(request.pk),
        organ=request.organ,
        division=request.division,
        title=_("处室意见：%s") % request.subject,
        by=by,
        at=at,
    )
    casework.add_divisions(case=case, divisions=divisions, reason=question.strip(), by=by, at=at)
    made = OpinionRound.objects.create(
        request=request, case=case, question=question.strip(), until=until, asked_by=by, asked_at=at
    )
    detail = {"divisions": [one.pk for one in divisions], "until": until.isoformat()}
    tell(request, ActKind.ASK_OPINIONS, by=by, at=at, note=question, detail=detail)
    return made


@transaction.atomic
def give_opinion(*, request: Request, agree: bool, opinion: str, by: Person, at: datetime) -> Decision:
    """What a division says. The last one joins them, told once, whoever answers at the same instant."""
    request = lock(request)
    case = open_opinions(request)
    item = _mine(case, by, at)
    outcome = Outcome.AGREE if agree else Outcome.REFUSE
    decision = casework.act(item=item, outcome=outcome, opinion=opinion, by=by, at=at)
    if item.step.kind == StepKind.JOINT and not is_hearing(case):
        tell(request, ActKind.OPINIONS_IN, by=by, at=at, detail={"case": case.pk})
    return decision


@transaction.atomic
def remind_divisions(*, request: Request, by: Person, at: datetime) -> int:
    """Remind who has not answered yet; how many."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    case = open_opinions(request)
    waiting = list(WorkItem.objects.filter(case=case, state="open", step__kind=StepKind.JOINT))
    if case is None or not waiting:
        refuse([Reason("nobody_waits", _("没有还未答复的处室。"))])
    for item in waiting:
        casework.remind(item=item, by=by, at=at)
    return len(waiting)


def is_hearing(case: Case) -> bool:
    """Whether a division has not answered yet. One query."""
    return case.steps.filter(kind=StepKind.JOINT, state=StepState.ACTIVE).exists()


def end_opinions(request: Request, reason: str, *, at: datetime) -> None:
    """Nobody needs them any more: the answer goes for signature, or the request ended. Private to this room."""
    case = open_opinions(request)
    if case is not None:
        casework.abandon(case=case, reason=reason, by=SYSTEM, at=at)


def _mine(case: Case | None, by: Person, at: datetime) -> WorkItem:
    items = items_for(by, case, shanghai_date(at)) if case else []
    if not items:
        refuse([Reason("not_your_turn", _("没有等待您提出的意见。"), where="case")])
    return items[0]
