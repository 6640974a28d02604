"""When a letter may take its next step. Each function returns every reason against the act of its name."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.letters.rules.vocabulary import OPEN, PROVES, UNSENT, Channel, Evidence, Manner, State

TRACKING = re.compile(r"[0-9A-Z-]{6,40}", re.ASCII)
SCANS = frozenset({"pdf", "ofd", "png", "jpg", "tif"})
SHORTEST_REASON, LONGEST_REASON = 4, 200


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a letter. Dates are those of China."""

    state: str
    replaced: bool = False
    dated_on: date | None = None
    sent_on: date | None = None
    channel: str = ""


STATES = {
    "revise": (OPEN, gettext_lazy("文书处于“%(state)s”状态，文字不得再改；有误的，另发更正文书。")),
    "approve": (frozenset({State.DRAFTED}), gettext_lazy("文书处于“%(state)s”状态，不能再签发。")),
    "print": (frozenset({State.APPROVED}), gettext_lazy("文书处于“%(state)s”状态，只有已签发的才登记打印。")),
    "seal": (
        frozenset({State.APPROVED, State.PRINTED}),
        gettext_lazy("文书处于“%(state)s”状态，只有已签发或已打印的才能用印。"),
    ),
    "send": (frozenset({State.SEALED}), gettext_lazy("文书处于“%(state)s”状态，只有已用印的才能发出。")),
    "resend": (
        frozenset({State.UNDELIVERED}),
        gettext_lazy("文书处于“%(state)s”状态，只有退回的才重新发出。"),
    ),
    "serve": (frozenset({State.SENT}), gettext_lazy("文书处于“%(state)s”状态，只有已发出的才登记送达。")),
    "return": (
        frozenset({State.SENT}),
        gettext_lazy("文书处于“%(state)s”状态，只有已发出、未送达的才登记退回。"),
    ),
    "cancel": (UNSENT, gettext_lazy("文书处于“%(state)s”状态，不能作废；有误的，另发更正文书。")),
    "replace": (
        frozenset({State.SEALED, State.SENT, State.SERVED, State.UNDELIVERED}),
        gettext_lazy("文书处于“%(state)s”状态，尚未用印的直接修改即可。"),
    ),
}
"""Verb -> the states in which it is possible, and what is said in any other."""


def reasons_in_state(verb: str, standing: Standing) -> list[Reason]:
    """Whether the letter stands where the verb is possible; for a button, before anything is filled in."""
    allowed, text = STATES[verb]
    if standing.state in allowed:
        return []
    said = str(text) % {"state": State(standing.state).label}
    return [Reason("wrong_state", said, where="state")]


def reasons_against_revising(standing: Standing) -> list[Reason]:
    return reasons_in_state("revise", standing)


def reasons_against_approving(standing: Standing, today: date) -> list[Reason]:
    reasons = reasons_in_state("approve", standing)
    if standing.dated_on and abs((standing.dated_on - today).days) > 366:
        reasons.append(Reason("date_far", _("落款日期与今天相差一年以上，请核对。"), where="dated_on"))
    return reasons


def reasons_against_printing(standing: Standing) -> list[Reason]:
    return reasons_in_state("print", standing)


def reasons_against_sealing(standing: Standing, *, scan_kind: str = "pdf", manner: str = Manner.SEAL) -> list[Reason]:  # fmt: skip
    """The scan of the sealed sheet is what is served, so there is no seal without it."""
    reasons = reasons_in_state("seal", standing)
    if scan_kind not in SCANS:
        text = _("请上传用印后的扫描件（PDF、OFD 或图片）：送达的是用印的文书。")
        reasons.append(Reason("scan_missing", text, where="scan"))
    if manner not in Manner.values:
        reasons.append(Reason("manner", _("请选择盖章或签字。"), where="manner"))
    return reasons


def reasons_against_sending(
    standing: Standing, *, channel: str, tracking_number: str, sent_on: date, today: date
) -> list[Reason]:
    """`sent_on`: the day it left the house, at most today."""
    reasons = reasons_in_state("send", standing) + reasons_if_replaced(standing)
    return reasons + _sending(standing, channel, tracking_number, sent_on, today)


def reasons_against_resending(
    standing: Standing, *, channel: str, tracking_number: str, sent_on: date, today: date
) -> list[Reason]:
    reasons = reasons_in_state("resend", standing) + reasons_if_replaced(standing)
    return reasons + _sending(standing, channel, tracking_number, sent_on, today)


def _sending(
    standing: Standing, channel: str, tracking_number: str, sent_on: date, today: date
) -> list[Reason]:
    reasons = []
    if channel not in Channel.values:
        reasons.append(Reason("channel", _("请选择送达方式。"), where="channel"))
    if channel == Channel.POST and not TRACKING.fullmatch(tracking_number):
        text = _("邮寄应填写邮件号：6 至 40 位数字、大写字母或短横线。")
        reasons.append(Reason("tracking_number", text, where="tracking_number"))
    if channel != Channel.POST and tracking_number:
        reasons.append(Reason("tracking_number", _("只有邮寄才有邮件号。"), where="tracking_number"))
    if sent_on > today:
        reasons.append(Reason("sent_later", _("发出日期不能晚于今天。"), where="sent_on"))
    if standing.dated_on and sent_on < standing.dated_on:
        reasons.append(Reason("sent_before_date", _("发出日期早于落款日期。"), where="sent_on"))
    if standing.sent_on and sent_on < standing.sent_on:
        reasons.append(Reason("sent_before_first", _("重新发出的日期早于上一次发出。"), where="sent_on"))
    return reasons


def reasons_against_serving(
    standing: Standing, *, served_on: date, evidence: str, today: date
) -> list[Reason]:
    reasons = reasons_in_state("serve", standing)
    if served_on > today:
        reasons.append(Reason("served_later", _("送达日期不能晚于今天。"), where="served_on"))
    if standing.sent_on and served_on < standing.sent_on:
        reasons.append(Reason("served_before_sent", _("送达日期早于发出日期。"), where="served_on"))
    if evidence not in Evidence.values:
        reasons.append(Reason("evidence", _("请选择送达凭证。"), where="evidence"))
    elif standing.channel in Channel.values and evidence not in PROVES[Channel(standing.channel)]:
        said = {"evidence": Evidence(evidence).label, "channel": Channel(standing.channel).label}
        text = _("“%(evidence)s”不能证明%(channel)s。") % said
        reasons.append(Reason("evidence_of_another_channel", text, where="evidence"))
    return reasons


def reasons_against_returning(standing: Standing, *, reason: str) -> list[Reason]:
    reasons = reasons_in_state("return", standing)
    return reasons + _about(reason)


def reasons_against_cancelling(standing: Standing, *, reason: str) -> list[Reason]:
    """Also when it is sealed: what did not leave the house told nobody anything."""
    reasons = reasons_in_state("cancel", standing) + reasons_if_replaced(standing)
    return reasons + _about(reason)


def reasons_against_replacing(standing: Standing) -> list[Reason]:
    """A letter that left the house is corrected by another that says so; once."""
    return reasons_in_state("replace", standing) + reasons_if_replaced(standing)


def reasons_if_replaced(standing: Standing) -> list[Reason]:
    """One that another replaces goes nowhere any more."""
    return [Reason("replaced", _("本文书已有更正文书。"), where="state")] if standing.replaced else []


def _about(reason: str) -> list[Reason]:
    if SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        return []
    return [Reason("reason_missing", _("请写明理由（4 至 200 字）。"), where="reason")]
