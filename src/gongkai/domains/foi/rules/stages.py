"""Where a request stands. Pure.

A stage is one answer to "whose turn is it?"; a consultation or an extension runs beside it and is no stage of
its own: the clock knows it.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    UNCONFIRMED = "unconfirmed", _("待确认收到")
    """Come in, but not received in the sense of 第三十一条 yet: the organ has to confirm it with the applicant."""
    RECEIVED = "received", _("待审查登记")
    CORRECTING = "correcting", _("待申请人补正")
    HANDLING = "handling", _("办理中")
    AWAITING_PAYMENT = "awaiting_payment", _("待申请人缴费")
    SIGNING = "signing", _("答复审签中")
    ISSUING = "issuing", _("待制作送达")
    ANSWERED = "answered", _("已答复")
    ROUTED = "routed", _("已转告其他渠道")
    """Not a request (第三十九条 and practice): told so, and outside the statistics of requests."""
    CLOSED = "closed", _("已归档")
    VOID = "void", _("登记作废")


OPEN = (
    Stage.UNCONFIRMED,
    Stage.RECEIVED,
    Stage.CORRECTING,
    Stage.HANDLING,
    Stage.AWAITING_PAYMENT,
    Stage.SIGNING,
    Stage.ISSUING,
)
"""Somebody still waits for something."""

BEFORE_SIGNING = (
    Stage.UNCONFIRMED,
    Stage.RECEIVED,
    Stage.CORRECTING,
    Stage.HANDLING,
    Stage.AWAITING_PAYMENT,
)
"""What is noted now can still bear on the answer."""

OURS = (Stage.UNCONFIRMED, Stage.RECEIVED, Stage.HANDLING, Stage.SIGNING, Stage.ISSUING)
"""It is the organ's turn."""

OVER = (Stage.ANSWERED, Stage.ROUTED, Stage.CLOSED, Stage.VOID)

UNRECEIVED = (Stage.UNCONFIRMED, Stage.VOID)
"""May be without a day of receipt."""


class ActKind(TextChoices):
    """Acts as typed rows; each has its legal day and the moment it was recorded. One word for service, button
    and ledger."""

    SUBMIT = "submit", _("提交申请")
    CONFIRM_RECEIPT = "confirm_receipt", _("双方确认收到")
    REGISTER = "register", _("登记")
    ASSIGN = "assign", _("交办")
    REQUEST_CORRECTION = "request_correction", _("要求补正")
    RECEIVE_CORRECTION = "receive_correction", _("收到补正")
    CORRECTION_OVERDUE = "correction_overdue", _("补正期限届满")
    CORRECTION_LAPSED = "correction_lapsed", _("逾期未补正")
    CONSULT = "consult", _("征求意见")
    RECORD_REPLY = "record_reply", _("收到意见")
    CONSULTATION_LAPSED = "consultation_lapsed", _("逾期未提出意见")
    TELL_PARTY = "tell_party", _("告知第三方")
    PROPOSE_EXTENSION = "propose_extension", _("提请延期")
    APPROVE_EXTENSION = "approve_extension", _("同意延期")
    REFUSE_EXTENSION = "refuse_extension", _("不同意延期")
    TELL_EXTENSION = "tell_extension", _("告知延期")
    ASK_REASONS = "ask_reasons", _("要求说明理由")
    RECEIVE_REASONS = "receive_reasons", _("收到说明的理由")
    SET_DELAY = "set_delay", _("确定延迟答复的期限")
    ASK_OPINIONS = "ask_opinions", _("征求处室意见")
    OPINIONS_IN = "opinions_in", _("处室意见收齐")
    CONFER = "confer", _("疑难件会商")
    NOTIFY_FEE = "notify_fee", _("收费通知")
    RECORD_PAYMENT = "record_payment", _("缴费")
    PAYMENT_LAPSED = "payment_lapsed", _("逾期未缴费")
    DRAFT_ANSWER = "draft_answer", _("拟定答复")
    SUBMIT_ANSWER = "submit_answer", _("答复送审")
    ANSWER_SIGNED = "answer_signed", _("答复签发")
    ANSWER_RETURNED = "answer_returned", _("答复退回")
    ANSWER = "answer", _("答复")
    CORRECT_ANSWER = "correct_answer", _("更正答复")
    ANSWER_CORRECTED = "answer_corrected", _("更正的答复发出")
    DROP_CORRECTION = "drop_correction", _("放弃更正答复")
    ROUTE = "route", _("转告其他渠道")
    ADVISE_TRANSFER = "advise_transfer", _("办理建议")
    WITHDRAW = "withdraw", _("申请人撤回")
    FOUND_PUBLIC = "found_public", _("申请人确认已公开信息即所需")
    LINK_DUPLICATE = "link_duplicate", _("关联重复申请")
    LIMIT_RAN_OUT = "limit_ran_out", _("期限届满")
    RATE = "rate", _("满意度评价")
    CLASSIFY = "classify", _("统计归类")
    CONVERT = "convert", _("转为主动公开")
    NEW_CODE = "new_code", _("更换查询码")
    APPEAL = "appeal", _("复议诉讼")
    DROP_LETTER = "drop_letter", _("文书作废")
    ARCHIVE = "archive", _("归档")
    VOID = "void", _("登记作废")
