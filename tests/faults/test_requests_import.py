"""`gongkai import requests` killed in the middle, and two of them at the same time: nothing is half, nothing twice."""

import json
import signal
import subprocess
import sys
from ast import literal_eval

import pytest

from gongkai.domains.foi.tests.test_importing import FINISHED
from gongkai.faces.cli.requests import BATCH

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]
ROWS, ACTS = 30, 12
REFUSED = {"key": "bad", "number": "〔2020〕无效", "answered_on": "2020-06-01"}

MAKE = """
from gongkai.domains.foi.tests.factories import office
office()
"""
COUNT = """
from collections import Counter
from gongkai.domains.foi.models import Answer, Appeal, Applicant, Request, RequestAct
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.clocks.models import Clock
print({
    "requests": Request.objects.count(),
    "applicants": Applicant.objects.count(),
    "answers": Answer.objects.count(),
    "appeals": Appeal.objects.count(),
    "clocks": Clock.objects.filter(limit_code="foi-answer").count(),
    "acts": sorted(set(Counter(RequestAct.objects.values_list("request_id", flat=True)).values())),
    "stages": sorted(set(Request.objects.values_list("stage", flat=True))),
    "faults": [str(found) for found in verify()],
})
"""
WHOLE = {
    "requests": ROWS,
    "applicants": ROWS,
    "answers": ROWS,
    "appeals": 2 * ROWS,
    "clocks": ROWS,
    "acts": [ACTS],
    "stages": ["closed"],
    "faults": [],
}


@pytest.fixture
def file(tmp_path):
    """A row that is refused stands first: its report tells when the first batch is written."""
    path = tmp_path / "台账.jsonl"
    good = [FINISHED | {"key": f"old:{n}", "number": f"〔2020〕{n}号"} for n in range(ROWS)]
    rows = [FINISHED | REFUSED, *good]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def commands(place):
    place.run(place.start(MAKE))
    begun = []

    def begin(file) -> subprocess.Popen:
        words = ["import", "requests", file, "--organ", "430S00", "--by", "430S00-office", "--json"]
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", "gongkai.faces.cli", *map(str, words)],
                env=place.environment(),
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.wait()
        process.stdout.close()


def summary(process: subprocess.Popen) -> dict:
    """What the command says at its end; it ends with 1 because of the refused row."""
    said, _errors = process.communicate()
    assert process.returncode == 1, said
    return json.loads(said.splitlines()[-1])["summary"]


def counted(place) -> dict:
    return literal_eval(place.run(place.start(COUNT))[0])


def test_killed_in_a_batch_it_goes_on_when_run_again(place, commands, file):
    victim = commands(file)
    assert "answered_on" in victim.stdout.readline()  # the first batch is written
    victim.send_signal(signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL
    there = counted(place)
    # whole batches and whole requests only; the second may have been written before the signal came
    assert there["requests"] in (BATCH - 1, 2 * BATCH - 1)
    assert there == WHOLE | {
        name: there["requests"] * number // ROWS
        for name, number in WHOLE.items()
        if name in ("requests", "applicants", "answers", "appeals", "clocks")
    }
    again = summary(commands(file))
    assert (again["present"], again["created"], again["refused"]) == (
        there["requests"],
        ROWS - there["requests"],
        1,
    )
    assert counted(place) == WHOLE


def test_two_imports_of_one_register(place, commands, file):
    one, two = commands(file), commands(file)
    found = [summary(one), summary(two)]
    assert sum(said["created"] for said in found) == ROWS
    assert sum(said["present"] for said in found) == ROWS
    assert counted(place) == WHOLE
