"""Reviews and lawsuits: the list with its hearings, the page of one, what was learned."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import able, address_of, kept, request_or_404, typed
from gongkai.domains.foi.desk.fields import a_day, area, choice, files, line
from gongkai.domains.foi.models import Appeal, Request
from gongkai.domains.foi.reading import reading_of
from gongkai.domains.foi.remedying import decision_limit, review_missing
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult, AppealStage
from gongkai.domains.foi.selectors import office_setting, visible
from gongkai.domains.foi.services.appealing import APPEAL
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.typed import whole_number
from gongkai.kernel.clocks.selectors import clock_lines
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, today

PAGE = 30
STAGES = [(value, label) for value, label in AppealStage.choices if value not in ("filed", "decided")]
RESULTS = [(value, label) for value, label in AppealResult.choices if value != AppealResult.PENDING]


class FileForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"),
        choices=AppealKind.choices,
        initial=AppealKind.REVIEW,
        widget=forms.RadioSelect,
    )
    after = forms.ModelChoiceField(
        label=gettext_lazy("经过的复议"),
        queryset=Appeal.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有经过复议"),
        help_text=gettext_lazy("诉讼前经过复议的才选。"),
    )
    body = line(gettext_lazy("复议机关或法院"), 120, required=False)
    number = line(gettext_lazy("案号"), 80, required=False)
    filed_on = a_day(
        gettext_lazy("收到通知之日"),
        help_text=gettext_lazy("收到复议申请书副本或者起诉状副本之日，答复期限由此起算。"),
    )
    simplified = forms.BooleanField(
        label=gettext_lazy("适用简易程序"),
        required=False,
        help_text=gettext_lazy("复议简易程序 5 个工作日内答复，普通程序 10 个工作日；诉讼 15 日内答辩。"),
    )

    def __init__(self, *args, about: Request, **options):
        super().__init__(*args, **options)
        self.fields["after"].queryset = about.appeals.filter(kind=AppealKind.REVIEW)


class NoteForm(forms.Form):
    title = gettext_lazy("登记进展")
    stage = choice(gettext_lazy("进展"), STAGES, gettext_lazy("请选择"), required=False)
    on = a_day(gettext_lazy("日期"), help_text=gettext_lazy("听证、开庭的填开庭之日，会列入开庭日程。"))
    note = area(gettext_lazy("说明"), 2, required=False)
    file = files(gettext_lazy("文书"))


class DecideForm(forms.Form):
    title = gettext_lazy("登记结果")
    result = choice(gettext_lazy("审理结果"), RESULTS, gettext_lazy("请选择"), required=False)
    on = a_day(gettext_lazy("决定或判决之日"))
    lesson = area(
        gettext_lazy("经验教训"),
        3,
        required=False,
        help_text=gettext_lazy("以后同类申请应当怎样答复，文书样式要不要改。"),
    )
    decision = files(gettext_lazy("决定书、判决书"))


class CorrectForm(forms.Form):
    title = gettext_lazy("更正结果")
    result = choice(gettext_lazy("审理结果"), RESULTS, gettext_lazy("请选择"), required=False)
    on = a_day(gettext_lazy("决定或判决之日"))
    reason = area(
        gettext_lazy("更正的理由"), 2, required=False, help_text=gettext_lazy("原来登记的结果留在经过里。")
    )
    decision = files(gettext_lazy("决定书、判决书"), help_text=gettext_lazy("不换文书的不必再传。"))


def _forms(appeal: Appeal) -> dict[str, forms.Form]:
    """What may be registered now: progress and the end, or after it what was wrong with that."""
    if appeal.result != AppealResult.PENDING:
        stands = {"result": appeal.result, "on": appeal.decided_on}
        return {"correct": CorrectForm(initial=stands, auto_id="id_correct_%s")}
    return {
        "note": NoteForm(initial={"on": today()}, auto_id="id_note_%s"),
        "decide": DecideForm(initial={"on": today()}, auto_id="id_decide_%s"),
    }


def _visible(http: HttpRequest) -> QuerySet[Appeal]:
    reach = visible(http.user, today()).values("pk")
    return Appeal.objects.filter(request__in=reach).select_related("request__organ", "request__division")


@requires("request.view")
def listing(http: HttpRequest) -> HttpResponse:
    """Those under way first, then by day; beside them what will be heard when."""
    rows = _visible(http)
    if http.GET.get("result") in AppealResult.values:
        rows = rows.filter(result=http.GET["result"])
    if http.GET.get("kind") in AppealKind.values:
        rows = rows.filter(kind=http.GET["kind"])
    before = whole_number(http.GET.get("after", ""))
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
    hearings = _visible(http).filter(hearing_on__gte=today(), result=AppealResult.PENDING)
    context = {
        "appeals": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else "",
        "hearings": hearings.order_by("hearing_on", "pk")[:PAGE],
        "results": AppealResult.choices,
        "kinds": AppealKind.choices,
        "chosen": {name: http.GET.get(name, "") for name in ("result", "kind")},
    }
    return render(http, "foi/desk/appeals.html", context)


@requires("request.appeal")
def new(http: HttpRequest, pk: int) -> HttpResponse:
    request = request_or_404(http, pk)
    if not able(http, "request.appeal", request):
        return not_allowed(http, address_of(request))
    setting = office_setting(request.organ)
    proposed = {"filed_on": today(), "body": setting.review_organ}
    form = FileForm(http.POST if http.method == "POST" else None, about=request, initial=proposed)
    reasons = []
    if http.method == "POST" and form.is_valid():
        try:
            made = services.file_appeal(request=request, **form.cleaned_data, by=http.user, at=now())
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(http, _("已登记。"))
            return HttpResponseRedirect(reverse("requests:appeal", args=[made.pk]))
    context = {"case": request, "form": form, "reasons": reasons, "setting": setting}
    context["defence"] = review_missing(request)
    return render(http, "foi/desk/appeal_new.html", context, status=422 if form.is_bound else 200)


@requires("request.view")
def detail(http: HttpRequest, pk: int) -> HttpResponse:
    appeal = _visible(http).select_related("after", "decision").filter(pk=pk).first()
    if appeal is None:
        raise Http404
    allowed = able(http, "request.appeal", appeal.request)
    forms_of = _forms(appeal)
    reasons, which = [], http.POST.get("which", "")
    if http.method == "POST":
        if not allowed or which not in _DO:
            return not_allowed(http, reverse("requests:appeal", args=[pk]))
        kind, do = _DO[which]
        form = kind(http.POST, http.FILES, auto_id=f"id_{which}_%s")
        forms_of |= {which: form} if which in forms_of else {}
        try:
            messages.success(http, do(http, appeal, typed(form)))
            return HttpResponseRedirect(reverse("requests:appeal", args=[pk]))
        except NotAllowed as refusal:
            reasons = list(refusal.reasons)
    context = {
        "case": appeal.request,
        "appeal": appeal,
        "reading": reading_of(http.user, appeal.request, today()),
        "events": appeal.events.order_by("id"),
        "clocks": clock_lines([(APPEAL, str(pk))], today()),
        "decision": decision_limit(appeal),
        "allowed": allowed,
        "defence": review_missing(appeal.request, appeal.kind, reviewed=appeal.after_id is not None),
        "forms": forms_of,
        "reasons": reasons,
    }
    return render(http, "foi/desk/appeal.html", context, status=422 if reasons else 200)


def _note(http: HttpRequest, appeal: Appeal, data: dict) -> str:
    given = kept(http, data.pop("file"), appeal.request.organ)
    file = given[0][0] if given else None
    services.note_appeal(appeal=appeal, file=file, **data, by=http.user, at=now())
    return _("已登记进展。")


def _decide(http: HttpRequest, appeal: Appeal, data: dict) -> str:
    given = kept(http, data.pop("decision"), appeal.request.organ)
    decision = given[0][0] if given else None
    services.decide_appeal(appeal=appeal, decision=decision, **data, by=http.user, at=now())
    return _("已登记结果。")


def _correct(http: HttpRequest, appeal: Appeal, data: dict) -> str:
    given = kept(http, data.pop("decision"), appeal.request.organ)
    decision = given[0][0] if given else None
    services.correct_decision(appeal=appeal, decision=decision, **data, by=http.user, at=now())
    return _("已更正结果。")


_DO: dict[str, tuple[type[forms.Form], Callable[[HttpRequest, Appeal, dict], str]]] = {
    "note": (NoteForm, _note),
    "decide": (DecideForm, _decide),
    "correct": (CorrectForm, _correct),
}
