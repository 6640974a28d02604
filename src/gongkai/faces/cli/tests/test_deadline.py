"""`gongkai deadline` and `gongkai fee`: output, exit codes, bad lines."""

import json
import os
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from gongkai.faces.cli.deadline import deadline
from gongkai.faces.cli.fee import fee

pytestmark = pytest.mark.django_db


def call(command, *arguments, text=None):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(a) for a in arguments], input=text)


GOOD = '{"id":"c1","rule":"foi-answer","received":"2026-09-20"}'
BAD = ["{", "\xff", '{"id":"x","rule":"foi-answer"}', "NaN", "[" * 100_000]


def test_every_line_gets_its_answer_and_bad_lines_stop_nothing(tmp_path):
    file = tmp_path / "lines.jsonl"
    file.write_bytes(
        b"\n".join([GOOD.encode(), b"", *(line.encode("latin-1") for line in BAD), GOOD.encode()])
    )
    done = call(deadline, "--jsonl", file)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0 and len(answers) == 2 + len(BAD)
    assert answers[0] == answers[-1] and answers[0]["due"] == "2026-10-23"
    assert [a["id"] for a in answers[1:-1]] == [None, None, "x", None, None]
    assert all(a["error"].endswith("。") for a in answers[1:-1])


@pytest.mark.parametrize(
    "text", ['{"rule":"foi-answer","received":"2026-09-20"}', GOOD.replace('"c1"', "null")]
)
def test_a_line_needs_no_id(text):
    answer = json.loads(call(deadline, "--jsonl", text=text).stdout)
    assert (answer["id"], answer["due"]) == (None, "2026-10-23")


TWICE = [
    GOOD.replace("}", ',"received":"2026-09-21"}'),
    GOOD.replace("}", ',"id":"c2"}'),
    GOOD.replace("}", ',"events":[{"kind":"answered","on":"2026-09-25","on":"2026-09-28"}]}'),
]


@pytest.mark.parametrize("text", TWICE)
def test_a_field_that_stands_twice_is_an_error(text):
    done = call(deadline, "--jsonl", text=text + "\n" + GOOD)
    twice, good = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(twice) == {"id", "error"} and twice["id"] is None and "两次" in twice["error"]
    assert good["due"] == "2026-10-23"


def test_standard_input_and_the_strict_exit_code():
    assert call(deadline, "--jsonl", text=GOOD).exit_code == 0
    assert call(deadline, "--jsonl", "-", "--strict", text=GOOD).exit_code == 0
    assert call(deadline, "--jsonl", "--strict", text="{").exit_code == 1


def test_the_summary():
    done = call(deadline, "--jsonl", "--json", text=GOOD + "\n{\n")
    assert len(done.stdout.splitlines()) == 2
    summary = json.loads(done.stderr)["summary"]
    assert (summary["lines"], summary["errors"]) == (2, 1)


@pytest.mark.parametrize("arguments", [(), ("--jsonl", "no-such-file"), ("--jsonl", "--region", "湖南")])
def test_wrong_calls_end_with_two(arguments):
    assert call(deadline, *arguments).exit_code == 2


def test_the_fee_in_yuan():
    assert call(fee, "--basis", "page", "--count", 109).stdout == "880\n"
    assert call(fee, "--basis", "piece", "--count", 10, "--month-before", 31).stdout == "2100\n"
    shown = json.loads(call(fee, "--basis", "piece", "--count", 41, "--json").stdout)
    assert shown["yuan"] == 4300 == sum(band["yuan"] for band in shown["bands"])


def test_pages_of_a_month_are_never_added_up():
    done = call(fee, "--basis", "page", "--count", 109, "--month-before", 5)
    assert (done.exit_code, done.stdout) == (0, "880\n") and "--month-before" in done.stderr


def test_without_an_installation_nothing_is_created(tmp_path):
    environment = {**os.environ, "GONGKAI_VAR": str(tmp_path), "GONGKAI_DATABASE": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "gongkai.settings.base"
    command = [sys.executable, "-m", "gongkai.faces.cli", "deadline", "--jsonl"]
    done = subprocess.run(command, env=environment, input=GOOD, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["due"] == "2026-10-23" and "软件包自带" in done.stderr
    assert not list(tmp_path.glob("*.sqlite3*"))


def test_a_fee_that_cannot_be_computed():
    assert call(fee, "--basis", "page", "--count", -1).exit_code == 1
    refused = call(fee, "--basis", "page", "--count", 40, "--on", "2018-03-02")
    assert refused.exit_code == 1 and "成本费用" in refused.stderr
    assert call(fee, "--basis", "kilo", "--count", 1).exit_code == 2


@pytest.mark.parametrize("basis", ["piece", "page"])
def test_a_count_beyond_reason_is_refused_at_once(basis):
    done = call(fee, "--basis", basis, "--count", "9" * 23)
    assert (done.exit_code, done.stdout) == (1, "") and "请核对" in done.stderr


def test_bands_of_many_pieces_are_told_together():
    shown = json.loads(call(fee, "--basis", "piece", "--count", 5000, "--json").stdout)
    assert len(shown["bands"]) == 15 and shown["bands"][-1]["rate_to"] == 49_800
    assert shown["yuan"] == sum(band["yuan"] for band in shown["bands"])
