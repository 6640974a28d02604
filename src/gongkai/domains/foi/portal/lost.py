"""A lost query code: identity number, name and number of the request must all fit; a phone number never helps."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.portal import guarding
from gongkai.domains.foi.portal.forms import summary_of
from gongkai.domains.foi.portal.shell import APPLICANT, page
from gongkai.domains.foi.rules.identity import is_credit_code
from gongkai.domains.foi.rules.pacing import GUESSES_MOST, Scope
from gongkai.domains.foi.selectors import by_identity
from gongkai.domains.foi.services.intake import spell_code
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Organ


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def page_of_lost(request: HttpRequest) -> HttpResponse:
    """GET and POST /progress/lost/"""
    at = timezone.now()
    typed = {
        name: request.POST.get(name, "").replace("\x00", "").strip()[:80]
        for name in ("name", "identity", "number", "organ", "day")
    }
    reasons: list[Reason] = []
    if request.method == "POST":
        reasons = _missing(typed) or _guessing(request, typed["identity"], at)
        found = [] if reasons else by_identity(typed["identity"], typed["name"], **_which(typed))
        if found:
            return _told(request, found, at)
        if not reasons:
            guarding.count_guess(request, Scope.LOST, typed["identity"], at)
            said = _("所填各项与登记不一致，没有找到。请核对；仍然找不到的，请带身份证件到受理窗口。")
            reasons = [Reason("no_fit", said, where="identity")]
    context = {
        "typed": typed,
        "errors": summary_of(reasons),
        "organs": list(Organ.objects.order_by("path")),
        "question": guarding.new_question() if any(r.code == "proof" for r in reasons) else None,
    }
    title = _("找回查询码")
    above = (_("查询办理进度"), reverse("foi_portal:progress"))
    return page(request, "foi/portal/lost.html", title, context, status=422 if reasons else 200, above=above)


def _missing(typed: dict[str, str]) -> list[Reason]:
    reasons = [] if typed["name"] else [Reason("name", _("请填写申请时的姓名。"), where="name")]
    if not typed["identity"]:
        reasons.append(
            Reason("identity", _("请填写申请时的证件号码；单位填统一社会信用代码。"), where="identity")
        )
    if not typed["number"] and is_credit_code(typed["identity"]):
        said = _("单位申请的，要填登记号才能找回；不记得登记号的，请带单位证明到受理窗口。")
        reasons.append(Reason("number", said, where="number"))
    elif not typed["number"] and not (typed["organ"] and _day(typed["day"])):
        said = _("请填写登记号；不记得登记号的，请选择机关并填写提交日期。")
        reasons.append(Reason("number", said, where="number"))
    return reasons


def _guessing(request: HttpRequest, identity: str, at: datetime) -> list[Reason]:
    """A simple question after a few wrong guesses, the next hour after many."""
    if guarding.guesses(Scope.LOST, identity, at) >= GUESSES_MOST:
        said = _("这个证件号码一小时内核对不符的次数太多，请一小时后再试，或者带身份证件到受理窗口。")
        return [Reason("too_many", said, where="identity")]
    if guarding.must_answer(request, Scope.LOST, identity, at) and not guarding.answered(request, at):
        return [Reason("proof", _("请回答下面的简单问题，再继续。"), where="proof")]
    return []


def _which(typed: dict[str, str]) -> dict:
    if typed["number"]:
        return {"number": typed["number"]}
    return {"organ_code": typed["organ"], "day": _day(typed["day"])}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _told(request: HttpRequest, found: list[Request], at: datetime) -> HttpResponse:
    """New codes; the old ones are void. Ledger: request.new_code, and a line on the page of each request."""
    made = [(one, spell_code(services.new_code(request=one, by=APPLICANT, at=at))) for one in found]
    context = {"made": made, "at": at.astimezone(SHANGHAI)}
    return page(request, "foi/portal/new_code.html", _("新的查询码"), context)
