"""Entries, one chain per organ, and the head of each chain. Written by `services.append` only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.ledger.rules import GENESIS


class ChainHead(models.Model):
    """Where a chain ends. Its row is the lock under which the chain grows, so organs do not wait for each
    other."""

    chain = models.CharField(_("机关代码"), max_length=20, primary_key=True)
    number = models.PositiveBigIntegerField(_("末号"), default=0)
    digest = models.CharField(_("摘要"), max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("链头")
        ordering = ["chain"]

    def __str__(self):
        return f"{self.chain}#{self.number}"


class Entry(models.Model):
    """One act. Triggers in the database refuse any change; verification does not rely on them.

    Actor and subject are values, not foreign keys: an entry outlives what it tells of. `detail` never holds
    personal data, for it can never be erased.
    """

    chain = models.CharField(_("机关代码"), max_length=20)
    number = models.PositiveBigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    verb = models.CharField(_("行为"), max_length=60)
    subject_type = models.CharField(_("对象类型"), max_length=60)
    subject_id = models.CharField(_("对象"), max_length=60)
    actor_id = models.CharField(_("行为人标识"), max_length=60)
    actor_name = models.CharField(_("行为人"), max_length=80)
    detail = models.JSONField(_("详情"), default=dict)
    previous = models.CharField(_("前项摘要"), max_length=64)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("留痕")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="entry_once_in_chain")]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["chain", "verb", "number"], name="entry_verb"),
            models.Index(fields=["chain", "at"], name="entry_at"),
            models.Index(fields=["actor_id", "id"], name="entry_actor"),
        ]

    def __str__(self):
        return f"{self.chain}#{self.number} {self.verb} {self.subject_type}:{self.subject_id}"
