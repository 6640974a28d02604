"""A report is kept as it was read, or refused with the words that the file says."""

import io
import zipfile
from copy import deepcopy
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.selectors import trail
from gongkai.kernel.figures.rules.values import NO_TABLE
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.selectors import held, overview, report_of, tally
from gongkai.oversight.collecting.services import collect, collect_many, staged_path
from gongkai.oversight.collecting.tests.factories import NOW, YEAR, collected, file_of, province, report
from gongkai.oversight.reporting.rendering.page import page

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DAY = date(2026, 1, 20)


@pytest.fixture(scope="module")
def made(shared_rows):
    return province()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def take(where, organ, upload, name="报告.html", year=YEAR, **more):
    more = {"published_on": DAY, "by": where.office, "at": NOW} | more
    return collect(organ=organ, year=year, upload=upload, name=name, **more)


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "xlsx", "json"])
def test_every_kind_is_kept_as_it_was_read(where, kind):
    made = report(where.qing.name, base=7)
    row = take(where, where.qing, file_of(made, kind), f"清溪县.{kind}")
    assert dict(report_of(row).values) == dict(made.values)
    assert (row.organ, row.year, row.form, row.troubles) == (where.qing, YEAR, "2021", [])
    assert row.digest == row.file.digest
    assert [one.verb for one in trail("collected_report", str(row.pk))] == ["report.collect"]


def test_a_newer_file_stands_beside_and_holds(where):
    first = collected(where, where.qing, base=7)
    second = collected(where, where.qing, base=9)
    found = held([where.qing], [YEAR])[where.qing.pk, YEAR]
    assert found.row == second
    assert Collected.objects.filter(organ=where.qing).count() == 2
    for change in (first.delete, lambda: Collected.objects.filter(pk=first.pk).update(year=2020)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_same_file_once_more_is_refused_and_with_another_day_corrects(where):
    collected(where, where.qing)
    with pytest.raises(NotAllowed) as refused:
        collected(where, where.qing)
    assert codes(refused) == {"again"}
    assert collected(where, where.qing, day=date(2026, 2, 3)).told_published_on == date(2026, 2, 3)


def test_another_organ_is_refused_with_the_words_it_says(where):
    with pytest.raises(NotAllowed) as refused:
        take(where, where.qing, file_of(report(where.bai.name)))
    assert codes(refused) == {"other_organ"}
    assert "白石县自然资源局" in refused.value.reasons[0].text
    assert not Collected.objects.exists()


def test_another_year_is_refused_with_the_year_it_says(where):
    with pytest.raises(NotAllowed) as refused:
        take(where, where.qing, file_of(report(where.qing.name, 2023)))
    assert codes(refused) == {"other_year"}
    assert "2023" in refused.value.reasons[0].text


def test_upper_regions_and_traditional_characters_name_the_same_organ(where):
    from opencc import OpenCC

    text = OpenCC("s2t").convert(page(report("云岭省林江市清溪县自然资源局")))
    assert take(where, where.qing, io.BytesIO(text.encode())).pk


def test_a_file_without_tables_is_refused_unless_told_so(where):
    words = f"<html><body><h1>{where.qing.name}{YEAR}年政府信息公开工作年度报告</h1><p>一、总体情况</p></body></html>"
    with pytest.raises(NotAllowed) as refused:
        take(where, where.qing, io.BytesIO(words.encode()))
    assert codes(refused) == {"no-table"}
    row = take(where, where.qing, io.BytesIO(words.encode()), without_table=True)
    assert set(report_of(row).values.values()) == {NO_TABLE}
    with pytest.raises(NotAllowed) as refused:
        take(where, where.bai, io.BytesIO(words.encode()), without_table=True)
    assert codes(refused) == {"other_organ"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"published_on": date(2026, 3, 1)}, "future"),
        ({"published_on": date(2025, 6, 1)}, "too_early"),
        ({"year": 2026}, "year"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_days_years_and_addresses_that_cannot_be(where, changes, code):
    with pytest.raises(NotAllowed) as refused:
        take(where, where.qing, file_of(report(where.qing.name)), **changes)
    assert codes(refused) == {code}


def test_only_the_office_of_the_organ_or_above_collects(where):
    upload = file_of(report(where.qing.name))
    for person in (where.inspector, where.clerk):
        with pytest.raises(NotAllowed) as refused:
            take(where, where.qing, upload, by=person)
        assert codes(refused) == {"not_yours"}
    with pytest.raises(NotAllowed):
        take(where, where.ping, upload, by=where.lin_office)
    assert take(where, where.qing, file_of(report(where.qing.name)), by=where.lin_office).pk


# --- many -------------------------------------------------------------------------------------------------------


def many(where, *uploads, **more):
    more = {"root": where.sheng, "year": YEAR, "by": where.office, "at": NOW, "published_on": DAY} | more
    return collect_many(uploads=uploads, **more)


def archive(**members: bytes) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    stream.seek(0)
    return stream


def test_an_archive_keeps_the_good_and_names_the_bad(where):
    members = {
        "各县/清溪.html": file_of(report(where.qing.name)).getvalue(),
        "各县/白石.docx": file_of(report(where.bai.name), "docx").getvalue(),
        "各县/外省.html": file_of(report("别处市自然资源局")).getvalue(),
        "各县/旧表.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "说明.txt": "请查收。".encode(),
    }
    seen = []
    found = many(where, (archive(**members), "全市.zip"), progress=lambda done, total: seen.append(done))
    by_name = {one.name: one for one in found}
    assert {name for name, one in by_name.items() if one.kept} == {"各县/清溪.html", "各县/白石.docx"}
    assert by_name["各县/外省.html"].asked and by_name["各县/外省.html"].candidates == []
    assert by_name["各县/旧表.xls"].reasons and by_name["说明.txt"].reasons
    assert seen == [1, 2, 3, 4, 5]
    assert tally(overview(where.sheng, YEAR, date(2026, 2, 9))).there == 2


def test_a_file_that_fits_several_is_asked_and_waits(where):
    found = many(where, (file_of(report("自然资源局")), "报告.html"))
    (one,) = found
    assert one.asked and not one.kept
    assert staged_path(one.token).read_bytes().startswith(b"<!DOCTYPE")
    assert staged_path("../../etc/passwd") is None


def test_the_name_of_the_file_tells_where_the_title_does_not(where):
    upload = file_of(report(""), "xlsx")
    (one,) = many(where, (upload, "430121清溪县2025.xlsx"))
    assert one.kept.organ == where.qing


def test_a_city_recognises_only_its_own(where):
    (one,) = many(where, (file_of(report(where.he.name)), "河湾.html"), root=where.lin, by=where.lin_office)
    assert one.asked and one.candidates == []
