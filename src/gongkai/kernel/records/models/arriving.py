"""Imported text that is said to be lawfully public already, and waits for a named reviewer to sign it item by item."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.models.register import Record, Version


class ImportRun(models.Model):
    """One import by one person of one file. `publish`: what is signed goes out at once, in the importer's name."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    source = models.CharField(_("文件"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("导入人"))
    reviewer = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("审查人"))
    publish = models.BooleanField(_("签署后公开"), default=False)
    begun_at = models.DateTimeField(_("导入时间"))

    class Meta:
        verbose_name = _("导入批次")
        ordering = ["-id"]

    def __str__(self):
        return self.source


class ImportItem(models.Model):
    """One imported version that waits. Edited since, it leaves this way and goes through the whole chain."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="items")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    version = models.OneToOneField(Version, models.PROTECT, related_name="import_item")
    line = models.PositiveIntegerField(_("行号"))
    evidence = models.JSONField(_("证据"), default=dict)
    settled_at = models.DateTimeField(_("审查时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("导入待审件")
        ordering = ["run_id", "id"]
        indexes = [
            models.Index(fields=["run", "id"], name="import_item_waiting", condition=Q(settled_at=None))
        ]

    def __str__(self):
        return f"{self.run} {self.line}"
