"""What should be done next with a request: one step, so that nobody has to know the order of work. Pure.

The first that fits, from what is urgent by law to what is only tidy. It proposes; `acting` decides what may be done.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.acting import Standing
from gongkai.domains.foi.rules.stages import ActKind, Stage

LETTER, ANSWER, SIGN, DECIDE = "letter", "draft_answer", "sign_answer", "decide_extension"
"""Steps that are pages of their own: the letter that waits, the five questions, the signature."""


@dataclass(frozen=True, slots=True)
class Step:
    """`verb` as the pages know it; `waits`: nothing to do but wait, the act is at hand for when it comes."""

    verb: str
    why: str | Promise
    waits: bool = False


def next_step(now: Standing, *, assigned: bool) -> Step | None:
    """None when nothing is left to do."""
    if now.extension == "proposed":
        return Step(DECIDE, _("有延期等待决定，须在期限届满前决定并告知申请人。"))
    if now.letters_open:
        words = _("文书“%s”还没有发出：签发、用印、发出后才生效。")
        return Step(LETTER, words % now.letters_open[0])
    if now.correcting:
        return _correcting_answer(now)
    if now.stage == Stage.HANDLING:
        return _handling(now)
    if now.stage == Stage.RECEIVED and assigned:
        return Step(ANSWER, _("逐条回答五个问题，拟定答复。"))
    return _BY_STAGE[Stage(now.stage)](now)


def _handling(now: Standing) -> Step:
    if any(one.asked_on for one in now.consultations):
        return Step(ActKind.RECORD_REPLY, _("正在等被征求意见的一方答复，收到后登记。"), waits=True)
    if not now.has_answer:
        return Step(ANSWER, _("逐条回答五个问题，拟定答复。"))
    return Step(ActKind.SUBMIT_ANSWER, _("答复已经拟好，核对后送审签；要改的，先改出新的一版。"))


def _correcting_answer(now: Standing) -> Step:
    if now.correcting == Stage.SIGNING:
        return Step(SIGN, _("更正的答复正在审签，请等待签署的人办理。"), waits=True)
    if now.answer_signed:
        return Step(ANSWER, _("正在更正已经发出的答复：改出更正后的一版，再送审签。"))
    return Step(ActKind.SUBMIT_ANSWER, _("更正的答复已经拟好，核对后送审签；审签后自动拟出更正文书。"))


def _correcting(now: Standing) -> Step:
    if now.correction_until and now.today > now.correction_until:
        return Step(ActKind.CORRECTION_LAPSED, _("补正期限已过：收到补正的登记补正，没有的登记逾期。"))
    return Step(ActKind.RECEIVE_CORRECTION, _("正在等申请人补正，收到后登记。"), waits=True)


def _nothing(now: Standing) -> None:
    return None


_BY_STAGE = {
    Stage.UNCONFIRMED: lambda now: Step(
        ActKind.CONFIRM_RECEIPT, _("请与申请人确认收到，确认之后期限才开始计算。")
    ),
    Stage.RECEIVED: lambda now: Step(ActKind.ASSIGN, _("请审查申请内容，交给处室承办。")),
    Stage.CORRECTING: _correcting,
    Stage.AWAITING_PAYMENT: lambda now: Step(
        ActKind.RECORD_PAYMENT, _("正在等申请人缴费，收到后登记。"), waits=True
    ),
    Stage.SIGNING: lambda now: Step(SIGN, _("答复正在审签，请等待签署的人办理。"), waits=True),
    Stage.ISSUING: lambda now: Step(LETTER, _("答复已经签发，请制作并送达告知书。")),
    Stage.ANSWERED: lambda now: Step(ActKind.ARCHIVE, _("已经答复。送达登记齐全后归档。")),
    Stage.ROUTED: lambda now: Step(ActKind.ARCHIVE, _("已经告知申请人。送达登记齐全后归档。")),
    Stage.CLOSED: _nothing,
    Stage.VOID: _nothing,
}
