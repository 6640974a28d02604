"""Erasing a state secret: two people, at once off the site, nothing left of the words, and nothing else let through."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import check, store
from gongkai.foundation.files.tasks import erase as erase_bytes
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.casework.models import Case, Copy, Supervision, WorkItem
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Erasure, Publication, Record, Review, Version
from gongkai.kernel.records.rules.content import AttachedFile
from gongkai.kernel.records.rules.keeping import EMPTY, NEUTRAL_TITLE
from gongkai.kernel.records.rules.vocabulary import Attribute, Stage
from gongkai.kernel.records.tests.factories import (
    NOW,
    bureau,
    content,
    drafted,
    fresh,
    published,
    submitted,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LATER = NOW + timedelta(hours=1)
SECRET = "磐石工程"
"""Stands in every text of the record; no real project has this name."""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.LEDGER_HEADS = tmp_path / "heads.jsonl"


@pytest.fixture
def office():
    return bureau()


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def stored(office, name: str, text: str) -> AttachedFile:
    upload = SimpleUploadedFile(name, text.encode(), "text/plain")
    file = store(upload=upload, name=name, organ=office.organ, by=office.officer, at=NOW)
    return AttachedFile(file.pk, file.digest, file.name)


def secret_texts(office, *attached: AttachedFile) -> dict:
    return {
        "title": f"关于{SECRET}用地的通知", "abstract": f"{SECRET}的用地安排。", "body": f"<p>{SECRET}选址如下。</p>",
        "keywords": SECRET, "document_number": f"{SECRET}〔2026〕1号", "attachments": attached,
    }  # fmt: skip


def full_of_it(office, *attached: AttachedFile) -> Record:
    """A public record, corrected once, with the words in every place where words are kept."""
    record = published(office, **secret_texts(office, *attached))
    again = replace(record.current.content(), abstract=f"{SECRET}，已更正。", erratum=f"{SECRET}的面积有误。")
    services.save(record=record, content=again, base=1, by=office.officer, at=LATER)
    services.submit(record=fresh(record), by=office.officer, at=LATER)
    services.sign(record=fresh(record), opinion=f"同意{SECRET}。", by=office.head, at=LATER)
    services.review(
        version=fresh(record).current, outcome="passed", opinion=f"{SECRET}不涉密。", opened_at=LATER,
        act=uuid.uuid4(), by=office.secrecy, at=LATER,
    )  # fmt: skip
    services.sign(record=fresh(record), by=office.leader, at=LATER)
    services.publish(record=fresh(record), by=office.office, at=LATER)
    case = Case.objects.latest("id")
    Supervision.objects.create(
        case=case, text=f"请抓紧办理{SECRET}。", ordered_by=office.leader, ordered_at=LATER
    )
    Copy.objects.create(
        case=case, person=office.head, note=f"{SECRET}请阅。", sent_by=office.leader, sent_at=LATER
    )
    Record.objects.filter(pk=record.pk).update(source_key=f"oa:{SECRET}-1")
    return fresh(record)


def erased(office, record: Record) -> Record:
    services.order_erasure(record=record, by=office.secrecy, at=LATER + timedelta(minutes=10))
    services.confirm_erasure(record=record, by=office.leader, at=LATER + timedelta(minutes=20))
    return fresh(record)


def everything() -> str:
    """All rows of all tables as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table}: {row}" for row in cursor.fetchall() if SECRET in str(row)]
    return "\n".join(rows)


def test_nothing_of_the_words_is_left_in_any_table_or_file(office, settings):
    record = full_of_it(office, stored(office, f"{SECRET}附表.txt", f"{SECRET}各地块面积。"))
    assert everything(), "the words were there"
    erased(office, record)
    assert everything() == ""
    assert not StoredFile.objects.exists()
    (job,) = Job.objects.filter(kind="files.erase")
    for _twice in range(2):
        erase_bytes(job.payload, LATER)
    assert not [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()]
    assert check() == []
    assert verify() == []


def test_no_byte_of_the_words_is_left_in_the_database_file(office, tmp_path):
    """SQLite keeps deleted text in free pages; a copy by VACUUM holds none, whatever the tables are."""
    if connection.vendor != "sqlite":
        pytest.skip("the files of a server are its administrator's (docs/handbook/operations.md)")
    erased(office, full_of_it(office))
    copy = tmp_path / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    data = copy.read_bytes()
    assert NEUTRAL_TITLE.encode() in data, "the search itself must find something"
    assert SECRET.encode() not in data
    assert SECRET.encode("unicode_escape") not in data, "nor as JSON escapes it"


def test_what_stays_is_a_stub_with_its_number_and_its_acts(office):
    record = full_of_it(office)
    number = record.index_number
    record = erased(office, record)
    assert (record.index_number, record.title, record.stage) == (number, NEUTRAL_TITLE, Stage.CANCELLED)
    assert (record.attribute, record.current.ground) == (Attribute.WITHHELD, "N14-1")
    assert record.versions.count() == 3
    for version in record.versions.exclude(pk=record.current_id):
        assert {name: getattr(version, name) for name in EMPTY} == EMPTY
    assert set(Case.objects.values_list("title", flat=True)) == {NEUTRAL_TITLE}
    assert set(WorkItem.objects.values_list("opinion", flat=True)) == {""}
    verbs = list(
        Entry.objects.filter(subject_type="record").order_by("number").values_list("verb", flat=True)
    )
    assert {"record.order_erasure", "record.withdraw", "record.erase"} <= set(verbs)
    assert {job.payload.get("record") for job in Job.objects.filter(kind__startswith="search")} == {record.pk}


def test_the_order_takes_it_off_the_site_at_once_and_closes_it(office):
    record = full_of_it(office)
    services.order_erasure(record=record, by=office.leader, at=LATER)
    assert not Publication.objects.exists()
    assert record.withdrawals.get().kind == "reexamined", "neutral: the page must not say what it was"
    with pytest.raises(NotAllowed):
        services.save(record=record, content=content(office), base=2, by=office.officer, at=LATER)
    with pytest.raises(NotAllowed):
        services.submit(record=fresh(record), by=office.officer, at=LATER)
    with pytest.raises(NotAllowed):
        services.publish(record=record, by=office.office, at=LATER)


def test_it_takes_two_people_with_the_right(office):
    record = submitted(office, **secret_texts(office))
    with pytest.raises(NotAllowed) as refusal:
        services.order_erasure(record=record, by=office.officer, at=LATER)
    assert codes(refusal) == {"may_not_erase"}
    with pytest.raises(NotAllowed) as refusal:
        services.confirm_erasure(record=record, by=office.leader, at=LATER)
    assert codes(refusal) == {"not_ordered"}
    services.order_erasure(record=record, by=office.secrecy, at=LATER)
    assert not WorkItem.objects.filter(state="open").exists()
    with pytest.raises(NotAllowed) as refusal:
        services.order_erasure(record=record, by=office.leader, at=LATER)
    assert codes(refusal) == {"ordered"}
    for person, code in ((office.secrecy, "own_order"), (office.office, "may_not_erase")):
        with pytest.raises(NotAllowed) as refusal:
            services.confirm_erasure(record=record, by=person, at=LATER)
        assert codes(refusal) == {code}
    assert fresh(record).title.count(SECRET) == 1
    services.confirm_erasure(record=record, by=office.leader, at=LATER)
    for act in (services.confirm_erasure, services.drop_erasure):
        with pytest.raises(NotAllowed) as refusal:
            act(record=record, by=office.leader, at=LATER)
        assert codes(refusal) == {"erased"}


def test_an_order_that_is_dropped_leaves_a_draft(office):
    record = full_of_it(office)
    services.order_erasure(record=record, by=office.secrecy, at=LATER)
    services.drop_erasure(record=record, by=office.leader, at=LATER)
    assert fresh(record).stage == Stage.DRAFT
    assert not Erasure.objects.exists()
    assert not Publication.objects.exists()


def test_a_file_that_another_record_uses_stays(office, settings):
    shared, own = (
        stored(office, "公共底图.txt", "公共底图说明。"),
        stored(office, "地块.txt", f"{SECRET}地块。"),
    )
    record = published(office, **secret_texts(office, shared, own))
    drafted(office, title="另一件通知", attachments=(shared,))
    erased(office, record)
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [shared.file]
    for job in Job.objects.filter(kind="files.erase"):
        erase_bytes(job.payload, LATER)
    assert check() == []


def test_a_file_that_other_business_refers_to_is_named_in_the_ledger(office):
    """It cannot be dropped from here; the erasure goes through all the same and says so."""
    own = stored(office, "地块.txt", "地块。")
    record = published(office, **secret_texts(office, own))
    apps.get_model("redaction", "Redaction").objects.create(
        organ=office.organ, source_id=own.file, subject_type="request", subject_id="1", pages=[], drafter_id="1",
        drafter_name="信息员甲", created_at=NOW,
    )  # fmt: skip
    erased(office, record)
    assert Entry.objects.get(verb="record.erase").detail["files_kept"] == [own.file]
    assert StoredFile.objects.filter(pk=own.file).exists()


def test_the_same_text_is_not_imported_again(office):
    from gongkai.kernel.records.services.importing import _keyed

    record = erased(office, full_of_it(office))
    assert _keyed(office.organ, {f"oa:{SECRET}-1"}) == {f"oa:{SECRET}-1": record.pk}


# --- the database -------------------------------------------------------------------------------------------

CHANGES = {
    "a version gets other words": (Version, {"title": "另一个标题"}),
    "a version keeps some of its words": (Version, {k: v for k, v in EMPTY.items() if k != "title"}),
    "a version changes its drafter": (Version, EMPTY | {"drafter_id": 1}),
    "a version changes its digest": (Version, EMPTY | {"digest": "0" * 64}),
    "a review changes its outcome": (Review, {"outcome": "refused", "opinion": ""}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_erasure_lets_nothing_else_through(office, name):
    model, change = CHANGES[name]
    if "drafter_id" in change:
        change = change | {"drafter_id": office.head.pk}
    record = published(office)
    services.order_erasure(record=record, by=office.secrecy, at=LATER)
    Erasure.objects.update(confirmed_by=office.leader, confirmed_at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(record=record).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(record=record)._raw_delete("default")


@pytest.mark.parametrize("state", ["none", "ordered", "of another record"])
def test_nothing_is_emptied_without_two_people(office, state):
    record = published(office)
    if state == "ordered":
        services.order_erasure(record=record, by=office.secrecy, at=LATER)
    if state == "of another record":
        erased(office, published(office, title="另一件通知"))
    for model, change in ((Version, EMPTY), (Review, {"opinion": ""})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(record=record).update(**change)


def test_an_erasure_is_two_acts_and_stays(office):
    record = published(office)
    row = {"record": record, "ordered_by": office.secrecy, "ordered_at": LATER, "stage_before": "draft"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.create(**row, confirmed_by=office.leader, confirmed_at=LATER)
    services.order_erasure(record=record, by=office.secrecy, at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.update(confirmed_by=office.secrecy, confirmed_at=LATER)
    services.confirm_erasure(record=record, by=office.leader, at=LATER)
    for change in (
        lambda: Erasure.objects.update(confirmed_by=None, confirmed_at=None),
        Erasure.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_record_under_erasure_cannot_be_published_by_hand(office):
    record = published(office)
    old = Publication.objects.get()
    services.order_erasure(record=record, by=office.secrecy, at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        old.save(force_insert=True)


# --- pages --------------------------------------------------------------------------------------------------


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_leads_both_people_through(office):
    record = published(office, **secret_texts(office))
    address = reverse("records:erase", args=[record.pk])
    assert browser(office.officer).get(address).status_code == 403
    first, second = browser(office.secrecy), browser(office.leader)
    assert address in first.get(reverse("records:detail", args=[record.pk])).content.decode()
    assert first.post(address, {"act": "order"}).status_code == 302
    waiting = first.get(address).content.decode()
    assert 'value="confirm"' not in waiting and "why-confirm" in waiting
    assert first.post(address, {"act": "confirm"}).status_code == 422
    assert second.post(address, {"act": "confirm"}).status_code == 302
    for page in (address, reverse("records:detail", args=[record.pk]), reverse("records:list")):
        assert SECRET not in second.get(page).content.decode()
