"""Sign-off: chains as data, rounds of records signed together, secrecy reviews one by one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.casework.models import Case
from gongkai.kernel.records.models.register import Record, Version
from gongkai.kernel.records.rules.vocabulary import Attribute, Basis, Outcome


class Chain(models.Model):
    """Which sign-off definition (its code) an organ uses for a document kind. An empty kind stands for every kind,
    an empty organ for every organ; the most particular row holds.
    """

    organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机关")
    )
    kind = models.CharField(_("文种"), max_length=30, blank=True)
    definition_code = models.CharField(_("流程代码"), max_length=40)

    class Meta:
        verbose_name = _("审签链")
        ordering = ["organ_id", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "kind"], name="chain_once_per_kind", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.organ or '*'} {self.kind or '*'}"


class Round(models.Model):
    """One walk of one or more records (a policy and its interpretation) through a sign-off chain.

    A case that was sent or taken back goes on with a further one; only the newest of a case counts.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    lead = models.ForeignKey(Record, models.PROTECT, related_name="rounds")
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("审签轮次")
        ordering = ["-opened_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="round_number_once")]

    def __str__(self):
        return f"{self.lead} {self.opened_at:%Y-%m-%d}"


class RoundItem(models.Model):
    """A version in a round. The chain signs exactly this version."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="items")
    record = models.ForeignKey(Record, models.PROTECT, related_name="round_items")
    version = models.ForeignKey(Version, models.PROTECT, related_name="round_items")

    class Meta:
        verbose_name = _("审签件")
        ordering = ["round_id", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "record"], name="round_item_once")]

    def __str__(self):
        return str(self.version)


class Review(models.Model):
    """A secrecy review of exactly one version by somebody else than its drafter; never changed.

    `act` is the one act of deciding: unique, so that one tick can never cover two items (逐项审查).
    Composite foreign keys (migration 0002) tie version, record, digest, drafter and attribute together.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    record = models.ForeignKey(Record, models.PROTECT, related_name="reviews")
    digest = models.CharField(max_length=64)
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+")
    attribute = models.CharField(max_length=12, choices=Attribute.choices, blank=True)
    reviewer = models.ForeignKey(Person, models.PROTECT, related_name="reviews", verbose_name=_("审查人"))
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome.choices)
    basis = models.CharField(_("审查方式"), max_length=20, choices=Basis.choices, default=Basis.EXAMINED)
    opinion = models.TextField(_("意见"), blank=True)
    legal_basis = models.CharField(_("依据"), max_length=300, blank=True)
    accepted = models.JSONField(_("逐项接受的发现"), default=list, blank=True)
    evidence = models.JSONField(_("证据"), default=dict, blank=True)
    act = models.UUIDField(unique=True)
    opened_at = models.DateTimeField(_("打开时间"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("审查时间"))
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="reviews")

    class Meta:
        verbose_name = _("保密审查")
        ordering = ["-reviewed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reviewer=F("drafter")), name="review_by_another"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="review_outcome_known"),
            models.CheckConstraint(
                condition=Q(basis=Basis.EXAMINED, opened_at__isnull=False) | Q(basis=Basis.ALREADY_PUBLIC),
                name="review_of_an_opened_item",
            ),
            # what a publication points at
            models.UniqueConstraint(
                fields=["id", "version", "record", "attribute", "outcome"], name="review_as_published"
            ),
        ]

    def __str__(self):
        return f"{self.version} {self.get_outcome_display()}"
