"""The five questions of handling, as data: is it clear, is it ours, does it exist, may it be given, in which
form. Their leaves are exactly the kinds of answer; a branch may also end in an act that comes first.

The fifth question is asked of the whole, or of the part that may be given: two nodes, one question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.vocabulary import AnswerKind


class Question(StrEnum):
    CLEAR = "clear"
    OURS = "ours"
    EXISTS = "exists"
    GIVABLE = "givable"
    FORM = "form"
    FORM_OF_PART = "form_of_part"


class First(StrEnum):
    """What is to be done before the question can be answered; the request then comes back to it."""

    REQUEST_CORRECTION = "request_correction"
    ASK_FOR_REASONS = "ask_for_reasons"
    CONSULT = "consult"
    FEE_NOTICE = "fee_notice"


Goal = Question | AnswerKind | First


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question and where it leads. `article`: of the Regulations of 2019, or empty."""

    code: str
    label: str | Promise
    to: Goal
    article: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    question: Question
    number: int
    label: str | Promise
    choices: tuple[Choice, ...]


_FORMS = (
    Choice("fee_first", _("数量、频次明显超过合理范围，先收取信息处理费"), First.FEE_NOTICE, "第四十二条"),
    Choice("fee_unpaid", _("收费通知已送达，逾期未缴费"), AnswerKind.A16, "第四十二条"),
)
_AS_ASKED = _("按申请人要求的形式提供")
_OTHERWISE = _("可能危及载体安全或者成本过高，以电子数据或者查阅、抄录等形式提供")

NODES: dict[Question, Node] = {
    node.question: node
    for node in (
        Node(
            Question.CLEAR,
            1,
            _("申请内容明确，应当作为申请处理吗？"),
            (
                Choice("yes", _("内容明确"), Question.OURS, "第二十九条"),
                Choice("unclear", _("内容不明确，要求补正"), First.REQUEST_CORRECTION, "第三十条"),
                Choice("still_unclear", _("补正后内容仍不明确"), AnswerKind.A9, "第三十条"),
                Choice("not_corrected", _("无正当理由逾期不补正"), AnswerKind.A15, "第三十条"),
                Choice("petition", _("属于信访、投诉、举报"), AnswerKind.A10, "第三十九条"),
                Choice("repeated", _("已经答复过同一申请人的同一申请"), AnswerKind.A11, "第三十六条"),
                Choice(
                    "excessive",
                    _("数量、频次明显超过合理范围，要求说明理由"),
                    First.ASK_FOR_REASONS,
                    "第三十五条",
                ),
                Choice("unreasonable", _("已要求说明理由，理由不合理"), AnswerKind.A13, "第三十五条"),
                Choice("withdrawn", _("申请人撤回，或者有其他情形"), AnswerKind.A17),
            ),
        ),
        Node(
            Question.OURS,
            2,
            _("属于本机关负责公开吗？"),
            (
                Choice("yes", _("属于本机关负责公开"), Question.EXISTS, "第十条"),
                Choice("no", _("不属于本机关负责公开"), AnswerKind.A7, "第三十六条"),
            ),
        ),
        Node(
            Question.EXISTS,
            3,
            _("信息存在吗？"),
            (
                Choice("yes", _("信息存在"), Question.GIVABLE),
                Choice("not_found", _("经检索没有这一信息"), AnswerKind.A6, "第三十六条"),
                Choice("to_be_made", _("没有现成信息，需要加工、分析"), AnswerKind.A8, "第三十八条"),
                Choice("reissue", _("申请人已经获取，要求确认或者重新出具"), AnswerKind.A14),
            ),
        ),
        Node(
            Question.GIVABLE,
            4,
            _("可以公开吗？"),
            (
                Choice("yes", _("可以公开"), Question.FORM, "第三十六条"),
                Choice("published", _("已经主动公开"), AnswerKind.A1, "第三十六条"),
                Choice("printed", _("属于公开出版物"), AnswerKind.A12, "第三十九条"),
                Choice("special_access", _("法律、行政法规对查询另有规定"), AnswerKind.A5, "第三十六条"),
                Choice("consult", _("涉及第三方或者其他机关，先征求意见"), First.CONSULT, "第三十二条"),
                Choice("in_part", _("可以作区分处理，部分公开"), Question.FORM_OF_PART, "第三十七条"),
                Choice("no", _("不予公开"), AnswerKind.A4, "第十四条至第十六条"),
            ),
        ),
        Node(
            Question.FORM,
            5,
            _("以什么形式提供？"),
            (
                Choice("as_asked", _AS_ASKED, AnswerKind.A2, "第四十条"),
                Choice("otherwise", _OTHERWISE, AnswerKind.A2, "第四十条"),
                *_FORMS,
            ),
        ),
        Node(
            Question.FORM_OF_PART,
            5,
            _("可以公开的部分以什么形式提供？"),
            (
                Choice("as_asked", _AS_ASKED, AnswerKind.A3, "第四十条"),
                Choice("otherwise", _OTHERWISE, AnswerKind.A3, "第四十条"),
                *_FORMS,
            ),
        ),
    )
}
START = Question.CLEAR


def follow(choices: tuple[str, ...]) -> Goal:
    """Where a series of choices leads: the next question, an answer, or what is to be done first.

    ValueError for a choice that the question at that place does not have, or for one too many.
    """
    at: Goal = START
    for code in choices:
        if at not in NODES:
            raise ValueError(f"{code}: nothing is asked after {at}")
        found = next((choice for choice in NODES[at].choices if choice.code == code), None)
        if found is None:
            raise ValueError(f"{at} has no answer {code}")
        at = found.to
    return at


def paths() -> Iterator[tuple[tuple[str, ...], Goal]]:
    """Every way through the questions to its end."""
    pending: list[tuple[tuple[str, ...], Goal]] = [((), START)]
    while pending:
        taken, at = pending.pop()
        if at not in NODES:
            yield taken, at
            continue
        pending += [((*taken, choice.code), choice.to) for choice in NODES[at].choices]
