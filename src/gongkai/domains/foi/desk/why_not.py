"""Why an act is not offered now: the rule of each, asked as the button on the page stands."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.acting import Standing
from gongkai.domains.foi.rules.offering import FULL, WHY_NOT
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import kinds_in_force
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.times import shanghai_date

Why = Callable[[HttpRequest, Request, Standing], list[Reason]]


def plain(rule: Callable[[Standing], list[Reason]]) -> Why:
    return lambda http, request, now: rule(now)


def by_rule(verb: str) -> Why:
    return lambda http, request, now: WHY_NOT[verb](now)


def confirming(http, request, now) -> list[Reason]:
    submitted_on = shanghai_date(request.submitted_at)
    return acting.reasons_against_confirming(now, on=now.today, submitted_on=submitted_on)


def deciding(http, request, now) -> list[Reason]:
    return acting.reasons_against_deciding_extension(now, by=http.user.pk, opinion=FULL)


def paying(http, request, now) -> list[Reason]:
    fee = getattr(request, "fee", None)
    noticed = fee.noticed_on if fee else None
    return acting.reasons_against_recording_payment(now, on=now.today, notice_on=noticed)


def explaining(http, request, now) -> list[Reason]:
    reasons = acting.reasons_against_asking_reasons(now)
    if ActKind.ASK_REASONS not in kinds_in_force(request.last_acts):
        reasons.append(Reason("not_asked", _("没有要求申请人说明过理由。"), "政府信息公开条例 第三十五条"))
    return reasons


def delaying(http, request, now) -> list[Reason]:
    done = kinds_in_force(request.last_acts)
    later = (now.due or now.today) + timedelta(days=1)
    return acting.reasons_against_delaying(now, until=later, judged=FULL, done=done)
