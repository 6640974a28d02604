"""What a row of an old register tells although the law knows it otherwise. Pure.

History is history: such a request was answered so, counts in the figures of its year, and is taken in. But on the desk
the same would be refused, so whoever moves the register is told, row by row, and it stays written at the request.
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.limits import FEES_IN_FORCE
from gongkai.domains.foi.rules.deadline import compute
from gongkai.domains.foi.rules.fees import SOURCE
from gongkai.domains.foi.rules.past import Past
from gongkai.domains.foi.rules.vocabulary import ANSWERS, AnswerKind
from gongkai.foundation.calendar.rules import Calendar
from gongkai.foundation.common.reasons import Reason


def doubts(past: Past, calendar: Calendar) -> list[Reason]:
    """Of a row against which nothing speaks (`past.reasons_against_past`): what to look at, each with its field."""
    return [*_of_the_answer(past), *_of_appeals(past, calendar)]


def _of_the_answer(past: Past) -> Iterator[Reason]:
    kind = past.answer_kind
    if kind == AnswerKind.A16:
        yield from _unpaid(past)
    if kind == AnswerKind.A15 and past.correction_requested_on is None:
        yield _answer("never_asked", kind, _("以逾期不补正答复，但没有告知补正的日期。"))
    if kind == AnswerKind.A15 and past.correction_received_on is not None:
        yield _answer("was_corrected", kind, _("以逾期不补正答复，但申请人已经补正。"))
    if kind == AnswerKind.A9 and past.correction_received_on is None:
        yield _answer("never_corrected", kind, _("以补正后仍不明确答复，但没有收到补正的日期。"))


def _unpaid(past: Past) -> Iterator[Reason]:
    if past.answered_on < FEES_IN_FORCE:
        said = _("2021 年 1 月 1 日以前尚无收费办法，不会逾期未按收费通知缴费。")
        yield Reason("no_fees_yet", said, SOURCE, "answer_kind")
    elif past.fee_noticed_on is None:
        yield _answer("never_noticed", AnswerKind.A16, _("以逾期未缴费答复，但没有收费通知的日期。"))
    if past.fee_paid_on is not None:
        yield _answer("was_paid", AnswerKind.A16, _("以逾期未缴费答复，但申请人已经缴费。"))


def _answer(code: str, kind: str, said) -> Reason:
    return Reason(code, said, ANSWERS[AnswerKind(kind)].article, "answer_kind")


def _of_appeals(past: Past, calendar: Calendar) -> Iterator[Reason]:
    """Before the answer only silence is appealed against, and that begins when the limit has run out."""
    early = [one.filed_on for one in past.appeals if not past.answered_on or one.filed_on < past.answered_on]
    if not early or past.received_on is None:
        return
    due = compute(past.line(), calendar)["due"]
    for day in early:
        if due is None or day <= date.fromisoformat(due):
            said = _("%(day)s 的复议或者诉讼早于答复，当时答复期限也没有届满。") % {"day": day.isoformat()}
            yield Reason("appeal_early", said, where="appeals")
