"""POST /drafts: only drafts, once for each idempotency key, and every fault is told."""

import base64
import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone

from gongkai.faces.openapi import services
from gongkai.faces.openapi.tests.caller import codes, draft
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import holder
from gongkai.kernel.records.models import Publication, Record, Version

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TEXT = base64.b64encode("附件：隐患点名单".encode()).decode()


def test_a_draft_is_taken_and_nothing_more(office, place):
    response = office.propose(draft(key="oa:17", division="办公室", duty="20-1b"))
    assert response.status_code == 201, response.content.decode()
    record = Record.objects.get()
    assert (record.stage, record.index_number, record.source_key) == ("draft", None, "oa:17")
    assert (record.created_by, record.division.name) == (place.office, "办公室")
    assert record.current.title == draft()["title"]
    assert record.current.columns == [place.site.columns.get(path="policy/documents/").pk]
    assert not Publication.objects.exists()
    answer = response.json()
    assert (answer["id"], answer["stage"], answer["version"]) == (record.pk, "draft", 1)
    assert "review_missing" in [reason["code"] for reason in answer["reasons_against_publishing"]]


def test_the_same_request_again_gets_the_same_answer(office):
    cells = draft()
    first, second = (office.propose(cells, key="one") for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert Record.objects.count() == 1


def test_the_same_key_with_another_draft_is_a_conflict(office):
    office.propose(draft(), key="one")
    response = office.propose(draft(), key="one")
    assert response.status_code == 409
    assert codes(response) == ["idempotency_key_used"]
    assert Record.objects.count() == 1


def test_keys_of_two_systems_are_apart(office, place, caller):
    other = caller(place.office, "drafts.write")
    assert office.propose(draft(), key="one").status_code == 201
    assert other.propose(draft(), key="one").status_code == 201


def test_a_refused_request_can_be_mended_under_its_key(office):
    cells = draft(attribute="withheld", ground="")
    assert office.propose(cells, key="one").status_code == 422
    assert office.propose({**cells, "attribute": "proactive"}, key="one").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_make_one_draft(office):
    cells, answers = draft(), []
    start = threading.Barrier(2)

    def call():
        start.wait()
        answers.append(office.propose(cells, key="one"))
        connections.close_all()

    threads = [threading.Thread(target=call) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert Record.objects.count() == 1


def test_the_key_of_the_item_is_taken_once(office):
    office.propose(draft(key="oa:1"))
    response = office.propose(draft(key="oa:1"))
    assert (response.status_code, codes(response)) == (422, ["key_taken"])


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"attribute": ""}, "attribute_missing", "attribute"),
        ({"attribute": "公开"}, "not_a_choice", "attribute"),
        ({"attribute": "withheld"}, "ground_missing", "ground"),
        ({"attribute": "withheld", "ground": "N14-2"}, "ground_law_missing", "ground_text"),
        ({"attribute": "withheld", "ground": "N16-1a"}, "ground_text_missing", "ground_text"),
        ({"attribute": "on_request"}, "ground_text_missing", "ground_text"),
        ({"scope": "机密★10年 13812345678"}, "not_a_choice", "scope"),
        ({"mode": "身份证430102199001011238"}, "not_a_choice", "mode"),
        ({"title": ""}, "title_empty", "title"),
        ({"title": 7}, "wrong_type", "title"),
        ({"title": None}, "wrong_type", "title"),
        ({"title": "甲\x00"}, "control_characters", "title"),
        ({"title": "锟斤拷"}, "garbled", "title"),
        ({"body": "<p>" + "长" * 2_000_001}, "too_long", "body"),
        ({"made_on": "2026/05/20"}, "not_a_date", "made_on"),
        ({"made_on": 20260520}, "wrong_type", "made_on"),
        ({"normative": "是"}, "not_a_flag", "normative"),
        ({"kind": "通知"}, "not_a_choice", "kind"),
        ({"columns": "notices"}, "wrong_type", "columns"),
        ({"columns": ["nowhere"]}, "not_found", "columns"),
        ({"relations": [{"kind": "amends", "key": "oa:none"}]}, "relation_not_found", "relations"),
        ({"division": "没有的处室"}, "not_found", "division"),
        ({"index_number": "430S00/2026-00001"}, "unknown_field", "index_number"),
        ({"stage": "signed"}, "unknown_field", "stage"),
        ({"attachments": "文件"}, "wrong_type", "attachments"),
        ({"attachments": [{"name": "a.txt"}]}, "wrong_type", "attachments[0]"),
        ({"attachments": [{"name": "a.txt", "content": "@@"}]}, "bad_base64", "attachments[0]"),
    ],
)
def test_what_is_refused_and_why(office, change, code, where):
    response = office.propose(draft(**change))
    assert response.status_code == 422
    (reason,) = response.json()["reasons"]
    assert (reason["code"], reason["where"]) == (code, where)
    assert reason["text"]
    assert not Record.objects.exists()


def test_all_faults_at_once(office):
    response = office.propose({"title": "", "made_on": "昨天", "kind": "x", "colour": 1})
    assert {reason["where"] for reason in response.json()["reasons"]} == {
        "attribute",
        "made_on",
        "kind",
        "colour",
    }


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "bad_json"),
        (b"[]", "application/json", 400, "bad_json"),
        (b"null", "application/json", 400, "bad_json"),
        (b" ", "application/json", 400, "bad_json"),
        (b'{"title": NaN}', "application/json", 400, "bad_json"),
        (b'{"title": ' + b"[" * 100_000, "application/json", 400, "bad_json"),
        (b'{"title": "a\\ud800"}', "application/json", 400, "encoding"),
        (
            json.dumps({"title": "关于开展检查的通知"}, ensure_ascii=False).encode("gbk"),
            "application/json",
            400,
            "encoding",
        ),
        (json.dumps({"title": "通知"}).encode("utf-16"), "application/json", 400, "encoding"),
        (b"title=1", "application/x-www-form-urlencoded", 415, "content_type"),
        (b"<draft/>", "text/xml", 415, "content_type"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400, "draft_missing"),
        (b"--x", "multipart/form-data", 400, "bad_multipart"),
    ],
)
def test_requests_without_a_usable_form(office, body, kind, status, code):
    response = office.propose(body=body, kind=kind)
    assert (response.status_code, codes(response)) == (status, [code])


@override_settings(UPLOAD_LIMIT=1000, DATA_UPLOAD_MAX_MEMORY_SIZE=2000)
def test_too_large(office):
    assert office.propose(body=b" " * 5000).status_code == 413
    assert office.propose(body=b" " * 2500).status_code == 413


@pytest.mark.parametrize("key", ["", "with blank", "中文", "x" * 201])
def test_an_idempotency_key_is_needed(office, key):
    response = office.propose(draft(), HTTP_IDEMPOTENCY_KEY=key)
    assert (response.status_code, codes(response)) == (400, ["idempotency_key"])


def test_attachments_in_json(office):
    file = {"name": "隐患点名单.txt", "content": TEXT}
    response = office.propose(draft(attachments=[file]))
    assert response.status_code == 201
    (attached,) = Version.objects.get().attachments.all()
    assert (attached.name, attached.file.text.strip()) == ("隐患点名单.txt", "附件：隐患点名单")


def test_attachments_as_parts(office):
    file = SimpleUploadedFile("名单.txt", "隐患点名单".encode(), "application/octet-stream")

    def call(key):
        parts = {"draft": json.dumps(draft(key="oa:parts")), "attachments": file}
        file.seek(0)
        return Client().post("/api/v1/drafts", parts, HTTP_IDEMPOTENCY_KEY=key, **office.authorization)

    first, again = call("one"), call("one")
    assert first.status_code == 201, first.content.decode()
    assert again.content == first.content, "another boundary, the same request"
    assert Version.objects.get().attachments.get().name == "名单.txt"


@pytest.mark.django_db(transaction=True)
def test_of_a_state_secret_no_file_is_stored(office):
    attachments = [{"name": "名单.txt", "content": TEXT}]
    response = office.propose(draft(attribute="withheld", ground="N14-1", attachments=attachments))
    assert response.status_code == 201, response.content.decode()
    assert Record.objects.get().title != draft()["title"]
    assert not StoredFile.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused(office):
    response = office.propose(
        draft(attachments=[{"name": "名单.pdf", "content": base64.b64encode(b"MZ\x90\0" * 99).decode()}])
    )
    assert response.status_code == 422
    assert not Record.objects.exists()


def test_too_many_attachments(office):
    response = office.propose(draft(attachments=[{"name": f"{n}.txt", "content": TEXT} for n in range(21)]))
    assert (response.status_code, codes(response)) == (400, ["too_many"])
    assert not StoredFile.objects.exists()


def test_classified_text_is_refused_and_the_refusal_noted(office):
    response = office.propose(draft(body="<p>秘密★5年</p>"))
    assert (response.status_code, codes(response)) == (422, ["classification_mark"])
    assert "★" not in response.content.decode()
    assert not Version.objects.exists()
    assert Entry.objects.filter(verb="record.refuse_classified").count() == 1


def test_who_may_draft(place, caller):
    auditor = holder(Role.AUDITOR, place.organ, username="auditor")
    assert caller(auditor, "drafts.write").propose(draft()).status_code == 403
    assert caller(place.office, "records.read").propose(draft()).status_code == 403
    assert Client().post("/api/v1/drafts", b"{}", content_type="application/json").status_code == 401


def test_an_officer_drafts_for_the_own_division_only(place, caller):
    officer = holder(Role.INFORMATION_OFFICER, place.organ, place.organ.divisions.first(), username="officer")
    system = caller(officer, "drafts.write")
    own, other = place.organ.divisions.all()[:2]
    assert system.propose(draft()).status_code == 201
    assert Record.objects.get().division == own
    assert system.propose(draft(division=other.name)).status_code == 403


@pytest.mark.parametrize("header", ["Bearer nothing", "Bearer ", "Basic eDp5", "Bearer 令牌", "gk_x"])
def test_bad_tokens(header, place):
    for call in (Client().get, Client().post):
        path = "/api/v1/records" if call.__name__ == "get" else "/api/v1/drafts"
        response = call(path, HTTP_AUTHORIZATION=header.encode().decode("latin-1"))
        assert (response.status_code, codes(response)) == (401, ["token"])
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_tokens_end(office, place):
    assert office.get("/records").status_code == 200
    admin = office.token.organ.people.get(username="admin")
    services.revoke_token(token=office.token, by=admin, at=timezone.now())
    assert office.get("/records").status_code == 401
    assert Entry.objects.filter(verb="token.revoke").count() == 1


def test_only_the_digest_of_a_token_is_kept(office):
    assert office.secret.startswith("gk_")
    assert office.secret not in json.dumps(list(type(office.token).objects.values()), default=str)
