"""A worker killed at any moment while records become public: afterwards all pages, the index and the ledger agree."""

import random
import subprocess
from contextlib import suppress

import pytest

from tests.faults.office import FINISH, MAKE, OFFICE, WORK, looked_over
from tests.faults.processes import begin

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

ROUNDS, EACH = 6, 5
PUBLISH = (
    OFFICE
    + """
for part in range(int(sys.argv[1])):
    for n in range(int(sys.argv[2])):
        publish(f"关于第{part}年第{n}批次建设用地的公告")
    print("published", flush=True)
    sys.stdin.readline()
"""
)


@pytest.mark.parametrize("seed", [20261120])
def test_a_worker_killed_again_and_again(place, seed):
    place.run(place.start(MAKE))
    chance = random.Random(seed)
    publisher = place.start(PUBLISH, ROUNDS, EACH)
    for _round in range(ROUNDS):
        victim = place.start(WORK)
        begin(victim)
        assert victim.stdout.readline() == "works\n"
        begin(publisher)
        with suppress(subprocess.TimeoutExpired):
            victim.wait(timeout=chance.uniform(0.05, 1.2))
        assert victim.poll() is None, "it was at work when it was killed"
        victim.kill()
        victim.communicate()
        assert publisher.stdout.readline() == "published\n"
    begin(publisher)
    assert publisher.wait(timeout=60) == 0
    place.run(place.start(FINISH))
    found = looked_over(place)
    wanted = ROUNDS * EACH
    assert {name: found[name] for name in ("site", "index", "ledger")} == {
        "site": [],
        "index": True,
        "ledger": [],
    }
    assert found["public"] == found["indexed"] == found["numbers"] == wanted
    assert found["last"].endswith(f"-{wanted:05d}"), "no number was lost"
    unfinished = {kind for kind, state in found["jobs"] if state != "done"}
    assert unfinished <= {"site.heads", "site.validity", "clocks.daily"}, "which waits for its day"
