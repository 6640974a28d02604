"""Forms of the record pages: the editor (-> Content), filters, and the small forms of single acts."""

from collections.abc import Iterable
from dataclasses import asdict

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.models import DutyEntry
from gongkai.kernel.catalogue.rules import DocumentKind
from gongkai.kernel.catalogue.selectors import (
    column_choices,
    duties_of,
    service_class_names,
    subject_names,
)
from gongkai.kernel.records.desk.relating import pasted, rows
from gongkai.kernel.records.in_force import SOON
from gongkai.kernel.records.register import EXPIRING, LEFT_ALONE
from gongkai.kernel.records.rules.content import AttachedFile, Content, RelationFact
from gongkai.kernel.records.rules.relation_lines import parse
from gongkai.kernel.records.rules.vocabulary import (
    GROUNDS,
    SAME_AUDIENCE,
    SAME_CHANNEL,
    Attribute,
    Audience,
    Channel,
    Disclosure,
    Interpretation,
    Outcome,
    RelationKind,
    Stage,
)

NOTHING = ("", "—")
SELECTED = mark_safe(" selected")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%d", **options)


def _date(label, **options):
    return forms.DateField(label=label, required=False, widget=DateInput(), **options)


def _text(label, length, **options):
    return forms.CharField(label=label, max_length=length, required=False, **options)


class RecordForm(forms.Form):
    """The editor. Only the title is required to save a draft; the gate says what else is needed to publish."""

    title = forms.CharField(label=_("标题"), max_length=300)
    abstract = forms.CharField(
        label=_("内容概述"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("公开目录的法定要素，两三句话。"),
    )
    body = forms.CharField(label=_("正文"), required=False, widget=forms.Textarea(attrs={"rows": 18}))
    kind = forms.ChoiceField(label=_("文种"), required=False, choices=[NOTHING, *DocumentKind.choices])
    document_number = _text(_("文号"), 80, help_text=_("如 湘自然资规〔2026〕3号"))
    registration_number = _text(_("统一登记号"), 60)
    normative = forms.BooleanField(label=_("属于规范性文件"), required=False)
    issuer = _text(_("发文机关"), 200, help_text=_("本机关制发的不用填；转发、收录的填原发文机关。"))
    made_on = _date(_("成文日期"))
    issued_on = _date(_("发布日期"))
    effective_on = _date(_("施行日期"))
    expires_on = _date(_("失效日期"))
    subject = forms.ChoiceField(label=_("主题分类"), required=False)
    service_class = forms.ChoiceField(label=_("服务对象分类"), required=False)
    disclosures = forms.MultipleChoiceField(
        label=_("五公开"), required=False, choices=Disclosure.choices, widget=forms.CheckboxSelectMultiple
    )
    columns = forms.TypedMultipleChoiceField(
        label=_("栏目"), required=False, coerce=int, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    keywords = _text(_("主题词"), 200)
    scope = forms.ChoiceField(label=_("公开范围"), required=False, choices=[NOTHING, *Audience.choices])
    mode = forms.ChoiceField(label=_("公开方式"), required=False, choices=[NOTHING, *Channel.choices])
    attribute = forms.ChoiceField(
        label=_("公开属性"), required=False, choices=Attribute.choices, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(
        label=_("不公开的法定理由"),
        required=False,
        choices=[NOTHING, *((g.code, f"{g.article} {g.label}") for g in GROUNDS.values())],
    )
    ground_text = forms.CharField(
        label=_("理由说明"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    interpretation = forms.ChoiceField(label=_("政策解读"), required=False, choices=Interpretation.choices)
    interpretation_plan = forms.CharField(
        label=_("解读方案"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    waiver_reason = forms.CharField(
        label=_("不解读的理由"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    contains_map = forms.BooleanField(label=_("含有地图"), required=False)
    map_number = _text(_("审图号"), 60)
    erratum = forms.CharField(
        label=_("更正说明"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明原来公开的内容哪里有误、现改为什么。随这一版本一起审查，公开后显示在网页上。"),
    )
    relation_paste = forms.CharField(
        label=_("成批填写"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "每行一件：关系、索引号（或文号、标题）、自何日起，用空格隔开。如：废止 430S00/2019-00012 2026-12-01"
        ),
    )
    relation_paste_kind = forms.ChoiceField(
        label=_("没有写关系的各行"), required=False, choices=[NOTHING, *RelationKind.choices]
    )
    duty = forms.ModelChoiceField(
        label=_("对应公开事项"), required=False, queryset=DutyEntry.objects.none(), empty_label="—"
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, organ: Organ, relations: Iterable[RelationFact] = (), **options):
        super().__init__(*args, **options)
        self.organ = organ
        self.relations = rows(self.data if self.is_bound else None, organ, relations)
        self.fields["duty"].queryset = duties_of(organ)
        self.fields["subject"].choices = [NOTHING, *subject_names().items()]
        self.fields["service_class"].choices = [NOTHING, *service_class_names().items()]
        self.fields["columns"].choices = [
            (site.name, [(n.item.pk, "　" * n.depth + n.item.name) for root in roots for n in root.walk()])
            for site, roots in column_choices(organ)
        ]

    def clean(self) -> dict:
        data = super().clean()
        lines = parse(data.get("relation_paste") or "", data.get("relation_paste_kind") or "")
        facts, errors = pasted(lines, self.organ)
        for error in errors:
            self.add_error("relation_paste", error)
        if self.relations.is_bound and not self.relations.is_valid():
            self.add_error(None, _("关联文件：请改正标红的各行。"))
        named = {(fact.kind, fact.record): fact for fact in (*self.relations.facts, *facts)}
        data["relations"] = tuple(named.values())
        return data

    def content(self, files: list[StoredFile], names: dict[int, str]) -> Content:
        """The version that the form describes, with its attachments in the given order."""
        data = {k: v for k, v in self.cleaned_data.items() if k in Content.__dataclass_fields__}
        data |= {"disclosures": tuple(data["disclosures"]), "columns": tuple(data["columns"])}
        data["interpretation"] = data["interpretation"] or Interpretation.NOT_NEEDED
        attached = tuple(AttachedFile(f.pk, f.digest, names.get(f.pk, f.name)) for f in files)
        return Content(**data, attachments=attached)


def initial_of(content: Content, version_number: int) -> dict:
    """The editor filled from a version."""
    said = {
        "scope": SAME_AUDIENCE.get(content.scope, content.scope),
        "mode": SAME_CHANNEL.get(content.mode, content.mode),
    }
    return asdict(content) | said | {"base": version_number}


class PlainSelect(forms.Select):
    """A select that needs no template for each of its options: the register shows two on every page."""

    def render(self, name, value, attrs=None, renderer=None) -> str:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if key == (value or "") else "", label) for key, label in self.choices),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


STANDINGS = {
    "public": _("已公开"),
    "withdrawn": _("已撤回"),
    EXPIRING: format_lazy(_("规范性文件，{n} 日内失效"), n=SOON),
    LEFT_ALONE: _("仍公开，所解读的文件已撤回"),
}
"""How records stand towards the public, beside their stage."""


class FilterForm(forms.Form):
    """Filters of the register; each is optional."""

    q = forms.CharField(label=_("标题、文号或索引号"), required=False, max_length=100)
    stage = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部状态")), *Stage.choices, *STANDINGS.items()],
        widget=PlainSelect,
    )
    attribute = forms.ChoiceField(
        label=_("公开属性"),
        required=False,
        choices=[("", _("全部属性")), *Attribute.choices],
        widget=PlainSelect,
    )
    mine = forms.BooleanField(label=_("只看我起草的"), required=False)
    organ = _text(_("机关（名称、简称或代码）"), 80)
    below = forms.BooleanField(label=_("含下级机关"), required=False)
    division = _text(_("处室"), 60)
    kind = forms.ChoiceField(
        label=_("文种"),
        required=False,
        choices=[("", _("全部文种")), *DocumentKind.choices],
        widget=PlainSelect,
    )
    column = _text(_("栏目（名称或路径）"), 100)
    since = _date(_("变动自"))
    until = _date(_("变动至"))

    @property
    def more(self) -> bool:
        """Whether one of the less common filters is set, so that the page shows them."""
        names = ("organ", "division", "kind", "column", "since", "until")
        return any(self.data.get(name) for name in names)


class ReviewForm(forms.Form):
    """One secrecy review of one item. `opened` is the signed moment at which the page was opened."""

    outcome = forms.ChoiceField(label=_("审查结论"), choices=Outcome.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(label=_("审查意见"), widget=forms.Textarea(attrs={"rows": 3}))
    legal_basis = forms.CharField(label=_("依据"), max_length=300, required=False)
    opened = forms.CharField(widget=forms.HiddenInput)
    act = forms.UUIDField(widget=forms.HiddenInput)


class ImportedForm(forms.Form):
    """One decision on one imported item; which button was pressed is the outcome."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    opinion = forms.CharField(
        label=_("审查意见"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-sends": ""}),
    )
    opened = forms.CharField(widget=forms.HiddenInput)
    act = forms.UUIDField(widget=forms.HiddenInput)


class OpinionForm(forms.Form):
    opinion = forms.CharField(label=_("意见"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label=_("依据"), required=False, max_length=300)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}))


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        label=_("公开时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
