"""From the last word to the public page: the one gate, and a guard that sees what was changed behind the report."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.stages import Stage
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.rules import State
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.services import state_figure
from gongkai.kernel.records import services as records
from gongkai.kernel.records.models import Erratum, Publication
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.rules.readiness import reasons_against_sending
from gongkai.oversight.reporting.selectors import as_report, last_report, published_version, standing_of
from gongkai.oversight.reporting.tests.factories import (
    JANUARY,
    YEAR,
    asked,
    drafted,
    fresh,
    published,
    ready,
    reporting_office,
    signed,
    submitted,
    written,
    year_of_work,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LATER = JANUARY + timedelta(days=3)


@pytest.fixture
def where():
    return reporting_office()


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def gate(report, at=LATER) -> set[str]:
    record = fresh(report).record
    return {reason.code for reason in reasons_against_publishing(gate_snapshot(record, at=at))}


def test_a_report_becomes_a_record_with_its_tables_and_files(where):
    report = submitted(where)
    version = report.record.current
    assert report.record.stage == "signing"
    assert version.title == f"云岭省自然资源厅{YEAR}年政府信息公开工作年度报告"
    assert version.body.count("<table>") == 3
    assert 'scope="row"' in version.body
    assert "<caption>" in version.body
    assert "新收政府信息公开申请4件" in version.body
    assert [a.name.rsplit(".", 1)[1] for a in version.attachments.order_by("position")] == ["docx", "pdf", "xlsx", "csv", "json"]  # fmt: skip
    assert version.columns == [where.site.columns.get(kind="annual_report").pk]


def test_the_whole_way_to_the_public_page(where):
    report = published(where)
    assert Publication.objects.get(record=report.record_id).version_id == report.record.current_id
    clock = Clock.objects.get(subject_type="annual_report")
    assert (clock.state, clock.stopped_on) == (State.STOPPED, JANUARY.date())
    public = published_version(report)
    assert as_report(public).values["table3.r1.total"] == Decimal(4)
    following = last_report(where.organ, YEAR + 1)
    assert following.source == "own"
    assert following.report.values["table3.r25.total"] == Decimal(1)


@pytest.mark.parametrize("lacking", ["words", "cells"])
def test_an_unfinished_report_is_not_sent(where, lacking):
    report = written(where) if lacking == "cells" else drafted(where)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_report(report=report, by=where.office, at=LATER)
    assert ("cells_blank" if lacking == "cells" else "prompt_left") in codes(refusal)
    assert fresh(report).record is None


def test_a_year_that_is_not_over_is_not_sent(where):
    report = services.open_report(organ=where.organ, year=YEAR + 1, by=where.office, at=JANUARY)
    services.draft_report(report=report, by=where.office, at=JANUARY)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_report(report=report, by=where.office, at=LATER)
    assert "year_not_over" in codes(refusal)


def test_a_failing_check_keeps_the_report_in_and_its_repair_lets_it_out(where):
    """A request registered by mistake makes what was carried over differ from last year's report."""
    year_of_work(where)
    mistaken = asked(where, date(YEAR - 1, 11, 3), date(YEAR, 2, 2))
    report = ready(where)
    data = _last_years_report(report)
    services.read_earlier(
        organ=where.organ, year=YEAR - 1, data=data, name="上年.json", by=where.office, at=JANUARY
    )
    with pytest.raises(NotAllowed) as refusal:
        services.submit_report(report=report, by=where.office, at=LATER)
    failed = [reason for reason in refusal.value.reasons if reason.code == "check_failed"]
    assert {reason.where for reason in failed} == {"T3-4"}
    assert any("2，应为 1" in reason.text for reason in failed)
    Request.objects.filter(pk=mistaken.pk).update(stage=Stage.VOID)
    services.submit_report(report=report, by=where.office, at=LATER)
    assert fresh(report).current.values["table3.r2.total"] == "1", "frozen as it was when it was sent"


def _last_years_report(report) -> bytes:
    rows = [
        {"key": f"r{n}", "values": [int(n in (1, 25)), 0, 0, 0, 0, 0, int(n in (1, 25))]}
        for n in range(1, 26)
    ]
    return json.dumps({"form": "2021", "year": YEAR - 1, "table3": {"columns": None, "rows": rows}}).encode()


def test_a_typed_number_that_contradicts_the_table_is_refused(where):
    report = ready(where)
    words = {**report.current.sections, "5": "全年新收政府信息公开申请9件，人手不足。"}
    services.save_words(report=report, sections=words, base=report.current.number, by=where.office, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_report(report=report, by=where.office, at=LATER)
    assert [r.where for r in refusal.value.reasons if r.code == "check_failed"] == ["T3-5"]


def test_fees_must_be_told_when_there_were_any(where):
    report = ready(where)
    words = {**report.current.sections, "6": "无。"}
    services.save_words(report=report, sections=words, base=report.current.number, by=where.office, at=LATER)
    before = standing_of(fresh(report), LATER.date())
    assert "fee_statement_missing" not in _told(before), "无 is right when there was nothing"
    values = dict(before.values) | {"metric.requests.fee_notices": Decimal(1)}
    assert "fee_statement_missing" in _told(replace(before, values=values))


def _told(standing) -> set[str]:
    return {reason.code for reason in reasons_against_sending(standing)}


def test_the_gate_lets_a_signed_report_out(where):
    report = signed(where, submitted(where))
    assert gate(report) == set()


def test_the_gate_refuses_when_a_figure_moved_since(where):
    report = signed(where, submitted(where))
    asked(where, date(YEAR, 7, 7))
    assert gate(report) == {"figures_moved"}
    with pytest.raises(NotAllowed):
        records.publish(record=fresh(report).record, by=where.office, at=LATER)
    with pytest.raises(NotAllowed):
        records.schedule(
            record=fresh(report).record, publish_at=LATER + timedelta(days=1), by=where.office, at=LATER
        )


def test_a_plan_that_was_good_is_refused_at_its_moment(where):
    report = signed(where, submitted(where))
    records.schedule(record=report.record, publish_at=LATER, by=where.office, at=JANUARY + timedelta(hours=8))
    asked(where, date(YEAR, 7, 7))
    assert records.publish_scheduled(record_id=report.record_id, at=LATER) is None
    assert not Publication.objects.exists()


def test_the_gate_refuses_a_record_edited_behind_the_report(where):
    report = signed(where, submitted(where))
    record = report.record
    changed = replace(record.current.content(), body=record.current.body.replace("4件", "5件"))
    records.save(record=record, content=changed, base=record.current.number, by=where.office, at=LATER)
    assert "report_edited_behind" in gate(report)


def test_the_gate_refuses_what_the_report_has_a_newer_version_of(where):
    report = signed(where, submitted(where))
    words = {**report.current.sections, "5": "另有新的问题。"}
    services.save_words(report=report, sections=words, base=report.current.number, by=where.office, at=LATER)
    assert "report_changed_since" in gate(report)


def test_a_record_that_says_it_is_a_report_and_is_none(where):
    content = submitted(where).record.current.content()
    false = records.draft(
        organ=where.organ, division=where.division, content=content, source_key="annual_report:2012",
        by=where.officer, at=LATER,
    )  # fmt: skip
    told = reasons_against_publishing(gate_snapshot(false, at=LATER))
    assert "report_edited_behind" in {reason.code for reason in told}


def test_numbers_of_a_sent_report_stay_until_they_are_taken_over_with_a_reason(where):
    report = published(where)
    asked(where, date(YEAR, 7, 7))
    standing = standing_of(report, LATER.date())
    assert standing.values["table3.r1.total"] == Decimal(4)
    assert {(one.cell, one.now) for one in standing.moved} >= {("table3.r1.total", Decimal(5))}
    told = {"report": report, "base": report.current.number, "by": where.office, "at": LATER}
    with pytest.raises(NotAllowed) as refusal:
        services.take_over_figures(reason=" ", **told)
    assert codes(refusal) == {"reason_missing"}
    services.take_over_figures(reason="补登一件申请", **told)
    report = fresh(report)
    services.submit_report(report=report, by=where.office, at=LATER)
    report = signed(where, fresh(report), LATER + timedelta(hours=1))
    records.publish(record=report.record, by=where.office, at=LATER + timedelta(hours=2))
    assert Erratum.objects.get().text == "补登一件申请"
    assert as_report(published_version(report)).values["table3.r1.total"] == Decimal(5)


def test_nothing_moved_is_nothing_to_take_over(where):
    report = submitted(where)
    with pytest.raises(NotAllowed) as refusal:
        services.take_over_figures(
            report=report, reason="核对", base=report.current.number, by=where.office, at=LATER
        )
    assert codes(refusal) == {"nothing_moved"}


def test_a_statement_changed_after_sending_moves_its_cell(where):
    report = submitted(where)
    told = {"organ": where.organ, "code": "report.licences.decided", "period": year(YEAR), "by": where.office}
    state_figure(value=Decimal(12), evidence="许可系统", at=LATER, **told)
    assert [one.cell for one in standing_of(report, LATER.date()).moved] == ["table2.licences.decided"]


def test_without_a_column_nothing_is_sent(where):
    report = ready(where)
    where.site.columns.filter(kind="annual_report").update(closed_on=JANUARY.date())
    with pytest.raises(NotAllowed) as refusal:
        services.submit_report(report=report, by=where.office, at=LATER)
    assert codes(refusal) == {"no_column"}
