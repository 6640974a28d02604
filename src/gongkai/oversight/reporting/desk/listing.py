"""The list of reports, and beginning one."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import organs_in_reach
from gongkai.kernel.ui.pages import not_allowed, now, requires, tell, today
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.desk.common import STATES, state_of
from gongkai.oversight.reporting.rules.versions import STATUTORY
from gongkai.oversight.reporting.selectors import clocks_of, visible, with_submission

MOST = 200
"""Reports that one page shows; a year narrows the list."""


class OpenForm(forms.Form):
    organ = forms.ModelChoiceField(
        label=gettext_lazy("机关"), queryset=Organ.objects.none(), empty_label=None
    )
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int)

    def __init__(self, *args, organs, until: date, **options):
        super().__init__(*args, **options)
        self.fields["organ"].queryset = organs
        first = min(form.since for form in STATUTORY)
        self.fields["year"].choices = [(year, year) for year in range(until.year, first - 1, -1)]
        self.fields["year"].initial = until.year - 1


def _form(http: HttpRequest) -> OpenForm:
    organs = organs_in_reach(http.user, "report.draft", today()).order_by("path")
    return OpenForm(http.POST if http.method == "POST" else None, organs=organs, until=today())


@requires("report.view")
def listing(http: HttpRequest) -> HttpResponse:
    """Newest year first; the own organ before those below it."""
    rows = with_submission(visible(http.user, today()))
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    chosen = whole_number(http.GET.get("year", ""))
    if chosen in years:
        rows = rows.filter(year=chosen)
    found = list(rows.order_by("-year", "organ__path")[: MOST + 1])
    clocks = clocks_of(found, today())
    lines = [(report, *STATES[state_of(report)], clocks.get(report.pk)) for report in found[:MOST]]
    form = _form(http)
    context = {
        "lines": lines,
        "more": len(found) > MOST,
        "years": years,
        "chosen": chosen,
        "form": form if form.fields["organ"].queryset.exists() else None,
    }
    return render(http, "reporting/list.html", context)


@require_POST
@requires("report.draft")
def open_one(http: HttpRequest) -> HttpResponse:
    """Begin the report of a year, with its words drafted."""
    form = _form(http)
    if not form.is_valid():
        return not_allowed(http, reverse("reports:list"))
    try:
        report = services.open_report(**form.cleaned_data, by=http.user, at=now())
        services.draft_report(report=report, by=http.user, at=now())
    except NotAllowed as refusal:
        tell(http, refusal)
        return HttpResponseRedirect(reverse("reports:list"))
    messages.success(http, _("已建立年度报告，正文已按统计数据起草。"))
    return HttpResponseRedirect(reverse("reports:detail", args=[report.pk]))
