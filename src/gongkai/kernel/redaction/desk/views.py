"""The list, the page with the picture and its boxes, and the acts on them."""

from math import isfinite

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.clocks.subjects import seen_by
from gongkai.kernel.redaction import selectors, services
from gongkai.kernel.redaction.desk.forms import BLANK_ROWS, USUAL, FindForm, StartForm, grounds, posted_boxes
from gongkai.kernel.redaction.drawing_process import DrawingFailed
from gongkai.kernel.redaction.models import Redaction
from gongkai.kernel.redaction.rules.boxes import Box, grounds_listed
from gongkai.kernel.redaction.rules.reasons import (
    CHECKS,
    HINTS,
    PROBLEMS,
    State,
    reasons_against_approving,
    reasons_against_burning,
    reasons_against_revising,
)
from gongkai.kernel.ui.pages import not_allowed, now, requires, tell, today

A_PAGE = 30
OPEN = (State.DRAFT, State.FAILED)


@requires("redaction.view")
def listing(request: HttpRequest) -> HttpResponse:
    rows = selectors.visible(request.user, today()).select_related("source", "organ")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_draft": _able(request, "redaction.draft")}
    return render(request, "redaction/list.html", context)


@requires("redaction.draft")
def new(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None, request.FILES or None)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        upload, organ, act = form.cleaned_data["file"], request.user.organ, {"by": request.user, "at": now()}
        try:
            stored = store(upload=upload, name=upload.name, organ=organ, **act)
            made = services.start_redaction(
                source=stored,
                subject_type="desk",
                subject_id=form.cleaned_data["about"],
                organ=organ,
                division=request.user.division,
                **act,
            )
        except NotAllowed as refusal:
            reasons = refusal.reasons
        else:
            return _to(made)
    context = {"form": form, "reasons": reasons}
    return render(request, "redaction/new.html", context, status=422 if form.is_bound else 200)


@requires("redaction.view")
def editor(request: HttpRequest, pk: int) -> HttpResponse:
    redaction = _redaction(request, pk)
    number = _page_number(request, redaction)
    if request.method != "POST":
        return _editor(request, redaction, number)
    if not _able(request, "redaction.draft", redaction):
        return not_allowed(request)
    drawn, unread = posted_boxes(request.POST, number)
    if unread or not all(isfinite(v) for box in drawn for v in box.place):
        reason = Reason("unread", _("位置和大小请填写 0 至 100 之间的数字。"), "", "boxes")
        return _editor(request, redaction, number, drawn=drawn, reasons=[reason])
    others = [box for box in selectors.boxes_of(redaction) if box.page != number]
    try:
        _save(request, redaction, [*others, *drawn], keep_text="keep_text" in request.POST)
    except NotAllowed as refusal:
        return _editor(request, redaction, number, drawn=drawn, reasons=refusal.reasons)
    messages.success(
        request, _("已保存第 %(page)d 页的 %(n)d 个遮盖框。") % {"page": number, "n": len(drawn)}
    )
    return _to(redaction, int(request.POST["go"]) if request.POST.get("go", "").isdecimal() else number)


def _save(request: HttpRequest, redaction: Redaction, boxes: list[Box], **options) -> None:
    base = request.POST.get("base", "")
    services.save_boxes(
        redaction=redaction,
        base=int(base) if base.isascii() and base.isdecimal() else -1,
        boxes=boxes,
        **options,
        by=request.user,
        at=now(),
    )


@require_POST
@requires("redaction.draft")
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """A box over every occurrence of a text, added to the saved ones."""
    redaction = _redaction(request, pk)
    form = FindForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写要查找的文字，并选择依据。"))
        return _to(redaction, _page_number(request, redaction))
    wanted = form.cleaned_data
    return _add(
        request, redaction, lambda: selectors.found_boxes(redaction, wanted["text"], wanted["ground"])
    )


@require_POST
@requires("redaction.draft")
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """A box over everything that looks like personal data, added to the saved ones."""
    redaction = _redaction(request, pk)
    return _add(request, redaction, lambda: selectors.proposed_boxes(redaction))


def _add(request: HttpRequest, redaction: Redaction, looked_up) -> HttpResponse:
    number = _page_number(request, redaction)
    if not _able(request, "redaction.draft", redaction):
        return not_allowed(request)
    try:
        present = selectors.boxes_of(redaction)
        places = {(box.page, box.place) for box in present}
        found = [box for box in looked_up() if (box.page, box.place) not in places]
        if not found:
            messages.info(request, _("没有新的位置。扫描件没有文字层，请手工画框。"))
            return _to(redaction, number)
        _save(request, redaction, [*present, *found])
    except DrawingFailed as failed:
        messages.error(request, str(PROBLEMS[failed.code]))
        return _to(redaction, number)
    except NotAllowed as refusal:
        tell(request, refusal)
        return _to(redaction, number)
    pages = sorted({box.page for box in found})
    text = _("新增 %(n)d 个遮盖框，在第 %(pages)s 页，请逐个核对。")
    messages.success(request, text % {"n": len(found), "pages": "、".join(map(str, pages[:20]))})
    return _to(redaction, number if number in pages else pages[0])


@require_POST
@requires("redaction.draft")
def burn(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "redaction.draft", services.burn)


@require_POST
@requires("redaction.draft")
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "redaction.draft", services.revise)


@require_POST
@requires("redaction.approve")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "redaction.approve", services.approve)


def _act(request: HttpRequest, pk: int, capability: str, service) -> HttpResponse:
    redaction = _redaction(request, pk)
    if not _able(request, capability, redaction):
        return not_allowed(request)
    try:
        redaction = service(redaction=redaction, by=request.user, at=now())
    except NotAllowed as refusal:
        tell(request, refusal)
    return _to(redaction)


@requires("redaction.view")
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page as a picture: of the burnt copy where there is one, with `?original` or before that of the original."""
    redaction = _redaction(request, pk)
    if not 1 <= number <= len(redaction.pages):
        raise Http404
    burnt = redaction.result is not None and "original" not in request.GET
    try:
        content = selectors.drawn_page(redaction, number, burnt=burnt)
    except DrawingFailed as failed:
        raise Http404 from failed
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=600"
    return response


@requires("redaction.view")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The burnt copy, once it may leave."""
    redaction = _redaction(request, pk)
    reasons = selectors.release_reasons(redaction)
    if reasons:
        tell(request, NotAllowed(reasons))
        return _to(redaction)
    path = selectors.released_path(redaction)
    return FileResponse(path.open("rb"), filename=redaction.result.name, content_type="application/pdf")


def _redaction(request: HttpRequest, pk: int) -> Redaction:
    rows = selectors.visible(request.user, today()).select_related("organ", "division", "source", "result")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _able(request: HttpRequest, capability: str, redaction: Redaction | None = None) -> bool:
    organ = redaction.organ if redaction else request.user.organ
    division = redaction.division if redaction else request.user.division
    return may(request.user, capability, organ=organ, division=division, today=today())


def _page_number(request: HttpRequest, redaction: Redaction) -> int:
    asked = request.POST.get("page") or request.GET.get("page") or "1"
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), len(redaction.pages))


def _to(redaction: Redaction, page: int = 1) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('redaction:editor', args=[redaction.pk])}?page={page}")


def _editor(
    request: HttpRequest,
    redaction: Redaction,
    number: int,
    *,
    drawn: list[Box] | None = None,
    reasons: list[Reason] | None = None,
) -> HttpResponse:
    boxes = selectors.boxes_of(redaction)
    facts = selectors.snapshot(redaction)
    here = drawn if drawn is not None else [box for box in boxes if box.page == number]
    editable = redaction.state in OPEN and _able(request, "redaction.draft", redaction)
    width, height = redaction.pages[number - 1]
    context = {
        "redaction": redaction,
        "subject": seen_by(request.user, redaction.subject_type, redaction.subject_id, today()),
        "number": number,
        "total": len(redaction.pages),
        "counts": _counts(boxes),
        "rows": _rows(here, BLANK_ROWS if editable else 0),
        "boxes": boxes,
        "lines": grounds_listed(boxes),
        "grounds": grounds(),
        "usual": USUAL,
        "editable": editable,
        "shape": f"{width} / {height}",
        "find": FindForm(),
        "reasons": reasons or [],
        "findings": _said(redaction),
        "hints": _hinted(redaction),
        "against_burning": reasons_against_burning(facts),
        "against_approving": reasons_against_approving(facts, request.user.actor_id),
        "against_revising": reasons_against_revising(facts),
        "against_release": selectors.release_reasons(redaction),
        "may_draft": _able(request, "redaction.draft", redaction),
        "may_approve": _able(request, "redaction.approve", redaction),
        "burning": redaction.state == State.BURNING,
        "is_burnt": redaction.result_id is not None,
    }
    return render(request, "redaction/editor.html", context, status=422 if reasons else 200)


def _counts(boxes: list[Box]) -> list[tuple[int, int]]:
    """(page, boxes on it) of pages with boxes."""
    counts: dict[int, int] = {}
    for box in boxes:
        counts[box.page] = counts.get(box.page, 0) + 1
    return sorted(counts.items())


def _rows(boxes: list[Box], blank: int) -> list[dict]:
    """Rows of the form: places in per cent, blank ones last for work without a mouse or scripts."""
    rows = [
        {
            "name": f"b{n}",
            "number": n,
            **{axis: f"{getattr(box, axis) * 100:.2f}" for axis in "xywh"},
            "ground": box.ground,
            "note": box.note,
            "origin": box.origin,
        }
        for n, box in enumerate(boxes, 1)
    ]
    return rows + [{"name": f"n{n}", "number": len(boxes) + n, "ground": USUAL} for n in range(1, blank + 1)]


def _said(redaction: Redaction) -> list[Reason]:
    """What the examination found, as reasons."""
    found = redaction.examination
    if found.get("problem"):
        return [Reason(found["problem"], str(PROBLEMS[found["problem"]]))]
    return [_placed(fault, CHECKS) for fault in found.get("faults", [])[:50]]


def _hinted(redaction: Redaction) -> list[Reason]:
    return [_placed(hint, HINTS) for hint in redaction.examination.get("hints", [])[:50]]


def _placed(fault: dict, texts: dict) -> Reason:
    text = str(texts[fault["code"]])
    if fault["page"]:
        text = _("第 %(page)d 页第 %(box)d 处：%(text)s") % {**fault, "text": text}
    return Reason(fault["code"], text)
