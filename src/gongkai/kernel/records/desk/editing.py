"""The editor: draft and save, attachments kept through every refusal, nothing typed is lost."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import may_somewhere
from gongkai.kernel.records.desk.common import able, numbers, record_or_404, refused
from gongkai.kernel.records.desk.forms import RecordForm, initial_of
from gongkai.kernel.records.desk.images import inline_files, store_pasted
from gongkai.kernel.records.desk.uploads import usable_files
from gongkai.kernel.records.dossier import Dossier, lifetime_of
from gongkai.kernel.records.html import lost_images
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.issuer import is_own, names_of
from gongkai.kernel.records.rules.keeping import neutral_stub
from gongkai.kernel.records.rules.lifetime import last_day
from gongkai.kernel.records.rules.vocabulary import STATE_SECRET
from gongkai.kernel.records.services import draft, file_under, save
from gongkai.kernel.ui.pages import not_allowed, now, today


@dataclass(frozen=True, slots=True)
class Attached:
    """Files of the form in their order, with the public names the official gave them."""

    files: list[StoredFile]
    names: dict[int, str]
    reasons: list[Reason]


@login_required
def new(request) -> HttpResponse:
    if not may_somewhere(request.user, "record.draft", today()):
        return not_allowed(request)
    organ = request.user.organ
    if request.method != "POST":
        form = RecordForm(organ=organ, initial={"attribute": "", "title": request.GET.get("title", "")})
        return _page(request, form, Attached([], {}, []), record=None)
    form = RecordForm(request.POST, organ=organ)
    attached = _attached(request, organ)
    if not form.is_valid() or attached.reasons:
        return _page(request, form, attached, record=None, status=422)
    content, reasons = _content(request, form, attached, organ)
    if reasons:
        return _page(request, form, attached, record=None, reasons=reasons, status=422)
    content = _with_expiry(request, organ, content)
    try:
        record = draft(
            organ=organ,
            division=request.user.division,
            content=content,
            duty=form.cleaned_data["duty"],
            by=request.user,
            at=now(),
        )
    except NotAllowed as refusal:
        return _page(request, form, attached, record=None, reasons=refusal.reasons, status=422)
    messages.success(request, _("已保存草稿。"))
    return _onward(request, record)


@login_required
def edit(request, pk: int) -> HttpResponse:
    record = record_or_404(request, pk)
    if not able(request, "record.draft", record):
        return refused(request, record)
    if request.method != "POST":
        content = record.current.content()
        listed = [a for a in content.attachments if not a.inline]
        found = StoredFile.objects.in_bulk([a.file for a in listed])
        files, names = [found[a.file] for a in listed], {a.file: a.name for a in listed}
        form = RecordForm(
            organ=record.organ,
            relations=content.relations,
            initial=initial_of(content, record.current.number) | {"duty": record.duty_id},
        )
        return _page(request, form, Attached(files, names, []), record=record)
    return _save(request, record)


def _save(request, record: Record) -> HttpResponse:
    form = RecordForm(request.POST, organ=record.organ, relations=record.current.relation_facts())
    attached = _attached(request, record.organ)
    if not form.is_valid() or attached.reasons:
        return _page(request, form, attached, record=record, status=422)
    content, reasons = _content(request, form, attached, record.organ, record)
    if reasons:
        return _page(request, form, attached, record=record, reasons=reasons, status=422)
    content = _with_expiry(request, record.organ, content, record.current.content())
    try:
        save(record=record, content=content, base=form.cleaned_data["base"] or 0, by=request.user, at=now())
        if form.cleaned_data["duty"] != record.duty:
            file_under(record=record, duty=form.cleaned_data["duty"], by=request.user, at=now())
    except NotAllowed as refusal:
        record.refresh_from_db()
        status = 409 if any(r.code == "edited_by_other" for r in refusal.reasons) else 422
        return _page(request, form, attached, record=record, reasons=refusal.reasons, status=status)
    messages.success(request, _("已保存。"))
    return _onward(request, record)


def _content(
    request, form: RecordForm, attached: Attached, organ: Organ, record: Record | None = None
) -> tuple[Content, list[Reason]]:
    """The version that was typed, with the images that its text shows among its files."""
    content = neutral_stub(form.content(attached.files, attached.names))
    if record and not form.relations.is_bound:  # a form without the rows says nothing of them
        content = replace(content, relations=record.current.relation_facts())
    body, reasons = store_pasted(content.body, organ=organ, by=request.user, at=now())
    images = inline_files(body, organ=organ, person=request.user, today=today())
    return replace(content, body=body, attachments=content.attachments + images), reasons


def _with_expiry(request, organ: Organ, content: Content, before: Content | None = None) -> Content:
    """The last day by the organ's years, put in once: when the document becomes a normative one with a date.

    Emptied or changed afterwards it stays so; then the page only warns.
    """
    if content.expires_on or not (content.normative and is_own(content.issuer, names_of(organ))):
        return content
    lifetime = lifetime_of(organ)
    last = last_day(content, lifetime)
    if last is None or (before is not None and last_day(before, lifetime) is not None):
        return content
    text = _("已按本机关设定的有效期预填失效日期 %s，可以修改或删去。")
    messages.info(request, text % last.isoformat())
    return replace(content, expires_on=last)


def _onward(request, record: Record) -> HttpResponse:
    if lost := lost_images(request.POST.get("body", "")):
        messages.warning(
            request,
            _("正文中有 %(count)d 张图片没有保存：图片不在本平台上。请逐张复制粘贴，或作为附件上传。")
            % {"count": lost},
        )
    stay = "stay" in request.POST
    return HttpResponseRedirect(reverse("records:edit" if stay else "records:detail", args=[record.pk]))


def _attached(request: HttpRequest, organ: Organ) -> Attached:
    """Files kept from before plus the ones uploaded now; each refused upload gives its reasons, the others stay."""
    wanted = list(dict.fromkeys(numbers(request.POST.getlist("attached"))))
    kept = usable_files(wanted, organ=organ, person=request.user, today=today())
    files = [kept[pk] for pk in wanted if pk in kept]
    files = [f for f in files if f"remove-{f.pk}" not in request.POST]
    names = {f.pk: request.POST.get(f"name-{f.pk}", "").strip()[:200] or f.name for f in files}
    reasons: list[Reason] = []
    secret = request.POST.get("ground") == STATE_SECRET  # of which nothing is stored, not for a moment
    for upload in [] if secret else request.FILES.getlist("uploads"):
        try:
            stored = store(upload=upload, name=upload.name, organ=organ, by=request.user, at=now())
        except NotAllowed as refusal:
            reasons += [Reason(r.code, f"{upload.name}：{r.text}", r.law, "uploads") for r in refusal.reasons]
        else:
            if stored.pk not in names:
                files.append(stored)
                names[stored.pk] = stored.name
    return Attached(files, names, reasons)


def _page(request, form, attached: Attached, *, record, reasons=(), status: int = 200) -> HttpResponse:
    reasons = [*reasons, *attached.reasons]
    context = {
        "form": form,
        "record": record,
        "reasons": reasons,
        "warnings": Dossier(record).warnings() if record and record.current.normative else [],
        "conflict": any(r.code == "edited_by_other" for r in reasons),
        "attached": [(f, attached.names[f.pk]) for f in attached.files],
        "version_number": record.current.number if record else 0,
    }
    return render(request, "records/edit.html", context, status=status)
