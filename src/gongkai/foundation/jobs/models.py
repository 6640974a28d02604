"""Job rows and the heartbeats of workers. Written by services only."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.jobs.rules import AT_ONCE, State


class Job(models.Model):
    """A piece of work. The row is the truth: nothing about it is kept anywhere else."""

    kind = models.CharField(_("类型"), max_length=60)
    key = models.CharField(_("标识"), max_length=200)
    payload = models.JSONField(_("内容"), default=dict)
    run_after = models.DateTimeField(_("不早于"), default=AT_ONCE)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    leased_until = models.DateTimeField(_("租期至"), null=True)
    lease_owner = models.CharField(_("执行者"), max_length=100, blank=True)
    last_error = models.TextField(_("错误"), blank=True)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = _("任务")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state="waiting"), name="job_waits_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="leased") | Q(leased_until__isnull=False), name="job_lease_ends"
            ),
        ]
        # partial, so that a million done jobs cost the workers nothing
        indexes = [
            models.Index(fields=["run_after", "id"], condition=Q(state="waiting"), name="job_due"),
            models.Index(fields=["kind", "key"], condition=Q(state="leased"), name="job_leased"),
            models.Index(fields=["finished_at"], condition=Q(state="done"), name="job_done"),
            models.Index(fields=["id"], condition=Q(state="failed"), name="job_failed"),
        ]

    def __str__(self):
        return f"{self.kind}:{self.key}"


class Heartbeat(models.Model):
    """A worker that was alive at `at`. A worker that ends in order removes its row; one that died leaves
    it."""

    name = models.CharField(_("执行者"), max_length=100, primary_key=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("心跳")
        ordering = ["name"]

    def __str__(self):
        return self.name


class DailyRun(models.Model):
    """When the daily job of a kind last ended well: the heartbeat of the job itself, whatever worker ran it."""

    kind = models.CharField(_("类型"), max_length=60, primary_key=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("每日任务")
        ordering = ["kind"]

    def __str__(self):
        return self.kind
