"""A small office in a database of real processes: programs that make it, publish in it, and look it over."""

from ast import literal_eval

MAKE = """
from gongkai.kernel.records.tests.factories import bureau
from gongkai.kernel.publishing.services import build
from gongkai.kernel.search import services as search
from django.utils import timezone
bureau()
build(at=timezone.now())
search.build()
"""
OFFICE = """
from types import SimpleNamespace
from datetime import timedelta
from django.utils import timezone
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.services import release_leases, run_due
from gongkai.foundation.jobs.worker import drain, work
from gongkai.foundation.ledger.services import verify
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.publishing import services as publishing
from gongkai.kernel.records.models import Publication, Record, Version
from gongkai.kernel.records.tests import factories
from gongkai.kernel.search import services as search

people = {p.username.partition("-")[2]: p for p in Person.objects.select_related("organ", "division")}
organ = Organ.objects.get(code="430S00")
bureau = SimpleNamespace(organ=organ, division=people["officer"].division, column=Column.objects.get(), **people)

def publish(title):
    return factories.published(bureau, timezone.now() - timedelta(hours=1), title=title)
"""
LOOK = (
    OFFICE
    + """
from collections import Counter
verdict = search.verify()
numbers = sorted(Record.objects.exclude(index_number=None).values_list("index_number", flat=True))
print({
    "site": [str(found) for found in publishing.check(at=timezone.now())],
    "index": verdict.good, "indexed": verdict.checked,
    "ledger": [str(found) for found in verify()],
    "public": Publication.objects.count(),
    "jobs": dict(Counter(Job.objects.values_list("kind", "state"))),
    "last": numbers[-1] if numbers else "", "numbers": len(numbers),
})
"""
)
FINISH = OFFICE + "release_leases(worker='host/1')\ndrain(worker='host/1')\n"
WORK = OFFICE + "print('works', flush=True)\nwork(worker='host/1')\n"


def looked_over(place) -> dict:
    """What the office looks like when all work is done: the checks of site, index and ledger, and counts."""
    return literal_eval(place.run(place.start(LOOK))[0])
