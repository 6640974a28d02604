"""Opening, drafting, saving: every save is a version, numbers follow the work until the report is sent."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.selectors import due_of
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.models import AnnualReport, ReportVersion
from gongkai.oversight.reporting.rules.readiness import reasons_against_sending
from gongkai.oversight.reporting.selectors import standing_of
from gongkai.oversight.reporting.tests.factories import (
    JANUARY,
    YEAR,
    asked,
    drafted,
    fresh,
    reporting_office,
    seen_by,
    written,
    year_of_work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def refused(call, **told) -> set[str]:
    with pytest.raises(NotAllowed) as refusal:
        call(**told)
    return {reason.code for reason in refusal.value.reasons}


def test_opening_twice_gives_the_same_report_and_one_clock():
    where = reporting_office()
    first = services.open_report(organ=where.organ, year=YEAR, by=where.office, at=JANUARY)
    again = services.open_report(organ=where.organ, year=YEAR, by=where.office, at=JANUARY)
    assert first.pk == again.pk
    clock = Clock.objects.get(limit_code="annual-report")
    assert (clock.subject_id, clock.due_on) == (str(first.pk), date(YEAR + 1, 1, 31))


@pytest.mark.parametrize(
    ("name", "year", "due"),
    [
        ("云岭省自然资源厅", 2025, date(2026, 1, 31)),  # a Saturday: the day of the article does not move
        ("云岭省人民政府", 2025, date(2026, 3, 31)),
        ("云岭省自然资源厅", 2019, date(2020, 1, 31)),
    ],
)
def test_the_due_day_is_that_of_the_article(name, year, due):
    where = reporting_office(name=name)
    report = services.open_report(organ=where.organ, year=year, by=where.office, at=JANUARY)
    clock = Clock.objects.get(subject_type="annual_report", subject_id=str(report.pk))
    assert clock.due_on == due
    assert any("第四十九条" in str(line) for line in due_of(clock).explain)


def test_a_year_without_tables_or_to_come_is_refused():
    where = reporting_office()
    told = {"organ": where.organ, "by": where.office, "at": JANUARY}
    assert refused(services.open_report, year=2018, **told) == {"no_form"}
    assert refused(services.open_report, year=YEAR + 2, **told) == {"year_not_begun"}


def test_the_year_under_way_is_opened_without_a_clock():
    where = reporting_office()
    services.open_report(organ=where.organ, year=YEAR + 1, by=where.office, at=JANUARY)
    assert not Clock.objects.filter(limit_code="annual-report").exists()


def test_in_january_the_report_of_each_organ_with_an_office_is_opened_once():
    reporting_office()
    assert services.open_due(at=JANUARY) == 1
    assert services.open_due(at=JANUARY) == 0
    assert AnnualReport.objects.get().year == YEAR


def test_in_summer_nothing_is_opened_by_itself():
    reporting_office()
    assert services.open_due(at=JANUARY.replace(month=7)) == 0


def test_numbers_follow_the_work_until_the_report_is_sent():
    where = reporting_office()
    year_of_work(where)
    report = written(where)
    before = standing_of(report, JANUARY.date())
    assert "新收政府信息公开申请4件，上年结转1件，办结4件，结转下年度继续办理1件" in before.report.text["1"]
    asked(where, date(YEAR, 5, 5))
    assert "新收政府信息公开申请5件" in standing_of(report, JANUARY.date()).report.text["1"]
    assert report.current.values["table3.r1.total"] == "4", "what was saved stays as it was counted then"


def test_a_stale_save_overwrites_nothing_and_the_same_words_make_no_version():
    where = reporting_office()
    report = drafted(where)
    words = {**report.current.sections, "5": "没有新的问题。"}
    told = {"report": report, "by": where.office, "at": JANUARY + timedelta(hours=1)}
    second = services.save_words(sections=words, base=1, **told)
    assert (second.number, fresh(report).current_id) == (2, second.pk)
    assert services.save_words(sections=words, base=2, **told).pk == second.pk
    assert refused(services.save_words, sections={**words, "6": "无"}, base=1, **told) == {"edited_by_other"}


def test_text_with_a_classification_mark_is_refused():
    where = reporting_office()
    report = drafted(where)
    words = {**report.current.sections, "5": "机密★10年"}
    told = {"report": report, "sections": words, "base": 1, "by": where.office, "at": JANUARY}
    assert refused(services.save_words, **told) == {"classification_mark"}


def test_what_is_missing_is_told_with_its_place():
    where = reporting_office()
    year_of_work(where)
    report = drafted(where)
    told = reasons_against_sending(standing_of(report, JANUARY.date()))
    assert {reason.code for reason in told} == {"prompt_left", "cells_blank"}
    assert any("第五部分第 2 段" in reason.text for reason in told)


def test_what_was_saved_stays():
    where = reporting_office()
    version = drafted(where).current
    for change in ("UPDATE reporting_reportversion SET digest = 'x'", "DELETE FROM reporting_reportversion"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(change)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        connection.cursor().execute("DELETE FROM reporting_annualreport")
    assert ReportVersion.objects.get().digest == version.digest


def test_who_may_see_a_report():
    where = reporting_office()
    other = reporting_office("430102", "林江市自然资源局")
    report = drafted(where)
    assert seen_by(where.office, report)
    assert seen_by(where.leader, report)
    assert seen_by(where.auditor, report)
    assert not seen_by(where.officer, report)
    assert not seen_by(other.office, report)
