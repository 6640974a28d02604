"""`gongkai calendar …` as an administrator and a second person use it: output, exit codes, ledger, news."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from gongkai.faces.cli.calendar import app
from gongkai.foundation.calendar import selectors
from gongkai.foundation.calendar.events import CALENDAR_CHANGED
from gongkai.foundation.calendar.tests.notices import DOCUMENT, GOOD
from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def people():
    """The administrator `admin` and, in the open-government office, `office`, of one department."""
    organ = factories.tree().province
    factories.holder(Role.ADMINISTRATOR, organ, username="admin")
    factories.holder(Role.OPEN_GOVERNMENT_OFFICE, organ, username="office")
    factories.holder(Role.WINDOW_CLERK, organ, username="clerk")


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "2027年放假通知.csv"
    path.write_text(GOOD, "gbk")
    return str(path)


def call(*arguments: str, answer: str | None = None):
    return CliRunner().invoke(app, [str(a) for a in arguments], input=answer)


def imported(notice, by="admin"):
    return call("import", notice, "--year", 2027, "--document-number", DOCUMENT, "--by", by, "--json")


def test_add():
    done = call("add", "2026-09-20", 20, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "date": "2026-10-23",
        "provisional": False,
        "earliest": "2026-10-23",
        "latest": "2026-10-23",
        "version": 1,
    }
    assert "最早 2027-01-02" in call("add", "2026-12-04", 20).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "2003-05-01", 5),
        ("add", "5月1日", 5),
        ("add", "2026-05-01", 5, "--region", "湖南"),
        ("show", 1998),
        ("template", 2200),
        ("confirm", 2027, "--by", "nobody"),
        ("discard", "--by", "admin"),
    ],
)
def test_wrong_calls_end_with_two(arguments, people):
    assert call(*arguments).exit_code == 2


def test_show():
    assert "2026-09-20" in call("show", 2026).stdout
    shown = json.loads(call("show", 2027, "--json").stdout)
    assert shown["provisional"]
    assert {"date": "2027-02-09", "working": False, "name": "春节", "source": "statute"} in shown["days"]


def test_status_warns_by_its_exit_code():
    found = call("status", "--today", "2026-11-20")
    assert (found.exit_code, "2027 年放假通知" in found.stdout) == (1, True)
    assert call("status", "--today", "2026-06-01").exit_code == 0


def test_from_import_to_confirmation(people, notice, monkeypatch):
    monkeypatch.setitem(registry.subscribers, CALENDAR_CHANGED, ["test.recompute"])
    assert imported(notice).exit_code == 0
    refused = call("confirm", 2027, "--by", "admin", "--yes", "--json")
    assert refused.exit_code == 1
    assert [r["code"] for r in json.loads(refused.stdout)["refused"]] == ["same_person"]
    asked = call("confirm", 2027, "--by", "office", answer="n\n")
    assert (asked.exit_code, "2027-02-12" in asked.stdout) == (1, True)
    assert call("confirm", 2027, "--by", "office", answer="y\n").exit_code == 0
    news = Job.objects.get(kind="test.recompute")
    assert selectors.calendar().covered_until == date(2027, 12, 31)
    assert news.payload == {"version": 2, "since": "2027-01-01", "region_code": ""}
    entries = Entry.objects.filter(verb__startswith="calendar.").order_by("number")
    assert [(e.verb, e.detail["version"]) for e in entries] == [
        ("calendar.import", None),
        ("calendar.confirm", 2),
    ]


def test_who_may_not_import(people, notice):
    for who in ("clerk", "office"):
        assert "not_permitted" in imported(notice, by=who).stdout
    assert not Entry.objects.filter(verb="calendar.import").exists()


def test_a_bad_file_is_refused_line_by_line(people, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("日期,类型\n2027-01-01,休\n2027-02-30,休\n2027-01-02,或\n", "utf-8")
    refused = imported(str(path))
    assert refused.exit_code == 1
    assert [r["where"] for r in json.loads(refused.stdout)["refused"]] == ["3:日期", "4:类型"]
    spoken = call("import", path, "--year", 2027, "--document-number", DOCUMENT, "--by", "admin")
    assert (spoken.exit_code, "第 3 行" in spoken.output) == (1, True)


def test_discard(people, notice):
    imported(notice)
    assert call("discard", "--year", 2027, "--by", "office").exit_code == 0
    assert imported(notice).exit_code == 0


def test_overlay(people, tmp_path):
    path = tmp_path / "延迟复工.csv"
    path.write_text("日期,类型,名称\n3月2日至3月4日,休,延迟复工\n", "utf-8")
    given = ("--region", "4301", "--document-number", "长政办函〔2026〕3号", "--year", 2026)
    made = call("overlay", path, *given, "--by", "admin", "--json")
    assert made.exit_code == 0
    number = json.loads(made.stdout)["id"]
    assert call("confirm-overlay", number, "--by", "office", "--yes").exit_code == 0
    local = json.loads(call("add", "2026-02-28", 1, "--region", "430102", "--json").stdout)
    assert local["date"] == "2026-03-05"


def test_template_can_be_imported_as_it_is(people, tmp_path):
    path = tmp_path / "模板.csv"
    assert call("template", 2027, "--output", path).exit_code == 0
    assert call("template", 2027).stdout.startswith("日期,类型,名称")
    assert imported(str(path)).exit_code == 0


def test_fill_finds_nothing_new(people):
    assert json.loads(call("fill", "--by", "admin", "--json").stdout) == {"days": 0}
