"""Table three and four counted by the platform equal a recount, request by request, over random years."""

import random
from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from gongkai.domains.foi.models import Answer, Appeal, Applicant, Request
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import WITHHELD_GROUNDS, AnswerKind, ApplicantKind, row_of
from gongkai.domains.foi.tests.factories import office
from gongkai.foundation.orgs.tests.factories import ACT
from gongkai.kernel.figures import services as figures
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.rules.values import BLANK
from gongkai.oversight.reporting.counting import count_report, rows_behind
from gongkai.oversight.reporting.rules.checks import Verdict, check
from gongkai.oversight.reporting.rules.older import FORM_2009, FORM_2014
from gongkai.oversight.reporting.rules.versions import (
    APPLICANTS,
    COLUMNS,
    FORM_2019,
    FORM_2021,
    TOTAL,
    form_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

PLAIN = {"A1": 3, "A2": 3, "A3": 4, "A5": 12, "A6": 13, "A7": 13, "A8": 14, "A9": 15, "A10": 16, "A11": 17}
PLAIN |= {"A12": 18, "A13": 19, "A14": 20, "A15": 21, "A16": 22, "A17": 23}
"""Norms 1.7, written here once more: the recount asks nothing of the product."""
BY_ARTICLE = {"N14-1": 5, "N14-2": 6, "N14-3": 7, "N15": 8, "N16-1": 9, "N16-2": 10, "N16-3": 11}


def statutory_row(kind, grounds):
    if kind != "A4":
        return PLAIN[kind]
    return next(row for start, row in BY_ARTICLE.items() if grounds[0].startswith(start))


def build(where, seed, count=160):
    """Requests with every edge: partial, withdrawn, years in hand, paid never, told to be none, void, unconfirmed."""
    made = random.Random(seed)
    facts = []
    for number in range(count):
        received = date(2018, 6, 1) + timedelta(made.randrange(365 * 5))
        stage = made.choices(
            [Stage.CLOSED, Stage.ANSWERED, Stage.HANDLING, Stage.ROUTED, Stage.VOID, Stage.UNCONFIRMED],
            [50, 20, 12, 6, 4, 8],
        )[0]
        over = stage in (Stage.CLOSED, Stage.ANSWERED)
        kind = made.choice(list(AnswerKind.values)) if over else ""
        grounds = made.sample(sorted(WITHHELD_GROUNDS), made.choice([1, 2])) if kind in ("A3", "A4") else []
        answered = received + timedelta(made.choice([0, 3, 30, 200, 800])) if over else None
        applicant = made.choice(ApplicantKind.values)
        there = None if stage is Stage.UNCONFIRMED else received
        facts.append((there, answered, stage, kind, grounds, applicant))
        _store(where, number, received, *facts[-1])
    return facts


def _store(where, number, submitted, received, answered, stage, kind, grounds, applicant):
    moment = datetime(submitted.year, submitted.month, submitted.day, 2, tzinfo=UTC)
    drafter = where.officer
    request = Request.objects.create(
        organ=where.organ,
        number=f"{where.organ.code}-T-{number:05d}" if received else None,
        channel="counter",
        stage=stage,
        subject="下湾村征地补偿安置方案",
        description="下湾村征地补偿安置方案",
        submitted_at=moment,
        touched_at=moment,
        received_on=received,
        applicant_kind=applicant,
        answer_kind=kind,
        answered_on=answered,
        report_row=row_of(AnswerKind(kind), tuple(grounds)) if kind else None,
    )
    group = "" if applicant == "natural_person" else "林江市某某组织"
    Applicant.objects.create(
        request=request, code=f"c{number}", kind=applicant, organisation=group, identity_kind="resident_id"
    )
    if kind not in ("", "A1"):
        drafts = [list(reversed(grounds)), grounds] if grounds else [grounds]
        for version, told in enumerate(drafts, start=1):
            _answer(request, version, kind, told, moment, drafter)


def _answer(request, version, kind, grounds, moment, drafter):
    Answer.objects.create(
        request=request,
        version=version,
        kind=kind,
        grounds=grounds,
        text="答复",
        saved_at=moment,
        drafted_by=drafter,
        digest="0" * 64,
    )


def recount(facts, of_year, form):
    """One request after the other, one year, by asking where it stood on which day."""
    first, last = date(of_year, 1, 1), date(of_year, 12, 31)
    cells = Counter()
    for received, answered, stage, kind, grounds, applicant in facts:
        if received is None or stage in (Stage.ROUTED, Stage.VOID) or received > last:
            continue
        if answered is not None and answered < first:
            continue
        cells[form.roles.received if received >= first else form.roles.carried_in, applicant] += 1
        if answered is None or answered > last:
            cells[form.roles.carried_out, applicant] += 1
            continue
        row = statutory_row(kind, grounds)
        if form is FORM_2019:
            row = min(row, 21)
        cells[f"r{row}", applicant] += 1
        cells[form.roles.answered, applicant] += 1
    return cells


@pytest.fixture(scope="module")
def made(shared_rows):
    return office()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


@pytest.mark.parametrize("seed", range(3))
def test_every_cell_of_table_three_equals_the_recount(where, seed):
    facts = build(where, seed)
    for of_year in range(2019, 2026):
        form = form_of(of_year)
        told, counted = recount(facts, of_year, form), count_report(form, of_year, [where.organ]).values
        for row in form.table3.rows:
            for column in APPLICANTS:
                assert counted[form.table3.cell(row.key, column)] == told[row.key, column], (
                    of_year,
                    row.key,
                    column,
                )
            total = sum(told[row.key, column] for column in APPLICANTS)
            assert counted[form.table3.cell(row.key, TOTAL)] == total


def test_a_counted_report_passes_its_checks_over_the_years(where):
    build(where, 7)
    last = None
    for of_year in range(2019, 2026):
        form = form_of(of_year)
        now = count_report(form, of_year, [where.organ])
        before = {} if last is None else {"last": last.values, "last_form": last.form}
        findings = check(form, now.values, **before)
        assert [f for f in findings if f.verdict is Verdict.FAIL] == []
        carried = [f for f in findings if f.check.code == "T3-4"]
        assert all(f.verdict is Verdict.PASS for f in carried) or last is None
        last = now


def test_every_cell_opens_the_rows_it_counts(where):
    build(where, 3, count=80)
    counted = count_report(FORM_2021, 2022, [where.organ]).values
    for row in FORM_2021.table3.rows:
        for column in COLUMNS:
            cell = FORM_2021.table3.cell(row.key, column)
            assert Decimal(rows_behind(FORM_2021, cell, 2022, [where.organ]).count()) == counted[cell]


def test_another_organ_is_not_counted(where):
    build(where, 1, count=30)
    other = office("430121S", "清溪县自然资源局")
    values = count_report(FORM_2021, 2022, [other.organ]).values
    assert {v for c, v in values.items() if c.startswith("table3")} == {Decimal(0)}


def test_a_report_takes_few_queries(where, django_assert_max_num_queries):
    build(where, 1, count=30)
    with django_assert_max_num_queries(10):
        count_report(FORM_2021, 2022, [where.organ])


# --- table four -------------------------------------------------------------------------------------------------


def test_an_appeal_counts_as_it_stood_at_the_end_of_the_year(where):
    """Begun 2021, decided 2022: pending in 2021, upheld in 2022, nowhere in 2023. A lawsuit after it has a group of its own."""
    build(where, 1, count=1)
    request = Request.objects.get()
    moment = datetime(2021, 11, 1, 2, tzinfo=UTC)
    common = {"request": request, "body": "云岭省人民政府", "touched_at": moment, "stage": "decided"}
    review = Appeal.objects.create(
        kind="review", filed_on=date(2021, 11, 1), result="upheld", decided_on=date(2022, 1, 20), **common
    )
    Appeal.objects.create(kind="lawsuit", after=review, filed_on=date(2022, 3, 1), **common)
    Appeal.objects.create(
        kind="lawsuit", filed_on=date(2022, 5, 1), result="corrected", decided_on=date(2022, 9, 9), **common
    )
    found = {y: count_report(form_of(y), y, [where.organ]).values for y in (2020, 2021, 2022, 2023)}
    told = {
        y: {c.removeprefix("table4."): int(v) for c, v in values.items() if c.startswith("table4") and v}
        for y, values in found.items()
    }
    assert told == {
        2020: {},
        2021: {"review.pending": 1, "review.total": 1},
        2022: {
            "review.upheld": 1,
            "review.total": 1,
            "direct.corrected": 1,
            "direct.total": 1,
            "after_review.pending": 1,
            "after_review.total": 1,
        },
        2023: {"after_review.pending": 1, "after_review.total": 1},
    }
    assert rows_behind(FORM_2021, "table4.direct.corrected", 2022, [where.organ]).count() == 1
    assert year(2022).until == date(2022, 12, 31)


# --- the lists before 2019 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [FORM_2009, FORM_2014], ids=lambda form: form.code)
def test_a_list_counts_what_means_the_same_and_leaves_the_rest_blank(
    where, form, django_assert_max_num_queries
):
    build(where, 5)
    with django_assert_max_num_queries(30):
        values = count_report(form, 2020, [where.organ]).values
    new = count_report(FORM_2019, 2020, [where.organ]).values
    assert values["requests.received.count"] == new["table3.r1.total"] > 0
    assert values["requests.answered.count"] == new["table3.r22.total"] > 0
    assert values["requests.partly_given.count"] == new["table3.r4.total"]
    assert values["requests.withheld.count"] is BLANK
    assert [f for f in check(form, values) if f.verdict is Verdict.FAIL and f.check.code == "L-1"] == []
    received = [f for f in check(form, values) if f.check.where == "requests.received.count"]
    assert received[0].verdict is Verdict.PASS
    for cell, counted in values.items():
        behind = rows_behind(form, cell, 2020, [where.organ])
        if cell.startswith(("requests", "review", "lawsuit", "appeals")):
            assert (behind is None) == (counted is BLANK)
            assert behind is None or Decimal(behind.count()) == counted
        elif behind is not None:
            assert behind.count() == 0  # acts, records and statements: none were made


def record(where, kind, day, **more):
    title, evidence = "清溪县自然资源局新闻发布会", "清政新办会议安排"
    figures.record_act(
        organ=where.organ, kind=kind, happened_on=day, title=title, evidence=evidence, **ACT, **more
    )


def state(where, code, number):
    figures.state_figure(
        organ=where.organ, code=code, period=year(2020), value=Decimal(number), evidence="人事科名册", **ACT
    )


def test_a_list_counts_acts_and_what_the_organ_states(where):
    """Conferences one by one, of which one with a principal; staff only when both numbers were stated."""

    def count():
        return count_report(FORM_2014, 2020, [where.organ]).values

    assert count()["means.staff.count"] is BLANK and count()["response.conferences.count"] == 0
    record(where, "press.conference", date(2020, 3, 5), with_principal=True)
    record(where, "press.conference", date(2020, 9, 5))
    record(where, "press.conference", date(2021, 9, 5))
    state(where, "staff.full_time", 2)
    assert count()["means.full_time.count"] == 2 and count()["means.staff.count"] is BLANK
    state(where, "staff.part_time", 38)
    values = count()
    assert (values["response.conferences.count"], values["response.conferences_by_head.count"]) == (2, 1)
    assert values["means.staff.count"] == 40
    assert rows_behind(FORM_2014, "response.conferences_by_head.count", 2020, [where.organ]).count() == 1
