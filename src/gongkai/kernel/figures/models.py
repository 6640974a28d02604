"""Acts entered by hand, figures that people state, periods that were closed. All of it is append-only."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.kernel.figures.rules.entering import DIGITS, EVIDENCE, PLACES, REASON, TITLE

_NUMBER = {"max_digits": DIGITS, "decimal_places": PLACES}


class Act(models.Model):
    """Something countable that no room of the house does itself; `kind` is a code of rules.acts.

    `source_type`, `source_id`: a row of any room that it came from, where there is one.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处室")
    )
    kind = models.CharField(_("事项"), max_length=40)
    happened_on = models.DateField(_("发生日期"))
    title = models.CharField(_("标题"), max_length=TITLE)
    quantity = models.DecimalField(_("数量"), default=1, **_NUMBER)
    with_principal = models.BooleanField(_("主要负责同志参加"), default=False)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    evidence = models.CharField(_("依据"), max_length=EVIDENCE, blank=True)
    evidence_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("依据文件")
    )
    recorded_by = models.CharField(_("登记人标识"), max_length=60)
    recorded_name = models.CharField(_("登记人"), max_length=80)
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("可统计事项")
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["kind", "organ", "happened_on"], name="act_kind_organ_day")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="act_counts_something"),
            models.CheckConstraint(
                condition=~Q(evidence="") | Q(evidence_file__isnull=False) | ~Q(source_id=""),
                name="act_is_proved",
            ),
        ]

    def __str__(self):
        return self.title


class ActVoid(models.Model):
    """An act recorded by mistake: it stays, and counts no longer."""

    act = models.OneToOneField(Act, models.PROTECT, related_name="void")
    reason = models.CharField(_("理由"), max_length=REASON)
    voided_by = models.CharField(_("作废人标识"), max_length=60)
    voided_name = models.CharField(_("作废人"), max_length=80)
    voided_at = models.DateTimeField(_("作废时间"))

    class Meta:
        verbose_name = _("作废")
        ordering = ["-id"]

    def __str__(self):
        return self.reason


class Statement(models.Model):
    """A figure that an organ states for a period; the newest of a code and period holds, the older ones stay.

    A number, or that there is none such (`not_applicable`). No row: nobody has filled it in.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    code = models.CharField(_("指标"), max_length=60)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    value = models.DecimalField(_("数值"), null=True, blank=True, **_NUMBER)
    not_applicable = models.BooleanField(_("不适用"), default=False)
    evidence = models.CharField(_("依据"), max_length=EVIDENCE)
    evidence_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("依据文件")
    )
    stated_by = models.CharField(_("填报人标识"), max_length=60)
    stated_name = models.CharField(_("填报人"), max_length=80)
    stated_at = models.DateTimeField(_("填报时间"))

    class Meta:
        verbose_name = _("填报指标")
        ordering = ["-id"]
        indexes = [models.Index(fields=["code", "since", "until", "organ", "id"], name="statement_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="statement_period_in_order"),
            models.CheckConstraint(
                condition=Q(not_applicable=True, value=None) | Q(not_applicable=False, value__isnull=False),
                name="statement_number_or_none_such",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="statement_is_proved"),
        ]

    def __str__(self):
        return f"{self.code} {self.since}–{self.until}"


class Closing(models.Model):
    """The figures of an organ for a period as they stood when it was closed, with their digest (SM3).

    `values`: {"metrics": codes of all that were counted, "parts": [{"metric", "keys": {dimension: key}, "value": text}]};
    a part without rows does not appear; texts as in rules.values.written.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    digest = models.CharField(_("摘要"), max_length=64)
    values = models.JSONField(_("数值"))
    closed_by = models.CharField(_("结账人标识"), max_length=60)
    closed_name = models.CharField(_("结账人"), max_length=80)
    closed_at = models.DateTimeField(_("结账时间"))

    class Meta:
        verbose_name = _("结账")
        ordering = ["-until", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "since", "until"], name="closing_once_per_period"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="closing_period_in_order"),
        ]

    def __str__(self):
        return f"{self.since}–{self.until}"


class NamedCorrection(models.Model):
    """Why a figure of a closed period is another now. `was` and `now` as in a closing."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="corrections")
    metric = models.CharField(_("指标"), max_length=80)
    keys = models.JSONField(_("分项"), default=dict, blank=True)
    was = models.CharField(_("结账数"), max_length=40)
    now = models.CharField(_("更正后"), max_length=40)
    reason = models.CharField(_("理由"), max_length=REASON)
    named_by = models.CharField(_("说明人标识"), max_length=60)
    named_name = models.CharField(_("说明人"), max_length=80)
    named_at = models.DateTimeField(_("说明时间"))

    class Meta:
        verbose_name = _("差异说明")
        ordering = ["id"]

    def __str__(self):
        return f"{self.metric}: {self.was} → {self.now}"
