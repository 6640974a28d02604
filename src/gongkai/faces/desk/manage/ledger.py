"""The ledger for auditors: searched, paged by keyset, verified, exported. Reading it out is itself an act."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongkai.faces.desk.manage.verbs import SUBJECTS, VERBS
from gongkai.foundation.common.spreadsheets import guarded
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.ledger import services
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.selectors import PAGE, entries_for
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import organs_in_reach
from gongkai.kernel.publishing.services import published_heads
from gongkai.kernel.ui.pages import now, requires, today

VERIFIED_HERE = 200_000
"""Entries that are verified while the reader waits; longer chains are verified on the command line."""
EXPORTED = 1000
PAGES = {
    "record": "records:detail",
    "person": "manage:person",
    "duty": "catalogue:duty",
    "column": "catalogue:column-edit",
}
"""Subject type -> the page that shows it."""


class LedgerFilter(forms.Form):
    """What the ledger is searched by; each is optional."""

    organ = forms.ModelChoiceField(
        label=gettext_lazy("机关"),
        required=False,
        queryset=None,
        empty_label=gettext_lazy("全部机关"),
        to_field_name="code",
    )
    verb = forms.ChoiceField(label=gettext_lazy("行为"), required=False)
    actor = forms.CharField(label=gettext_lazy("行为人"), required=False, max_length=60)
    subject_type = forms.ChoiceField(label=gettext_lazy("对象"), required=False)
    subject_id = forms.CharField(label=gettext_lazy("对象编号"), required=False, max_length=60)
    since = forms.DateField(
        label=gettext_lazy("自"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("至"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args, organs, **options):
        super().__init__(*args, **options)
        self.fields["organ"].queryset = organs
        self.fields["organ"].label_from_instance = lambda organ: organ.short_name
        self.fields["verb"].choices = [
            ("", _("全部行为")),
            *((code, str(word)) for code, word in VERBS.items()),
        ]
        self.fields["subject_type"].choices = [("", _("全部对象")), *SUBJECTS.items()]

    def asked(self) -> dict:
        """Arguments of `entries_for`."""
        data = self.cleaned_data
        asked = {name: data[name] for name in ("verb", "subject_type", "subject_id") if data[name]}
        if data["organ"]:
            asked["organ"] = data["organ"].code
        if data["actor"]:
            asked["actor"] = actor_ids(data["actor"], self.fields["organ"].queryset)
        if data["since"]:
            asked["since"] = _midnight(data["since"])
        if data["until"]:
            asked["until"] = _midnight(data["until"] + timedelta(days=1))
        return asked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def actor_ids(words: str, organs) -> list[str]:
    """Actor ids of the people of the organs so called (name or account); an id ("system") stands as it is."""
    people = Person.objects.filter(Q(name=words) | Q(username=words), organ__in=organs)
    return [words, *(person.actor_id for person in people)]


@dataclass(frozen=True, slots=True)
class Line:
    entry: Entry
    verb: str
    subject: str
    address: str
    detail: str


def _line(entry: Entry) -> Line:
    kind = SUBJECTS.get(entry.subject_type, entry.subject_type)
    return Line(
        entry=entry,
        verb=str(VERBS.get(entry.verb, entry.verb)),
        subject=f"{kind} {entry.subject_id}",
        address=_page_of(entry.subject_type, entry.subject_id),
        detail=json.dumps(entry.detail, ensure_ascii=False, indent=1) if entry.detail else "",
    )


def _page_of(subject_type: str, subject_id: str) -> str:
    if subject_type not in PAGES:
        return ""
    try:
        return reverse(PAGES[subject_type], args=[subject_id])
    except NoReverseMatch:
        return ""


@requires("ledger.read")
def ledger_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _form(request: HttpRequest) -> LedgerFilter:
    return LedgerFilter(request.GET, organs=organs_in_reach(request.user, "ledger.read", today()))


def _page(request: HttpRequest, **more) -> HttpResponse:
    form = _form(request)
    asked = form.asked() if form.is_valid() else {}
    before = whole_number(request.GET.get("after", ""))
    if before is not None:
        asked["before_id"] = before
    rows = entries_for(request.user, today=today(), limit=PAGE + 1, **asked) if form.is_valid() else []
    shown = rows[:PAGE]
    context = {
        "form": form,
        "lines": [_line(entry) for entry in shown],
        "older": shown[-1].pk if len(rows) > PAGE else "",
        "paged": before is not None,
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else True,
        "organ": form.cleaned_data.get("organ") if form.is_valid() else None,
        **more,
    }
    return render(request, "manage/ledger.html", context)


@require_POST
@requires("ledger.read")
def verify(request: HttpRequest) -> HttpResponse:
    """Examine the chain of one organ against itself and the signed heads; what was found is entered."""
    organs = organs_in_reach(request.user, "ledger.read", today())
    organ = organs.filter(code=request.POST.get("organ", "")).first()
    if organ is None:
        messages.error(request, _("请选择要校验的机关。"))
        return _page(request)
    head = ChainHead.objects.filter(chain=organ.code).first()
    if head and head.number > VERIFIED_HERE:
        text = _("这条链有 %(n)d 条，请在服务器上运行：gongkai ledger verify --organ %(code)s")
        messages.warning(request, text % {"n": head.number, "code": organ.code})
        return _page(request)
    findings = services.verify(organ=organ.code, published=published_heads())
    _enter(request.user, "ledger.verify", organ, findings=len(findings), entries=head.number if head else 0)
    return _page(request, verified=organ, findings=findings, length=head.number if head else 0)


@transaction.atomic
def _enter(by: Person, verb: str, organ: Organ, **detail) -> None:
    """Into the chain of the reader's own organ; the subject is the chain that was read."""
    append(
        organ=by.organ.code,
        verb=verb,
        subject_type="ledger",
        subject_id=organ.code,
        by=by,
        at=now(),
        detail=detail,
    )


@require_POST
@requires("ledger.read")
def export(request: HttpRequest) -> HttpResponse:
    """All entries of the search in the address as CSV, streamed; an act that names what was asked for."""
    form = _form(request)
    if not form.is_valid():
        return _page(request)
    asked, organ = form.asked(), form.cleaned_data["organ"] or request.user.organ
    _enter(request.user, "ledger.export", organ, filters={key: _plain(value) for key, value in asked.items()})
    lines = _csv(request.user, today(), asked)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ledger-{today().isoformat()}.csv"'
    return response


def _plain(value) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


class _Echo:
    """csv.writer wants a file; this one hands back what is written."""

    def write(self, text: str) -> str:
        return text


def _csv(person: Person, day: date, asked: dict) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    yield "\ufeff".encode()
    yield writer.writerow(
        [
            _("机关"),
            _("序号"),
            _("时间"),
            _("行为"),
            _("对象"),
            _("对象编号"),
            _("行为人"),
            _("详情"),
            _("摘要"),
        ]
    ).encode()
    before = None
    while rows := entries_for(person, today=day, limit=EXPORTED, before_id=before, **asked):
        for entry in rows:
            yield writer.writerow([guarded(value) for value in _values(entry)]).encode()
        before = rows[-1].pk


def _values(entry: Entry) -> list[str]:
    return [
        entry.chain,
        str(entry.number),
        entry.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.actor_name,
        json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
        entry.digest,
    ]
