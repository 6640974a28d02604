"""What of records is counted: registered, published, withdrawn, interpretations, normative documents."""

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, ExtractMonth, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.catalogue.rules.kinds import DocumentKind
from gongkai.kernel.catalogue.selectors import subject_names
from gongkai.kernel.figures.registry import DIVISION, ORGAN, REGION, Dimension, Metric, declare
from gongkai.kernel.figures.registry import Column as Said
from gongkai.kernel.figures.rules.periods import Period, moments
from gongkai.kernel.records import normative
from gongkai.kernel.records.models import Publication, Record, Withdrawal
from gongkai.kernel.records.rules.vocabulary import Attribute, Stage, WithdrawalKind

ITEM = pgettext_lazy("unit", "条")
DOCUMENT = pgettext_lazy("unit", "件")
TIMES = pgettext_lazy("unit", "次")
VIEW = "record.view"


# --- rows -------------------------------------------------------------------------------------------------------


def registered(period: Period) -> QuerySet[Record]:
    """Whatever became of them since, except what was cancelled."""
    return Record.objects.filter(created_at__range=moments(period)).exclude(stage=Stage.CANCELLED)


def published(period: Period) -> QuerySet[Record]:
    """Became public for the first time in the period; one that was withdrawn and came back counts once."""
    now = Publication.objects.filter(published_at__range=moments(period), record__withdrawals=None)
    before = Withdrawal.objects.filter(published_at__range=moments(period))
    found = Record.objects.filter(Q(pk__in=now.values("record_id")) | Q(pk__in=before.values("record_id")))
    found = found.annotate(first_public_at=normative.first_public_at())
    return found.filter(first_public_at__range=moments(period))


def interpretations(period: Period) -> QuerySet[Record]:
    return published(period).exclude(interprets=None)


def withdrawn(period: Period) -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(withdrawn_at__range=moments(period))


# --- dimensions -------------------------------------------------------------------------------------------------


def _month_of(moment) -> Dimension:
    return Dimension(_("月份"), ExtractMonth(moment, tzinfo=SHANGHAI))


def _choices(values) -> dict[object, str]:
    return {value: str(label) for value, label in values}


def _column_names() -> dict[object, str]:
    return dict(Column.objects.values_list("pk", "name"))


def _blank_is_none(expression):
    return NullIf(Cast(expression, CharField(max_length=60)), Value(""))


WHOSE = {"organ": ORGAN, "division": DIVISION, "region": REGION}
KIND = Dimension(
    _("文种"),
    _blank_is_none(normative.of_public_version("kind")),
    lambda: _choices(DocumentKind.choices),
)
SUBJECT = Dimension(_("主题分类"), _blank_is_none(normative.of_public_version("subject")), subject_names)
ATTRIBUTE = Dimension(_("公开属性"), _blank_is_none("attribute"), lambda: _choices(Attribute.choices))
COLUMN = Dimension(_("栏目"), "in_columns__column_id", _column_names)
"""A record in two columns counts in each: the parts may be more than the whole."""
HOW = Dimension(
    _("方式"),
    "how",
    lambda: {normative.REPEALED: str(_("废止")), normative.EXPIRED: str(_("失效"))},
)
_PUBLIC = {
    **WHOSE,
    "month": _month_of(F("first_public_at")),
    "kind": KIND,
    "subject": SUBJECT,
    "column": COLUMN,
}
_OF_WITHDRAWALS = {
    "organ": Dimension(ORGAN.label, "record__organ_id", ORGAN.labels),
    "division": Dimension(DIVISION.label, "record__division_id", DIVISION.labels),
    "region": Dimension(REGION.label, "record__organ__region_id", REGION.labels),
    "month": _month_of(F("withdrawn_at")),
    "kind": Dimension(_("撤回原因"), "kind", lambda: _choices(WithdrawalKind.choices)),
}
_OF_DOCUMENTS = {**WHOSE, "subject": SUBJECT}

ROWS = {
    "link": lambda row: reverse("records:detail", args=[row.pk]),
    "columns": (
        Said(_("标题"), lambda row: row.title),
        Said(_("索引号"), lambda row: row.index_number),
        Said(_("机关"), lambda row: row.organ.short_name),
        Said(_("处室"), lambda row: row.division and row.division.name),
        Said(_("起草时间"), lambda row: row.created_at),
    ),
    "related": ("organ", "division"),
}
WITHDRAWALS = {
    "link": lambda row: reverse("records:detail", args=[row.record_id]),
    "columns": (
        Said(_("标题"), lambda row: row.record.title),
        Said(_("索引号"), lambda row: row.record.index_number),
        Said(_("机关"), lambda row: row.record.organ.short_name),
        Said(_("撤回时间"), lambda row: row.withdrawn_at),
        Said(_("撤回原因"), lambda row: row.get_kind_display()),
    ),
    "related": ("record__organ",),
}

declare(
    Metric(
        "records.registered", _("登记的政府信息"), ITEM, _("起草、登记的政府信息，注销的不计"), _("起草之日"),
        registered, VIEW,
        dimensions={**WHOSE, "month": _month_of(F("created_at")), "attribute": ATTRIBUTE}, **ROWS,
    ),
    Metric(
        "records.published", _("主动公开政府信息"), ITEM,
        _("首次公开的政府信息；在几个栏目出现的计一条，撤回后再公开的不重计"), _("首次公开之日"),
        published, VIEW, law="政府信息公开条例第十九条", dimensions=_PUBLIC, **ROWS,
    ),
    Metric(
        "records.withdrawn", _("撤回的政府信息"), TIMES, _("从网站撤回公开信息的次数"), _("撤回之日"),
        withdrawn, VIEW,
        organ="record__organ_id", division="record__division_id", dimensions=_OF_WITHDRAWALS, **WITHDRAWALS,
    ),
    Metric(
        "records.interpretations", _("政策解读稿件"), DOCUMENT, _("公开的、写明所解读文件的材料"), _("首次公开之日"),
        interpretations, VIEW, dimensions=_PUBLIC, **ROWS,
    ),
    Metric(
        "records.normative_made", _("制发的行政规范性文件"), DOCUMENT,
        _("本机关（含与其他机关联合）制发并公开的；转载其他机关的不计"), _("成文之日"),
        normative.made, VIEW, law="政府信息公开条例第二十条第一项", dimensions=_OF_DOCUMENTS, **ROWS,
    ),
    Metric(
        "records.normative_ended", _("废止、失效的行政规范性文件"), DOCUMENT,
        _("本期被废止或者有效期届满的本机关规范性文件"), _("废止或失效之日"),
        normative.ended, VIEW, law="政府信息公开条例第二十条第一项", dimensions={**_OF_DOCUMENTS, "how": HOW}, **ROWS,
    ),
    Metric(
        "records.normative_in_force", _("现行有效的行政规范性文件"), DOCUMENT,
        _("期末已经制发且没有废止、失效的本机关规范性文件；期末已经撤回的不计"), _("期末之日"),
        normative.standing, VIEW, law="政府信息公开条例第二十条第一项", dimensions=_OF_DOCUMENTS, **ROWS,
    ),
)  # fmt: skip
