"""`gongkai import requests` and `gongkai export requests` as an office uses them."""

import json

import pytest
import typer
from typer.testing import CliRunner

from gongkai.domains.foi.models import Message, Request
from gongkai.domains.foi.tests.factories import office
from gongkai.domains.foi.tests.test_importing import FINISHED, OPEN
from gongkai.domains.foi.tests.test_mail import mail
from gongkai.faces.cli import records, requests
from gongkai.foundation.orgs.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def where():
    made = office()
    Post.objects.update(since=None)  # the commands act today, whenever that is
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "台账.jsonl"
    bad = FINISHED | {"key": "bad", "number": "", "identity": "110101199003070012"}
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (FINISHED, bad, OPEN))
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(autouse=True)
def _mounted():
    if not any(command.name == "requests" for command in records.import_app.registered_commands):
        requests.mount()


def call(where, verb, *arguments):
    root = typer.Typer()
    records.mount(root)
    who = ("--organ", where.organ.code, "--by", where.office.username)
    return CliRunner().invoke(root, [verb, "requests", *(str(a) for a in arguments), *who])


def test_good_rows_are_kept_and_bad_ones_told(where, file, tmp_path):
    done = call(where, "import", file, "--rejects", tmp_path / "mend.jsonl")
    assert done.exit_code == 1, done.output
    assert "新建 2" in done.output and "未导入 1" in done.output
    assert "第 2 行未导入" in done.stderr and "〔identity〕" in done.stderr
    assert "欧阳试样" not in done.output + done.stderr
    assert Request.objects.count() == 2
    assert json.loads((tmp_path / "mend.jsonl").read_text("utf-8"))["key"] == "bad"


def test_rows_to_look_at_are_named_and_counted(where, tmp_path):
    path = tmp_path / "台账.jsonl"
    row = FINISHED | {"answer_kind": "A16", "grounds": ""}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    trial = call(where, "import", path, "--dry-run")
    assert trial.exit_code == 0 and "请核对" in trial.stderr and "〔answer_kind〕" in trial.stderr
    told, last = [json.loads(line) for line in call(where, "import", path, "--json").stdout.splitlines()]
    assert (told["state"], [note["code"] for note in told["notes"]]) == ("created", ["no_fees_yet"])
    assert last["summary"]["noted"] == 1


def test_a_trial_and_a_second_run(where, file):
    assert "试运行" in call(where, "import", file, "--dry-run").output
    assert not Request.objects.exists()
    call(where, "import", file)
    done = call(where, "import", file, "--json")
    assert json.loads(done.stdout.splitlines()[-1])["summary"]["present"] == 2


def test_out_masked_and_in_clear(where, file, tmp_path):
    call(where, "import", file)
    done = call(where, "export", "--format", "csv", "--out", tmp_path / "a.csv")
    assert done.exit_code == 0, done.output
    assert "欧阳**" in (tmp_path / "a.csv").read_text("utf-8-sig")
    refused = call(where, "export", "--unmask", "--out", tmp_path / "b.jsonl")
    assert refused.exit_code == 1 and not (tmp_path / "b.jsonl").exists()
    clear = call(where, "export", "--unmask", "--reason", "移交档案馆", "--out", tmp_path / "c.jsonl")
    assert clear.exit_code == 0
    assert "欧阳试样" in (tmp_path / "c.jsonl").read_text("utf-8")


@pytest.mark.parametrize(("format", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_out_as_a_book_with_what_it_cost(where, file, tmp_path, format, begins):
    call(where, "import", file)
    made = tmp_path / f"登记簿.{format}"
    done = call(where, "export", "--format", format, "--year", "2020", "--out", made, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["rows"] == 1 and told["seconds"] >= 0 and told["peak_memory_mb"] > 0
    assert made.read_bytes().startswith(begins)


def test_what_is_no_register_is_told(where, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    assert call(where, "import", path).exit_code == 2


@pytest.mark.django_db(transaction=True)
def test_mails_of_a_folder_are_kept_once(where, tmp_path):
    (tmp_path / "a.eml").write_bytes(mail(number=1))
    (tmp_path / "b.eml").write_bytes(mail(number=2, files=[("winmail.dat", b"x")]))
    root = typer.Typer()
    records.mount(root)
    arguments = ["import", "mail", str(tmp_path), "--organ", "430S00", "--by", where.clerk.username]
    done = CliRunner().invoke(root, arguments)
    assert done.exit_code == 1 and "winmail.dat" in done.output, done.output
    assert "此前已有" in CliRunner().invoke(root, arguments).output
    assert Message.objects.count() == 2
