"""`gongkai figures` and `gongkai report annual`: counted from requests, as JSON and as a table."""

import json
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from gongkai.domains.foi.tests.factories import office, submitted
from gongkai.faces.cli.figures import app
from gongkai.faces.cli.report import app as reports
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Post
from gongkai.kernel.figures.registry import Metric, declare, known_metrics
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.rules.spans import Span, month_of
from gongkai.kernel.figures.rules.values import NOT_APPLICABLE
from gongkai.kernel.figures.services import record_act, state_figure
from gongkai.kernel.records.tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DAY = shanghai_date(NOW)


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def made(shared_rows):
    found = office()
    for _number in range(3):
        submitted(found, NOW)
    return found


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def test_every_figure_says_what_it_counts_and_by_which_day(where):
    told = json.loads(run("list", "--json").stdout)
    assert len(told) == len(known_metrics()) > 5
    assert all(row["counts"] and row["dated_by"] and row["unit"] for row in told)
    assert run("list").exit_code == 0


def test_a_figure_is_counted_for_a_period_and_divided(where):
    done = run(
        "requests.received", "--from", DAY, "--to", DAY, "--by", "channel", "--by", "applicant", "--json"
    )
    told = json.loads(done.stdout)
    assert told["value"] == 3
    assert told["parts"] == [
        {"keys": ["counter", "natural_person"], "labels": ["当面提交", "自然人"], "value": 3}
    ]
    before = DAY - timedelta(1)
    assert (
        json.loads(run("requests.received", "--from", before, "--to", before, "--json").stdout)["value"] == 0
    )
    assert "3 件" in run("requests.received", "--from", DAY, "--to", DAY, "--by", "month").stdout


def test_a_stated_figure_that_nobody_filled_in_is_blank_and_not_zero(where):
    asked = ["staff.full_time", "--from", "2025-01-01", "--to", "2025-12-31", "--organ", where.organ.code]
    assert "没有填报" in run(*asked).stdout
    act = {"evidence": "编制册", "by": where.people["office"], "at": NOW}
    state_figure(organ=where.organ, code="staff.full_time", period=year(2025), value=Decimal(0), **act)
    told = json.loads(run(*asked, "--json").stdout)
    assert (told["value"], told["nothing"]) == (0, None)
    state_figure(organ=where.organ, code="staff.full_time", period=year(2025), value=NOT_APPLICABLE, **act)
    told = json.loads(run(*asked, "--json").stdout)
    assert (told["value"], told["nothing"]) == (None, "not_applicable")
    assert "不适用" in run(*asked).stdout


def test_a_month_is_closed_once_and_by_whom_it_is_for(where):
    Post.objects.update(since=None)
    month = month_of(shanghai_date(timezone.now())).before.code
    asked = ["close", "--organ", where.organ.code, "--period", month, "--json", "--by"]
    refused = run(*asked, where.people["officer"].username)
    assert (refused.exit_code, json.loads(refused.stdout)["refused"][0]["code"]) == (1, "role")
    told = json.loads(run(*asked, where.people["office"].username).stdout)
    assert (told["period"], told["state"], told["whole"], told["unnamed"]) == (month, "closed", True, 0)
    again = run(*asked, where.people["office"].username)
    assert (again.exit_code, json.loads(again.stdout)["refused"][0]["code"]) == (1, "closed")
    listed = ["closings", "--organ", where.organ.code, "--year", month[:4]]
    done = run(*listed, "--json")
    assert done.exit_code == 0
    states = {one["period"]: one["state"] for one in json.loads(done.stdout)}
    assert states[month] == "closed" and states[month[:4]] in {"running", "open"}
    late = {
        "title": "补登的新闻发布会",
        "evidence": "会议通知",
        "by": where.people["office"],
        "at": timezone.now(),
    }
    record_act(organ=where.organ, kind="press.conference", happened_on=Span(month).period.since, **late)
    done = run(*listed)
    assert done.exit_code == 1 and month in done.stdout, "a change that has no name is told"


def test_only_the_organ_asked_for_is_counted(where):
    other = office("430121S", "清溪县自然资源局")
    for organ, count in ((where.organ, 3), (other.organ, 0)):
        done = run("requests.received", "--from", DAY, "--to", DAY, "--organ", organ.code, "--json")
        assert json.loads(done.stdout)["value"] == count


@pytest.mark.parametrize(
    "wrong",
    [
        ["requests.lost"],
        ["requests.received", "--by", "colour"],
        ["requests.received", "--from", "2026-02-01", "--to", "2026-01-01"],
        ["requests.received", "--organ", "nowhere"],
        ["close", "--organ", "430S00", "--period", "2026-13", "--by", "office"],
        ["requests.received", "--from", "2026-13-01"],
    ],
)
def test_a_wrong_call_is_told_and_ends_with_two(where, wrong):
    assert run(*wrong).exit_code == 2


def test_a_figure_has_one_meaning():
    known = known_metrics()[0]
    with pytest.raises(ValueError):
        declare(Metric(known.code, "", "", "", "", known.rows, ""))


def test_the_annual_report_is_counted_and_passes_its_own_check(where, tmp_path):
    out = tmp_path / "report.json"
    call = ["annual", "--organ", where.organ.code, "--year", str(DAY.year), "--out", str(out)]
    assert CliRunner().invoke(reports, call).exit_code == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    rows = {row["key"]: row["values"] for row in told["table3"]["rows"]}
    assert rows["r1"] == rows["r25"] == [3, 0, 0, 0, 0, 0, 3]
    assert told["table2"]["licences"] is None
    assert CliRunner().invoke(reports, ["check", str(out)]).exit_code == 0


def test_a_form_that_there_is_not_is_refused(where):
    call = ["annual", "--organ", where.organ.code, "--year", "2012", "--form", "1999"]
    assert CliRunner().invoke(reports, call).exit_code == 2


def test_a_report_that_is_not_published_is_not_written(where, tmp_path):
    call = ["annual", "--organ", where.organ.code, "--year", str(DAY.year), "--published"]
    assert CliRunner().invoke(reports, call).exit_code == 1
