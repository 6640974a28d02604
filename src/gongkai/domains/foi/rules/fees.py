"""The processing fee (信息处理费): 政府信息公开条例 第四十二条, 国办函〔2020〕109号, in force 2021-01-01.

One basis for a request, never both; both are progressive by band (超额累进). There is no fee in principle:
whether number or frequency of requests clearly exceed what is reasonable is decided by an official, not here.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.limits import FEES_IN_FORCE
from gongkai.foundation.common.reasons import Reason, refuse

SOURCE = "国办函〔2020〕109号第三条"


class Basis(TextChoices):
    PIECE = "piece", _("按件计收")
    PAGE = "page", _("按量计收")


@dataclass(frozen=True, slots=True)
class Band:
    """Units `first` to `last` (both included; None: no end) at so many yuan each."""

    first: int
    last: int | None
    rate: int


PAGES = (Band(1, 30, 0), Band(31, 100, 10), Band(101, 200, 20), Band(201, None, 40))
_PIECES = (Band(1, 10, 0), Band(11, 30, 100))
_TEN, _STEP = 10, 100


@dataclass(frozen=True, slots=True)
class Share:
    """How many units fall into a band, and what they cost together."""

    band: Band
    count: int

    @property
    def yuan(self) -> int:
        return self.count * self.band.rate


@dataclass(frozen=True, slots=True)
class Fee:
    """Whole yuan, and how they come about; bands in order, those without a unit left out."""

    basis: str
    yuan: int
    shares: tuple[Share, ...]


def reasons_against_fee(basis: str, count: int, month_before: int, on: date | None) -> list[Reason]:
    """Why no fee can be computed. `on`: the day of the request; None means under the rule in force now."""
    reasons = []
    if on is not None and on < FEES_IN_FORCE:
        text = _("2021-01-01 以前的申请只收检索、复制、邮寄等成本费用，按当时当地标准计算，本系统不能代算。")
        reasons.append(Reason("cost_fees", text, "政府信息公开条例（2007）第二十七条", "on"))
    if basis not in Basis.values:
        reasons.append(Reason("unknown_basis", _("计收方式只能是按件或者按量。"), SOURCE, "basis"))
    if count < 0 or month_before < 0:
        reasons.append(Reason("negative", _("件数、页数不能小于零。"), "", "count"))
    if basis == Basis.PAGE and month_before:
        text = _("按量计收不累计同月的其他申请。")
        reasons.append(Reason("pages_not_cumulated", text, SOURCE, "month_before"))
    return reasons


def fee(basis: str, count: int, *, month_before: int = 0, on: date | None = None) -> Fee:
    """The fee for `count` pages of one request, or for `count` pieces of an applicant who has `month_before`
    pieces in the same calendar month already (第三条: 同一申请人一个自然月内累计). NotAllowed with reasons.
    """
    refuse(reasons_against_fee(basis, count, month_before, on))
    bands = PAGES if basis == Basis.PAGE else _pieces(month_before + count)
    shares = []
    for band in bands:
        last = month_before + count if band.last is None else min(band.last, month_before + count)
        inside = last - max(band.first, month_before + 1) + 1
        if inside > 0:
            shares.append(Share(band, inside))
    return Fee(basis, sum(share.yuan for share in shares), tuple(shares))


def _pieces(total: int) -> tuple[Band, ...]:
    """The bands up to a number of pieces: from 31 on by tens, each 100 yuan dearer than the one before."""
    further = range(31, total + 1, _TEN)
    return _PIECES + tuple(
        Band(first, first + _TEN - 1, (2 + place) * _STEP) for place, first in enumerate(further)
    )
