"""Forms of the catalogue. They only read what was typed; why something cannot be kept, the services say."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.models import Column, DutyEntry, NegativeEntry, Site
from gongkai.kernel.catalogue.rules import FRESHNESS, Article, ColumnKind, LimitUnit, Refresh

NOTHING = ("", "—")


def _text(label, length, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, **options)


def _area(label, rows: int = 3, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _number(label, **options) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=3660, required=False, **options)


class DutyForm(forms.Form):
    """One line of the duty catalogue."""

    code = _text(_("编号"), 20, help_text=_("如 20-7a；定了就不再改。"))
    name = _text(_("公开事项"), 100)
    article = forms.ChoiceField(label=_("条例条款"), choices=[NOTHING, *Article.choices])
    content = _area(_("公开内容（要素）"), required=False)
    source = _text(_("公开依据"), 300, help_text=_("法律、行政法规或文件的名称和条款。"))
    division = forms.ModelChoiceField(label=_("责任处室"), queryset=None, required=False, empty_label="—")
    limit_number = _number(_("公开时限"), help_text=_("不填：自形成或变更之日起 20 个工作日。"))
    limit_unit = forms.ChoiceField(label=_("时限单位"), required=False, choices=[NOTHING, *LimitUnit.choices])
    refresh = forms.ChoiceField(label=_("更新方式"), choices=Refresh.choices)
    refresh_number = _number(_("更新周期（天数）"))
    refresh_by = _text(_("每年期限（月-日）"), 5, required=False, help_text=_("如 01-31"))
    channel = _text(_("公开渠道和载体"), 100, required=False)
    audience = _text(_("公开对象"), 60, required=False)
    on_request = forms.BooleanField(
        label=_("依申请公开"), required=False, help_text=_("列入目录，但不主动公开，不计缺失。")
    )
    confirmed = forms.BooleanField(label=_("已与本地公开目录核对"), required=False)

    def __init__(self, *args, organ: Organ, entry: DutyEntry | None = None, **options):
        if entry is not None:
            options["initial"] = {name: getattr(entry, name) for name in self.base_fields}
        super().__init__(*args, **options)
        self.fields["division"].queryset = organ.divisions.all()
        if entry is not None:
            del self.fields["code"]

    def values(self) -> dict[str, Any]:
        """Editable fields for the services; a rhythm keeps only what belongs to it."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "code"}
        if data["refresh"] not in {Refresh.DAYS, Refresh.WORKDAYS}:
            data["refresh_number"] = None
        if data["refresh"] != Refresh.YEARLY:
            data["refresh_by"] = ""
        if data["limit_number"] is None:
            data["limit_unit"] = ""
        return data


class ReasonForm(forms.Form):
    reason = _area(_("理由"), rows=2)


class ColumnForm(forms.Form):
    """One column. The address is asked once: pages stand under it."""

    name = _text(_("名称"), 60)
    slug = _text(_("地址"), 40, help_text=_("小写字母、数字和短横线；定了就不再改。"))
    parent = forms.ModelChoiceField(
        label=_("上级栏目"), queryset=None, required=False, empty_label=_("（一级栏目）")
    )
    kind = forms.ChoiceField(label=_("类型"), choices=ColumnKind.choices)
    freshness_days = _number(
        _("更新周期（日）"), help_text=_("不填时按类型：要闻动态 14 日，通知公告和政策文件 183 日。")
    )
    duty = forms.ModelChoiceField(label=_("对应公开事项"), queryset=None, required=False, empty_label="—")
    organ = forms.ModelChoiceField(
        label=_("限于机关"), queryset=None, required=False, empty_label=_("在本网站发布信息的所有机关")
    )
    type = _text(_("栏目类别标签"), 60, required=False, help_text=_("网页标签 ColumnType；不填时按类型。"))
    description = _text(_("说明"), 300, required=False)
    keywords = _text(_("关键词"), 200, required=False)

    def __init__(
        self, *args, site: Site, duties: QuerySet[DutyEntry], column: Column | None = None, **options
    ):
        if column is not None:
            options["initial"] = {name: getattr(column, name) for name in self.base_fields}
        super().__init__(*args, **options)
        self.fields["duty"].queryset = duties
        self.fields["organ"].queryset = Organ.objects.filter(path__startswith=site.organ.path)
        self.fields["parent"].queryset = site.columns.filter(closed_on=None).order_by("path")
        self.fields["parent"].label_from_instance = lambda found: (
            "　" * (found.path.count("/") - 1) + found.name
        )
        if column is not None:
            del self.fields["slug"], self.fields["parent"]


def usual_freshness() -> dict[str, int]:
    """Kind -> days of the general limit, for the page."""
    return {str(kind.label): days for kind, days in FRESHNESS.items()}


class SiteForm(forms.Form):
    """A site or channel. Organ, code and parent are asked once."""

    code = forms.SlugField(
        label=_("代码"), max_length=40, help_text=_("小写字母、数字和短横线；定了就不再改。")
    )
    name = _text(_("网站名称"), 80)
    parent = forms.ModelChoiceField(
        label=_("所属网站"),
        queryset=None,
        required=False,
        empty_label=_("（独立网站）"),
        help_text=_("县级部门原则上不开设网站，可在上级网站设频道。"),
    )
    address = _text(_("网址"), 200, required=False, help_text=_("如 https://zrzyt.hunan.gov.cn；频道不填。"))
    id_code = _text(_("网站标识码"), 10, required=False)
    icp = _text(_("ICP 备案号"), 40, required=False)
    police_record = _text(_("公安备案号"), 40, required=False)
    contact = _text(_("联系方式"), 200, required=False)
    names_editor = forms.BooleanField(
        label=_("网页写明责任编辑"),
        required=False,
        initial=True,
        help_text=_("在信息网页末尾写出公开这一件的工作人员姓名；不勾选则不写。"),
    )

    def __init__(self, *args, above: QuerySet[Site], site: Site | None = None, **options):
        if site is not None:
            options["initial"] = {name: getattr(site, name) for name in self.base_fields}
        super().__init__(*args, **options)
        self.fields["parent"].queryset = above
        if site is not None:
            del self.fields["code"], self.fields["parent"]


class NegativeForm(forms.Form):
    """One line of the negative list; each line of `patterns` is one pattern."""

    name = _text(_("事项"), 100)
    patterns = _area(
        _("匹配词"),
        rows=5,
        help_text=_("每行一条；一行中的词须全部出现，词前加短横线表示不得出现。"),
    )
    basis = _text(_("依据"), 300, help_text=_("政府信息公开条例第十四条至第十六条，或其他法律、行政法规。"))

    def __init__(self, *args, entry: NegativeEntry | None = None, **options):
        if entry is not None:
            patterns = "\n".join(entry.patterns)
            options["initial"] = {"name": entry.name, "patterns": patterns, "basis": entry.basis}
        super().__init__(*args, **options)

    def clean_patterns(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["patterns"].splitlines() if line.strip()]


class TrialForm(forms.Form):
    text = _area(_("文字"), rows=5, required=False, max_length=50_000)


class ValidityForm(forms.Form):
    """How long normative documents hold."""

    years = _number(_("规范性文件有效期（年）"))
    trial = _number(
        _("暂行、试行文件有效期（年）"),
        help_text=_(
            "自施行之日起算（没有施行日期的，自发布、成文之日）。只用于预填失效日期和提醒，不妨碍公开；国家没有统一规定，留空表示不提醒。"
        ),
    )


class RegistrationForm(forms.Form):
    since = forms.DateField(
        label=_("规范性文件统一登记起始日"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("自该日起制定的规范性文件，没有统一登记号不得公开；留空表示不要求。"),
    )

    def day(self) -> date | None:
        return self.cleaned_data["since"]
