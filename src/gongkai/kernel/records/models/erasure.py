"""Taking a state secret out of the register: one person orders, another confirms."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Person
from gongkai.kernel.records.models.register import Record
from gongkai.kernel.records.rules.vocabulary import Stage


class Erasure(models.Model):
    """The order to erase a record and its confirmation. While the row stands, the record cannot be published.

    Only a confirmed row opens the append-only tables, and only for emptying this record (structure.ERASABLE).
    """

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="erasure")
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    ordered_at = models.DateTimeField(_("提出时间"))
    stage_before = models.CharField(max_length=10, choices=Stage.choices)
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人")
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("涉密清除")
        ordering = ["-ordered_at", "record_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("ordered_by"))
                ),
                name="erasure_confirmed_by_another",
            ),
        ]

    def __str__(self):
        return str(self.record_id)
