"""The acts on a request as the desk offers them: what the button says, what it asks, why not now, which service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi import services
from gongkai.domains.foi.desk import act_forms as forms
from gongkai.domains.foi.desk import inside
from gongkai.domains.foi.desk.common import kept
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.acting import Standing
from gongkai.domains.foi.rules.offering import FULL, WHY_NOT, advising, telling
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import visible
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.ui.pages import now, today

Why = Callable[[HttpRequest, Request, Standing], list[Reason]]


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


def _by(http: HttpRequest) -> dict[str, Any]:
    return {"by": http.user, "at": now()}


# --- what each does ---------------------------------------------------------------------------------------------


def _confirm(http, request, data) -> str:
    done = services.confirm_receipt(request=request, on=data["day"], asked_on=data["asked_on"], **_by(http))
    return _("已记录确认，收到申请之日为 %s。") % done.received_on.isoformat()


def _assign(http, request, data) -> str:
    services.assign(request=request, **data, **_by(http))
    return _("已交办 %s。") % data["division"].name


def _route(http, request, data) -> str:
    services.route(request=request, **data, **_by(http))
    return _("已拟好告知书，发出后生效。请到下方“文书”签发、用印、发出。")


def _correct(http, request, data) -> str:
    services.request_correction(request=request, **data, **_by(http))
    return _("已拟好补正告知书，发出之日起中止计算期限。请到下方“文书”签发、用印、发出。")


def _corrected(http, request, data) -> str:
    given = kept(http, data["materials"], request.organ, sealed=True)
    fields = {"content": data["content"], "on": data["day"], "good_reason": data["good_reason"]}
    services.receive_correction(request=request, files=given, **fields, **_by(http))
    return _("已登记补正，答复期限重新计算。")


def _lapsed(http, request, data) -> str:
    services.correction_lapsed(request=request, **_by(http))
    return _("已登记逾期未补正，可以拟定答复（A15）。")


def _consult(http, request, data) -> str:
    services.consult(request=request, **data, **_by(http))
    return _("已拟好征求意见书，发出之日起中止计算期限。请到下方“文书”签发、用印、发出。")


def _reply(http, request, data) -> str:
    given = kept(http, data["evidence"], request.organ)
    fields = {name: data[name] for name in ("ref", "reply", "reason")}
    evidence = given[0][0] if given else None
    services.record_reply(request=request, on=data["day"], evidence=evidence, **fields, **_by(http))
    return _("已登记对方的意见，期限恢复计算。")


def _tell_party(http, request, data) -> str:
    services.tell_party(request=request, **data, **_by(http))
    return _("已拟好第三方告知书，发出后才算告知。请到下方“文书”签发、用印、发出。")


def _advise(http, request, data) -> str:
    services.advise_transfer(request=request, **data, **_by(http))
    return _("已拟好办理建议书。请到下方“文书”签发、用印、发出。")


def _propose(http, request, data) -> str:
    services.propose_extension(request=request, **data, **_by(http))
    return _("已提请延期，等待公开办负责人决定。")


def _decide(http, request, data) -> str:
    approved = data["approved"] == "yes"
    services.decide_extension(request=request, approved=approved, opinion=data["opinion"], **_by(http))
    return (
        _("已同意。告知书发出后延期才生效，请在期限届满前发出。") if approved else _("已记录：不同意延期。")
    )


def _fee(http, request, data) -> str:
    made = services.notify_fee(request=request, **data, **_by(http))
    return _("已拟好收费通知，金额 %d 元。请到下方“文书”签发、用印、发出。") % made.amount


def _paid(http, request, data) -> str:
    number = data["receipt_number"]
    services.record_payment(request=request, on=data["day"], receipt_number=number, **_by(http))
    return _("已登记缴费，答复期限重新计算。")


def _ask(http, request, data) -> str:
    services.ask_reasons(request=request, **data, **_by(http))
    return _("已拟好要求说明理由的通知。请到下方“文书”签发、用印、发出。")


def _explained(http, request, data) -> str:
    services.receive_reasons(request=request, content=data["content"], on=data["day"], **_by(http))
    return _("已登记申请人说明的理由。")


def _link(http, request, data) -> str:
    found = visible(http.user, today()).filter(number=data["earlier"].strip().upper()).first()
    if found is None:
        refuse([Reason("earlier", _("没有这个登记号，请核对。"), where="earlier")])
    services.link_duplicate(request=request, earlier=found, **_by(http))
    return _("已关联 %s。") % found.number


def _withdraw(http, request, data) -> str:
    services.withdraw(request=request, reason=data["reason"], on=data["day"], **_by(http))
    return _("已登记申请人撤回，期限停止计算。")


def _void(http, request, data) -> str:
    services.void(request=request, **data, **_by(http))
    return _("已作废，登记号保留在台账中。")


def _archive(http, request, data) -> str:
    services.archive(request=request, **_by(http))
    return _("已归档。")


def _renew(http, request, data) -> str:
    services.renew_answer(request=request, **_by(http))
    return _("已按原文重新送审；审签完毕后，文书按当日的法律重新拟定。")


def _submit(http, request, data) -> str:
    services.submit_answer(request=request, **_by(http))
    return _("已送审签。")


# --- why not now ------------------------------------------------------------------------------------------------


def _plain(rule: Callable[[Standing], list[Reason]]) -> Why:
    return lambda http, request, now: rule(now)


def _by_rule(verb: str) -> Why:
    return lambda http, request, now: WHY_NOT[verb](now)


def _not_confirming(http, request, now) -> list[Reason]:
    submitted_on = shanghai_date(request.submitted_at)
    return acting.reasons_against_confirming(now, on=now.today, submitted_on=submitted_on)


def _not_deciding(http, request, now) -> list[Reason]:
    return acting.reasons_against_deciding_extension(now, by=http.user.pk, opinion=FULL)


def _not_paying(http, request, now) -> list[Reason]:
    fee = getattr(request, "fee", None)
    noticed = fee.noticed_on if fee else None
    return acting.reasons_against_recording_payment(now, on=now.today, notice_on=noticed)


def _not_explained(http, request, now) -> list[Reason]:
    asked = any(act.kind == ActKind.ASK_REASONS for act in request.last_acts)
    reasons = acting.reasons_against_drafting_answer(now)
    if not asked:
        reasons.append(Reason("not_asked", _("没有要求申请人说明过理由。"), "政府信息公开条例 第三十五条"))
    return reasons


def _not_delaying(http, request, now) -> list[Reason]:
    done = {act.kind for act in request.last_acts}
    return acting.reasons_against_delaying(now, until=date.max, judged=FULL, done=done)


ACTS: dict[str, Act] = {
    act.verb: act
    for act in (
        Act(
            ActKind.CONFIRM_RECEIPT,
            ActKind.CONFIRM_RECEIPT.label,
            "request.register",
            forms.ConfirmForm,
            _confirm,
            _not_confirming,
            gettext_lazy("网上、传真、电子邮件和平常信函，以双方确认之日为收到申请之日，期限从次日起算。"),
            "政府信息公开条例 第三十一条",
        ),
        Act(
            ActKind.ASSIGN,
            ActKind.ASSIGN.label,
            "request.assign",
            forms.AssignForm,
            _assign,
            _by_rule(ActKind.ASSIGN),
            gettext_lazy("交给一个处室承办，可以指定承办人；以后可以改交别的处室。"),
        ),
        Act(
            ActKind.SUBMIT_ANSWER,
            ActKind.SUBMIT_ANSWER.label,
            "request.handle",
            forms.NothingForm,
            _submit,
            _by_rule(ActKind.SUBMIT_ANSWER),
            gettext_lazy("把最新一版答复送审：处室负责人、公开办、分管领导依次签署。"),
        ),
        Act(
            "renew_answer",
            gettext_lazy("重新送审"),
            "request.handle",
            forms.NothingForm,
            _renew,
            _plain(acting.reasons_against_renewing_answer),
            gettext_lazy(
                "审签过的答复一字不改，再送审一次：告知书尚未发出就已不合用的（如救济途径因法律修改而变化），原告知书作废，审签后重新拟定。"
            ),
        ),
        Act(
            ActKind.REQUEST_CORRECTION,
            ActKind.REQUEST_CORRECTION.label,
            "request.handle",
            forms.CorrectionForm,
            _correct,
            _by_rule(ActKind.REQUEST_CORRECTION),
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
            _corrected,
            _by_rule(ActKind.RECEIVE_CORRECTION),
            gettext_lazy("登记申请人补正的内容。答复期限自收到补正的次日起重新计算。"),
            "政府信息公开条例 第三十条",
        ),
        Act(
            ActKind.CORRECTION_LAPSED,
            gettext_lazy("登记逾期未补正"),
            "request.handle",
            forms.NothingForm,
            _lapsed,
            _by_rule(ActKind.CORRECTION_LAPSED),
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
            _consult,
            _by_rule(ActKind.CONSULT),
            gettext_lazy(
                "第三方和共同制作机关自收到之日起 15 个工作日内答复。第三方不答复的，由本机关依法决定；共同制作机关不答复的，视为同意公开。"
            ),
            "政府信息公开条例 第三十二条、第三十四条",
        ),
        Act(
            ActKind.RECORD_REPLY,
            gettext_lazy("登记征求到的意见"),
            "request.handle",
            forms.ReplyForm,
            _reply,
            _by_rule(ActKind.RECORD_REPLY),
            gettext_lazy("登记对方的意见和理由，中止的期限从次日起接着计算。"),
            "政府信息公开条例 第三十二条",
        ),
        Act(
            ActKind.TELL_PARTY,
            ActKind.TELL_PARTY.label,
            "request.handle",
            forms.TellPartyForm,
            _tell_party,
            _plain(telling),
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
            _advise,
            _plain(advising),
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
            _by_rule(ActKind.ASK_OPINIONS),
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
            _by_rule(ActKind.CONFER),
            gettext_lazy("会商以后记录：谁召集、谁参加、问题、记录和结论。会商不作决定，答复仍须审签。"),
        ),
        Act(
            ActKind.PROPOSE_EXTENSION,
            ActKind.PROPOSE_EXTENSION.label,
            "request.handle",
            forms.ExtensionForm,
            _propose,
            _by_rule(ActKind.PROPOSE_EXTENSION),
            gettext_lazy("延期只有一次，由公开办负责人同意，并且要在期限届满前告知申请人，否则不生效。"),
            "政府信息公开条例 第三十三条",
        ),
        Act(
            "decide_extension",
            gettext_lazy("决定延期"),
            "request.extend",
            forms.DecisionForm,
            _decide,
            _not_deciding,
            gettext_lazy("同意的，拟出告知书；发出之日起期限才延长。提请人不能决定自己的提请。"),
            "政府信息公开条例 第三十三条",
        ),
        Act(
            ActKind.NOTIFY_FEE,
            ActKind.NOTIFY_FEE.label,
            "request.handle",
            forms.FeeForm,
            _fee,
            _by_rule(ActKind.NOTIFY_FEE),
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
            _paid,
            _not_paying,
            gettext_lazy("申请人缴清后登记。答复期限自缴费完成次日起重新计算。"),
            "国办函〔2020〕109号",
        ),
        Act(
            ActKind.ASK_REASONS,
            ActKind.ASK_REASONS.label,
            "request.triage",
            forms.FoundForm,
            _ask,
            _by_rule(ActKind.ASK_REASONS),
            gettext_lazy("申请数量、频次明显超过合理范围的，可以要求说明理由。期限照常计算，不因此中止。"),
            "政府信息公开条例 第三十五条",
        ),
        Act(
            ActKind.RECEIVE_REASONS,
            ActKind.RECEIVE_REASONS.label,
            "request.register",
            forms.ReasonsReceivedForm,
            _explained,
            _not_explained,
            gettext_lazy("登记申请人说明的理由；是否合理，在答复时判断。"),
            "政府信息公开条例 第三十五条",
        ),
        Act(
            ActKind.SET_DELAY,
            ActKind.SET_DELAY.label,
            "request.extend",
            forms.DelayForm,
            inside.delay,
            _not_delaying,
            gettext_lazy("说明的理由合理、但不能按期答复的，可以确定延迟答复的合理期限并告知申请人。"),
            "政府信息公开条例 第三十五条",
        ),
        Act(
            ActKind.LINK_DUPLICATE,
            ActKind.LINK_DUPLICATE.label,
            "request.handle",
            forms.EarlierForm,
            _link,
            _by_rule(ActKind.LINK_DUPLICATE),
            gettext_lazy("注明先前同样的申请。只是关联，怎样答复仍由审签决定。"),
            "政府信息公开条例 第三十六条",
        ),
        Act(
            ActKind.ROUTE,
            gettext_lazy("不是申请，转告其他渠道"),
            "request.triage",
            forms.RouteForm,
            _route,
            _by_rule(ActKind.ROUTE),
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
            _by_rule(ActKind.FOUND_PUBLIC),
            gettext_lazy("申请人自己说已经公开的某一条就是所需要的，才登记。按“已主动公开”计，不计为撤回。"),
            "政府信息公开条例 第三十六条第一项",
            danger=True,
        ),
        Act(
            ActKind.WITHDRAW,
            ActKind.WITHDRAW.label,
            "request.register",
            forms.WithdrawForm,
            _withdraw,
            _by_rule(ActKind.WITHDRAW),
            gettext_lazy("申请人自己撤回的才登记。期限停止计算，计入“其他处理”。"),
            danger=True,
        ),
        Act(
            ActKind.VOID,
            ActKind.VOID.label,
            "request.triage",
            forms.ReasonForm,
            _void,
            _by_rule(ActKind.VOID),
            gettext_lazy("重复录入或者录入有误的才作废；登记号保留，不再使用。"),
            danger=True,
        ),
        Act(
            ActKind.ARCHIVE,
            ActKind.ARCHIVE.label,
            "request.handle",
            forms.NothingForm,
            _archive,
            _by_rule(ActKind.ARCHIVE),
            gettext_lazy("答复和文书都已送达，没有其他要办的事。"),
            "政府信息公开条例 第四十五条",
        ),
    )
}
"""By verb, in the order in which the page offers them."""
