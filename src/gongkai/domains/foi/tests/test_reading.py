"""Who does not work on a request reads the matter and not the person: pages, minutes, papers, files, the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Applicant
from gongkai.domains.foi.reading import Reading, works_on
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.kinds import Party
from gongkai.domains.foi.rules.titles import masked
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.services import exporting
from gongkai.domains.foi.tests.factories import DAY, NOW, fresh, handled, issue
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.services import store
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import holder
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)
SECRETS = ("欧阳试样", "司马试样", "13800001234", "13912345678", "110101199003070012")
"""Applicant, third party, the applicant's telephone, another's, an identity number whose check sign is wrong."""


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + 3 * DAY)


def letter_of(request):
    return letters_of("request", str(request.pk)).last()


@pytest.fixture
def request_(where):
    """One that has free text, with persons in it, wherever free text can stand."""
    request = handled(
        where, description="我村欧阳试样（电话13800001234）要征地公告。", place="下湾村欧阳试样户"
    )
    how = {"by": where.officer, "at": NOW}
    services.request_correction(
        request=request, items="请欧阳试样（13800001234）明确批次。", until=TODAY + 20 * DAY, **how
    )
    issue(where, letter_of(request), NOW)
    proof = SimpleUploadedFile("欧阳试样身份证.txt", "身份证".encode(), "text/plain")
    kept = store(upload=proof, name=proof.name, organ=where.organ, by=where.clerk, at=NOW, sealed=True)
    services.receive_correction(
        request=fresh(request),
        content="要2025年第三批次，身份证110101199003070012。",
        on=TODAY,
        files=[(kept, proof.name)],
        by=where.clerk,
        at=NOW,
    )
    services.consult(
        request=fresh(request),
        party=Party.THIRD_PARTY,
        name="司马试样",
        matter="司马试样13912345678的补偿。",
        **how,
    )
    issue(where, letter_of(request), NOW)
    services.record_reply(
        request=fresh(request), ref="c1", reply="refuses", reason="司马试样说欧阳试样无关。", on=TODAY, **how
    )
    services.propose_extension(request=fresh(request), days=5, reason="欧阳试样所要材料在库房。", **how)
    services.decide_extension(
        request=fresh(request), approved=True, opinion="同意，告知欧阳试样。", by=where.office, at=NOW
    )
    issue(where, letter_of(request), NOW)
    facts = Facts(kind=AnswerKind.A6, search_record="以欧阳试样检索，无。", today=TODAY)
    services.draft_answer(
        request=fresh(request), facts=facts, text="欧阳试样（13800001234）：经检索没有。", **how
    )
    services.file_appeal(
        request=fresh(request), kind="review", body="云岭省人民政府", filed_on=TODAY, by=where.legal, at=NOW
    )
    appeal = request.appeals.get()
    services.note_appeal(
        appeal=appeal, stage="replied", on=TODAY, note="欧阳试样（13800001234）到场。", by=where.legal, at=NOW
    )
    return fresh(request)


def address(name, *args):
    return reverse(f"requests:{name}", args=args)


def shown(client, person, place):
    client.force_login(person)
    return client.get(place).content.decode()


@pytest.mark.parametrize("role", ["auditor", "inspector"])
def test_who_does_not_work_on_it_sees_no_person(client, where, request_, role):
    reader = holder(role, where.organ)
    for place in (
        address("detail", request_.pk),
        address("answer-version", request_.pk, 1),
        address("appeal", request_.appeals.get().pk),
        address("similar", request_.pk),
        address("list"),
    ):
        page = shown(client, reader, place)
        assert [secret for secret in SECRETS if secret in page] == [], place
    assert "要征地公告" in shown(client, reader, address("detail", request_.pk)), "the matter stays"
    assert not Entry.objects.filter(verb="vault.unmask").exists()


def test_who_works_on_it_reads_it(client, where, request_):
    page = shown(client, where.officer, address("detail", request_.pk))
    assert "请欧阳试样（13800001234）明确批次。" in page and "司马试样13912345678的补偿" in page


def test_papers_that_show_the_person_are_for_who_works_on_it(client, where, request_):
    [paper] = request_.materials.all()
    place = address("material", request_.pk, paper.file_id)
    client.force_login(holder("auditor", where.organ))
    assert client.get(place).status_code == 403
    client.force_login(where.officer)
    assert client.get(place).status_code == 200


def exported(where, **options):
    return list(exporting.export_rows(organ=where.organ, by=where.office, at=NOW + 3 * DAY, **options))


def test_a_masked_export_is_masked_in_its_free_texts(where, request_):
    where_answered(request_)
    [row] = exported(where, format="jsonl")
    assert row["correction_items"] and row["extension_reason"] and row["answer_text"] and row["place"]
    assert [secret for secret in SECRETS if secret in str(row)] == []
    [line] = exported(where, format="pdf")
    assert [secret for secret in SECRETS if secret in str(line)] == []
    [clear] = exported(where, format="jsonl", unmask=True, reason="移交档案馆的年度台账")
    assert "欧阳试样（13800001234）" in clear["correction_items"]


def where_answered(request):
    """Answered long ago, as an old register tells it."""
    request.answered_on, request.answer_kind = TODAY, "A6"
    type(request).objects.filter(pk=request.pk).update(answered_on=TODAY, answer_kind="A6", stage="answered")


def test_the_reason_of_an_extension_stands_on_the_clock_without_the_person(where, request_):
    reason = answer_clock(request_).periods.get(kind="extended").reason
    assert "材料在库房" in reason and "欧阳试样" not in reason


def test_a_forgotten_applicant_hides_nothing_and_breaks_nothing(where, request_):
    Applicant.objects.filter(request=request_).update(name=None, phone=None, address=None)
    assert Reading(fresh(request_), clear=False).of("欧阳试样 13800001234") == "欧阳试样 138******34"


def test_the_roles_that_work_on_it(where, request_):
    at_work = (where.officer, where.head, where.office, where.clerk, where.legal, where.leader)
    assert all(works_on(one, request_, TODAY) for one in at_work)
    readers = [holder(role, where.organ) for role in ("auditor", "inspector")]
    assert not any(works_on(one, request_, TODAY) for one in readers)


# --- N1: what is written like a number of a person ---------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "110101199003070012", "11010119900307001x", "110101199013450011", "110101 19900307 0012",
        "110101900307001", "110101901345001", "6222021234567890", "6222 0212 3456 7890 123", "13800001234",
        "138-0000-1234", "138 0000 1234", "+8613800001234", "0731-84512345", "（0731）84512345", "１３８００００１２３４",
    ],
)  # fmt: skip
def test_the_shape_is_enough_to_mask(number):
    text = masked(f"申请人留了{number}，要征地公告。")
    assert number not in text and text.endswith("要征地公告。")


@pytest.mark.parametrize(
    "words",
    [
        "云自然资公〔2025〕12号", "索引号430S00/2026-00001", "项目代码2020-430112-48-01-012345", "总额18500000000元",
        "坐标112.98765432101234", "2019-2020年", "面积1380000平方米",
    ],
)  # fmt: skip
def test_other_numbers_stay(words):
    assert masked(words) == words


@given(st.sampled_from([15, 18]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)))
def test_fifteen_or_eighteen_digits_never_stay(number):
    assert number not in masked(f"证件{number}。")


@given(st.text("0123456789 -.x，年元", max_size=60))
def test_masking_keeps_the_length_and_twice_is_once(words):
    once = masked(words)
    assert len(once) == len(words.strip()) and masked(once) == once
