"""Filling in a cell of table two: a number or that there is none such, with what shows it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value, shown
from gongkai.kernel.figures.services import state_figure
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires
from gongkai.oversight.reporting.desk.common import able, view_of
from gongkai.oversight.reporting.rules.numerals import Unreadable, read_value
from gongkai.oversight.reporting.stating import code_of


class StateForm(forms.Form):
    value = forms.CharField(
        label=gettext_lazy("数字"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("没有的填 0。"),
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    not_applicable = forms.BooleanField(
        label=gettext_lazy("不适用：本机关没有这一项职权或者事项"), required=False
    )
    evidence = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("数字从哪里来：系统、台账或者文件的名称和日期。"),
    )

    def clean_value(self) -> Value:
        try:
            return read_value(self.cleaned_data["value"])
        except Unreadable as error:
            raise forms.ValidationError(_("这不是数字。")) from error

    def stated(self) -> Value:
        return NOT_APPLICABLE if self.cleaned_data["not_applicable"] else self.cleaned_data["value"]


@requires("report.draft")
def state(http: HttpRequest, pk: int, cell: str) -> HttpResponse:
    """A statement is added, none is changed: the newest holds."""
    view = view_of(http, pk)
    if cell not in set(view.standing.form.table2.addresses()):
        raise Http404
    if not able(http, "report.draft", view.report):
        return not_allowed(http, reverse("reports:tables", args=[pk]))
    stands = view.standing.counted.get(cell, BLANK)
    initial = {"value": shown(stands) if stands is not NOT_APPLICABLE else "", "not_applicable": stands is NOT_APPLICABLE}  # fmt: skip
    form = StateForm(http.POST if http.method == "POST" else None, initial=initial)
    reasons = []
    if http.method == "POST" and form.is_valid():
        try:
            state_figure(
                organ=view.report.organ, code=code_of(cell), period=year(view.report.year), value=form.stated(),
                evidence=form.cleaned_data["evidence"], by=http.user, at=now(),
            )  # fmt: skip
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(http, _("已填报。"))
            return HttpResponseRedirect(reverse("reports:tables", args=[pk]) + "#stated")
    context = view.context("tables") | {"form": form, "reasons": reasons, "name": view.standing.form.labels[cell], "cell": cell}  # fmt: skip
    return render(http, "reporting/state.html", context, status=422 if reasons or form.errors else 200)
