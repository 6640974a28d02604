"""Reviews and lawsuits about a request, stage by stage."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.models.requests import Request
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult, AppealStage
from gongkai.foundation.files.models import StoredFile


class Appeal(models.Model):
    """An administrative review or a lawsuit. `after`: the review it follows; a lawsuit without one is direct."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="appeals")
    kind = models.CharField(_("种类"), max_length=8, choices=AppealKind.choices)
    after = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("经过的复议"),
    )
    body = models.CharField(_("复议机关或法院"), max_length=120)
    number = models.CharField(_("案号"), max_length=80, blank=True)
    stage = models.CharField(_("阶段"), max_length=12, choices=AppealStage.choices)
    simplified = models.BooleanField(_("简易程序"), default=False)
    filed_on = models.DateField(_("收到通知之日"))
    reply_given_on = models.DateField(_("提交答复之日"), null=True, blank=True)
    hearing_on = models.DateField(_("听证或开庭之日"), null=True, blank=True)
    result = models.CharField(
        _("结果"), max_length=10, choices=AppealResult.choices, default=AppealResult.PENDING
    )
    decided_on = models.DateField(_("决定或判决之日"), null=True, blank=True)
    decision = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    lesson = models.TextField(_("经验教训"), blank=True)
    touched_at = models.DateTimeField(_("最近变动"))

    class Meta:
        verbose_name = _("复议诉讼")
        ordering = ["-filed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result=AppealResult.PENDING, decided_on=None)
                | (~Q(result=AppealResult.PENDING) & Q(decided_on__isnull=False)),
                name="appeal_result_has_day",
            ),
            models.CheckConstraint(
                condition=Q(after=None) | Q(kind=AppealKind.LAWSUIT), name="appeal_only_lawsuits_follow"
            ),
        ]
        indexes = [
            models.Index(
                fields=["hearing_on"], condition=Q(hearing_on__isnull=False), name="appeal_by_hearing"
            ),
            models.Index(fields=["request", "id"], name="appeal_of_request"),
        ]

    def __str__(self):
        return self.number or f"{self.get_kind_display()} {self.filed_on}"


class AppealEvent(models.Model):
    """One step of an appeal, told as it happened. Append-only."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="events")
    stage = models.CharField(_("阶段"), max_length=12, choices=AppealStage.choices)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("记录时间"))
    by_name = models.CharField(_("记录人"), max_length=80)
    note = models.TextField(_("说明"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("复议诉讼进展")
        ordering = ["id"]

    def __str__(self):
        return f"{self.appeal_id} {self.stage}"
