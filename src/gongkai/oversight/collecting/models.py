"""Reports that were published elsewhere and read here: a file each, with what was read from it. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ


class Collected(models.Model):
    """One file with the annual report of one organ for one year. Of several the newest holds; none goes away.

    `values`: address of a cell -> number as text, or blank, not_applicable, no_table (`reporting.rules.frozen`); `text`: number
    of a section -> words; `troubles`: [{"code", "where", "said"}] what could not be read.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    year = models.PositiveSmallIntegerField(_("报告年度"))
    form = models.CharField(_("表式"), max_length=20)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("原件"))
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("摘要"), max_length=64)
    address = models.CharField(_("公布网址"), max_length=500, blank=True)
    told_published_on = models.DateField(_("公布日期"), null=True, blank=True)
    values = models.JSONField(_("数据"))
    text = models.JSONField(_("文字"), default=dict, blank=True)
    troubles = models.JSONField(_("读取问题"), default=list, blank=True)
    collected_by = models.CharField(_("收集人标识"), max_length=60)
    collected_name = models.CharField(_("收集人"), max_length=80)
    collected_at = models.DateTimeField(_("收集时间"))

    class Meta:
        verbose_name = _("收集的年度报告")
        ordering = ["-id"]
        indexes = [models.Index(fields=["organ", "year", "-id"], name="collected_organ_year")]

    def __str__(self):
        return f"{self.organ_id} {self.year}"
