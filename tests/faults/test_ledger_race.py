"""Writers at the same time: one chain stays whole; on PostgreSQL two organs do not wait for each other."""

import pytest
from django.db import connection

from tests.faults.processes import begin

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

APPEND = """
from datetime import UTC, datetime
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.ledger.services import append

def write(organ, number):
    return append(organ=organ, verb="publish", subject_type="record", subject_id=str(number), by=SYSTEM,
                  at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
"""
WRITER = (
    APPEND
    + """
class Failed(Exception):
    pass

for turn in range(30):
    try:
        with transaction.atomic():
            write(sys.argv[1], turn)
            if turn % 3 == 0:
                raise Failed
    except Failed:
        pass
"""
)
HOLDER = (
    APPEND
    + """
with transaction.atomic():
    write(sys.argv[1], 1)
    print("holds", flush=True)
    sys.stdin.readline()
"""
)
VERIFY = """
from gongkai.foundation.ledger.models import ChainHead
from gongkai.foundation.ledger.services import verify
print(dict(ChainHead.objects.values_list("chain", "number")), verify())
"""


def test_chains_written_by_several_processes_are_whole(place):
    place.run(*(place.start(WRITER, organ) for organ in ("430S00", "430S00", "430S00", "430100")))
    (said,) = place.run(place.start(VERIFY))
    assert said.strip() == "{'430100': 20, '430S00': 60} []"


def test_organs_do_not_wait_for_each_other(place):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    holder = place.start(HOLDER, "430S00")
    begin(holder)
    assert holder.stdout.readline() == "holds\n"
    place.run(place.start(WRITER, "430100"))  # ends although the province's act is still open
    begin(holder)
    assert holder.wait(60) == 0
    (said,) = place.run(place.start(VERIFY))
    assert said.strip() == "{'430100': 20, '430S00': 1} []"
