"""Filling the fields of a letter: revise a draft, write the correction of a sealed one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.kernel.letters import services
from gongkai.kernel.letters.desk.common import able, letter_or_404
from gongkai.kernel.letters.desk.forms import ValuesForm
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.selectors import text_in_force, text_of
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires


@requires("letter.draft")
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, pk, services.revise, replacing=False)


@requires("letter.draft")
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, pk, services.replace, replacing=True)


def _edit(request: HttpRequest, pk: int, service, *, replacing: bool) -> HttpResponse:
    letter = letter_or_404(request, pk)
    if not able(request, "letter.draft", letter.organ):
        return not_allowed(request, reverse("letters:detail", args=[pk]))
    text = text_of(text_in_force(letter.text.code, letter.organ) or letter.text)
    if request.method != "POST":
        values = letter.fields if replacing else letter.fields | {"dated_on": letter.dated_on}
        return _page(request, letter, ValuesForm(text=text, values=values), replacing)
    form = ValuesForm(request.POST, text=text)
    if not form.is_valid():
        return _page(request, letter, form, replacing, status=422)
    facts = {"fields": form.values(), "dated_on": form.cleaned_data["dated_on"]}
    try:
        done = service(letter=letter, **facts, by=request.user, at=now())
    except NotAllowed as refusal:
        return _page(request, letter, form, replacing, reasons=mark(form, refusal.reasons), status=422)
    messages.success(request, _("已起草更正文书。") if replacing else _("已保存。"))
    return HttpResponseRedirect(reverse("letters:detail", args=[done.pk]))


def _page(
    request: HttpRequest,
    letter: Letter,
    form: ValuesForm,
    replacing: bool,
    *,
    reasons: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"letter": letter, "form": form, "replacing": replacing, "reasons": reasons or []}
    return render(request, "letters/values.html", context, status=status)
