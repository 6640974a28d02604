"""What was signed or decided is what the letter says."""

from datetime import date

import pytest

from gongkai.domains.foi import services
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.tests.factories import (
    DAY,
    NOW,
    fresh,
    handled,
    issue,
    scan,
)
from gongkai.domains.foi.tests.letters_out import (
    again,
    asked,
    charged,
    co_maker,
    codes,
    consulted,
    corrected,
    delayed,
    extended,
    routed,
    sign,
    signed,
)
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.rules.vocabulary import Channel as Post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_what_was_signed_is_not_changed_in_the_letter(where):
    request = handled(where)
    letter = signed(where, request)
    for name in ("answer", "remedy", "search_record"):
        with pytest.raises(NotAllowed) as refusal:
            words = letter.fields | {name: "换了的文字，没有人签过。"}
            letters.revise(letter=letter, fields=words, by=where.officer, at=NOW)
        assert [(reason.code, reason.where) for reason in refusal.value.reasons] == [("settled", name)]
    words = letter.fields | {"applicant": "欧阳试样（代理人司马试样）"}
    letters.revise(letter=letter, fields=words, by=where.officer, at=NOW)
    letters.approve(letter=letter, by=where.office, at=NOW)
    sealed = letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        again(where, sealed, NOW, answer="换了的文字，没有人签过。")
    assert codes(refusal) == {"settled"}


SETTLED = [
    (extended, "days", "15"),
    (extended, "reason", "馆藏档案已经查完，改以人手不足为由。"),
    (charged, "amount", "1"),
    (delayed, "until", "2027-06-30"),
    (delayed, "judged", "换了的理由，没有人同意过。"),
    (asked, "found", "换了的数量情况。"),
    (consulted, "party", "河湾县另一家公司"),
    (co_maker, "party", "林江市水利局"),
    (routed, "kind_of_matter", "信访事项"),
]
FACTS = [(way, "request_number", "430S00-2026-99999") for way in (corrected, consulted, extended, charged)]
FACTS += [(way, "received_on", "2026-10-01") for way in (corrected, extended, charged, delayed, asked)]


@pytest.mark.parametrize("way, name, value", SETTLED + FACTS)
def test_what_was_decided_is_not_changed_in_the_letter(where, way, name, value):
    letter = way(where, handled(where))
    assert name in letter.fields
    with pytest.raises(NotAllowed) as refusal:
        letters.revise(letter=letter, fields=letter.fields | {name: value}, by=where.officer, at=NOW)
    assert codes(refusal) == {"settled"}


TOLD = [
    (delayed, "until", "2027-06-30"),
    (extended, "days", "15"),
    (corrected, "until", "2027-06-30"),
    (corrected, "items", "换了的补正事项。"),
    (consulted, "matter", "换了的内容。"),
]


@pytest.mark.parametrize("way, name, value", TOLD)
def test_a_letter_that_replaces_one_outside_says_no_other_period(where, way, name, value):
    letter = issue(where, way(where, handled(where)), NOW)
    with pytest.raises(NotAllowed) as refusal:
        again(where, letter, NOW + DAY, **{name: value})
    assert codes(refusal) == {"settled"}
    other = again(where, letter, NOW + DAY)
    with pytest.raises(NotAllowed) as refusal:
        letters.revise(letter=other, fields=other.fields | {name: value}, by=where.officer, at=NOW + DAY)
    assert codes(refusal) == {"settled"}


@pytest.mark.parametrize(
    "way, name, rows", [(corrected, "items", "corrections"), (consulted, "matter", "consultations")]
)
def test_what_was_asked_is_what_the_letter_said(where, way, name, rows):
    request = handled(where)
    letter, words = way(where, request), "请写明是哪一个批次、哪一份公告。"
    letters.revise(letter=letter, fields=letter.fields | {name: words}, by=where.officer, at=NOW)
    issue(where, letter, NOW)
    assert getattr(getattr(request, rows).get(), name) == words


def test_a_signed_version_goes_to_the_signers_once(where):
    request = handled(where)
    letters.cancel(letter=signed(where, request), reason="要改文字", by=where.office, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_answer(request=fresh(request), by=where.officer, at=NOW)
    assert codes(refusal) == {"signed_before"}
    services.renew_answer(request=fresh(request), by=where.officer, at=NOW)
    issue(where, sign(where, request, NOW), NOW)
    assert fresh(request).stage == Stage.ANSWERED


def test_the_remedy_is_that_of_the_day_of_sending(where):
    """行政复议法 2023 is in force from 2024-01-01: signed before and sent after, the letter would name the old way."""
    old, new = NOW.replace(year=2023, month=12, day=29), NOW.replace(year=2024, month=1, day=2)
    request = handled(where, old)
    why = {"kind": AnswerKind.A4, "grounds": ("N16-2b",), "reasons": "系内部讨论过程稿。"}
    letter = signed(where, request, old, **why)
    assert "先向" not in str(letter.fields["remedy"])
    letters.approve(letter=letter, by=where.office, at=old)
    for step in (
        lambda: letters.seal(letter=letter, scan=scan(where, new), by=where.clerk, at=new),
        lambda: services.submit_answer(request=fresh(request), by=where.officer, at=new),
    ):
        with pytest.raises(NotAllowed):
            step()
    letters.seal(letter=letter, scan=scan(where, old), by=where.clerk, at=old)
    with pytest.raises(NotAllowed) as refusal:
        letters.send(letter=letter, channel=Post.COUNTER, by=where.clerk, at=new)
    assert codes(refusal) == {"remedy_outdated"}
    services.renew_answer(request=fresh(request), by=where.officer, at=new)
    assert fresh(request).stage == Stage.SIGNING
    other = sign(where, request, new)
    assert "先向" in str(other.fields["remedy"])
    issue(where, other, new)
    assert fresh(request).answered_on == date(2024, 1, 2)
