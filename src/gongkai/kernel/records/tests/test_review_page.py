"""What the page of a secrecy review and the comparison of versions tell: nothing is passed over, nothing is soothed."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.vocabulary import TextState
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.catalogue.models import ServiceClass
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Record, Review
from gongkai.kernel.records.rules.content import AttachedFile, RelationFact
from gongkai.kernel.records.rules.reading import read_key
from gongkai.kernel.records.rules.vocabulary import Outcome, RelationKind
from gongkai.kernel.records.tests.factories import (
    NOW,
    at_review,
    bureau,
    drafted,
    fresh,
    pass_review,
    published,
)
from gongkai.kernel.records.trail import part

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TICK, BY_EYE = "✓ 没有发现个人信息", "附件《{}》的文字无法自动检查，请人工逐页核对。"


def kept(office, name: str, text: str = "", state: str = TextState.EXTRACTED) -> AttachedFile:
    """A stored file and what a version says of it."""
    digest = sm3(f"{name}{text}{state}".encode())
    file = StoredFile.objects.create(
        organ=office.organ, digest=digest, name=name, kind="pdf", media_type="application/pdf", size=2048, stored_at=NOW,
        text=text, text_state=state, public_state="ready", public_digest=digest, public_size=2048,
    )  # fmt: skip
    return AttachedFile(file.pk, file.digest, name)


def page(person: Person, name: str, record: Record, **wanted) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(f"records:{name}", args=[record.pk]), wanted)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tick_stands_when_every_word_was_looked_through(office):
    record = at_review(office, attachments=(kept(office, "补偿标准.pdf", "每亩标准见附表。"),))
    text = page(office.secrecy, "review", record)
    assert TICK in text and "无法自动检查" not in text and "文字已自动检查" in text


@pytest.mark.parametrize("state", [s for s in TextState if s != TextState.EXTRACTED])
def test_an_attachment_that_no_program_read_takes_the_tick_away(office, state):
    files = (kept(office, "补偿标准.pdf", "每亩标准见附表。"), kept(office, "勘测定界图.pdf", "", state))
    text = page(office.secrecy, "review", at_review(office, attachments=files))
    assert TICK not in text
    assert BY_EYE.format("勘测定界图.pdf") in text and BY_EYE.format("补偿标准.pdf") not in text
    assert "文字未全部检查" in text


def test_that_the_reviewer_read_it_by_eye_is_kept_with_the_review(office):
    scan = kept(office, "勘测定界图.pdf", "", TextState.NONE_FOUND)
    record = at_review(office, attachments=(scan,))
    assert f'value="{read_key(scan.digest)}"' in page(office.secrecy, "review", record)
    pass_review(office, record, NOW + timedelta(minutes=3), accepted=[read_key(scan.digest)])
    assert ("人工逐页核对的附件", "1") in part(record, "reviews").rows[0].facts
    told = Entry.objects.filter(verb="record.review").latest("id").detail
    assert (told["accepted"], told["read"]) == (0, 1)


def changed(office, record: Record, **changes) -> Record:
    """A further version after a review that did not agree, before the reviewer again."""
    pass_review(office, record, NOW + timedelta(minutes=3), outcome=Outcome.REFUSED)
    before, at = fresh(record).current, NOW + timedelta(hours=1)
    services.save(
        record=record,
        content=replace(before.content(), **changes),
        base=before.number,
        by=office.officer,
        at=at,
    )
    services.submit(record=fresh(record), by=office.officer, at=at)
    services.sign(record=fresh(record), by=office.head, at=at)
    return fresh(record)


def both_pages(office, record: Record) -> list[str]:
    """What the review page says of the last review, and the comparison of versions 1 and 2."""
    review = page(office.secrecy, "review", record)
    since = review[review.index("与上次审查") : review.index("将要公开的内容")]
    return [since, page(office.secrecy, "compare", record, old=1, new=2)]


def test_a_file_replaced_under_its_name_shows_on_both_pages(office):
    old, new = kept(office, "补偿标准.pdf", "每亩三万元。"), kept(office, "补偿标准.pdf", "每亩五万元。")
    record = changed(office, at_review(office, attachments=(old,)), attachments=(new,))
    for text in both_pages(office, record):
        assert "附件内容更换" in text and old.digest[:8] in text and new.digest[:8] in text


def test_files_added_and_taken_out_show_on_both_pages(office):
    old, new = kept(office, "旧附表.pdf", "甲"), kept(office, "新附表.pdf", "乙")
    record = changed(office, at_review(office, attachments=(old,)), attachments=(new,))
    for text in both_pages(office, record):
        assert "旧附表.pdf</del>" in text and "新附表.pdf</ins>" in text


def test_what_it_repeals_shows_on_both_pages(office):
    other = published(office, title="关于征地补偿标准的通知")
    fact = RelationFact(RelationKind.REPEALS, other.pk, date(2027, 1, 1))
    record = changed(office, at_review(office), relations=(fact,))
    said = f"废止 《关于征地补偿标准的通知》 {other.index_number}，自 2027-01-01 起"
    for text in both_pages(office, record):
        assert f"{said}</ins>" in text
    assert f"<dd>{said}</dd>" in page(office.secrecy, "review", record)


def test_the_title_of_anothers_draft_stays_with_that_organ(office):
    county = bureau("430100S", "星城市自然资源局")
    draft = drafted(county, title="尚未公开的市级文件")
    fact = RelationFact(RelationKind.REPEALS, draft.pk)
    record = changed(office, at_review(office), relations=(fact,))
    for text in both_pages(office, record):
        assert "废止" in text and "尚未公开的市级文件" not in text


def test_another_service_class_shows_on_both_pages(office):
    old, new = (
        ServiceClass.objects.create(code=c, name=n) for c, n in (("F1", "法人办事"), ("Z1", "个人办事"))
    )
    record = changed(office, at_review(office, service_class=old.code), service_class=new.code)
    for text in both_pages(office, record):
        assert "服务对象分类" in text and old.name in text and new.name in text


def test_opinion_and_basis_are_both_kept_in_sight(office):
    record = drafted(office)
    services.submit(record=record, by=office.officer, at=NOW)
    services.sign(
        record=fresh(record), opinion="情况属实。", basis="厅务会议纪要第三条", by=office.head, at=NOW
    )
    text = page(office.auditor, "history", record, part="opinions")
    assert "情况属实。" in text and "厅务会议纪要第三条" in text


def test_the_basis_of_a_review_is_the_law_of_the_step_and_shows_on_both_pages(office):
    record = at_review(office)
    law = "政府信息公开条例 第十七条"
    assert f'name="legal_basis" value="{law}"' in page(office.secrecy, "review", record)
    pass_review(office, record, NOW + timedelta(minutes=3), legal_basis="保密法实施条例 第四十二条")
    for text in (
        page(office.auditor, "detail", record),
        page(office.auditor, "history", record, part="reviews"),
    ):
        assert "保密法实施条例 第四十二条" in text and "逐项审查" in text


def test_after_a_referral_the_answer_must_be_cited_anew(office):
    record = at_review(office)
    pass_review(office, record, NOW + timedelta(minutes=3), outcome=Outcome.REFER, legal_basis="第十七条")
    assert 'name="legal_basis" value=' not in page(office.secrecy, "review", record)


def test_the_evidence_of_an_earlier_publication_shows_on_both_pages(office):
    record = drafted(office, issuer="云岭省人民政府")
    evidence = {
        "issuer": "云岭省人民政府", "address": "http://www.example.org/gazette/12.html",
        "date": "2020-05-06", "evidence": "省政府公报2020年第9期",
    }  # fmt: skip
    services.review_already_public(
        version=record.current, evidence=evidence, opinion="已核对原文。", act=uuid.uuid4(), opened_at=NOW,
        by=office.secrecy, at=NOW,
    )  # fmt: skip
    assert Review.objects.get().evidence == evidence
    for text in (
        page(office.auditor, "detail", record),
        page(office.auditor, "history", record, part="reviews"),
    ):
        assert "已依法公开" in text and "已核对原文。" in text
        assert all(value in text for value in evidence.values())


@pytest.mark.parametrize(("number", "odd"), [("云S（2026）12号", False), ("地图审核2026-3", True)])
def test_an_odd_map_approval_number_is_a_question_to_the_reviewer(office, number, odd):
    record = at_review(office, contains_map=True, map_number=number)
    assert ("审图号不像通常的写法" in page(office.secrecy, "review", record)) is odd
