"""Counters of the public side: how often within an hour. Nothing here tells who."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaceCount(models.Model):
    """`key` is a keyed digest of an address, identity or number; rows are forgotten after a day."""

    scope = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    hour = models.DateTimeField(_("时段"))
    count = models.PositiveIntegerField(_("次数"), default=0)
    last_at = models.DateTimeField(_("最近一次"))

    class Meta:
        verbose_name = _("频次")
        ordering = ["-hour", "id"]
        constraints = [models.UniqueConstraint(fields=["scope", "key", "hour"], name="pace_count_once")]
        indexes = [models.Index(fields=["hour"], name="pace_count_hour")]

    def __str__(self):
        return f"{self.scope} {self.count}"
