"""Files for the tests: an invented notice for 2027, whose real one is not out, and people as values."""

import io
from datetime import UTC, date, datetime

import openpyxl

from gongkai.foundation.calendar import services
from gongkai.foundation.common.actors import NamedActor

IMPORTER = NamedActor("person:1", "罗晓燕")
SECOND = NamedActor("person:2", "邓国强")
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DOCUMENT = "国办发明电〔2026〕11号"

GOOD = """2027年部分节假日安排,,
日期,类型,名称
2027年1月1日至3日,休,元旦
2027-02-05至2027-02-12,休,春节
1月30日（周六）、2月20日（周六）,班,春节
2027/4/3~2027/4/5,休,清明节
5月1日至5月5日,休,劳动节
2027.5.8,班,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
10月1日至7日,休,国庆节
2027-09-26,班,国庆节
20271009,班,国庆节
"""


def upload(text: str = GOOD, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def workbook(rows: list[list[object]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def import_2027(file: io.BytesIO | None = None, **changed):
    fields = {
        "name": "2027年放假通知.csv",
        "year": 2027,
        "document_number": DOCUMENT,
        "by": IMPORTER,
        "at": AT,
    }
    return services.import_notice(upload=file or upload(), **{**fields, **changed})


def import_delay(**changed):
    """Changsha starts work three days later in March 2026 (invented)."""
    text = "日期,类型,名称\n2026-03-02至2026-03-04,休,延迟复工\n2026-03-07,班,延迟复工\n"
    fields = {
        "name": "延迟复工.csv",
        "region_code": "4301",
        "document_number": "长政办函〔2026〕3号",
        "year": 2026,
        "by": IMPORTER,
        "at": AT,
    }
    return services.import_overlay(upload=upload(text), **{**fields, **changed})


MONDAY = date(2026, 3, 2)
