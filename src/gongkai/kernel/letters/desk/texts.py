"""Letter texts on the desk: what is in force, one text with its versions, editing with a preview, comparing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.letters import services
from gongkai.kernel.letters.desk.common import able, organ_meant, text_or_404
from gongkai.kernel.letters.desk.forms import FieldFormSet, NewTextForm, TextForm, specs_of
from gongkai.kernel.letters.lessons import lessons_for
from gongkai.kernel.letters.models import LetterText
from gongkai.kernel.letters.rules.checking import faults, warnings
from gongkai.kernel.letters.rules.comparing import compare
from gongkai.kernel.letters.rules.composing import Document, compose
from gongkai.kernel.letters.rules.syntax import PartKind
from gongkai.kernel.letters.rules.vocabulary import FieldKind, FieldSpec, Frame, Text
from gongkai.kernel.letters.selectors import text_in_force, text_of, text_versions, texts_in_force
from gongkai.kernel.ui.pages import mark, now, requires, today


@requires("letter.view")
def listing(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request, "letter.view")
    context = {
        "organ": organ,
        "texts": texts_in_force(organ),
        "may_edit": able(request, "letter.edit", organ),
    }
    return render(request, "letters/texts.html", context)


@requires("letter.view")
def detail(request: HttpRequest, code: str) -> HttpResponse:
    organ = organ_meant(request, "letter.view")
    row = text_in_force(code, organ)
    if row is None:
        raise Http404
    context = {
        "organ": organ,
        "row": row,
        "text": text_of(row),
        "document": sample(text_of(row), organ),
        "versions": text_versions(code, organ),
        "may_edit": able(request, "letter.edit", organ),
        "lessons": lessons_for(request.user, code, today()),
    }
    return render(request, "letters/text.html", context)


def sample(text: Text, organ: Organ) -> Document | None:
    """The letter with the fields' names in their places; None while the text has faults."""
    if faults(text):
        return None
    values = {spec.name: _placeholder(spec) for spec in text.fields}
    return compose(text, values, Frame(organ=organ.name, number=_("（文号）")))


def _placeholder(spec: FieldSpec):
    kinds = {
        FieldKind.DATE: today(),
        FieldKind.NUMBER: 1,
        FieldKind.LIST: [f"〔{spec.label}〕"],
    }
    return kinds.get(FieldKind(spec.kind), f"〔{spec.label}〕")


@requires("letter.edit")
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of the organ's own text; of the common one, the organ's first own version."""
    organ = organ_meant(request, "letter.edit")
    row = text_in_force(code, organ)
    if row is None:
        raise Http404
    if request.method != "POST":
        form = TextForm.of(row, note=_note_of_lesson(request, code))
        return _page(request, organ, form, FieldFormSet(initial=row.fields, prefix="f"), row)
    form, rows = TextForm(request.POST), FieldFormSet(request.POST, prefix="f")
    return _save(request, organ, form, rows, row)


def _note_of_lesson(request: HttpRequest, code: str) -> str:
    """The note of a version that follows from a lesson names it; empty without one in reach."""
    key = request.GET.get("lesson", "")
    found = (one for one in lessons_for(request.user, code, today()) if key and one.key == key)
    return next((_("吸取经验教训：%s") % one.reference for one in found), "")


@requires("letter.edit")
def new(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request, "letter.edit")
    if request.method != "POST":
        return _page(request, organ, NewTextForm(), FieldFormSet(prefix="f"))
    form, rows = NewTextForm(request.POST), FieldFormSet(request.POST, prefix="f")
    if form.is_valid() and text_in_force(form.cleaned_data["code"], organ) is not None:
        form.add_error("code", _("已有这一代码的样式，请直接修改它。"))
    return _save(request, organ, form, rows)


def _save(request: HttpRequest, organ: Organ, form, rows, row: LetterText | None = None) -> HttpResponse:
    if not (form.is_valid() and rows.is_valid()):
        return _page(request, organ, form, rows, row, status=422)
    data = form.cleaned_data
    code = row.code if row else data["code"]
    text = Text(code, data["name"], data["body"], specs_of(rows))
    options = {name: data[name] for name in ("series", "mark", "note")}
    base = request.POST.get("base", "")
    try:
        made = services.write_text(
            text=text,
            organ=organ,
            **options,
            base=int(base) if base.isascii() and base.isdecimal() else None,
            by=request.user,
            at=now(),
        )
    except NotAllowed as refusal:
        return _page(request, organ, form, rows, row, reasons=mark(form, refusal.reasons), status=422)
    messages.success(request, _("已保存为第 %(version)d 版。") % {"version": made.version})
    return HttpResponseRedirect(reverse("letters:text", args=[code]))


def _page(
    request: HttpRequest,
    organ: Organ,
    form: TextForm,
    rows,
    row: LetterText | None = None,
    *,
    reasons: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = text_of(row) if row else None
    context = {
        "organ": organ,
        "form": form,
        "rows": rows,
        "row": row,
        "reasons": reasons or [],
        "document": sample(shown, organ) if shown else None,
        "warnings": warnings(shown) if shown else [],
        "marks": {kind.name.lower(): kind.value for kind in PartKind},
    }
    return render(request, "letters/text_form.html", context, status=status)


@require_POST
@requires("letter.edit")
def preview(request: HttpRequest) -> HttpResponse:
    """What is being typed, as a letter with the fields' names in it; nothing is stored."""
    organ = organ_meant(request, "letter.edit")
    rows = FieldFormSet(request.POST, prefix="f")
    specs = specs_of(rows) if rows.is_valid() else ()
    text = Text("preview", request.POST.get("name", "")[:60], request.POST.get("body", "")[:20_001], specs)
    wrong = faults(text)
    context = {
        "faults": wrong,
        "warnings": [] if wrong else warnings(text),
        "document": sample(text, organ),
        "organ": organ,
    }
    whole = request.headers.get("HX-Request") != "true"
    return render(
        request, "letters/text_preview_page.html" if whole else "letters/text_preview.html", context
    )


@requires("letter.view")
def compared(request: HttpRequest, older: int, newer: int) -> HttpResponse:
    first, second = text_or_404(request, older), text_or_404(request, newer)
    if first.code != second.code:
        raise Http404
    lines = compare(text_of(first), text_of(second))
    return render(request, "letters/compare.html", {"older": first, "newer": second, "lines": lines})
