"""Forms of the letter pages. They only read what was typed; why something is refused, the services say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.kernel.letters.models import Letter, LetterText
from gongkai.kernel.letters.rules.values import LONGEST
from gongkai.kernel.letters.rules.vocabulary import (
    PROVES,
    Channel,
    Counts,
    Evidence,
    FieldKind,
    FieldSpec,
    Manner,
    State,
    Text,
)

SERIES = r"[a-z][a-z0-9_]{0,19}"


def _area(label, rows: int = 3, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _day(label, **options) -> forms.DateField:
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=picker, **options)


class FilterForm(forms.Form):
    q = forms.CharField(label=_("文号"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *State.choices])


# --- texts ------------------------------------------------------------------------------------------------


class TextForm(forms.Form):
    """A version of a letter text without its fields."""

    name = forms.CharField(label=_("名称"), max_length=60)
    mark = forms.CharField(
        label=_("文号尾字"), max_length=10, required=False, help_text=_("如“告”：〔2026〕12号-告")
    )
    series = forms.RegexField(
        label=_("编号系列"), regex=f"^{SERIES}$", initial="general", help_text=_("同一系列的文书连续编号。")
    )
    body = _area(_("正文"), rows=20, max_length=20_000, strip=False)
    note = forms.CharField(label=_("修改说明"), max_length=200, required=False)

    @classmethod
    def of(cls, row: LetterText, *, note: str = "") -> "TextForm":
        kept = {"name": row.name, "mark": row.mark, "series": row.series, "body": row.body}
        return cls(initial=kept | {"note": note[:200]})


class NewTextForm(TextForm):
    code = forms.RegexField(
        label=_("代码"),
        regex=r"^[a-z][a-z0-9_]{1,39}$",
        help_text=_("小写字母、数字和下划线；定了就不再改。"),
    )
    field_order = ["code"]


class FieldForm(forms.Form):
    """One declared merge field; a row without a code is no field."""

    name = forms.CharField(label=_("代码"), max_length=40, required=False)
    label = forms.CharField(label=_("名称"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=_("类型"), choices=FieldKind.choices, initial=FieldKind.TEXT, required=False
    )
    required = forms.BooleanField(label=_("必填"), required=False)
    personal = forms.BooleanField(label=_("个人信息"), required=False)

    def spec(self) -> FieldSpec | None:
        data = self.cleaned_data
        if not data.get("name") and not data.get("label"):
            return None
        return FieldSpec(
            data["name"].strip(), data["label"].strip(), data["kind"] or FieldKind.TEXT, data["required"], data["personal"]
        )  # fmt: skip


FieldFormSet = forms.formset_factory(FieldForm, extra=3, max_num=60)


def specs_of(rows) -> tuple[FieldSpec, ...]:
    """The declared fields of a valid formset."""
    return tuple(spec for form in rows if (spec := form.spec()) is not None)


# --- letters ----------------------------------------------------------------------------------------------


class ValuesForm(forms.Form):
    """The fields of one letter text; every check is the rules' own, so nothing is required here."""

    def __init__(self, *args, text: Text, values: Mapping[str, Any] | None = None, **options):
        if values is not None:
            options["initial"] = {name: _typed(value) for name, value in values.items()}
        super().__init__(*args, **options)
        self.text = text
        for spec in text.fields:
            self.fields[spec.name] = _control(spec)
        self.fields["dated_on"] = _day(_("落款日期"), required=False, help_text=_("不填：签发当日。"))

    def values(self) -> dict[str, Any]:
        """Field -> value for the services; a list has one item a line."""
        return {spec.name: _given(spec, self.cleaned_data.get(spec.name)) for spec in self.text.fields}


def _typed(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else value


def _given(spec: FieldSpec, typed: Any) -> Any:
    if spec.kind == FieldKind.LIST:
        return [line.strip() for line in (typed or "").splitlines() if line.strip()]
    return typed


def _control(spec: FieldSpec) -> forms.Field:
    help_text = _("每行一项。") if spec.kind == FieldKind.LIST else ""
    if spec.kind == FieldKind.DATE:
        field = _day(spec.label, required=False)
    elif spec.kind == FieldKind.NUMBER:
        field = forms.DecimalField(label=spec.label, required=False)
    else:
        rows = {FieldKind.LIST: 4, FieldKind.REMEDY: 4}.get(FieldKind(spec.kind), 2)
        field = _area(spec.label, rows=rows, required=False, max_length=LONGEST, help_text=help_text)
    field.widget.attrs["aria-required"] = "true" if spec.required else "false"
    return field


class SealForm(forms.Form):
    manner = forms.ChoiceField(label=_("方式"), choices=Manner.choices)
    scan = forms.FileField(
        label=_("用印后的扫描件"), help_text=_("PDF、OFD 或图片；送达的就是它。"), required=False
    )


class SendForm(forms.Form):
    channel = forms.ChoiceField(label=_("送达方式"), choices=Channel.choices)
    tracking_number = forms.CharField(
        label=_("邮件号"), required=False, max_length=40, help_text=_("邮寄时填写。")
    )
    sent_on = _day(_("发出日期"), required=False, help_text=_("不填：今天。"))


class ServeForm(forms.Form):
    served_on = _day(_("送达日期"))
    evidence = forms.ChoiceField(label=_("送达凭证"), choices=Evidence.choices)
    note = forms.CharField(label=_("说明"), required=False, max_length=200)
    file = forms.FileField(label=_("凭证扫描件"), required=False)

    def __init__(self, *args, letter: Letter, **options):
        super().__init__(*args, **options)
        proofs = PROVES.get(Channel(letter.channel)) if letter.channel else None
        if proofs:
            self.fields["evidence"].choices = [pair for pair in Evidence.choices if pair[0] in proofs]
        if letter.channel == Channel.ELECTRONIC:
            said = _("网上送达的，对方第一次打开时自动登记送达；以其他凭证送达的才在这里登记。")
            self.fields["served_on"].help_text = said


class ReasonForm(forms.Form):
    reason = _area(_("理由"), rows=2, required=False, max_length=400)


# --- settings ---------------------------------------------------------------------------------------------


class HeadForm(forms.Form):
    red_head = forms.CharField(
        label=_("版头"),
        required=False,
        max_length=40,
        help_text=_("不填：机关全称。PDF 和没有信笺时的 Word 文件使用。"),
    )


class LetterheadForm(forms.Form):
    letterhead = forms.FileField(
        label=_("信笺（.docx）"), required=False, help_text=_("保留其页眉、页脚和样式，正文接在后面。")
    )


class PatternForm(forms.Form):
    series = forms.RegexField(label=_("编号系列"), regex=f"^{SERIES}$", initial="general")
    pattern = forms.CharField(
        label=_("文号格式"), max_length=80, help_text=_("如 云自然资依申〔{year}〕{serial}号{mark}")
    )


class ServiceRuleForm(forms.Form):
    channel = forms.ChoiceField(label=_("送达方式"), choices=Channel.choices)
    counts = forms.ChoiceField(label=_("以何日为准"), choices=Counts.choices)
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("法制机构的意见和日期。"))
