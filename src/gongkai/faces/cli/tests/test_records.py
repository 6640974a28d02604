"""`gongkai import`, `export` and `token` as an office uses them: output, exit codes, rejects, going on after a kill."""

import csv
import json
from copy import deepcopy

import pytest
import typer
from typer.testing import CliRunner

from gongkai.faces.cli import records, tokens
from gongkai.faces.openapi.models import ApiToken
from gongkai.foundation.common.digests import sm3
from gongkai.foundation.orgs.models import Post
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import holder
from gongkai.kernel.records.models import Publication, Record
from gongkai.kernel.records.tests.importing_world import cells, world

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def made(shared_rows):
    return world()


@pytest.fixture
def place(made, db):
    return deepcopy(made)


@pytest.fixture
def lines(tmp_path):
    """Writes rows into a JSON-lines file."""

    def write(*rows, name="rows.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return path

    return write


def call(*arguments):
    root = typer.Typer()
    records.mount(root)
    root.add_typer(tokens.app, name="token")
    return CliRunner().invoke(root, [str(a) for a in arguments])


def bring(file, *more):
    return call("import", "records", file, "--organ", "430S00", "--by", "office", *more)


PUBLIC = ("--reviewer", "reviewer", "--already-public", "--publish")


def test_good_rows(place, lines):
    done = bring(lines(cells(1), cells(2)), *PUBLIC)
    assert done.exit_code == 0, done.output
    assert "公开 2" in done.output
    assert Publication.objects.count() == 2


def test_refused_rows_are_told_and_the_others_kept(place, lines):
    done = bring(lines(cells(1), cells(2, made_on="昨天"), {"标题": ""}, cells(3)))
    assert done.exit_code == 1
    assert "第 2 行未导入" in done.output
    assert "成文日期“昨天”不是日期" in done.output
    assert "第 3 行未导入" in done.output
    assert Record.objects.count() == 2


@pytest.mark.parametrize("option", ["--out", "--rejects"])
@pytest.mark.parametrize("name", ["nowhere/x.jsonl", "."])
def test_a_place_that_cannot_be_written_is_told_before_any_work(place, lines, tmp_path, option, name):
    told = (option, tmp_path / name)
    export = ("export", "records", "--organ", "430S00", "--by", "office")
    done = call(*export, *told) if option == "--out" else bring(lines(cells(1), {"标题": ""}), *told)
    assert done.exit_code == 2, done.output
    assert "文件夹" in done.stderr
    assert Record.objects.count() == 0


def test_output_for_programs(place, lines):
    done = bring(lines(cells(1), cells(2, kind="红头")), "--json")
    refused, summary = (json.loads(line) for line in done.stdout.splitlines())
    assert (refused["line"], refused["reasons"][0]["code"], refused["reasons"][0]["where"]) == (
        2,
        "not_a_choice",
        "kind",
    )
    assert {k: summary["summary"][k] for k in ("rows", "created", "refused")} == {
        "rows": 2,
        "created": 1,
        "refused": 1,
    }
    assert done.exit_code == 1


def test_twice(place, lines):
    file = lines(cells(1), cells(2))
    bring(file)
    again = bring(file)
    assert again.exit_code == 0
    assert "已有 2" in again.output
    assert Record.objects.count() == 2


def test_a_trial_run(place, lines):
    done = bring(lines(cells(1), cells(2, abstract="")), *PUBLIC, "--dry-run")
    assert done.exit_code == 1
    assert "没有写入" in done.output
    assert not Record.objects.exists()


def test_rejects_are_mended_and_given_again(place, tmp_path):
    file, rejects = tmp_path / "rows.csv", tmp_path / "rejects.csv"
    text = "来源标识,标题,成文日期\n1,甲的通知,2026-05-20\n2,乙的通知,五月\n3,丙的通知\n4,含★的机密★通知,2026-05-20\n"
    file.write_bytes(text.encode("gbk"))
    done = bring(file, "--rejects", rejects)
    assert done.exit_code == 1
    rows = list(csv.reader(rejects.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["来源标识", "标题", "成文日期", "未导入原因"]
    assert rows[1][:3] == ["2", "乙的通知", "五月"]
    assert rows[2] == ["3", "丙的通知"]
    assert "★" not in done.output + rejects.read_text("utf-8-sig"), "classified text is written nowhere"
    mended = rejects.read_text("utf-8-sig").replace("五月", "2026-05-01").replace("丙的通知", "丙的通知,,")
    rejects.write_text(mended, "utf-8")
    assert bring(rejects).exit_code == 0
    assert Record.objects.count() == 3


@pytest.mark.parametrize(
    "more",
    [("--reviewer", "reviewer"), ("--already-public",), ("--reviewer", "nobody", "--already-public")],
)
def test_wrong_calls(place, lines, more):
    assert bring(lines(cells(1)), *more).exit_code == 2
    assert not Record.objects.exists()


def test_files_that_cannot_be_read(place, tmp_path):
    file = tmp_path / "rows.xlsx"
    file.write_bytes(b"PK\x03\x04 broken")
    done = bring(file)
    assert done.exit_code == 2
    assert "已损坏" in done.stderr
    assert bring(tmp_path / "missing.csv").exit_code == 2


def test_the_reviewer_cannot_be_the_importer(place, lines):
    done = bring(lines(cells(1)), "--reviewer", "office", "--already-public")
    assert done.exit_code == 2
    assert "审查人不能是导入人" in done.stderr


def test_a_second_run_goes_on_where_the_first_stopped(place, lines):
    place.take(*(cells(n) for n in range(1, 51)))
    assert "新建 70，已有 50" in bring(lines(*(cells(n) for n in range(1, 121)))).output
    assert Record.objects.count() == 120


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_what_is_exported_is_known_to_the_import(place, lines, tmp_path, kind):
    bring(lines(cells(1), cells(2, relations=[{"kind": "replaces", "key": "oa:2026:00001"}])), *PUBLIC)
    out = tmp_path / f"out.{kind}"
    done = call("export", "records", "--organ", "430S00", "--by", "office", "--format", kind, "--out", out)
    assert done.exit_code == 0, done.output
    again = bring(out)
    assert again.exit_code == 0, again.output
    assert "已有 2" in again.output
    assert call("export", "records", "--organ", "430S00", "--by", "office", "--out", out).exit_code == 2


def test_an_export_since_a_day(place, lines):
    bring(lines(cells(1)))
    done = call("export", "records", "--organ", "430S00", "--by", "office", "--since", "2099-01-01")
    assert (done.exit_code, done.stdout) == (0, "")
    done = call("export", "records", "--organ", "430S00", "--by", "office")
    assert json.loads(done.stdout)["key"] == "oa:2026:00001"


def test_an_export_without_rights(place):
    holder(Role.WINDOW_CLERK, place.organ, username="clerk")
    done = call("export", "records", "--organ", "430S00", "--by", "clerk")
    assert (done.exit_code, done.stdout) == (1, "")


def test_tokens(place):
    holder(Role.ADMINISTRATOR, place.organ, username="admin")
    Post.objects.update(since=None)
    made = call(
        "token",
        "create",
        "办公自动化",
        "--person",
        "office",
        "--scope",
        "drafts.write",
        "--by",
        "admin",
        "--json",
    )
    answer = json.loads(made.stdout)
    token = ApiToken.objects.get()
    assert token.digest == sm3(answer["token"].encode())
    assert call("token", "revoke", token.pk, "--by", "office").exit_code == 1
    assert call("token", "revoke", token.pk, "--by", "admin").exit_code == 0
    token.refresh_from_db()
    assert token.revoked_at
    listed = json.loads(call("token", "list", "--organ", "430S00", "--json").stdout)
    assert [row["name"] for row in listed] == ["办公自动化"]


@pytest.mark.parametrize(
    "more",
    [
        ("--scope", "everything", "--by", "admin"),
        ("--scope", "drafts.write", "--by", "office"),
        ("--scope", "drafts.write", "--by", "admin", "--until", "2020-01-01"),
    ],
)
def test_tokens_that_are_not_given(place, more):
    holder(Role.ADMINISTRATOR, place.organ, username="admin")
    Post.objects.update(since=None)
    assert call("token", "create", "办公自动化", "--person", "office", *more).exit_code == 1
    assert not ApiToken.objects.exists()
