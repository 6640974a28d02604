"""No room while publishing: the public keeps the old page whole, somebody is told, and room is all it takes."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.faults.office import FINISH, MAKE, OFFICE, looked_over

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

TITLE = "关于征地补偿标准的公告"
FIRST = OFFICE + f"publish('{TITLE}')\ndrain(worker='host/1')\n"
CORRECT = (
    OFFICE
    + """
import io, random, uuid
from dataclasses import replace
from PIL import Image
from gongkai.foundation.files.services import store
from gongkai.kernel.records import services
from gongkai.kernel.records.rules.content import AttachedFile
at = timezone.now()
record = Record.objects.select_related("organ", "current").get()
noise, buffer = Image.frombytes("RGB", (1900, 1400), random.Random(1).randbytes(1900 * 1400 * 3)), io.BytesIO()
noise.save(buffer, "PNG", compress_level=0)
buffer.seek(0)
kept = store(upload=buffer, name="勘测定界图.png", organ=organ, by=bureau.officer, at=at)
content = record.current.content()
attached = (AttachedFile(kept.pk, kept.digest, kept.name),)
services.save(record=record, content=replace(content, body="<p>更正后的标准。</p>", erratum="标准有误。", attachments=attached), base=1, by=bureau.officer, at=at)
fresh = factories.fresh
services.submit(record=fresh(record), by=bureau.officer, at=at)
services.sign(record=fresh(record), by=bureau.head, at=at)
services.review(version=fresh(record).current, outcome="passed", opinion="可以公开。", opened_at=at, act=uuid.uuid4(), by=bureau.secrecy, at=at)
services.sign(record=fresh(record), by=bureau.leader, at=at)
services.publish(record=fresh(record), by=bureau.office, at=at)
"""
)
WITHOUT_ROOM = (
    OFFICE
    + """
import json, resource
if limit := int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from gongkai.faces.health import examine_quickly
at = timezone.now()
for attempt in range(2):
    at += timedelta(seconds=30)
    run_due(at=at, limit=10, worker="host/1", kinds=["site.render"])
job = Job.objects.get(kind="site.render", state="waiting")
told = [f.text for f in examine_quickly(at=at) if not f.good]
print(json.dumps([job.attempts, job.last_error, told]))
"""
)
ROOM_AGAIN = OFFICE + "run_due(at=timezone.now() + timedelta(hours=1), limit=50, worker='host/1')\n"
LARGEST = 6 * 1024 * 1024  # bytes: more than the database needs, less than the attachment


@pytest.fixture(params=["a limit on files", "a full disk"])
def fill(request, place):
    """(what makes the disk full, what gives the room back): the limit for the worker's files, or 0."""
    if request.param == "a limit on files":
        yield lambda: LARGEST, lambda: None
        return
    site = place.folder / "site"
    site.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(site)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small file system may be mounted here: {mounted.stderr.decode().strip()}")
    yield lambda: 0, lambda: subprocess.run(["mount", "-o", "remount,size=64m", str(site)], check=True)
    subprocess.run(["umount", "-l", str(site)], check=True)


def tree(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_old_pages_stay_until_there_is_room(place, fill):
    make_full, make_room = fill
    site = place.folder / "site"
    place.run(place.start(MAKE))
    place.run(place.start(FIRST))
    place.run(place.start(CORRECT))
    before = tree(site)
    (page,) = [path for path in before if "/records/430S00/" in path]

    (said,) = place.run(place.start(WITHOUT_ROOM, make_full()))
    attempts, error, told = json.loads(said)
    assert attempts == 2
    assert "OSError" in error and ("too large" in error or "No space" in error)
    assert any("site.render" in text for text in told), "doctor and the administrator's first page say so"
    assert tree(site) == before, "nothing half-written, nothing left over"
    assert TITLE.encode() in before[page] and "更正后".encode() not in before[page]

    make_room()
    place.run(place.start(ROOM_AGAIN))
    place.run(place.start(FINISH))
    after = tree(site)
    assert "更正后".encode() in after[page]
    found = looked_over(place)
    assert (found["site"], found["index"], found["ledger"]) == ([], True, [])
    assert {kind for kind, state in found["jobs"] if state != "done"} <= {
        "site.heads",
        "site.validity",
        "clocks.daily",
    }
