"""Being public, and ceasing to be. The only table that makes a record public is Publication."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Person
from gongkai.kernel.records.models.register import Record, Version
from gongkai.kernel.records.models.signing import Review
from gongkai.kernel.records.rules.vocabulary import Attribute, Outcome, RelationKind, WithdrawalKind


class Publication(models.Model):
    """The record is public in this version.

    Composite foreign keys and triggers (migration 0002) make a row impossible without a passed review
    of this very version, whose attribute is proactive, by somebody else than its drafter.
    """

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="publication")
    version = models.OneToOneField(Version, models.PROTECT, related_name="publication")
    review = models.OneToOneField(Review, models.PROTECT, related_name="publication")
    attribute = models.CharField(max_length=12, choices=Attribute.choices, default=Attribute.PROACTIVE)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PASSED)
    address = models.CharField(_("网址"), max_length=200, unique=True)
    published_at = models.DateTimeField(_("公开时间"))
    changed_at = models.DateTimeField(_("最近更新"))
    published_by = models.CharField(_("发布人"), max_length=60)

    class Meta:
        verbose_name = _("公开")
        ordering = ["-published_at", "-record_id"]
        constraints = [
            models.CheckConstraint(condition=Q(attribute=Attribute.PROACTIVE), name="publication_proactive"),
            models.CheckConstraint(condition=Q(outcome=Outcome.PASSED), name="publication_passed"),
        ]
        indexes = [models.Index(fields=["-published_at", "-record"], name="publication_newest")]

    def __str__(self):
        return self.address


class Schedule(models.Model):
    """A publication that waits for its time. The gate is asked again at that moment."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="schedule")
    publish_at = models.DateTimeField(_("定时公开时间"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    refusals = models.JSONField(_("到时未能公开的原因"), default=list, blank=True)

    class Meta:
        verbose_name = _("定时公开")
        ordering = ["publish_at", "record_id"]

    def __str__(self):
        return f"{self.record} {self.publish_at}"


class Withdrawal(models.Model):
    """A record was taken off the site: why, when, by whom. The publisher puts its address on the purge list.

    The public sees `kind` at once, the words of `reason` only after another person has released them. The
    database refuses to change who withdrew and the reason (migration 0004), so what was released is what shows.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="withdrawals")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    address = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("撤回时间"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(
        _("撤回原因"),
        max_length=12,
        choices=WithdrawalKind.choices,
        default=WithdrawalKind.OTHER,
        db_default=WithdrawalKind.OTHER.value,
    )
    reason = models.TextField(_("撤回理由"))
    released_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核准公开理由的人")
    )
    released_at = models.DateTimeField(_("核准公开理由的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("撤回")
        ordering = ["-withdrawn_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | (Q(released_by__isnull=False, released_at__isnull=False) & ~Q(released_by=F("by"))),
                name="withdrawal_reason_released_by_another",
            ),
        ]

    def __str__(self):
        return self.address

    @property
    def public_reason(self) -> str:
        """The words that the public may read; empty until somebody else has released them."""
        return self.reason if self.released_at else ""


class Erratum(models.Model):
    """What was wrong in an earlier public version and how it reads now; shown on the page.

    `text` is that of the version `after`: the database refuses any other, and any version that no passed review
    covers (migration 0004).
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="errata")
    before = models.ForeignKey(Version, models.PROTECT, related_name="+")
    after = models.ForeignKey(Version, models.PROTECT, related_name="+")
    text = models.TextField(_("更正说明"))
    at = models.DateTimeField(_("更正时间"))

    class Meta:
        verbose_name = _("更正")
        ordering = ["-at", "-id"]

    def __str__(self):
        return self.text[:40]


class Relation(models.Model):
    """A published record's act on another (interprets, amends, repeals ...): the source of back-links and validity.

    An act on validity outlives the withdrawal of its record (services.relating).
    """

    source = models.ForeignKey(Record, models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(Record, models.PROTECT, related_name="relations_in")
    kind = models.CharField(max_length=12, choices=RelationKind.choices)
    on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("文件关联")
        ordering = ["target_id", "on", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once")]

    def __str__(self):
        return f"{self.source_id} {self.kind} {self.target_id}"
