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
    """Units `first` to `last` (both included; None: no end) at `rate` yuan each. `dearest` is set where bands are
    told together: the rate of the last of them.
    """

    first: int
    last: int | None
    rate: int
    dearest: int | None = None


PAGES = (Band(1, 30, 0), Band(31, 100, 10), Band(101, 200, 20), Band(201, None, 40))
_PIECES = (Band(1, 10, 0), Band(11, 30, 100))
_TEN, _STEP = 10, 100
MOST = {Basis.PIECE: 20_000, Basis.PAGE: 1_000_000}
"""Units for which an amount is computed: pieces with those of the month before. Beyond, it is a typing error."""
SMALL_PAGES, SMALL_PIECES = 100, 20
"""Up to so many a fee is possible, but "clearly beyond reason" wants a second look; an organ may set its own."""
LISTED = 12
"""Bands of ten pieces told one by one; what lies above is told in one line."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many units fall into a band, and what they cost together."""

    band: Band
    count: int
    yuan: int


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
    most = MOST.get(basis)
    if most is not None and count + month_before > most:
        text = _("最多计算 %(most)d 件或者页（按件计收时含当月此前的件数），请核对。") % {"most": most}
        reasons.append(Reason("too_many", text, "", "count"))
    return reasons


def fee(basis: str, count: int, *, month_before: int = 0, on: date | None = None) -> Fee:
    """The fee for `count` pages of one request, or for `count` pieces of an applicant who has `month_before`
    pieces in the same calendar month already (第三条: 同一申请人一个自然月内累计). NotAllowed with reasons.
    """
    refuse(reasons_against_fee(basis, count, month_before, on))
    first, last = month_before + 1, month_before + count
    bands = PAGES if basis == Basis.PAGE else _pieces(first, last)
    shares = tuple(_share(band, first, last) for band in bands if band.first <= last)
    shares = tuple(share for share in shares if share.count > 0)
    return Fee(basis, sum(share.yuan for share in shares), shares)


def _share(band: Band, first: int, last: int) -> Share:
    first, last = max(first, band.first), last if band.last is None else min(last, band.last)
    count = last - first + 1
    if band.dearest is None:
        return Share(band, count, count * band.rate)
    return Share(band, count, _price(last) - _price(first - 1))


def _pieces(first: int, last: int) -> tuple[Band, ...]:
    """The bands that pieces `first` to `last` touch: from 31 on by tens, each 100 yuan dearer than the one before."""
    begin = 31 + max(0, first - 31) // _TEN * _TEN
    listed = [Band(n, n + _TEN - 1, _rate(n)) for n in range(begin, last + 1, _TEN)[:LISTED]]
    rest = begin + LISTED * _TEN
    if last >= rest:
        listed.append(Band(rest, last, _rate(rest), _rate(last)))
    return (*_PIECES, *listed)


def _rate(n: int) -> int:
    """What the `n`th piece of a month costs, from the 31st on."""
    return (2 + (n - 31) // _TEN) * _STEP


def _price(n: int) -> int:
    """What the first `n` pieces of a month cost together, from the 30th on."""
    tens, more = divmod(n - 30, _TEN)
    return 20 * 100 + _TEN * _STEP * (2 * tens + tens * (tens - 1) // 2) + more * (2 + tens) * _STEP
