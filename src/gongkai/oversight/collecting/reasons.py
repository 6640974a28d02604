"""Reasons against collecting a report, as the page, the command and the service list them."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.records.rules.signing import is_web_address
from gongkai.oversight.collecting.opened import Said
from gongkai.oversight.collecting.rules.recognising import Known, contradicts
from gongkai.oversight.reporting.rules.due import FIRST_YEAR
from gongkai.oversight.reporting.rules.numerals import narrow

EARLIEST_MONTH = 12
"""A report of a year is not published before the last month of that year."""


def reasons_against_right(organ: Organ, *, by: Person, today: date) -> list[Reason]:
    if may(by, "collection.enter", organ=organ, today=today):
        return []
    return [Reason("not_yours", _("您没有收集“%s”年度报告的权限。") % organ.name, where="organ")]


def reasons_against_day(year: int, published_on: date | None, address: str, today: date) -> list[Reason]:
    """A year that is over, a day that can be, an address that is one."""
    return list(_day_reasons(year, published_on, address, today))


def _day_reasons(year: int, published_on: date | None, address: str, today: date) -> Iterator[Reason]:
    if not FIRST_YEAR <= year < today.year:
        text = _("报告年度应在 %(first)d 年至 %(last)d 年之间；当年的报告次年才有。")
        yield Reason("year", text % {"first": FIRST_YEAR, "last": today.year - 1}, where="year")
    elif published_on and published_on > today:
        yield Reason("future", _("公布日期不能晚于今天。"), where="published_on")
    elif published_on and published_on < date(year, EARLIEST_MONTH, 1):
        text = _("%(year)d 年度的报告不会在 %(day)s 公布，请核对年度和公布日期。")
        yield Reason(
            "too_early", text % {"year": year, "day": published_on.isoformat()}, where="published_on"
        )
    if address and not is_web_address(address):
        yield Reason("address", _("公布网址应以 http:// 或 https:// 开头。"), where="address")


def reasons_against_said(said: Said, told: Organ, year: int, known: Iterable[Known]) -> list[Reason]:
    """What the file says of itself against what was told, with the words it says."""
    known = list(known)
    itself = next(one for one in known if one.organ == told.pk)
    reasons = []
    if contradicts(said.organ, itself, known):
        text = _("文件写的机关是“%(said)s”，不是“%(told)s”。请核对机关或者文件。")
        reasons.append(
            Reason("other_organ", text % {"said": narrow(said.organ)[:80], "told": told.name}, where="file")
        )
    if said.year is not None and said.year != year:
        text = _("文件写的是 %(said)d 年度，不是 %(told)d 年度。请核对年度或者文件。")
        reasons.append(Reason("other_year", text % {"said": said.year, "told": year}, where="file"))
    return reasons


def reasons_against_no_form(year: int) -> list[Reason]:
    return [Reason("no_form", _("%d 年度没有可以套用的统一表式。") % year, where="year")]


def reasons_against_again(day: date) -> list[Reason]:
    """The very file that holds already."""
    text = _("这份文件已于 %s 收集过，内容和公布日期都没有变化。") % day.isoformat()
    return [Reason("again", text, where="file")]
