"""Index numbers of records: given by the platform, or kept from where a record was registered before."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.numbering.rules import (
    format_index_number,
    parse_index_number,
    prefix_of,
    reasons_against_taking_over,
    spellings,
)
from gongkai.foundation.numbering.selectors import last_serial
from gongkai.foundation.numbering.services import next_serial, raise_to
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.services.recording import tell


def give_number(record: Record, at: datetime) -> None:
    """Give the index number, once; it is saved with the stage that needs it. NotAllowed when the year is used up."""
    if record.index_number:
        return
    organ, year = record.organ, shanghai_date(at).year
    serial = next_serial(series=organ.code, year=year)
    try:
        record.index_number = format_index_number(
            organ.index_pattern, organ=organ.code, year=year, serial=serial
        )
    except ValueError:
        text = _("本机关%(year)d年的编号到 %(serial)d 已经用完，或者索引号格式有误，请联系系统管理员。")
        refuse([Reason("no_index_number", text % {"year": year, "serial": serial})])


def keep_number(record: Record, number: str, *, by: Person, at: datetime) -> None:
    """A number given elsewhere stays. Those of the organ's own series are not given again, and how many were passed
    over by it stands in the ledger.
    """
    record.index_number = number
    record.save(update_fields=["index_number"])
    parts, organ = parse_index_number(number), record.organ
    own = parts.organ == own_prefix(organ)
    passed_over = 0
    if own:
        last = last_serial(series=organ.code, year=parts.year)
        passed_over = max(0, parts.serial - last - 1)
        raise_to(series=organ.code, year=parts.year, serial=parts.serial)
    tell(record, "record.keep_number", by=by, at=at, index=number, own_series=own, passed_over=passed_over)


def own_prefix(organ: Organ) -> str:
    """What the organ's own numbers begin with."""
    return prefix_of(organ.index_pattern, organ=organ.code)


def reasons_against_keeping(number: str, organ: Organ, *, at: datetime) -> list[Reason]:
    """Why a record of the organ cannot keep a number: it is taken, in whatever spelling, or belongs to another series."""
    parts = parse_index_number(number)
    if Record.objects.filter(index_number__in=spellings(parts)).exists():
        text = _("索引号 %s 已被使用，索引号不得重复。") % number
        return [Reason("index_number_taken", text, "", "index_number")]
    if parts.organ == own_prefix(organ):
        last = last_serial(series=organ.code, year=parts.year)
        return reasons_against_taking_over(parts, last=last, this_year=shanghai_date(at).year)
    return _reasons_of_others(number, parts.organ, organ)


def _reasons_of_others(number: str, series: str, organ: Organ) -> list[Reason]:
    """Another organ of the platform counts in its own series, and would meet the number there later."""
    own_pattern = ~Q(index_pattern__startswith="{organ}/")
    others = Organ.objects.filter(Q(code=series) | own_pattern).exclude(pk=organ.pk).order_by("id")
    other = next((one for one in others if own_prefix(one) == series), None)
    if other is None:
        return []
    text = _("索引号 %(number)s 属于%(organ)s的编号，请留空以由本机关编号。")
    said = text % {"number": number, "organ": other.name}
    return [Reason("index_number_of_other_organ", said, "", "index_number")]
