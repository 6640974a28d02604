"""The record pages of the desk: what a posted number may reach, and what a page may not keep or lose."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Attachment, Record
from gongkai.kernel.records.rules.content import AttachedFile, RelationFact
from gongkai.kernel.records.rules.vocabulary import Attribute, RelationKind, Stage
from gongkai.kernel.records.tests.factories import NOW, bureau, content, drafted, fresh, published, submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    return bureau()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def neighbour(office) -> Person:
    """An information officer of another division of the same organ, who sees that division only."""
    division = orgs.create_division(organ=office.organ, name="矿业权管理处", by=SYSTEM, at=NOW)
    person = orgs.create_person(
        username="neighbour", name="信息员乙", organ=office.organ, division=division,
        password="a-long-password", by=SYSTEM, at=NOW,
    )  # fmt: skip
    orgs.give_post(
        person=person, role=Role.INFORMATION_OFFICER, organ=office.organ, division=division,
        since=date(2019, 1, 1), by=SYSTEM, at=NOW,
    )  # fmt: skip
    return person


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def draft_of(person: Person, office, **changes) -> Record:
    plain = replace(content(office), **changes)
    return services.draft(organ=office.organ, division=person.division, content=plain, by=person, at=NOW)


def typed(record: Record | None = None, **fields) -> dict:
    base = {"title": "关于某事项的通知", "attribute": "proactive", "interpretation": "not_needed"}
    return base | ({"base": record.current.number} if record else {}) | fields


def withheld_file(office) -> StoredFile:
    """A file of the first division's withheld record, which the neighbour may not see."""
    file = StoredFile.objects.create(
        organ=office.organ, digest="a" * 64, name="举报人材料.pdf", kind="pdf", media_type="application/pdf", size=9,
        stored_at=NOW, text="", text_state="extracted", public_state="ready", public_digest="a" * 64, public_size=9,
    )  # fmt: skip
    attached = (AttachedFile(file.pk, file.digest, file.name),)
    drafted(
        office, attribute=Attribute.WITHHELD, ground="N15-2", ground_text="涉及举报人。", attachments=attached
    )
    return file


@pytest.mark.parametrize("way", ["attached", "image"])
def test_a_file_of_another_division_cannot_be_drawn_into_ones_own_draft(office, neighbour, way):
    file = withheld_file(office)
    own = draft_of(neighbour, office)
    fields = (
        {"attached": [file.pk]}
        if way == "attached"
        else {"body": f'<img src="/desk/records/files/{file.pk}/">'}
    )
    client = browser(neighbour)
    client.post(reverse("records:edit", args=[own.pk]), typed(own, **fields))
    assert not Attachment.objects.filter(version__record=own).exists()
    assert client.get(reverse("records:file", args=[file.pk])).status_code == 404


def test_reading_a_file_is_an_act_while_it_is_not_public(office):
    client = browser(office.officer)
    upload = SimpleUploadedFile("说明.txt", "附件说明。".encode(), "text/plain")
    client.post(reverse("records:new"), typed(uploads=upload))
    file = StoredFile.objects.get()
    address = reverse("records:file", args=[file.pk])

    def reads() -> list[tuple[str, str]]:
        acts = Entry.objects.filter(subject_type="file", verb__in=["file.read", "file.open"])
        return list(acts.order_by("number").values_list("verb", "actor_id"))

    assert b"".join(client.get(address)) == "附件说明。".encode()
    assert reads() == [("file.read", office.officer.actor_id)]
    b"".join(client.get(address, {"original": ""}))
    assert [verb for verb, _who in reads()] == ["file.read", "file.open"]
    published(office, attachments=(AttachedFile(file.pk, file.digest, file.name),))
    b"".join(client.get(address))
    assert len(reads()) == 2, "everybody may have that copy from the site"


def test_ones_own_upload_outlives_a_refusal_and_a_visible_file_stays(office, neighbour):
    client = browser(neighbour)
    upload = SimpleUploadedFile("说明.txt", "附件说明。".encode(), "text/plain")
    refused = client.post(reverse("records:new"), typed(title="", uploads=upload))
    assert refused.status_code == 422
    file = StoredFile.objects.get()
    client.post(reverse("records:new"), typed(attached=[file.pk]))
    record = Record.objects.get()
    assert [a.file_id for a in record.current.attachments.all()] == [file.pk]
    client.post(reverse("records:edit", args=[record.pk]), typed(record, abstract="摘要", attached=[file.pk]))
    assert [a.file_id for a in fresh(record).current.attachments.all()] == [file.pk]


def test_a_number_that_is_none_is_no_crash(office):
    assert (
        browser(office.officer).post(reverse("records:new"), typed(attached=["²", "9" * 40])).status_code
        == 302
    )


@pytest.mark.parametrize("text", ["²", "x", "", "9" * 40])
def test_a_number_that_is_none_is_not_found(office, text):
    record = submitted(office)
    page = browser(office.secrecy).get(
        reverse("records:compare", args=[record.pk]), {"new": text, "old": text}
    )
    assert page.status_code == 200
    address = reverse("records:accept-file", args=[record.pk])
    assert browser(office.secrecy).post(address, {"file": text}).status_code == 404


def test_what_one_may_not_submit_is_not_sent_along(office, neighbour):
    head = orgs.create_person(
        username="head-b", name="处长乙", organ=office.organ, division=neighbour.division,
        password="a-long-password", by=SYSTEM, at=NOW,
    )  # fmt: skip
    orgs.give_post(
        person=head, role=Role.DIVISION_HEAD, organ=office.organ, division=neighbour.division,
        since=date(2019, 1, 1), by=SYSTEM, at=NOW,
    )  # fmt: skip
    foreign, own = drafted(office), draft_of(neighbour, office)
    browser(neighbour).post(reverse("records:submit", args=[own.pk]), {"together": [foreign.pk]})
    assert fresh(own).stage == Stage.SIGNING
    assert fresh(foreign).stage == Stage.DRAFT
    assert fresh(foreign).index_number is None


def test_of_a_state_secret_no_file_is_stored(office):
    upload = SimpleUploadedFile("材料.txt", "不能留下的内容。".encode(), "text/plain")
    image = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    fields = {"attribute": "withheld", "ground": "N14-1", "uploads": upload, "body": f'<img src="{image}">'}
    browser(office.officer).post(reverse("records:new"), typed(title="不能留下的标题", **fields))
    assert "不能留下" not in Record.objects.get().title
    assert not StoredFile.objects.exists()


def test_a_form_without_the_rows_keeps_the_relations(office):
    old, older = published(office), published(office, title="更早的通知")
    acts = (
        RelationFact(RelationKind.REPEALS, old.pk),
        RelationFact(RelationKind.REPEALS, older.pk, date(2026, 11, 1)),
    )
    record = drafted(office, relations=acts)
    browser(office.officer).post(reverse("records:edit", args=[record.pk]), typed(record))
    assert fresh(record).current.number == 2
    assert fresh(record).current.content().relations == acts
