"""Closed lists, receipt by channel, remedies by kind and day."""

from datetime import date

import pytest

from gongkai.domains.foi.rules.receipt import Facts, received_on
from gongkai.domains.foi.rules.remedies import Answered, SilenceReading, Way, remedies
from gongkai.domains.foi.rules.vocabulary import (
    ANSWERS,
    ROUTES,
    WITHHELD_GROUNDS,
    AnswerKind,
    Channel,
    Force,
    Matter,
    row_of,
)

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


def test_every_answer_has_its_row_and_every_row_is_used():
    rows = {row_of(kind, ("N14-1",)) for kind in AnswerKind}
    rows |= {row_of(AnswerKind.A4, (ground,)) for ground in WITHHELD_GROUNDS}
    assert rows == set(range(3, 24))
    assert ANSWERS.keys() == set(AnswerKind) and len(ANSWERS) == 17


@pytest.mark.parametrize(
    ("kind", "grounds", "row"),
    [
        ("A3", ("N15-2",), 4),
        ("A4", ("N14-3c",), 7),
        ("A4", ("N15-1", "N16-3"), 8),
        ("A4", ("N16-1b",), 9),
        ("A4", ("N16-2d",), 10),
        ("A5", (), 12),
        ("A6", (), 13),
        ("A7", (), 13),
        ("A17", (), 23),
    ],
)
def test_rows_of_the_statutory_table(kind, grounds, row):
    assert row_of(AnswerKind(kind), grounds) == row


def test_withholding_needs_a_known_ground():
    with pytest.raises(ValueError, match="ground"):
        row_of(AnswerKind.A4)
    with pytest.raises(KeyError):
        row_of(AnswerKind.A4, ("N17",))


def test_what_the_organ_may_and_what_it_must():
    assert {kind for kind, answer in ANSWERS.items() if answer.force == Force.MAY} == {"A8", "A12", "A13"}


def test_every_other_matter_has_its_route():
    assert ROUTES.keys() == set(Matter) - {Matter.REQUEST}
    assert ROUTES[Matter.CORRECTION_OF_OWN_DATA].answer is None


# --- receipt ---


@pytest.mark.parametrize(
    ("channel", "facts", "day", "missing"),
    [
        ("counter", Facts(arrived_on=TUESDAY), TUESDAY, ()),
        ("counter", Facts(), None, ("arrived_on",)),
        ("signed_post", Facts(arrived_on=THURSDAY, signed_for_on=TUESDAY), TUESDAY, ()),
        ("signed_post", Facts(arrived_on=TUESDAY), None, ("signed_for_on",)),
        ("ordinary_post", Facts(arrived_on=TUESDAY, asked_on=TUESDAY), None, ("applicant_confirmed_on",)),
        (
            "ordinary_post",
            Facts(arrived_on=TUESDAY, asked_on=TUESDAY, applicant_confirmed_on=THURSDAY),
            THURSDAY,
            (),
        ),
        ("internet", Facts(arrived_on=TUESDAY), None, ("office_confirmed_on", "applicant_confirmed_on")),
        ("internet", Facts(office_confirmed_on=WEDNESDAY), None, ("applicant_confirmed_on",)),
        ("fax", Facts(office_confirmed_on=THURSDAY, applicant_confirmed_on=WEDNESDAY), THURSDAY, ()),
        ("email", Facts(office_confirmed_on=WEDNESDAY, applicant_confirmed_on=THURSDAY), THURSDAY, ()),
        ("oral", Facts(written_up_on=TUESDAY, acknowledged=True), TUESDAY, ()),
        ("oral", Facts(written_up_on=TUESDAY), None, ("acknowledged",)),
        ("oral", Facts(arrived_on=TUESDAY), None, ("written_up_on", "acknowledged")),
    ],
)
def test_the_day_of_receipt(channel, facts, day, missing):
    found = received_on(channel, facts)
    assert (found.day, found.missing) == (day, missing)
    assert str(found.why) and found.article.startswith("政府信息公开条例")


def test_an_ordinary_letter_is_to_be_confirmed_on_the_day_it_comes():
    confirmed = {"arrived_on": TUESDAY, "applicant_confirmed_on": WEDNESDAY}
    assert received_on("ordinary_post", Facts(**confirmed, asked_on=TUESDAY)).faults == ()
    late = received_on("ordinary_post", Facts(**confirmed, asked_on=WEDNESDAY))
    assert (late.day, len(late.faults)) == (WEDNESDAY, 1)


def test_every_channel_has_a_rule():
    assert all(received_on(channel, Facts()).missing for channel in Channel)
    with pytest.raises(ValueError):
        received_on("pigeon", Facts())


# --- remedies ---

NOW, BEFORE = date(2024, 1, 1), date(2023, 12, 31)
ORGANS = {"organ": "湖南省自然资源厅", "review_organ": "湖南省人民政府", "court": "长沙铁路运输法院"}


def ways(kind, on=NOW, *grounds):
    return [remedy.way for remedy in remedies(Answered(kind, on, grounds))]


@pytest.mark.parametrize("kind", [kind for kind in AnswerKind if kind not in ("A3", "A4")])
def test_no_refusal_is_free(kind):
    assert ways(kind) == [Way.REVIEW_OR_SUIT]


def test_a_refusal_is_reviewed_first_since_2024():
    assert ways(AnswerKind.A4, NOW, "N15-1") == ways(AnswerKind.A4) == [Way.REVIEW_FIRST]
    assert ways(AnswerKind.A4, NOW, "Q36-7") == [Way.REVIEW_OR_SUIT]
    assert ways(AnswerKind.A4, BEFORE, "N15-1") == [Way.REVIEW_OR_SUIT]
    text = remedies(Answered(AnswerKind.A4, NOW, ("N14-1",)))[0].merged(**ORGANS)
    assert "先向湖南省人民政府申请行政复议" in text and "60 日" in text and "15 日" in text
    assert "长沙铁路运输法院" not in text


def test_a_partial_answer_has_two_paragraphs():
    withheld, given = remedies(Answered(AnswerKind.A3, NOW, ("N15-2",)))
    assert (withheld.way, withheld.part) == (Way.REVIEW_FIRST, "withheld")
    assert (given.way, given.part) == (Way.REVIEW_OR_SUIT, "given")
    assert ways(AnswerKind.A3, BEFORE, "N15-2") == [Way.REVIEW_OR_SUIT]


def test_the_free_choice_names_both_limits():
    text = remedies(Answered(AnswerKind.A6, NOW))[0].merged(**ORGANS)
    assert "60 日内向湖南省人民政府" in text and "6 个月内向长沙铁路运输法院" in text
    old = remedies(Answered(AnswerKind.A6, date(2012, 3, 1)))[0]
    assert "3 个月" in old.text and "行政诉讼法第三十九条" in old.laws


def test_silence_is_a_setting():
    silent = Answered(None, NOW)
    assert remedies(silent)[0].way == Way.BOTH_TOLD
    assert remedies(silent, silence=SilenceReading.REVIEW_FIRST)[0].way == Way.REVIEW_FIRST
    assert remedies(silent, silence=SilenceReading.FREE)[0].way == Way.REVIEW_OR_SUIT
    old = remedies(Answered(None, BEFORE))[0]
    assert old.way == Way.REVIEW_OR_SUIT and "逾期未作答复" in old.text, "there is no letter to speak of"
    for reading in SilenceReading:
        assert "湖南省自然资源厅逾期" in remedies(silent, silence=reading)[0].merged(**ORGANS)
