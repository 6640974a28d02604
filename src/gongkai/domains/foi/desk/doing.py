"""What each act on a request does: the service it calls, and the sentence that tells what was done."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import kept
from gongkai.domains.foi.selectors import visible
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.kernel.ui.pages import now, today


def _by(http: HttpRequest) -> dict[str, Any]:
    return {"by": http.user, "at": now()}


def confirm(http, request, data) -> str:
    done = services.confirm_receipt(request=request, on=data["day"], asked_on=data["asked_on"], **_by(http))
    return _("已记录确认，收到申请之日为 %s。") % done.received_on.isoformat()


def assign(http, request, data) -> str:
    services.assign(request=request, **data, **_by(http))
    return _("已交办 %s。") % data["division"].name


def route(http, request, data) -> str:
    services.route(request=request, **data, **_by(http))
    return _("已拟好告知书，发出后生效。请到下方“文书”签发、用印、发出。")


def correct(http, request, data) -> str:
    services.request_correction(request=request, **data, **_by(http))
    return _("已拟好补正告知书，发出之日起中止计算期限。请到下方“文书”签发、用印、发出。")


def corrected(http, request, data) -> str:
    given = kept(http, data["materials"], request.organ, sealed=True)
    fields = {"content": data["content"], "on": data["day"], "good_reason": data["good_reason"]}
    services.receive_correction(request=request, files=given, **fields, **_by(http))
    return _("已登记补正，答复期限重新计算。")


def lapsed(http, request, data) -> str:
    services.correction_lapsed(request=request, **_by(http))
    return _("已登记逾期未补正，可以拟定答复（A15）。")


def consult(http, request, data) -> str:
    services.consult(request=request, **data, **_by(http))
    return _("已拟好征求意见书，发出之日起中止计算期限。请到下方“文书”签发、用印、发出。")


def reply(http, request, data) -> str:
    given = kept(http, data["evidence"], request.organ)
    fields = {name: data[name] for name in ("ref", "reply", "reason")}
    evidence = given[0][0] if given else None
    services.record_reply(request=request, on=data["day"], evidence=evidence, **fields, **_by(http))
    return _("已登记对方的意见，期限恢复计算。")


def tell_party(http, request, data) -> str:
    services.tell_party(request=request, **data, **_by(http))
    return _("已拟好第三方告知书，发出后才算告知。请到下方“文书”签发、用印、发出。")


def advise(http, request, data) -> str:
    services.advise_transfer(request=request, **data, **_by(http))
    return _("已拟好办理建议书。请到下方“文书”签发、用印、发出。")


def propose(http, request, data) -> str:
    services.propose_extension(request=request, **data, **_by(http))
    return _("已提请延期，等待公开办负责人决定。")


def decide(http, request, data) -> str:
    approved = data["approved"] == "yes"
    services.decide_extension(request=request, approved=approved, opinion=data["opinion"], **_by(http))
    return (
        _("已同意。告知书发出后延期才生效，请在期限届满前发出。") if approved else _("已记录：不同意延期。")
    )


def fee(http, request, data) -> str:
    made = services.notify_fee(request=request, **data, **_by(http))
    return _("已拟好收费通知，金额 %d 元。请到下方“文书”签发、用印、发出。") % made.amount


def paid(http, request, data) -> str:
    number = data["receipt_number"]
    services.record_payment(request=request, on=data["day"], receipt_number=number, **_by(http))
    return _("已登记缴费，答复期限重新计算。")


def ask(http, request, data) -> str:
    services.ask_reasons(request=request, **data, **_by(http))
    return _("已拟好要求说明理由的通知。请到下方“文书”签发、用印、发出。")


def explained(http, request, data) -> str:
    services.receive_reasons(request=request, content=data["content"], on=data["day"], **_by(http))
    return _("已登记申请人说明的理由。")


def link(http, request, data) -> str:
    found = visible(http.user, today()).filter(number=data["earlier"].strip().upper()).first()
    if found is None:
        refuse([Reason("earlier", _("没有这个登记号，请核对。"), where="earlier")])
    services.link_duplicate(request=request, earlier=found, **_by(http))
    return _("已关联 %s。") % found.number


def withdraw(http, request, data) -> str:
    given = kept(http, data["evidence"], request.organ, sealed=True)
    services.withdraw(request=request, reason=data["reason"], on=data["day"], files=given, **_by(http))
    return _("已登记申请人撤回，期限停止计算。")


def void(http, request, data) -> str:
    services.void(request=request, **data, **_by(http))
    return _("已作废，登记号保留在台账中。")


def archive(http, request, data) -> str:
    services.archive(request=request, **_by(http))
    return _("已归档。")


def renew(http, request, data) -> str:
    services.renew_answer(request=request, **_by(http))
    return _("已按原文重新送审；审签完毕后，文书按当日的法律重新拟定。")


def correct_answer(http, request, data) -> str:
    services.correct_answer(request=request, **data, **_by(http))
    return _("请改出更正后的一版答复，再送审签；审签后自动拟出更正文书。")


def drop_correction(http, request, data) -> str:
    services.drop_correction(request=request, **data, **_by(http))
    return _("已放弃更正，答复仍以已经发出的为准。")


def submit(http, request, data) -> str:
    services.submit_answer(request=request, **_by(http))
    return _("已送审签。")
