"""Redactions of files, version by version, and their boxes. Boxes of a burnt version are fixed by triggers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.kernel.records.rules.vocabulary import GROUNDS
from gongkai.kernel.redaction.rules.boxes import Origin
from gongkai.kernel.redaction.rules.reasons import State


class Redaction(models.Model):
    """One version of one file. `subject_type` and `subject_id` name what it is for, e.g. a request, as values.

    `pages` are [width, height] in points as shown; `revision` counts savings of the boxes; `examination` holds
    `digest` of the bytes that passed, `faults`, `hints`, `pages`.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处室")
    )
    source = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("原件"))
    subject_type = models.CharField(_("对象类型"), max_length=60)
    subject_id = models.CharField(_("对象"), max_length=60)
    number = models.PositiveIntegerField(_("版次"), default=1)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(_("保存次数"), default=0)
    pages = models.JSONField(_("页面"))
    keep_text = models.BooleanField(_("保留可检索文字"), default=False)
    progress = models.PositiveIntegerField(_("已完成页数"), default=0)
    result = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("遮盖件")
    )
    examination = models.JSONField(_("检验结果"), default=dict, blank=True)
    drafter_id = models.CharField(_("起草人标识"), max_length=60)
    drafter_name = models.CharField(_("起草人"), max_length=80)
    created_at = models.DateTimeField(_("建立时间"))
    burnt_at = models.DateTimeField(_("生成时间"), null=True, blank=True)
    approver_id = models.CharField(_("复核人标识"), max_length=60, blank=True)
    approver_name = models.CharField(_("复核人"), max_length=80, blank=True)
    approved_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("遮盖")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organ", "-id"], name="redaction_organ"),
            models.Index(fields=["subject_type", "subject_id"], name="redaction_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "subject_type", "subject_id", "number"], name="redaction_number"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.BURNT, State.APPROVED]) | Q(result__isnull=False),
                name="redaction_burnt_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | (Q(approved_at__isnull=False) & ~Q(approver_id="") & ~Q(approver_id=F("drafter_id"))),
                name="redaction_approved_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.source} #{self.number}"


class RedactionBox(models.Model):
    """One box: place relative to the shown page, ground, note for colleagues."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="boxes", verbose_name=_("遮盖"))
    page = models.PositiveIntegerField(_("页码"))
    x = models.FloatField(_("左"))
    y = models.FloatField(_("上"))
    w = models.FloatField(_("宽"))
    h = models.FloatField(_("高"))
    ground = models.CharField(_("依据"), max_length=10, choices=[(g.code, g.label) for g in GROUNDS.values()])
    note = models.CharField(_("备注"), max_length=200, blank=True)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin.choices, default=Origin.MANUAL)

    class Meta:
        verbose_name = _("遮盖框")
        ordering = ["page", "y", "x", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(x__gte=0, y__gte=0, w__gt=0, h__gt=0, page__gte=1), name="redaction_box_on_page"
            )
        ]

    def __str__(self):
        return f"{self.page}: {self.ground}"
