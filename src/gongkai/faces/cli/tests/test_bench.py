"""`gongkai bench …` at small sizes: what it makes is right, and where it refuses. How fast it is, no test says."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

from gongkai.domains.foi.models import Appeal, Request
from gongkai.faces.cli.bench import app, loading, province, request_loading, texts
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.tests import factories
from gongkai.kernel.records.models import Publication, Record, Review
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.selectors import gate_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
HERE = ("--folder", str(settings.VAR), "--json")
CHAIN = {"chain_incomplete", "cancelled"}  # the loader writes no work items


def call(*arguments, code=0):
    done = CliRunner().invoke(app, [str(a) for a in (*arguments, *HERE)])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout.strip().splitlines()[-1]) if code == 0 else None


def value(report, name):
    return next(line["median"] for line in report["lines"] if line["name"].startswith(name))


@pytest.fixture(autouse=True)
def _nothing_signed_before():
    """Signed heads outlive the roll-back of a test, and would then tell of entries that are gone."""
    for path in (settings.LEDGER_HEADS, ledger.key_file()):
        path.unlink(missing_ok=True)


@pytest.fixture
def loaded():
    call("load", "--records", 120, "--organs", 20)


def test_loaded_records_are_whole(loaded):
    assert Record.objects.count() == 120
    assert Organ.objects.count() == 20
    assert 90 < Publication.objects.count() < 120
    publication = Publication.objects.select_related("record__organ", "version").first()
    version = publication.version
    assert version.content().digest() == version.digest
    assert publication.record.current_id == version.pk
    assert len((version.abstract + version.body).encode()) > 1200
    assert ledger.verify() == []


def test_loaded_records_would_pass_the_gate_but_for_their_signatures(loaded):
    for publication in Publication.objects.select_related("record__organ", "version")[:10]:
        snapshot = gate_snapshot(publication.record, at=publication.published_at)
        assert {reason.code for reason in reasons_against_publishing(snapshot)} <= CHAIN


def test_every_publication_has_a_review_of_its_own(loaded):
    assert Review.objects.values("act").distinct().count() == Review.objects.count()
    assert not Publication.objects.exclude(review__outcome="passed").exists()


def test_loading_again_adds_only_what_is_missing(loaded):
    call("load", "--records", 120)
    assert Record.objects.count() == 120
    call("load", "--records", 150)
    assert Record.objects.count() == 150
    numbers = [n for n in Record.objects.values_list("index_number", flat=True) if n]
    assert len(set(numbers)) == len(numbers)
    assert ledger.verify() == []


def test_a_database_with_other_data_is_refused():
    factories.tree()
    call("load", "--records", 10, code=3)
    call("publish", code=3)
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    "command", ["load", "build", "publish", "desk", "requests", "figures", "import", "ledger", "all"]
)
def test_a_production_installation_is_refused(command, settings):
    settings.MODE = "production"
    call(command, code=3)


def test_the_loader_itself_refuses_production(loaded, settings):
    settings.MODE, settings.DEMONSTRATION = "production", False
    with pytest.raises(RuntimeError):
        next(loading.load(province.offices(), 10))
    assert Record.objects.count() == 120


def test_build(loaded):
    report = call("build", "--again")
    assert value(report, "从空目录生成 · 写入") == value(report, "从空目录生成 · 文件") > 120
    assert value(report, "再次生成（无变化） · 写入") == 0
    publication = Publication.objects.first()
    assert Path(settings.SITE_ROOT, publication.address.lstrip("/")).exists()


def test_desk_asks_few_queries(loaded):
    report = call("desk", "--runs", 3)
    asked = [line["name"] for line in report["lines"] if "次查询 · CPU" in line["name"]]
    own = [int(name.partition(" 次查询")[0].rpartition(" ")[2]) for name in asked if "替身" not in name]
    naive = [int(name.partition(" 次查询")[0].rpartition(" ")[2]) for name in asked if "替身" in name]
    assert max(own) <= 6
    assert max(naive) >= 40
    assert any("第 1 页" in name for name in asked)


def test_ledger(loaded):
    report = call("ledger", "--entries", 30)
    assert value(report, "发现") == 0
    assert value(report, "核验的条目") >= 150


def test_calendar():
    assert value(call("calendar", "--batches", 3), "加二十个工作日") > 0


def test_the_same_number_gives_the_same_text():
    day = factories.TODAY
    assert texts.text(7, organ="某局", made_on=day) == texts.text(7, organ="某局", made_on=day)
    assert texts.text(7, organ="某局", made_on=day).title != texts.text(8, organ="某局", made_on=day).title
    assert texts.statute(3)["title"] != texts.statute(4)["title"]


def test_a_million_requests_lie_within_the_calendar():
    first, last = request_loading.FIRST, date(2026, 11, 26)
    days = [request_loading.day_of(place, 1_000_000, first, last) for place in (0, 300_000, 999_999)]
    assert days == sorted(days) and days[0] == first and days[-1] < last


def test_requests():
    report = call("requests", "--records", 120, "--runs", 3)
    assert value(report, "新装入") == 120
    names = [line["name"] for line in report["lines"]]
    for wanted in ("看板", "台账首页", "台账正中一页", "一件的页面", "一次办理", "进度查询", "每日时限任务"):
        assert any(name.startswith(wanted) for name in names), wanted
    assert ledger.verify() == []


def test_figures_of_three_levels_add_up():
    report = call("figures", "--requests", 300, "--organs", 8, "--runs", 2)
    assert value(report, "三级机关逐个统计再相加") == 8  # the command itself refuses sums that differ
    assert 300 <= int(report["conditions"]["当年申请"]) <= 301
    assert Appeal.objects.exists() and Request.objects.filter(answered_on=None).exists()
    assert ledger.verify() == []
