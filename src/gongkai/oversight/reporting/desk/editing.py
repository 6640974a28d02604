"""Writing the words of a report, with a look at what they come to."""

from collections.abc import Mapping
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.typed import whole_number
from gongkai.kernel.figures.rules.values import shown
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.desk.common import View, able, view_of
from gongkai.oversight.reporting.desk.drawing import sections_of
from gongkai.oversight.reporting.rules.drafting import NUMBERS, WRITTEN
from gongkai.oversight.reporting.rules.readiness import Standing, reasons_against_words
from gongkai.oversight.reporting.rules.versions import SECTIONS

_ROWS = {"1": 14, "5": 7, "6": 4}
_OPTIONAL = gettext_lazy("表格自动生成，这里可以不写；写了的排在表格前面。")


class WordsForm(forms.Form):
    """Six sections; a field is named after its number, `s1` to `s6`."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for number in NUMBERS:
            self.fields[f"s{number}"] = forms.CharField(
                label=SECTIONS[number],
                required=False,
                strip=False,
                help_text="" if number in WRITTEN else _OPTIONAL,
                widget=forms.Textarea({"rows": _ROWS.get(number, 2)}),
            )

    def sections(self) -> dict[str, str]:
        return {number: self.cleaned_data.get(f"s{number}", "") for number in NUMBERS}


def _initial(view: View) -> dict:
    current = view.report.current
    said: Mapping[str, str] = current.sections if current else {}
    return {f"s{number}": said.get(number, "") for number in NUMBERS} | {
        "base": current.number if current else 0
    }


@requires("report.draft")
def edit(http: HttpRequest, pk: int) -> HttpResponse:
    """Save makes a version; the second button only shows what the words come to, without a script too."""
    view = view_of(http, pk)
    if not able(http, "report.draft", view.report):
        return not_allowed(http, reverse("reports:detail", args=[pk]))
    form = WordsForm(http.POST if http.method == "POST" else None, initial=_initial(view))
    reasons: list[Reason] = []
    if http.method == "POST" and form.is_valid() and "look" not in http.POST:
        base = whole_number(http.POST.get("merged", "")) or form.cleaned_data["base"]
        try:
            services.save_words(
                report=view.report, sections=form.sections(), base=base, by=http.user, at=now()
            )
        except NotAllowed as refusal:
            reasons = mark(form, [replace(one, where=f"s{one.where}") for one in refusal.reasons])
        else:
            messages.success(http, _("已保存。"))
            return HttpResponseRedirect(reverse("reports:detail", args=[pk]))
    context = view.context("edit") | {"form": form, "reasons": reasons, "marks": _marks(view.standing)}
    context |= _looked_at(view, form)
    status = 422 if reasons or form.errors else 200
    return render(http, "reporting/edit.html", context, status=status)


@require_POST
@requires("report.draft")
def look(http: HttpRequest, pk: int) -> HttpResponse:
    """What the typed words come to, for the page to show while one types. Nothing is saved."""
    view = view_of(http, pk)
    form = WordsForm(http.POST)
    form.is_valid()
    return render(http, "reporting/look.html", _looked_at(view, form) | {"report": view.report})


def _looked_at(view: View, form: WordsForm) -> dict:
    typed = form.sections() if form.is_bound and form.is_valid() else view.standing.sections
    standing = replace(view.standing, sections=typed)
    return {
        "sections": [one for one in sections_of(standing, with_tables=False) if one.paragraphs],
        "hints": standing.typed,
        "wrong": list(reasons_against_words(standing)),
        "failing_words": [one for one in standing.failing if one.check.code in ("T3-5", "T3-7")],
        "marks_by_name": standing.filling.marks,
        "conflict": whole_number(str(form["base"].value() or ""))
        != getattr(view.report.current, "number", 0),
        "number_now": getattr(view.report.current, "number", 0),
    }


def _marks(standing: Standing) -> list[tuple[str, str]]:
    """(name, number now) of every mark, for the list beside the words."""
    found = ((name, one.value(standing.values)) for name, one in standing.filling.marks.items())
    return [(name, "" if value is None else shown(value)) for name, value in found]
