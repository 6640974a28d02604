"""Sums of real rows: levels, gaps, the platform's own count by organ, reports that stand on the platform."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.domains.foi.models import Request
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.orgs import services as orgs
from gongkai.kernel.figures.rules.values import BLANK
from gongkai.oversight.collecting.counted import counted_by_organ
from gongkai.oversight.collecting.rules.standing import State
from gongkai.oversight.collecting.selectors import overview
from gongkai.oversight.collecting.series import of_sum
from gongkai.oversight.collecting.services import collect
from gongkai.oversight.collecting.sums import against_platform, findings_of_sum, whole
from gongkai.oversight.collecting.tests.factories import NOW, YEAR, collected, file_of, province, report
from gongkai.oversight.reporting.counting import count_report
from gongkai.oversight.reporting.rules.checks import Verdict
from gongkai.oversight.reporting.rules.versions import FORM_2021, FORMS
from gongkai.oversight.reporting.tests import factories as reporting

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
ANSWERED = "table3.r24.total"


@pytest.fixture
def where():
    return province()


def test_a_province_is_its_own_and_its_cities_with_their_counties(where):
    for name, base in (("sheng", 100), ("lin", 20), ("qing", 5), ("bai", 6), ("he", 3)):
        collected(where, getattr(where, name), base=base)
    found = whole(where.sheng, YEAR)
    by_group = {group.organ: group.sums[ANSWERED] for group in found.groups}
    assert {organ.short_name: total.value for organ, total in by_group.items()} == {
        "省厅": Decimal(100), "林江市局": Decimal(31), "平湖市局": Decimal(3),
    }  # fmt: skip
    total = found.sums[ANSWERED]
    assert (total.value, total.having, total.of, total.lacking) == (134, 5, 6, (where.ping.pk,))
    assert found.missing == [where.ping]
    assert {one.verdict for one in findings_of_sum(found)} == {Verdict.PASS, Verdict.NOT_ASSESSABLE}


def test_a_contradiction_of_one_report_shows_in_the_sum_and_a_blank_is_not_checked(where):
    collected(where, where.qing, changes={ANSWERED: 99})
    collected(where, where.bai, changes={"table4.review.total": BLANK})
    findings = {(one.check.code, one.check.where): one for one in findings_of_sum(whole(where.lin, YEAR))}
    assert findings["T3-2", "total"].verdict is Verdict.FAIL
    assert findings["T4-1", "review"].verdict is Verdict.NOT_ASSESSABLE
    assert findings["T4-2", "direct"].verdict is Verdict.PASS


def test_carried_over_is_checked_between_sums_of_the_same_organs_only(where):
    collected(where, where.qing, YEAR - 1, day=date(2025, 1, 9), carried_out=2)
    collected(where, where.qing)
    now, before = whole(where.lin, YEAR), whole(where.lin, YEAR - 1)
    carried = [one for one in findings_of_sum(now, before) if one.check.code == "T3-4"]
    assert {one.verdict for one in carried} == {Verdict.PASS}
    collected(where, where.bai)
    carried = [one for one in findings_of_sum(whole(where.lin, YEAR), before) if one.check.code == "T3-4"]
    assert {one.verdict for one in carried} == {Verdict.NOT_ASSESSABLE}
    found = of_sum(where.lin, [YEAR - 1, YEAR])
    assert found.uneven == {YEAR} and found.between[YEAR] == []


# --- the platform's own count -----------------------------------------------------------------------------------


@pytest.fixture
def at_work():
    """An office with a year of requests, and a county below it with one of its own."""
    where = reporting.reporting_office()
    county = orgs.create_organ(
        code="430121S", name="清溪县自然资源局", short_name="清溪县局", level="county",
        region=where.organ.region, parent=where.organ, by=SYSTEM, at=NOW,
    )  # fmt: skip
    reporting.year_of_work(where)
    other = reporting.asked(where, date(YEAR, 5, 5), date(YEAR, 5, 9))
    Request.objects.filter(pk=other.pk).update(organ=county)
    return where, county


@pytest.mark.parametrize("code", list(FORMS))
def test_the_count_by_organ_is_that_of_each_and_adds_up_to_that_of_all(at_work, code):
    where, county = at_work
    form = FORMS[code]
    found = counted_by_organ(form, YEAR, [where.organ, county])
    for organ in (where.organ, county):
        whole_count = count_report(form, YEAR, [organ]).values
        assert {cell: whole_count[cell] for cell in found[organ.pk]} == found[organ.pk]


def test_its_queries_do_not_grow_with_the_organs(at_work):
    where, county = at_work
    with CaptureQueriesContext(connection) as one:
        counted_by_organ(FORM_2021, YEAR, [where.organ])
    with CaptureQueriesContext(connection) as two:
        counted_by_organ(FORM_2021, YEAR, [where.organ, county])
    assert len(two) == len(one) <= 16


def test_what_is_published_on_the_platform_is_there_without_collecting(at_work):
    where, county = at_work
    reporting.published(where)
    mine, below = overview(where.organ, YEAR, date(2026, 2, 9))
    assert (mine.held.origin, mine.standing.state, mine.failing) == ("platform", State.IN_TIME, 0)
    assert mine.held.row is None and mine.held.address
    assert below.standing.state is State.MISSING
    found = whole(where.organ, YEAR)
    assert found.sums[ANSWERED].value == mine.held.report.values[ANSWERED] > 0
    against = against_platform(found)
    assert against.differing == [] and against.total(ANSWERED) == found.sums[ANSWERED].value + 1


def test_where_a_report_says_another_number_than_the_platform_counts(at_work):
    where, county = at_work
    told = {"organ": county, "year": YEAR, "by": where.office, "at": NOW}
    collect(upload=file_of(report(county.name, base=7)), name="清溪.html", **told)
    differing = {one.cell: one.difference for one in against_platform(whole(where.organ, YEAR)).differing}
    assert differing[ANSWERED] == 6
    assert {one.organ for one in against_platform(whole(where.organ, YEAR)).differing} == {county}
