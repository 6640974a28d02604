"""Workers at the same time, and workers killed in the middle of a job."""

import signal

import pytest

from tests.faults.processes import begin

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

MAKE = """
from gongkai.foundation.jobs.services import enqueue
for number in range(int(sys.argv[1])):
    enqueue(kind="test.work", key=str(number), payload={"number": number})
"""
WORKER = """
from gongkai.foundation import jobs
from gongkai.foundation.jobs.worker import drain

@jobs.handler("test.work")
def work(payload, at):
    print(payload["number"], flush=True)

drain(worker=sys.argv[1])
"""
STUCK = """
from gongkai.foundation import jobs
from gongkai.foundation.jobs.worker import work

@jobs.handler("test.work")
def stuck(payload, at):
    print("begun", flush=True)
    sys.stdin.readline()

work(worker=sys.argv[1])
"""
ORDERLY = """
from gongkai.foundation import jobs
from gongkai.foundation.jobs.worker import work

@jobs.handler("test.work")
def run(payload, at):
    print("done", flush=True)

work(worker=sys.argv[1])
"""
STATE = """
from gongkai.foundation.jobs.models import Heartbeat, Job
jobs = list(Job.objects.filter(kind="test.work").values_list("state", "attempts", "lease_owner"))
print(jobs, [beat.name for beat in Heartbeat.objects.all()])
"""


def test_each_job_is_run_by_one_worker(place):
    place.run(place.start(MAKE, 60))
    outputs = place.run(*(place.start(WORKER, f"host/{number}") for number in (1, 2, 3)))
    assert sorted(int(line) for output in outputs for line in output.split()) == list(range(60))


def test_what_a_killed_worker_held_is_done_when_it_starts_again(place):
    place.run(place.start(MAKE, 1))
    victim = place.start(STUCK, "host/1")
    begin(victim)
    assert victim.stdout.readline() == "begun\n"
    victim.kill()
    victim.communicate()
    assert place.run(place.start(STATE))[0].strip() == "[('leased', 1, 'host/1')] ['host/1']"
    assert place.run(place.start(WORKER, "host/2")) == [""]  # the lease still runs

    follower = place.start(ORDERLY, "host/1")
    begin(follower)
    assert follower.stdout.readline() == "done\n"
    follower.send_signal(signal.SIGTERM)
    follower.communicate(timeout=60)
    assert follower.returncode == 0
    assert place.run(place.start(STATE))[0].strip() == "[('done', 2, 'host/1')] []"
