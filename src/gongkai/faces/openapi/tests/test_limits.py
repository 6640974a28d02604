"""How often, how long, and what is left behind: limits of the interface for machines."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gongkai.faces.openapi import services, tasks
from gongkai.faces.openapi.limiting import Meter
from gongkai.faces.openapi.models import IdempotencyKey
from gongkai.faces.openapi.tests.caller import codes, draft
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.jobs.registry import daily
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import NOW
from gongkai.kernel.records.models import Record

TEXT = "6ZqQ5oKj54K55ZCN5Y2V"


def test_so_many_requests_in_a_minute_and_no_more():
    meter, start = Meter(rate=2), NOW.replace(second=15, microsecond=0)
    assert [meter.seconds_to_wait(1, start) for _time in range(3)] == [0, 0, 45]
    assert meter.seconds_to_wait(2, start) == 0, "another token has its own"
    assert meter.seconds_to_wait(1, start + timedelta(seconds=44)) == 1
    assert meter.seconds_to_wait(1, start + timedelta(seconds=45)) == 0


def test_no_rate_is_no_limit():
    meter = Meter(rate=0)
    assert not any(meter.seconds_to_wait(1, NOW) for _time in range(50))


@pytest.mark.django_db
def test_too_often_is_told_with_the_seconds_to_wait(office, settings):
    settings.API_RATE = 1
    answers = [office.get("/records") for _time in range(3)]  # at most one minute begins in between
    late = answers[-1]
    assert (answers[0].status_code, late.status_code) == (200, 429)
    assert codes(late) == ["too_many_requests"]
    assert late["Content-Type"] == "application/json"
    assert 1 <= int(late["Retry-After"]) <= 60


@pytest.mark.django_db
@pytest.mark.postgresql
def test_old_answers_go_and_their_drafts_stay(office):
    office.propose(draft(), key="old")
    office.propose(draft(), key="new")
    now = timezone.now()
    IdempotencyKey.objects.filter(key="old").update(at=now - services.KEEP_REQUESTS)
    tasks.prune({}, now + timedelta(minutes=1))
    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]
    assert Record.objects.count() == 2
    assert tasks.PRUNE in daily


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
class TestFilesOfARefusedDraft:
    @pytest.fixture(autouse=True)
    def own_folder(self, settings, tmp_path):
        settings.FILES_ROOT = tmp_path / "files"

    def attached(self, *files, **fields):
        return draft(attachments=[{"name": name, "content": text} for name, text in files], **fields)

    def test_a_bad_file_takes_the_good_one_before_it_along(self, office):
        answer = office.propose(self.attached(("名单.txt", TEXT), ("程序.exe", "TVqQAAMAAAAEAAAA")))
        assert answer.status_code == 422
        assert not StoredFile.objects.exists()
        assert [e.verb for e in Entry.objects.filter(subject_type="file").order_by("number")] == [
            "file.store",
            "file.forget",
        ]
        assert "files.sweep" in daily, "the bytes follow"

    def test_a_refused_text_too(self, office):
        office.propose(draft(key="oa:1"))
        answer = office.propose(self.attached(("名单.txt", TEXT), key="oa:1"))
        assert codes(answer) == ["key_taken"]
        assert not StoredFile.objects.exists()

    def test_a_file_that_somebody_uses_stays(self, office):
        assert office.propose(self.attached(("名单.txt", TEXT), key="oa:1")).status_code == 201
        assert office.propose(self.attached(("名单.txt", TEXT), key="oa:1")).status_code == 422
        assert StoredFile.objects.count() == 1
