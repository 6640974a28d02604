"""From one applicant to everybody: the draft of a record made from what was given."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import able, address_of, request_or_404
from gongkai.domains.foi.desk.fields import area, line
from gongkai.domains.foi.rules.converting import reasons_against_converting
from gongkai.domains.foi.selectors import answer_that_counts
from gongkai.domains.foi.services.converting import facts_of, record_of
from gongkai.domains.foi.similar import around, worth_converting
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, today


class ConvertForm(forms.Form):
    title = line(
        gettext_lazy("信息标题"), 200, help_text=gettext_lazy("公开后人人可见，不写申请人的姓名和情况。")
    )
    abstract = area(gettext_lazy("内容概述"), 3, required=False)


@requires("request.handle")
def convert(http: HttpRequest, pk: int) -> HttpResponse:
    request = request_or_404(http, pk)
    if not able(http, "request.handle", request):
        return not_allowed(http, address_of(request))
    answer = answer_that_counts(request.answers.all())
    form = ConvertForm(http.POST if http.method == "POST" else None, initial={"title": request.subject})
    reasons = []
    if http.method == "POST" and form.is_valid():
        try:
            made = services.convert(request=request, **form.cleaned_data, by=http.user, at=now())
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(http, _("已起草，审签和公开与其他信息一样办理。"))
            return HttpResponseRedirect(reverse("records:detail", args=[made.pk]))
    context = {
        "case": request,
        "form": form,
        "reasons": reasons,
        "why_not": reasons_against_converting(facts_of(request, answer), title=request.subject),
        "record": record_of(request),
        "files": answer.files.select_related("file") if answer else [],
        "others": worth_converting(request, around(request, http.user, today())),
    }
    return render(http, "foi/desk/convert.html", context, status=422 if reasons or form.errors else 200)
