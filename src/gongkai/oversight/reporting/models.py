"""An organ's annual report: its versions, what of it was sent for sign-off, and reports of earlier years from elsewhere.

A version is written once. The report is public when the record that it became is: that record passes the one gate.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.models import Record, Version


class AnnualReport(models.Model):
    """The report of one organ on one year. `form`: code of the statutory form it is made on."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="annual_reports", verbose_name=_("机关"))
    year = models.PositiveSmallIntegerField(_("年度"))
    form = models.CharField(_("表式"), max_length=10)
    current = models.OneToOneField(
        "ReportVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("当前版本")
    )
    record = models.OneToOneField(
        Record, models.PROTECT, null=True, related_name="annual_report", verbose_name=_("政府信息")
    )
    opened_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("年度报告")
        ordering = ["-year", "organ_id"]
        constraints = [models.UniqueConstraint(fields=["organ", "year"], name="report_once_a_year")]

    def __str__(self):
        return f"{self.organ_id} {self.year}"


class ReportVersion(models.Model):
    """What was saved once, never changed (the database refuses).

    `sections`: number of the section -> words as the author wrote them, numbers as marks. `values`: every cell and
    figure as it stood then, see `rules.frozen`. `digest`: SM3 over both. `checks`: the verdicts of that moment.
    """

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    sections = models.JSONField(_("正文"))
    values = models.JSONField(_("数值"))
    checks = models.JSONField(_("核对结果"))
    digest = models.CharField(max_length=64)
    reason = models.TextField(_("更正说明"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("修改人"))
    at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("年度报告版本")
        ordering = ["report_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_number_once")
        ]

    def __str__(self):
        return f"{self.report_id} v{self.number}"


class Submission(models.Model):
    """A version that was sent for sign-off, and the version of the record that it was rendered to."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="submissions")
    record_version = models.OneToOneField(Version, models.PROTECT, related_name="report_submission")
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("年度报告送审")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.version_id} → {self.record_version_id}"


class EarlierReport(models.Model):
    """A report of an earlier year as read from a file: what this year's is checked against. The newest one holds."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    year = models.PositiveSmallIntegerField(_("年度"))
    form = models.CharField(_("表式"), max_length=10)
    values = models.JSONField(_("数值"))
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("文件摘要"), max_length=64)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原件")
    )  # none of those read before files were kept
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("以前年度报告")
        ordering = ["-id"]
        indexes = [models.Index(fields=["organ", "year"], name="earlier_report_of")]

    def __str__(self):
        return f"{self.organ_id} {self.year} {self.name}"
