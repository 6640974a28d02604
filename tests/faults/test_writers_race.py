"""Eight people of one organ submit and publish at the same time, while two workers write the site."""

from ast import literal_eval

import pytest

from tests.faults.office import FINISH, MAKE, OFFICE, looked_over

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

PEOPLE, EACH = 8, 3
WRITERS = (
    OFFICE
    + """
from concurrent.futures import ThreadPoolExecutor

def work(person):
    try:
        return [publish(f"第{person}组第{n}号公告").index_number for n in range(int(sys.argv[2]))]
    finally:
        connection.close()

connection.close()  # the pool has one for each of eight threads
with ThreadPoolExecutor(int(sys.argv[1])) as threads:
    print(sorted(number for found in threads.map(work, range(int(sys.argv[1]))) for number in found))
"""
)
WORKER = (
    OFFICE
    + """
import time
end = time.monotonic() + 30
while Publication.objects.count() < int(sys.argv[2]) and time.monotonic() < end:
    run_due(at=timezone.now(), limit=20, worker=sys.argv[1])
drain(worker=sys.argv[1])
"""
)
SHELVES = (
    OFFICE
    + """
from gongkai.kernel.publishing.models import Shelf, ShelfEntry
gaps = [
    shelf.key for shelf in Shelf.objects.all()
    if sorted(ShelfEntry.objects.filter(shelf=shelf).values_list("position", flat=True)) != list(range(1, shelf.last + 1))
]
print([gaps, ShelfEntry.objects.filter(shelf__key="all").count(), Shelf.objects.count() > 3])
"""
)


def test_numbers_and_places_are_given_once_and_without_gaps(place):
    place.run(place.start(MAKE))
    wanted = PEOPLE * EACH
    writers, *_workers = place.run(
        place.start(WRITERS, PEOPLE, EACH), *(place.start(WORKER, f"host/{n}", wanted) for n in (1, 2))
    )
    numbers = literal_eval(writers)
    prefix = numbers[0].rpartition("-")[0]
    assert numbers == [f"{prefix}-{n:05d}" for n in range(1, wanted + 1)]
    place.run(place.start(FINISH))
    gaps, _listed, several = literal_eval(place.run(place.start(SHELVES))[0])
    assert gaps == [] and several
    found = looked_over(place)
    assert (found["site"], found["index"], found["ledger"]) == ([], True, [])
    assert found["public"] == found["indexed"] == wanted
    assert {kind for kind, state in found["jobs"] if state != "done"} <= {
        "site.heads",
        "site.validity",
        "clocks.daily",
    }
