"""Days as each source gave them, the versions of the whole, and imports that wait for a second person.

A day is never changed: a new version adds a row, and the row of the highest version holds. So the calendar
of any earlier version can be built again, and a computed deadline can say from which version it came.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    PACKAGE = "package", _("软件包")
    NOTICE = "notice", _("国务院通知")
    OVERLAY = "overlay", _("地方安排")


class State(models.TextChoices):
    IMPORTED = "imported", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    DISCARDED = "discarded", _("已作废")


class CalendarVersion(models.Model):
    """A state of the whole calendar, counted from 1."""

    number = models.PositiveIntegerField(_("版本"), primary_key=True)
    stamp = models.UUIDField(
        default=uuid.uuid4, editable=False, unique=True
    )  # tells databases and rollbacks apart
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    note = models.CharField(_("说明"), max_length=200)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("日历版本")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="calendar_version_source"),
            models.CheckConstraint(condition=Q(number__gte=1), name="calendar_version_counts_from_one"),
        ]

    def __str__(self):
        return f"{self.number} {self.note}"


class CalendarDay(models.Model):
    """What one version says of one day, for the country ("") or one region."""

    region_code = models.CharField(_("区划代码"), max_length=12, blank=True, default="")
    date = models.DateField(_("日期"))
    is_working = models.BooleanField(_("工作日"))
    name = models.CharField(_("名称"), max_length=40, blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="days", verbose_name=_("版本"))

    class Meta:
        verbose_name = _("日历日")
        ordering = ["version", "region_code", "date"]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "date", "version"], name="calendar_day_once_per_version"
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="calendar_day_source"),
            models.CheckConstraint(
                condition=Q(source=Source.OVERLAY) ^ Q(region_code=""),
                name="calendar_day_local_only_by_overlay",
            ),
        ]

    def __str__(self):
        return f"{self.date} {'班' if self.is_working else '休'}"


class Import(models.Model):
    """Rows read from a file by one person, to be confirmed by another. People are kept as values."""

    document_number = models.CharField(_("文号"), max_length=100)
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("文件摘要"), max_length=64)
    rows = models.JSONField(
        _("各日")
    )  # [{"line": 2, "date": "2027-01-01", "is_working": false, "name": "元旦"}]
    warnings = models.JSONField(_("提示"), default=list, blank=True)  # reasons as dicts
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.IMPORTED)
    imported_by_id = models.CharField(max_length=60)
    imported_by_name = models.CharField(_("导入人"), max_length=60)
    imported_at = models.DateTimeField(_("导入时间"))
    closed_by_id = models.CharField(max_length=60, blank=True)
    closed_by_name = models.CharField(_("确认或作废人"), max_length=60, blank=True)
    closed_at = models.DateTimeField(_("确认或作废时间"), null=True, blank=True)
    version = models.OneToOneField(
        CalendarVersion, models.PROTECT, null=True, blank=True, verbose_name=_("生效版本")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | ~Q(closed_by_id=F("imported_by_id")),
                name="%(class)s_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=State.IMPORTED, closed_by_id="", closed_at=None, version=None)
                | (
                    Q(state=State.CONFIRMED, closed_at__isnull=False, version__isnull=False)
                    & ~Q(closed_by_id="")
                )
                | (Q(state=State.DISCARDED, closed_at__isnull=False, version=None) & ~Q(closed_by_id="")),
                name="%(class)s_state_agrees",
            ),
            models.CheckConstraint(condition=~Q(document_number=""), name="%(class)s_has_document"),
        ]


class Notice(Import):
    """The yearly notice of the State Council (关于部分节假日安排的通知), or a supplement to it."""

    year = models.PositiveSmallIntegerField(_("年份"))
    supplement = models.BooleanField(_("补充通知"), default=False)

    class Meta(Import.Meta):
        verbose_name = _("放假通知")
        ordering = ["-imported_at", "-id"]
        constraints = [
            *Import.Meta.constraints,
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=State.IMPORTED), name="notice_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state=State.CONFIRMED, supplement=False),
                name="notice_one_full_per_year",
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.document_number}"


class Overlay(Import):
    """Days that one region declares otherwise for a time, e.g. a delayed start of work, by its document."""

    region_code = models.CharField(_("区划代码"), max_length=12)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))

    class Meta(Import.Meta):
        verbose_name = _("地方日历")
        ordering = ["-imported_at", "-id"]
        constraints = [
            *Import.Meta.constraints,
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="overlay_period"),
            models.CheckConstraint(condition=~Q(region_code=""), name="overlay_of_a_region"),
        ]

    def __str__(self):
        return f"{self.region_code} {self.document_number}"
