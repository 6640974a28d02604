"""How far a change of keys has come. The sealed values themselves stand in the tables of their apps."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rotation(models.Model):
    """One change of keys. `reached` is table -> last row done, so that a killed change goes on where it was."""

    generation = models.CharField(_("新密钥"), max_length=20, unique=True)
    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    reached = models.JSONField(_("进度"), default=dict)

    class Meta:
        verbose_name = _("密钥轮换")
        ordering = ["-id"]

    def __str__(self):
        return self.generation
