"""The leaf of the five questions as a form: what the kind of answer demands, nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.desk.fields import a_day, area, files, line
from gongkai.domains.foi.desk.heard import heard_of
from gongkai.domains.foi.models import Answer, Request
from gongkai.domains.foi.rules.answering import DEMANDS, Facts
from gongkai.domains.foi.rules.vocabulary import WITHHELD_GROUNDS, AnswerKind
from gongkai.domains.foi.services.answering import Given, original_beside
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.records.models import Attachment, Record
from gongkai.kernel.records.selectors import visible as visible_records
from gongkai.kernel.redaction.models import Redaction
from gongkai.kernel.redaction.selectors import release_reasons

GROUND_CHOICES = [(g.code, f"{g.article} {g.label}") for g in WITHHELD_GROUNDS.values()]
GIVING, WITHHOLDING = {AnswerKind.A2, AnswerKind.A3}, {AnswerKind.A3, AnswerKind.A4}
_ALSO: dict[str, set[AnswerKind]] = {
    "record": {AnswerKind.A1, *GIVING},
    "uploads": GIVING,
    "keep": GIVING,
    "redactions": GIVING,
    "whole": {AnswerKind.A3},
    "objections_kept": {AnswerKind.A3},
    "available_on": GIVING,
    "address": GIVING,
    "named_law": WITHHOLDING,
    "harm_evidence": WITHHOLDING,
    "right_organ_unknown": {AnswerKind.A7},
    "rests_on": set(AnswerKind),
    "text": set(AnswerKind),
}
"""Fields besides those that a demand names."""
OTHERWISE = "otherwise"


def fields_of(kind: AnswerKind, path: tuple[str, ...], objected: bool) -> set[str]:
    """Names of the fields that this answer asks for."""
    wanted = {demand.where for demand in DEMANDS[kind]}
    wanted |= {name for name, kinds in _ALSO.items() if kind in kinds}
    wanted -= {"other_form_reason"} if OTHERWISE not in path else set()
    return wanted if objected else wanted - {"objections_kept", "public_interest"}


class AnswerForm(forms.Form):
    """Built for a kind; fields that the kind does not ask for are left out."""

    grounds = forms.MultipleChoiceField(
        label=_("不予公开的法定理由"),
        choices=GROUND_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("第一项决定统计归类。涉及商业秘密、个人隐私的，要先征求第三方意见。"),
    )
    reasons = area(_("理由"), 4, required=False, help_text=_("写给申请人看的：为什么这样答复。"))
    named_law = line(
        _("禁止公开的法律、行政法规"), 200, required=False, help_text=_("写明名称和条款；规章不能作为依据。")
    )
    harm_evidence = area(_("可能危及安全、稳定的依据"), 2, required=False)
    objections_kept = forms.BooleanField(
        label=_("第三方不同意公开的内容都不予公开，已经遮盖"),
        required=False,
        help_text=_("没有公开第三方不同意的内容的，不用写明公共利益，也不用告知第三方。"),
    )
    public_interest = area(_("不公开会对公共利益造成重大影响的理由"), 2, required=False)
    search_record = area(
        _("检索的范围、方法和结果"),
        4,
        required=False,
        help_text=_("在哪里查（系统、档案、处室），用什么词，谁查的，何时，结果。"),
    )
    right_organ = line(_("负责公开的机关和联系方式"), 120, required=False)
    right_organ_unknown = forms.BooleanField(label=_("不能确定是哪个机关"), required=False)
    access_law = line(_("另有规定的法律、行政法规"), 200, required=False)
    channel = area(_("提出信访、投诉、举报的渠道"), 2, required=False)
    earlier_answer = area(_("先前的答复或者获取情况"), 2, required=False, help_text=_("答复的日期、文号。"))
    reasons_judged = area(_("申请人说明的理由为何不合理"), 3, required=False)
    address = area(_("获取的方式、途径"), 2, required=False, help_text=_("网址、地点，或者查阅的办法。"))
    available_on = a_day(_("可以获取的时间"), required=False, help_text=_("随告知书提供文件的不用填。"))
    other_form_reason = area(_("不按申请人要求的形式提供的理由"), 2, required=False)
    record = line(
        _("已公开信息的索引号"), 60, required=False, help_text=_("如 430S00/2026-00012；其附件可以一并提供。")
    )
    rests_on = forms.MultipleChoiceField(
        label=_("依据的会商结论、处室意见"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("随这一版留存，供审签的人看；不写进告知书。"),
    )
    uploads = files(_("上传要提供的文件"))
    keep = forms.MultipleChoiceField(
        label=_("提供的文件"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    redactions = forms.MultipleChoiceField(
        label=_("遮盖后的文件"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    whole = forms.BooleanField(label=_("提供的文件都是整份提供，没有需要遮盖的内容"), required=False)
    text = area(
        _("答复的文字"),
        6,
        required=False,
        help_text=_("不填则按上面的内容自动写；称谓、依据、救济途径由文书样式加上。"),
    )

    def __init__(
        self, *args, about: Request, kind: AnswerKind, path: tuple[str, ...], known: dict, **options
    ):
        super().__init__(*args, **options)
        self.about, self.kind, self.path, self.known = about, kind, path, known
        wanted = fields_of(kind, path, "objected" in known["third_parties"])
        heard = [(one.spelled, one.spelled) for one in heard_of(about)]
        self.fields["rests_on"].choices = heard
        for name in set(self.fields) - (wanted if heard else wanted - {"rests_on"}):
            del self.fields[name]
        if "redactions" in self.fields:
            self.shelf = redactions_of(about)
            self.fields["redactions"].choices = [(str(row.pk), label_of(row)) for row in self.shelf]
        if "keep" in self.fields:
            tokens = self.data.getlist("token") if self.is_bound else self.initial.get("token", [])
            self.offer(opened(tokens, about))

    def offer(self, found: Iterable[StoredFile]) -> None:
        """Files that may be ticked: what was uploaded on this page before, or stands in the version before."""
        self.on_hand = {token_of(file, self.about): file for file in found}
        self.fields["keep"].choices = [(token, file.name) for token, file in self.on_hand.items()]

    def add(self, found: Iterable[StoredFile]) -> None:
        """Just uploaded: on hand and ticked, whatever else is done with the form now."""
        found = list(found)
        self.offer([*self.on_hand.values(), *found])
        self.data = self.data.copy()
        for file in found:
            self.data.appendlist("keep", token_of(file, self.about))
        self.full_clean()

    def begun(self, today: date) -> Facts:
        """What is recorded before anything is typed: by the acts, and by the version before."""
        names = Facts.__dataclass_fields__.keys() & self.fields.keys()
        typed = {name: self.initial[name] for name in names if self.initial.get(name)}
        files = len(self.initial.get("keep", [])) + len(self.initial.get("redactions", []))
        return Facts(kind=self.kind, today=today, path=self.path, **{**self.known, **typed, "files": files})

    def facts(self, today: date, given: "Giving") -> Facts:
        """What is recorded, by whomever: typed here or known from the acts."""
        names = Facts.__dataclass_fields__.keys() & self.fields.keys()
        typed = {name: self.cleaned_data[name] for name in names}
        typed |= {name: tuple(typed[name]) for name in ("grounds", "rests_on") if name in typed}
        facts = Facts(kind=self.kind, today=today, path=self.path, **{**self.known, **typed})
        other = OTHERWISE in self.path
        return replace(
            facts,
            other_form=other,
            files=len(given.files),
            redactions_verified=given.verified,
            original_beside=original_beside(given.files),
        )


@dataclass(frozen=True, slots=True)
class Giving:
    """What goes to the applicant. `verified`: every box is burnt in and approved, or there is nothing to cover."""

    record: Record | None
    files: tuple[Given, ...]
    verified: bool


def giving(form: AnswerForm, person: Person, today: date) -> Giving:
    """The ticked files, redacted files, and the attachments of the published record that is named."""
    data: dict[str, Any] = form.cleaned_data
    record = _record(data.get("record", ""), person, today)
    plain = [(form.on_hand[token], None, form.on_hand[token].name) for token in data.get("keep", [])]
    chosen = [row for row in getattr(form, "shelf", []) if str(row.pk) in data.get("redactions", [])]
    covered = [(row.result, row, row.result.name) for row in chosen if row.result]
    attached = _attachments(record) if record and form.kind in GIVING else []
    fit = all(not release_reasons(row) for row in chosen)
    return Giving(
        record, _once([*plain, *covered, *attached]), fit and (bool(chosen) or data.get("whole", False))
    )


def _once(found: list[Given]) -> tuple[Given, ...]:
    return tuple({file.pk: (file, redaction, label) for file, redaction, label in found}.values())


def _record(number: str, person: Person, today: date) -> Record | None:
    if not number.strip():
        return None
    public = visible_records(person, today).filter(publication__isnull=False)
    return public.select_related("publication").filter(index_number=number.strip()).first()


def _attachments(record: Record) -> list[Given]:
    rows = Attachment.objects.filter(version=record.publication.version_id, inline=False)
    return [(row.file, None, row.name) for row in rows.select_related("file")]


def redactions_of(request: Request) -> list[Redaction]:
    """Redactions made for this request, the newest first."""
    found = Redaction.objects.filter(subject_type="request", subject_id=str(request.pk))
    return list(found.select_related("source", "result").order_by("-pk")[:30])


def label_of(row: Redaction) -> str:
    return f"{row.source.name} v{row.number}（{row.get_state_display()}）"


# --- which stored files a form may name: what this page itself handed out ---------------------------------------


def token_of(file: StoredFile, request: Request) -> str:
    return signing.Signer(salt=f"answer:{request.pk}").sign(str(file.pk))


def opened(tokens: Iterable[str], request: Request) -> list[StoredFile]:
    """The files of tokens that were given out for this request; others are left out."""
    ids = []
    for token in tokens:
        try:
            ids.append(int(signing.Signer(salt=f"answer:{request.pk}").unsign(token)))
        except signing.BadSignature:
            continue
    found = StoredFile.objects.filter(organ=request.organ, sealed=False).in_bulk(ids)
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def initial_of(answer: Answer | None, kind: AnswerKind) -> dict:
    """The form filled from a version of the same kind."""
    if answer is None or answer.kind != kind:
        return {}
    plain = [given.file for given in answer.files.select_related("file") if given.redaction_id is None]
    covered = [str(given.redaction_id) for given in answer.files.all() if given.redaction_id]
    tokens = [token_of(file, answer.request) for file in plain]
    filled = {name: answer.facts.get(name) for name in AnswerForm.base_fields}
    number = answer.record.index_number if answer.record else ""
    return filled | {
        "text": answer.text,
        "token": tokens,
        "keep": tokens,
        "redactions": covered,
        "record": number,
    }
