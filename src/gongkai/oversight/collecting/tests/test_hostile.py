"""Files that are wrong, broken or meant to harm: read right, or refused with the reason; nothing else suffers."""

import io
import zipfile
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from docx import Document

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.selectors import overview, report_of
from gongkai.oversight.collecting.services import collect, collect_many
from gongkai.oversight.collecting.tests.factories import (
    NOW,
    YEAR,
    as_json,
    file_of,
    numbers,
    province,
    report,
)
from gongkai.oversight.reporting.rendering.page import page
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import FORM_2021

pytestmark = [pytest.mark.django_db]
DAY = date(2026, 1, 20)


@pytest.fixture(scope="module")
def made(shared_rows):
    return province()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def many(where, files: dict[str, bytes]):
    uploads = [(io.BytesIO(data), name) for name, data in files.items()]
    how = {"year": YEAR, "published_on": DAY, "by": where.office, "at": NOW}
    return {one.name: one for one in collect_many(root=where.sheng, uploads=uploads, **how)}


def take(where, organ, data: bytes, name="报告.html"):
    told = {"organ": organ, "year": YEAR, "published_on": DAY, "by": where.office, "at": NOW}
    return collect(upload=io.BytesIO(data), name=name, **told)


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return stream.getvalue()


def with_words(where, cell: str, words: str) -> bytes:
    values = numbers(FORM_2021, base=7) | {cell: Decimal(987654)}
    text = page(Report(FORM_2021, values, YEAR, where.qing.name))
    return text.replace("<td>987654</td>", words).encode()


CELL = "table3.r5.enterprise"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("<td>１２</td>", Decimal(12)),
        ("<td>1,234</td>", Decimal(1234)),
        ("<td>/</td>", NOT_APPLICABLE),
        ("<td></td>", BLANK),
    ],
)
def test_other_writings_are_read(where, words, value):
    row = take(where, where.qing, with_words(where, CELL, words))
    assert (row.troubles, report_of(row).values[CELL]) == ([], value)


def test_what_is_no_number_is_named_stays_blank_and_shows_in_the_overview(where):
    row = take(where, where.qing, with_words(where, CELL, "<td>约12</td>"))
    assert row.troubles == [{"code": "unreadable", "where": CELL, "said": "约12"}]
    assert report_of(row).values[CELL] is BLANK
    line = next(one for one in overview(where.qing, YEAR, DAY))
    assert line.unreadable == 1 and line.failing == 0 and line.open > 0


def test_merged_cells_are_named_and_blank_totals_are_not_zero(where):
    values = numbers(FORM_2021, base=7)
    values |= {"table3.r1.enterprise": Decimal(987654), "table3.r1.research": Decimal(987655)}
    values |= {f"table3.r{row}.total": BLANK for row in range(3, 24)}
    text = page(Report(FORM_2021, values, YEAR, where.qing.name))
    text = text.replace("<td>987654</td><td>987655</td>", '<td colspan="2">9</td>')
    row = take(where, where.qing, text.encode())
    assert {one["code"] for one in row.troubles} == {"merged"}
    found = report_of(row).values
    assert found["table3.r1.enterprise"] is BLANK and found["table3.r3.total"] is BLANK


def test_old_encodings_are_read(where):
    text = page(report(where.qing.name, base=7)).replace("utf-8", "gb2312")
    assert report_of(take(where, where.qing, text.encode("gb18030"))).values["table3.r3.total"] == 7


def test_a_text_that_is_a_secret_is_refused_and_told_to_the_ledger(where):
    text = page(report(where.qing.name)).replace("<h1>", "<p>机密★10年</p><h1>")
    with pytest.raises(NotAllowed) as refused:
        take(where, where.qing, text.encode())
    assert [one.code for one in refused.value.reasons] == ["classification_mark"]
    assert Entry.objects.filter(chain=where.qing.code, verb="file.refuse").exists()
    assert not Collected.objects.exists() and not StoredFile.objects.exists()


def test_of_many_hostile_files_none_stops_the_good_one(where):
    macro = io.BytesIO()
    Document().save(macro)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
    deep = archive({"里面.zip": archive({"清溪.html": b"<p>x</p>"})})
    found = many(
        where,
        {
            "清溪.html": file_of(report(where.qing.name)).getvalue(),
            "改名.xlsx": old,
            "炸弹.zip": archive({"大.html": bytes(60 * 1024**2)}),
            "越界.zip": archive({"../../var/清溪.html": b"<p>x</p>"}),
            "绝对.zip": archive({"/清溪.html": b"<p>x</p>"}),
            "套娃.zip": deep,
            "空.html": b"",
            "空.docx": macro.getvalue(),
            "没有行.json": b'{"table3": {"rows": "x"}, "table2": 7, "table4": [1, 2]}',
            "坏.json": b'{"table3": ' + b"[" * 5000,
            "程序.html": b"MZ\x90\x00" + bytes(400),
            "坏.zip": b"PK\x03\x04" + bytes(300),
        },
    )
    assert [name for name, one in found.items() if one.kept] == ["清溪.html"]
    codes = {name: {reason.code for reason in one.reasons} for name, one in found.items()}
    assert codes["炸弹.zip"] == {"zip_bomb"}
    assert codes["越界.zip"] == codes["绝对.zip"] == {"zip_path"}
    assert codes["里面.zip"] == {"zip_depth"}
    assert codes["空.html"] == {"empty"}
    for name in ("改名.xlsx", "空.docx", "坏.json", "程序.html", "坏.zip"):
        assert codes[name], name
    assert Collected.objects.count() == StoredFile.objects.count() == 1


def test_two_hundred_megabytes_are_refused_before_they_are_read(where, settings):
    class Huge(io.RawIOBase):
        size = 200 * 1024**2
        left = size

        def read(self, count=-1):
            raise AssertionError("must not be read")

    settings.UPLOAD_LIMIT = 100 * 1024**2
    told = {"organ": where.qing, "year": YEAR, "by": where.office, "at": NOW}
    with pytest.raises(NotAllowed) as refused:
        collect(upload=Huge(), name="大.html", **told)
    assert [one.code for one in refused.value.reasons] == ["too_large"]


def test_a_report_beyond_what_a_report_may_be_is_refused(where):
    data = b"<html>" + b" " * (31 * 1024**2)
    with pytest.raises(NotAllowed) as refused:
        take(where, where.qing, data)
    assert [one.code for one in refused.value.reasons] == ["too_large"]


def test_numbers_that_no_count_can_be_are_kept_as_said_and_fail(where):
    told = {"organ": where.qing.name, "year": YEAR, "table4": [-1, 0.5, 0, 0, "-0.5", *([0] * 10)]}
    row = take(where, where.qing, as_json(told).getvalue(), "报告.json")
    line = next(one for one in overview(where.qing, YEAR, DAY))
    assert line.failing >= 2
    assert report_of(row).values["table4.review.upheld"] == Decimal(-1)
