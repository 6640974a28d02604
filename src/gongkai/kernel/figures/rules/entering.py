"""What speaks against entering an act or a figure, closing a period, naming a correction. Pure.

A figure that nobody can prove is no figure: who, when and by what it is shown belong to each.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.figures.rules.acts import ACT_KINDS
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.values import NOT_APPLICABLE, Value

DIGITS, PLACES = 16, 4
"""What a column holds: 12 digits before the point, 4 behind it (万元 are stated to the yuan)."""
TITLE, EVIDENCE, REASON = 200, 300, 300
"""Longest words, in characters."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """An act about to be recorded. `proved`: by words, a file or another row that it came from."""

    kind: str
    happened_on: date
    title: str
    quantity: Decimal
    proved: bool
    own_division: bool = True


def reasons_against_recording(act: Proposed, today: date) -> list[Reason]:
    """Unknown kind, a day that has not come, nothing counted, no title, no evidence, somebody else's division."""
    found = []
    if act.kind not in ACT_KINDS:
        found.append(Reason("unknown_kind", _("没有这类可以统计的事项。"), where="kind"))
    if act.happened_on > today:
        found.append(Reason("future", _("发生日期还没有到，不能计数。"), where="happened_on"))
    if not act.title.strip():
        found.append(Reason("no_title", _("请写明是哪一件事。"), where="title"))
    if not act.proved:
        found.append(_no_evidence())
    if not act.own_division:
        found.append(Reason("division", _("处室不属于这个机关。"), where="division"))
    return found + _reasons_against_quantity(act.quantity)


def _reasons_against_quantity(quantity: Decimal) -> list[Reason]:
    if not quantity.is_finite() or quantity <= 0:
        return [Reason("negative", _("数量必须大于零；记错的事项请作废。"), where="quantity")]
    if quantity != quantity.to_integral_value():
        return [Reason("not_whole", _("这类事项按整数计。"), where="quantity")]
    return _too_long(quantity, "quantity")


def reasons_against_stating(
    value: Value, *, evidence: str, period: Period, today: date, whole: bool, signed: bool
) -> list[Reason]:
    """`whole`: only whole numbers have a sense (people, cases); `signed`: it may be below zero (a change)."""
    found = [] if evidence.strip() else [_no_evidence()]
    if period.since > today:
        found.append(Reason("future", _("统计期还没有开始，不能填报。"), where="period"))
    if not isinstance(value, Decimal):
        return found + ([] if value is NOT_APPLICABLE else [_no_value()])
    if not value.is_finite():
        return [*found, _no_value()]
    if value < 0 and not signed:
        found.append(Reason("negative", _("数值不能小于零。"), where="value"))
    if whole and value != value.to_integral_value():
        found.append(Reason("not_whole", _("这个指标按整数填。"), where="value"))
    return found + _too_long(value, "value")


def _too_long(value: Decimal, where: str) -> list[Reason]:
    fits = value == round(value, PLACES) and abs(value) < 10 ** (DIGITS - PLACES)
    return [] if fits else [Reason("too_long", _("最多填十二位整数、四位小数。"), where=where)]


def _no_evidence() -> Reason:
    return Reason("no_evidence", _("请写明依据：哪份文件、哪本台账、谁提供。"), where="evidence")


def _no_value() -> Reason:
    return Reason(
        "no_value", _("请填数字；没有这项业务的，选“不适用”。空白表示没有填，不用保存。"), where="value"
    )


def reasons_against_voiding(*, voided: bool, reason: str) -> list[Reason]:
    """An act is taken out of the count once, with a reason; it stays to be read."""
    found = [Reason("voided", _("这件事项已经作废。"))] if voided else []
    return found + _reasons_against_silence(reason)


def reasons_against_closing(period: Period, *, today: date, closed: bool) -> list[Reason]:
    """A period is closed once, after its last day."""
    if closed:
        return [Reason("closed", _("这个统计期已经结账。"))]
    if period.until >= today:
        return [Reason("not_over", _("统计期最后一天过后才能结账。"))]
    return []


def reasons_against_naming(*, differs: bool, named: bool, reason: str) -> list[Reason]:
    """A correction names a difference that is there and has no name yet."""
    if not differs:
        return [Reason("no_difference", _("这个数与结账时相同，没有需要说明的差异。"))]
    if named:
        return [Reason("named", _("这处差异已经说明。"))]
    return _reasons_against_silence(reason)


def _reasons_against_silence(reason: str) -> list[Reason]:
    return [] if reason.strip() else [Reason("no_reason", _("请写明理由。"), where="reason")]
