"""The day on which a request counts as received: 政府信息公开条例 第三十一条. The limit for the answer and the
law in force follow from it.

A click on a web form is no receipt: on the internet and by fax it is the day on which both sides have
confirmed. Oral requests (第二十九条第二款) are written up by the organ and are then as if handed in.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.vocabulary import Channel
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.clocks.limits import REGULATION_2007

ARTICLE = "政府信息公开条例第三十一条"
ORAL_ARTICLE = "政府信息公开条例第二十九条第二款"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an arrival; days in China, None where it has not happened or is not recorded.

    `arrived_on`: handed in, or the letter, fax, mail or form was there. `signed_for_on`: the post's delivery
    was signed for, by whomever of the organ (收发室 counts). `asked_on`: the office asked the applicant to
    confirm. `office_confirmed_on`, `applicant_confirmed_on`: each side's confirmation.
    `written_up_on`: an official wrote an oral request down; `acknowledged`: its applicant signed it.
    """

    arrived_on: date | None = None
    signed_for_on: date | None = None
    asked_on: date | None = None
    office_confirmed_on: date | None = None
    applicant_confirmed_on: date | None = None
    written_up_on: date | None = None
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """`day` is None until the fields in `missing` (names of Facts) are known. `faults`: what the organ did
    late; it does not move the day.
    """

    day: date | None
    why: str | Promise
    article: str = ARTICLE
    missing: tuple[str, ...] = ()
    faults: tuple[str | Promise, ...] = ()


def received_on(channel: str, facts: Facts) -> Received:
    """The day of receipt by the channel's rule. ValueError for an unknown channel."""
    return _RULES[Channel(channel)](facts)


def reasons_against_facts(facts: Facts, today: date) -> list[Reason]:
    """Days of an arrival that cannot be: in the future, or confirmed before anything had arrived."""
    reasons = []
    for name in _DAYS:
        day = getattr(facts, name)
        if day and day > today:
            reasons.append(
                Reason("in_future", _("日期不能晚于今天（%s）。") % today.isoformat(), ARTICLE, name)
            )
        if day and facts.arrived_on and day < facts.arrived_on and name != "arrived_on":
            said = _("日期不能早于申请到达之日（%s）。") % facts.arrived_on.isoformat()
            reasons.append(Reason("before_arrival", said, ARTICLE, name))
    return reasons


def reasons_before_law(channel: str, facts: Facts, where: str) -> list[Reason]:
    """Received, or not received and arrived, before any regulation was in force: nothing could be asked for then, and
    no limit would run. `where`: the field of the arrival."""
    day = received_on(channel, facts).day if channel in Channel.values else None
    return reasons_against_too_early(day or facts.arrived_on, where)


def reasons_against_too_early(day: date | None, where: str) -> list[Reason]:
    if day is None or day >= REGULATION_2007:
        return []
    said = _("2008 年 5 月 1 日以前没有政府信息公开申请，请核对年份。")
    return [Reason("before_law", said, "政府信息公开条例（2007）", where)]


def _counter(facts: Facts) -> Received:
    return _by(facts, _("当面提交的，以提交之日为收到申请之日"), "arrived_on")


def _signed_post(facts: Facts) -> Received:
    return _by(
        facts, _("以邮寄方式提交的，以行政机关签收之日为收到申请之日（收发室签收同）"), "signed_for_on"
    )


def _ordinary_post(facts: Facts) -> Received:
    """The office must confirm with the applicant on the very day the letter comes; the day of confirming counts."""
    found = _by(
        facts,
        _("以平常信函等无需签收的邮寄方式提交的，以政府信息公开工作机构与申请人确认之日为收到申请之日"),
        "arrived_on",
        "applicant_confirmed_on",
    )
    if facts.arrived_on and (facts.asked_on or date.max) > facts.arrived_on:
        return Received(found.day, found.why, found.article, found.missing, (_LATE,))
    return found


def _both_sides(facts: Facts) -> Received:
    return _by(
        facts,
        _("通过互联网渠道或者传真提交的，以双方确认之日为收到申请之日"),
        "office_confirmed_on",
        "applicant_confirmed_on",
    )


def _oral(facts: Facts) -> Received:
    why = _("口头提出、由行政机关代为填写的，经申请人确认后视同当面提交")
    if facts.written_up_on is None or not facts.acknowledged:
        names = ("written_up_on",) if facts.written_up_on is None else ()
        return Received(None, why, ORAL_ARTICLE, (*names, *(() if facts.acknowledged else ("acknowledged",))))
    return Received(facts.written_up_on, why, ORAL_ARTICLE)


def _by(facts: Facts, why: str | Promise, *names: str) -> Received:
    """The last of the named days, once all are known."""
    days = {name: getattr(facts, name) for name in names}
    missing = tuple(name for name, day in days.items() if day is None)
    return Received(None if missing else max(days.values()), why, ARTICLE, missing)


_DAYS = (
    "arrived_on",
    "signed_for_on",
    "asked_on",
    "office_confirmed_on",
    "applicant_confirmed_on",
    "written_up_on",
)
_LATE = _("平常信函应当在收到当日与申请人确认")
_RULES = {
    Channel.COUNTER: _counter,
    Channel.SIGNED_POST: _signed_post,
    Channel.ORDINARY_POST: _ordinary_post,
    Channel.FAX: _both_sides,
    Channel.EMAIL: _both_sides,
    Channel.INTERNET: _both_sides,
    Channel.ORAL: _oral,
}
