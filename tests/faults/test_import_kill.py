"""Imports killed in the middle, and two of them at the same time: no row is lost, none comes twice."""

import json

import pytest

from gongkai.kernel.records.tests.importing_world import cells
from tests.faults.processes import begin

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]
ROWS = 120

MAKE = """
from gongkai.kernel.records.tests.importing_world import world
world()
"""
IMPORT = """
from itertools import islice
from pathlib import Path
from django.utils import timezone
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.services import importing
from gongkai.kernel.records.tabular.reading import open_rows

people = {person.username: person for person in Person.objects.all()}
organ, by = Organ.objects.get(code="430S00"), people["office"]
plan = importing.Plan(publish=True, reviewer=people["reviewer"])
with open_rows(Path(sys.argv[1])) as source:
    run = importing.begin_import(organ=organ, plan=plan, source="rows", by=by, at=timezone.now())
    while rows := list(islice(source.rows, 20)):
        outcomes = importing.import_batch(run=run, rows=rows, by=by, at=timezone.now())
        print(*(outcome.state for outcome in outcomes), flush=True)
"""
COUNT = """
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.records.models import Publication, Record
numbers = sorted(Record.objects.values_list("index_number", flat=True))
print(Record.objects.count(), Publication.objects.count(), numbers[0], numbers[-1], len(verify()))
"""
ALL_THERE = f"{ROWS} {ROWS} 430S00/{{year}}-00001 430S00/{{year}}-{ROWS:05d} 0"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(cells(n)) + "\n" for n in range(1, ROWS + 1)), "utf-8")
    return path


def prepare(place) -> None:
    place.run(place.start(MAKE))


def counted(place) -> str:
    said = place.run(place.start(COUNT))[0].strip()
    year = said.partition("/")[2][:4]
    return said.replace(year, "{year}")


def test_an_import_killed_in_a_batch_goes_on(place, file):
    prepare(place)
    victim = place.start(IMPORT, file)
    begin(victim)
    assert victim.stdout.readline().split() == ["published"] * 20
    victim.kill()  # in the second batch
    done, _errors = victim.communicate()
    whole = 20 + len(done.split())
    (again,) = place.run(place.start(IMPORT, file))
    states = again.split()
    assert set(states[:whole]) == {"present"}
    assert states.count("published") in {ROWS - whole, ROWS - whole - 20}  # a batch may commit unheard
    assert counted(place) == ALL_THERE


def test_two_imports_of_one_file(place, file):
    prepare(place)
    one, two = place.run(place.start(IMPORT, file), place.start(IMPORT, file))
    assert set(one.split()) | set(two.split()) <= {"published", "present"}
    assert (one + two).split().count("published") == ROWS
    assert counted(place) == ALL_THERE
