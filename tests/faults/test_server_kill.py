"""The server killed while officials save and submit: every act is there whole, with its entry, or not at all."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from ast import literal_eval
from contextlib import closing

import pytest
from django.db import connection

from tests.faults.office import MAKE, OFFICE

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

ROUNDS, CLIENTS, SEED = 4, 3, 20261120
TOKEN = "t" * 32
SESSION = (
    OFFICE
    + """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore()
session[SESSION_KEY] = str(bureau.officer.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = bureau.officer.get_session_auth_hash()
session.save()
print(session.session_key)
"""
)
WHOLE = (
    OFFICE
    + """
from gongkai.foundation.ledger.models import Entry
entries = Entry.objects.filter(subject_type="record")
acts = lambda *verbs: sorted(entries.filter(verb__in=verbs).values_list("subject_id", "detail__version"))
versions = sorted((str(v.record_id), v.number) for v in Version.objects.all())
submitted = Record.objects.exclude(index_number=None)
serials = sorted(int(r.index_number.rpartition("-")[2]) for r in submitted)
print({
    "ledger": [str(f) for f in verify()],
    "records without a version": Record.objects.filter(current=None).count(),
    "versions without their entry": sorted(set(versions) ^ set(acts("record.draft", "record.save"))),
    "numbers": serials == list(range(1, len(serials) + 1)),
    "submitted without its entry": sorted({str(r.pk) for r in submitted} ^ {subject for subject, _v in acts("record.submit")}),
    "signing without a round": submitted.filter(stage="signing", round_items=None).count(),
    "records": Record.objects.count(), "submitted": len(serials),
})
"""
)


class Server:
    """The desk behind a real server process, on a free port."""

    def __init__(self, place):
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.place, self.process = place, None

    def start(self) -> None:
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "1", "--blocking-threads", "4", "--log-level", "critical", "gongkai.faces.wsgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, env=self.place.environment(), start_new_session=True)
        self.place.started.append(self.process)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.address}/desk/sign-in/", timeout=2).close()
                return
            except OSError:
                time.sleep(0.05)
        pytest.fail("the server did not start")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """The whole group at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


def post(server: Server, session: str, path: str, **fields: str) -> str:
    """Where the answer leads; "" when the server is gone."""
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
    request = urllib.request.Request(server.address + path, data)
    request.add_header("Cookie", f"sessionid={session}; csrftoken={TOKEN}")
    try:
        urllib.request.build_opener(Stay).open(request, timeout=20).close()
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.headers.get("Location") or ""
    except OSError:
        pass
    return ""


def work(server: Server, session: str, name: str, told: list[str], gone: threading.Event) -> None:
    """Draft, save, submit, again and again, until the server is gone."""
    turn = 0
    while not gone.is_set():
        turn += 1
        fields = {
            "title": f"关于{name}第{turn}批用地的公告",
            "body": "<p>正文。</p>",
            "attribute": "proactive",
        }
        where = post(server, session, "/desk/records/new/", **fields)
        if not where:
            continue
        told.append(re.search(r"\d+", where).group(0))
        post(server, session, f"{where}edit/", base="1", **{**fields, "body": "<p>改过的正文。</p>"})
        post(server, session, f"{where}submit/")


def test_nothing_is_half_done(place):
    if connection.vendor == "postgresql":
        pytest.skip("one kind of database is enough for the server; its workers are killed on both")
    place.run(place.start(MAKE))
    (session,) = place.run(place.start(SESSION))
    server, told, chance = Server(place), [], random.Random(SEED)
    for turn in range(ROUNDS):
        server.start()
        gone, before = threading.Event(), len(told)
        clients = [
            threading.Thread(target=work, args=(server, session.strip(), f"{turn}{n}", told, gone))
            for n in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        deadline = time.monotonic() + 30
        while len(told) < before + 2 * CLIENTS and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.3))  # the moment of the blow, not a wait for something
        server.kill()
        gone.set()
        for client in clients:
            client.join(timeout=30)
    found = literal_eval(place.run(place.start(WHOLE))[0])
    records, submitted = found.pop("records"), found.pop("submitted")
    assert records >= len(set(told)) >= ROUNDS, "what the official was told is saved is saved"
    assert submitted > 0
    assert found == {
        "ledger": [],
        "records without a version": 0,
        "versions without their entry": [],
        "numbers": True,
        "submitted without its entry": [],
        "signing without a round": 0,
    }
