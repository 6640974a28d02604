"""The secrecy review page: one item, what changed since the last review, every finding where it stands."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.selectors import notes, reason_without_public_copy, unread_text
from gongkai.kernel.records.comparing import changes_between, more_fields
from gongkai.kernel.records.desk.common import able, record_or_404, refused
from gongkai.kernel.records.desk.forms import ReviewForm
from gongkai.kernel.records.models import Record, Version
from gongkai.kernel.records.rules.approvals import looks_like_map_approval
from gongkai.kernel.records.rules.compare import compare_text
from gongkai.kernel.records.rules.personal_data import Finding, find_personal_data
from gongkai.kernel.records.rules.reading import read_key
from gongkai.kernel.records.rules.signing import LAW
from gongkai.kernel.records.rules.vocabulary import Outcome
from gongkai.kernel.records.selectors import version_fields
from gongkai.kernel.records.services import open_item, review
from gongkai.kernel.records.texts import BODY, texts_of
from gongkai.kernel.ui.pages import now

SALT = "records.review.opened"
_TAGS = re.compile(r"(<[^>]*>)")
AROUND = 40  # characters shown on each side of a finding


@login_required
def review_page(request, pk: int) -> HttpResponse:
    record = record_or_404(request, pk)
    if not able(request, "record.review", record):
        return refused(request, record)
    if request.method != "POST":
        open_item(record=record, by=request.user, at=now())
        return _page(request, record, _fresh_form(record))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, record, form, status=422)
    return _decide(request, record, form)


def _fresh_form(record: Record, **kept: str) -> ReviewForm:
    """The step's law stands as basis. After a referral the answer must be cited there, so it begins empty."""
    newest = record.current.reviews.first()
    referred = newest is not None and newest.outcome == Outcome.REFER
    basis = {"legal_basis": "" if referred else LAW}
    return ReviewForm(initial=basis | kept | {"opened": opened_note(record.current), "act": uuid.uuid4()})


def opened_note(version: Version) -> str:
    """A signed note that this very version was opened now; it comes back with the decision."""
    return signing.dumps({"version": version.pk, "at": now().isoformat()}, salt=SALT)


def read_note(note: str) -> tuple[int, datetime]:
    """(version, when it was opened) of a note. Raises `signing.BadSignature` for any other text."""
    opened = signing.loads(note, salt=SALT)
    return opened["version"], parse_datetime(opened["at"])


def _decide(request, record: Record, form: ReviewForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        number, opened_at = read_note(data["opened"])
        review(
            version=Version.objects.get(pk=number, record=record),
            outcome=data["outcome"],
            opinion=data["opinion"],
            legal_basis=data["legal_basis"],
            accepted=request.POST.getlist("accepted"),
            opened_at=opened_at,
            act=data["act"],
            by=request.user,
            at=now(),
        )
    except NotAllowed as refusal:
        if any(reason.code == "stale" for reason in refusal.reasons):
            # the page shows the newest version again: the opinion stays, the decision is asked for anew
            form = _fresh_form(record, opinion=data["opinion"], legal_basis=data["legal_basis"])
        return _page(request, record, form, reasons=refusal.reasons, status=422)
    except (signing.BadSignature, Version.DoesNotExist):  # expired, or opened on the page of another record
        messages.error(request, _("页面已过期，请重新打开这一件再审查。"))
        return HttpResponseRedirect(reverse("records:review", args=[record.pk]))
    messages.success(request, _("审查结论已记录。"))
    return HttpResponseRedirect(reverse("records:detail", args=[record.pk]))


def _page(request, record: Record, form: ReviewForm, *, reasons=(), status: int = 200) -> HttpResponse:
    version = record.current
    last = record.reviews.exclude(version=version).select_related("version", "reviewer").first()
    context = {
        **what_is_reviewed(record, version, accepted=request.POST.getlist("accepted")),
        "form": form,
        "reasons": reasons,
        "last": last,
        "changes": changes_between(last.version, version) if last else [],
        "segments": compare_text(last.version.body, version.body) if last else [],
        "reviewed": version.reviews.select_related("reviewer").first(),
    }
    return render(request, "records/review.html", context, status=status)


def what_is_reviewed(record: Record, version: Version, *, accepted: Iterable[str] = ()) -> dict:
    """The item as a reviewer must see it: text with findings marked, elements, files with their problems."""
    attachments = list(version.attachments.select_related("file"))
    content = version.content(attachments)
    texts = texts_of(content, {item.file_id: item.file for item in attachments})
    findings, ticked = find_personal_data(texts), set(accepted)
    return {
        "record": record,
        "version": version,
        "facts": version_fields(version) | more_fields(version),
        "findings": [(f, in_place(texts[f.field], f), f.key in ticked) for f in findings],
        "body": highlighted(version.body, [f for f in findings if f.field == BODY], texts.get(BODY, "")),
        "attachments": [
            (item, reason_without_public_copy(item.file), notes(item.file), unread_text(item.file))
            for item in attachments
        ],
        "unread": [
            (item, why, read_key(item.file_digest), read_key(item.file_digest) in ticked)
            for item in attachments
            if (why := unread_text(item.file))
        ],
        "odd_map_number": content.contains_map and not looks_like_map_approval(content.map_number),
    }


def in_place(text: str, finding: Finding) -> SafeString:
    """The finding with the words around it, highlighted; the reviewer sees the value, the log never does."""
    before = text[max(0, finding.start - AROUND) : finding.start]
    after = text[finding.end : finding.end + AROUND]
    return format_html(
        '…{}<mark class="finding">{}</mark>{}…', before, text[finding.start : finding.end], after
    )


def highlighted(body: str, findings: list[Finding], text: str) -> SafeString:
    """The (cleaned) HTML with every finding of the text marked in its place.

    A value that markup cuts in two is not marked here; the list beside the text shows it all the same.
    """
    values = sorted({escape(text[f.start : f.end]) for f in findings}, key=len, reverse=True)
    if not values:
        return mark_safe(body)
    wanted = re.compile("|".join(re.escape(value) for value in values))
    parts = _TAGS.split(body)
    parts[::2] = [wanted.sub(lambda m: f'<mark class="finding">{m[0]}</mark>', part) for part in parts[::2]]
    return mark_safe("".join(parts))


def as_html(segments) -> SafeString:
    """Segments of a comparison as insertions and deletions, paragraph breaks kept."""
    wrap = {"insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}
    parts = ((mark_safe(wrap.get(s.kind, "{}").format(_lines(s.text))),) for s in segments)
    return format_html_join("", "{}", parts)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>").replace("\t", " │ ")
