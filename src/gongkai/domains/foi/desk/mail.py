"""Messages that wait: a list, one message, and the three ways on: a request, a join, aside."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongkai.domains.foi.models import Message, Request
from gongkai.domains.foi.rules.application import ApplicantFacts, Application
from gongkai.domains.foi.rules.kinds import MessageState
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Channel, Form, IdentityKind
from gongkai.domains.foi.selectors import messages_for, visible
from gongkai.domains.foi.services import mailing
from gongkai.domains.foi.services.intake import spell_code
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.services import open_original
from gongkai.kernel.ui.pages import mark, now, requires, today

A_PAGE = 30
LONGEST = 5000
app_name = "request_mail"


class IntakeForm(forms.Form):
    """What a request needs, filled in from the mail as far as it tells."""

    kind = forms.ChoiceField(label=gettext_lazy("申请人类别"), choices=ApplicantKind.choices)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60, required=False)
    identity_kind = forms.ChoiceField(
        label=gettext_lazy("证件类型"), choices=[("", "—"), *IdentityKind.choices], required=False
    )
    identity = forms.CharField(label=gettext_lazy("证件号码"), max_length=40, required=False)
    organisation = forms.CharField(label=gettext_lazy("组织名称"), max_length=120, required=False)
    organisation_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=18, required=False)
    email = forms.CharField(label=gettext_lazy("电子邮箱"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=40, required=False)
    address = forms.CharField(label=gettext_lazy("通信地址"), max_length=200, required=False)
    subject = forms.CharField(
        label=gettext_lazy("事由"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("简短，不含个人信息；列表中显示。"),
    )
    description = forms.CharField(
        label=gettext_lazy("所需政府信息的描述"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )
    form = forms.ChoiceField(
        label=gettext_lazy("提供方式"), choices=[("", "—"), *Form.choices], required=False
    )

    def application(self) -> Application:
        told = dict(self.cleaned_data)
        about = {name: told.pop(name) for name in ("subject", "description", "form")}
        return Application(channel=Channel.EMAIL, applicant=ApplicantFacts(**told), **about)


@requires("request.register")
def listing(request: HttpRequest) -> HttpResponse:
    """What waits; `?state=` shows what was handled."""
    chosen = request.GET.get("state", MessageState.WAITING)
    state = chosen if chosen in MessageState.values else MessageState.WAITING
    rows = messages_for(request.user, today()).filter(state=state).annotate(attached=Count("files"))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": MessageState.choices}
    return render(request, "foi/mail/list.html", context)


@requires("request.register")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _message(request, pk))


@require_POST
@requires("request.register")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The content in clear; that it was read is in the ledger, so it takes a press of a button."""
    message = _message(request, pk)
    content = _content(request, message)
    return _page(request, message, content=content, form=IntakeForm(initial=_guessed(content)))


@require_POST
@requires("request.register")
def make(request: HttpRequest, pk: int) -> HttpResponse:
    message = _message(request, pk)
    form = IntakeForm(request.POST)
    if form.is_valid():
        try:
            made = mailing.make_request(
                message=message, application=form.application(), by=request.user, at=now()
            )
        except NotAllowed as refusal:
            return _again(request, message, mark(form, refusal.reasons), form)
        said = _("已登记为申请 %(number)s，待双方确认收到。查询码 %(code)s，请随收件回执告知申请人。")
        words = {"number": made.request.number, "code": spell_code(made.code)}
        message.refresh_from_db()
        return _page(
            request, message, said=said % words
        )  # no redirect: the code is told here and kept nowhere
    return _again(request, message, [], form)


@require_POST
@requires("request.register")
def join(request: HttpRequest, pk: int) -> HttpResponse:
    message = _message(request, pk)
    number = request.POST.get("number", "").strip().upper()
    rows = visible(request.user, today()).filter(organ=message.organ)
    target = rows.filter(number=number).first() if number else None
    if target is None:
        reason = Reason("number", _("没有登记号为“%s”的申请。") % number[:60], where="number")
        return _again(request, message, [reason], None)
    return _done(request, message, lambda: _join(request, message, target))


def _join(request: HttpRequest, message: Message, target: Request) -> str:
    mailing.join_message(message=message, request=target, by=request.user, at=now())
    return _("已并入申请 %s。") % target.number


@require_POST
@requires("request.register")
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    message = _message(request, pk)

    def act() -> str:
        reason = request.POST.get("reason", "")
        mailing.put_aside(message=message, reason=reason, by=request.user, at=now())
        return _("已记为不作为申请。")

    return _done(request, message, act)


def _done(request: HttpRequest, message: Message, act) -> HttpResponse:
    try:
        messages.success(request, act())
    except NotAllowed as refusal:
        return _again(request, message, refusal.reasons, None)
    return redirect("request_mail:list")


@requires("request.register")
def download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    message = _message(request, pk)
    file = message.files.filter(pk=number).first()
    if file is None:
        raise Http404
    opened = open_original(file=file, by=request.user, at=now())
    return FileResponse(opened, as_attachment=True, filename=file.name)


def _message(request: HttpRequest, pk: int) -> Message:
    found = messages_for(request.user, today()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _content(request: HttpRequest, message: Message) -> Mapping[str, str]:
    return mailing.read_message(message=message, by=request.user, at=now())


def _guessed(content: Mapping[str, str]) -> dict[str, str]:
    """What the mail itself tells; who applies and with which paper, the official reads in it."""
    return {
        "kind": ApplicantKind.NATURAL_PERSON,
        "name": content.get("name", "")[:60],
        "email": content.get("sender", "")[:120],
        "description": content.get("text", "").strip()[:LONGEST],
    }


def _again(
    request: HttpRequest, message: Message, reasons: list[Reason], form: IntakeForm | None
) -> HttpResponse:
    """Refused: the page with the content open again, for nothing typed is lost."""
    if message.state != MessageState.WAITING:
        return _page(request, message, reasons=reasons, status=422)
    content = _content(request, message)
    form = form or IntakeForm(initial=_guessed(content))
    return _page(request, message, content=content, form=form, reasons=reasons, status=422)


def _page(request: HttpRequest, message: Message, *, status: int = 200, **context) -> HttpResponse:
    content = context.get("content") or {}
    number = request.POST.get("number") or mailing.number_in(content.get("subject", ""), message.organ)
    context |= {
        "message": message,
        "files": message.files.all(),
        "number": number,
        "waits": message.state == MessageState.WAITING,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "foi/mail/message.html", context, status=status)


urlpatterns = [
    path("", listing, name="list"),
    path("<int:pk>/", one, name="message"),
    path("<int:pk>/read/", read, name="read"),
    path("<int:pk>/make/", make, name="make"),
    path("<int:pk>/join/", join, name="join"),
    path("<int:pk>/aside/", aside, name="aside"),
    path("<int:pk>/files/<int:number>/", download, name="file"),
]
