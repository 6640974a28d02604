"""The one next step, and the first wording of each answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.acting import OpenConsultation, Standing
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.stages import OPEN, Stage
from gongkai.domains.foi.rules.steps import next_step
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.rules.wording import proposed_text

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def step(stage: str, *, assigned: bool = True, **known) -> str:
    found = next_step(Standing(stage=stage, today=TODAY, **known), assigned=assigned)
    return found.verb if found else ""


@pytest.mark.parametrize(
    ("stage", "known", "verb"),
    [
        (Stage.UNCONFIRMED, {}, "confirm_receipt"),
        (Stage.RECEIVED, {"assigned": False}, "assign"),
        (Stage.RECEIVED, {}, "draft_answer"),
        (Stage.HANDLING, {}, "draft_answer"),
        (Stage.HANDLING, {"has_answer": True}, "submit_answer"),
        (Stage.HANDLING, {"consultations": (OpenConsultation("c1", "third_party", TODAY),)}, "record_reply"),
        (Stage.HANDLING, {"extension": "proposed", "letters_open": ("补正告知书",)}, "decide_extension"),
        (Stage.HANDLING, {"letters_open": ("延期告知书",)}, "letter"),
        (Stage.CORRECTING, {"correction_until": TODAY}, "receive_correction"),
        (Stage.CORRECTING, {"correction_until": TODAY - DAY}, "correction_lapsed"),
        (Stage.AWAITING_PAYMENT, {}, "record_payment"),
        (Stage.SIGNING, {}, "sign_answer"),
        (Stage.ISSUING, {}, "letter"),
        (Stage.ANSWERED, {}, "archive"),
        (Stage.CLOSED, {}, ""),
        (Stage.VOID, {}, ""),
    ],
)
def test_the_next_step(stage, known, verb):
    assert step(stage, **known) == verb


@given(
    st.sampled_from(OPEN), st.booleans(), st.booleans(), st.sampled_from(["", "proposed", "approved", "told"])
)
def test_whatever_is_open_has_a_next_step(stage, assigned, has_answer, extension):
    assert step(stage, assigned=assigned, has_answer=has_answer, extension=extension)


def test_a_waiting_step_says_that_it_waits():
    waits = next_step(Standing(stage=Stage.AWAITING_PAYMENT, today=TODAY), assigned=True)
    assert waits.waits and not next_step(Standing(stage=Stage.UNCONFIRMED, today=TODAY), assigned=True).waits


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_the_proposed_text_leaves_nothing_out(kind):
    """What was typed for the kind stands in the wording."""
    typed = {
        name: f"〔{name}〕"
        for name in (
            "reasons", "named_law", "harm_evidence", "public_interest", "address", "access_law", "search_record",
            "right_organ", "earlier_answer", "channel", "reasons_judged", "other_form_reason",
        )
    }  # fmt: skip
    text = proposed_text(Facts(kind=kind, today=TODAY, files=1, available_on=TODAY, **typed))
    assert text and "。。" not in text
    wanted = {
        "A1": ["address"], "A2": ["address", "other_form_reason"], "A3": ["reasons", "address"],
        "A4": ["reasons", "named_law", "harm_evidence"], "A5": ["access_law"], "A6": ["search_record"],
        "A7": ["reasons", "right_organ"], "A10": ["channel"], "A11": ["earlier_answer"],
        "A13": ["reasons", "reasons_judged"], "A17": ["reasons"],
    }  # fmt: skip
    assert all(f"〔{name}〕" in text for name in wanted.get(kind, []))


def test_an_unknown_organ_is_said_to_be_unknown():
    facts = Facts(kind=AnswerKind.A7, today=TODAY, reasons="非本机关制作", right_organ_unknown=True)
    assert "不能确定" in proposed_text(facts)
