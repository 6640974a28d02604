"""The acts on a request as the desk offers them: what the button says, what it asks, why not now, which service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.desk import act_forms as forms
from gongkai.domains.foi.desk import doing, inside, why_not
from gongkai.domains.foi.desk.why_not import Why
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.offering import advising, telling
from gongkai.domains.foi.rules.stages import ActKind


@dataclass(frozen=True, slots=True)
class Act:
    """`help`: what the act does and what begins with it, in plain words. `law`: where it stands."""

    verb: str
    label: str | Promise
    capability: str
    form: type[forms.ActForm]
    do: Callable[[HttpRequest, Request, dict[str, Any]], str]
    why_not: Why
    help: str | Promise
    law: str = ""
    danger: bool = False


ACTS: dict[str, Act] = {
    act.verb: act
    for act in (
        Act(
            ActKind.CONFIRM_RECEIPT,
            ActKind.CONFIRM_RECEIPT.label,
            "request.register",
            forms.ConfirmForm,
            doing.confirm,
            why_not.confirming,
            gettext_lazy("网上、传真、电子邮件和平常信函，以双方确认之日为收到申请之日，期限从次日起算。"),
            "政府信息公开条例 第三十一条",
        ),
        Act(
            ActKind.ASSIGN,
            ActKind.ASSIGN.label,
            "request.assign",
            forms.AssignForm,
            doing.assign,
            why_not.by_rule(ActKind.ASSIGN),
            gettext_lazy("交给一个处室承办，可以指定承办人；以后可以改交别的处室。"),
        ),
        Act(
            ActKind.SUBMIT_ANSWER,
            ActKind.SUBMIT_ANSWER.label,
            "request.handle",
            forms.NothingForm,
            doing.submit,
            why_not.by_rule(ActKind.SUBMIT_ANSWER),
            gettext_lazy("把最新一版答复送审：处室负责人、公开办、分管领导依次签署。"),
        ),
        Act(
            "renew_answer",
            gettext_lazy("重新送审"),
            "request.handle",
            forms.NothingForm,
            doing.renew,
            why_not.plain(acting.reasons_against_renewing_answer),
            gettext_lazy(
                "审签过的答复一字不改，再送审一次：告知书尚未发出就已不合用的（如救济途径因法律修改而变化），原告知书作废，审签后重新拟定。"
            ),
        ),
        Act(
            ActKind.REQUEST_CORRECTION,
            ActKind.REQUEST_CORRECTION.label,
            "request.handle",
            forms.CorrectionForm,
            doing.correct,
            why_not.by_rule(ActKind.REQUEST_CORRECTION),
            gettext_lazy(
                "申请内容不明确的，在收到之日起 7 个工作日内一次性告知补正。收到补正后，答复期限重新计算。"
            ),
            "政府信息公开条例 第三十条",
        ),
        Act(
            ActKind.RECEIVE_CORRECTION,
            ActKind.RECEIVE_CORRECTION.label,
            "request.register",
            forms.CorrectionReceivedForm,
            doing.corrected,
            why_not.by_rule(ActKind.RECEIVE_CORRECTION),
            gettext_lazy("登记申请人补正的内容。答复期限自收到补正的次日起重新计算。"),
            "政府信息公开条例 第三十条",
        ),
        Act(
            ActKind.CORRECTION_LAPSED,
            gettext_lazy("登记逾期未补正"),
            "request.handle",
            forms.NothingForm,
            doing.lapsed,
            why_not.by_rule(ActKind.CORRECTION_LAPSED),
            gettext_lazy(
                "补正期限已过，申请人无正当理由没有补正的，视为放弃申请；还要拟定并送达答复（A15）。"
            ),
            "政府信息公开条例 第三十条",
        ),
        Act(
            ActKind.CONSULT,
            ActKind.CONSULT.label,
            "request.handle",
            forms.ConsultForm,
            doing.consult,
            why_not.by_rule(ActKind.CONSULT),
            gettext_lazy(
                "第三方和共同制作机关自收到之日起 15 个工作日内答复。第三方不答复的，由本机关依法决定；共同制作机关不答复的，视为同意公开。其他机关的期限由函件写明，不答复没有法定后果。"
            ),
            "政府信息公开条例 第三十二条、第三十四条",
        ),
        Act(
            ActKind.RECORD_REPLY,
            gettext_lazy("登记征求到的意见"),
            "request.handle",
            forms.ReplyForm,
            doing.reply,
            why_not.by_rule(ActKind.RECORD_REPLY),
            gettext_lazy("登记对方的意见和理由，中止的期限从次日起接着计算。"),
            "政府信息公开条例 第三十二条",
        ),
        Act(
            ActKind.TELL_PARTY,
            ActKind.TELL_PARTY.label,
            "request.handle",
            forms.TellPartyForm,
            doing.tell_party,
            why_not.plain(telling),
            gettext_lazy(
                "第三方不同意公开，而不公开会对公共利益造成重大影响的，可以决定公开，并把内容和理由书面告知第三方。告知书发出后才能答复申请人。"
            ),
            "政府信息公开条例 第三十二条",
        ),
        Act(
            ActKind.ADVISE_TRANSFER,
            ActKind.ADVISE_TRANSFER.label,
            "request.handle",
            forms.TransferForm,
            doing.advise,
            why_not.plain(advising),
            gettext_lazy(
                "信息由其他机关负责公开的，另发一份办理建议书，写明向哪个机关、怎样提出；答复本身（A7）仍要另行作出。"
            ),
            "政府信息公开条例 第三十六条",
        ),
        Act(
            ActKind.ASK_OPINIONS,
            ActKind.ASK_OPINIONS.label,
            "request.handle",
            forms.OpinionsForm,
            inside.hear,
            why_not.by_rule(ActKind.ASK_OPINIONS),
            gettext_lazy("拟定答复前，同时征求本机关几个处室的意见。期限照常计算，收齐以前不能送审。"),
        ),
        Act(
            "remind_divisions",
            gettext_lazy("催办处室意见"),
            "request.handle",
            forms.NothingForm,
            inside.remind,
            lambda http, request, now: acting.reasons_against_reminding(now),
            gettext_lazy("再次提醒还没有答复的处室。"),
        ),
        Act(
            ActKind.CONFER,
            gettext_lazy("记录疑难件会商"),
            "request.handle",
            forms.ConferenceForm,
            inside.confer,
            why_not.by_rule(ActKind.CONFER),
            gettext_lazy("会商以后记录：谁召集、谁参加、问题、记录和结论。会商不作决定，答复仍须审签。"),
        ),
        Act(
            ActKind.PROPOSE_EXTENSION,
            ActKind.PROPOSE_EXTENSION.label,
            "request.handle",
            forms.ExtensionForm,
            doing.propose,
            why_not.by_rule(ActKind.PROPOSE_EXTENSION),
            gettext_lazy("延期只有一次，由公开办负责人同意，并且要在期限届满前告知申请人，否则不生效。"),
            "政府信息公开条例 第三十三条",
        ),
        Act(
            "decide_extension",
            gettext_lazy("决定延期"),
            "request.extend",
            forms.DecisionForm,
            doing.decide,
            why_not.deciding,
            gettext_lazy("同意的，拟出告知书；发出之日起期限才延长。提请人不能决定自己的提请。"),
            "政府信息公开条例 第三十三条",
        ),
        Act(
            ActKind.NOTIFY_FEE,
            ActKind.NOTIFY_FEE.label,
            "request.handle",
            forms.FeeForm,
            doing.fee,
            why_not.by_rule(ActKind.NOTIFY_FEE),
            gettext_lazy(
                "原则上不收费。只有数量、频次明显超过合理范围的，才收取信息处理费；按件、按量只选一种。"
            ),
            "政府信息公开条例 第四十二条；国办函〔2020〕109号",
        ),
        Act(
            ActKind.RECORD_PAYMENT,
            gettext_lazy("登记缴费"),
            "request.register",
            forms.PaymentForm,
            doing.paid,
            why_not.paying,
            gettext_lazy("申请人缴清后登记。答复期限自缴费完成次日起重新计算。"),
            "国办函〔2020〕109号",
        ),
        Act(
            ActKind.ASK_REASONS,
            ActKind.ASK_REASONS.label,
            "request.triage",
            forms.FoundForm,
            doing.ask,
            why_not.by_rule(ActKind.ASK_REASONS),
            gettext_lazy("申请数量、频次明显超过合理范围的，可以要求说明理由。期限照常计算，不因此中止。"),
            "政府信息公开条例 第三十五条",
        ),
        Act(
            ActKind.RECEIVE_REASONS,
            ActKind.RECEIVE_REASONS.label,
            "request.register",
            forms.ReasonsReceivedForm,
            doing.explained,
            why_not.explaining,
            gettext_lazy("登记申请人说明的理由；是否合理，在答复时判断。"),
            "政府信息公开条例 第三十五条",
        ),
        Act(
            ActKind.SET_DELAY,
            ActKind.SET_DELAY.label,
            "request.extend",
            forms.DelayForm,
            inside.delay,
            why_not.delaying,
            gettext_lazy("说明的理由合理、但不能按期答复的，可以确定延迟答复的合理期限并告知申请人。"),
            "政府信息公开条例 第三十五条",
        ),
        Act(
            ActKind.LINK_DUPLICATE,
            ActKind.LINK_DUPLICATE.label,
            "request.handle",
            forms.EarlierForm,
            doing.link,
            why_not.by_rule(ActKind.LINK_DUPLICATE),
            gettext_lazy("注明先前同样的申请。只是关联，怎样答复仍由审签决定。"),
            "政府信息公开条例 第三十六条",
        ),
        Act(
            ActKind.ROUTE,
            gettext_lazy("不是申请，转告其他渠道"),
            "request.triage",
            forms.RouteForm,
            doing.route,
            why_not.by_rule(ActKind.ROUTE),
            gettext_lazy(
                "信访、投诉、咨询、查档等不作为政府信息公开申请处理的，也要书面告知，不计入申请统计。"
            ),
            "政府信息公开条例 第三十九条",
        ),
        Act(
            ActKind.FOUND_PUBLIC,
            ActKind.FOUND_PUBLIC.label,
            "request.register",
            forms.FoundPublicForm,
            inside.found,
            why_not.by_rule(ActKind.FOUND_PUBLIC),
            gettext_lazy(
                "申请人自己说已经公开的某一条就是所需要的，才登记，并记下何时、怎样说的。按“已主动公开”计，不计为撤回。"
            ),
            "政府信息公开条例 第三十六条第一项",
            danger=True,
        ),
        Act(
            ActKind.WITHDRAW,
            ActKind.WITHDRAW.label,
            "request.register",
            forms.WithdrawForm,
            doing.withdraw,
            why_not.by_rule(ActKind.WITHDRAW),
            gettext_lazy("申请人自己撤回的才登记。期限停止计算，计入“其他处理”。"),
            danger=True,
        ),
        Act(
            ActKind.VOID,
            ActKind.VOID.label,
            "request.triage",
            forms.ReasonForm,
            doing.void,
            why_not.by_rule(ActKind.VOID),
            gettext_lazy("重复录入或者录入有误的才作废；登记号保留，不再使用。"),
            danger=True,
        ),
        Act(
            ActKind.CORRECT_ANSWER,
            ActKind.CORRECT_ANSWER.label,
            "request.handle",
            forms.ReasonForm,
            doing.correct_answer,
            why_not.by_rule(ActKind.CORRECT_ANSWER),
            gettext_lazy(
                "已经发出的答复有误的，改出新的一版，经同样的审签后以更正文书告知申请人。答复日期不变，更正前仍以已经发出的为准。"
            ),
        ),
        Act(
            ActKind.DROP_CORRECTION,
            ActKind.DROP_CORRECTION.label,
            "request.handle",
            forms.ReasonForm,
            doing.drop_correction,
            why_not.by_rule(ActKind.DROP_CORRECTION),
            gettext_lazy("答复仍以已经发出的为准；更正的审签中止，没有发出的更正文书作废。"),
            danger=True,
        ),
        Act(
            ActKind.ARCHIVE,
            ActKind.ARCHIVE.label,
            "request.handle",
            forms.NothingForm,
            doing.archive,
            why_not.by_rule(ActKind.ARCHIVE),
            gettext_lazy("答复和文书都已送达，没有其他要办的事。"),
            "政府信息公开条例 第四十五条",
        ),
    )
}
"""By verb, in the order in which the page offers them."""
