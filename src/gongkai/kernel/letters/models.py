"""Letter texts, what an organ sets for its letters, letters, and the acts that moved them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.vault.fields import OpenJSONField, SealedRow
from gongkai.kernel.casework.models import Case
from gongkai.kernel.letters.rules.vocabulary import Channel, Counts, Evidence, State


class LetterText(models.Model):
    """One version of a letter text. Never changed: an edit is a new row. Without an organ it is the common one.

    `fields`: list of FieldSpec.as_dict(); `body`: rules.syntax; `series`, `mark`: see NumberPattern.
    """

    code = models.CharField(_("代码"), max_length=40)
    organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机关")
    )
    version = models.PositiveIntegerField(_("版本"))
    name = models.CharField(_("名称"), max_length=60)
    fields = models.JSONField(_("合并项"), default=list)
    body = models.TextField(_("正文"))
    series = models.CharField(_("编号系列"), max_length=20, default="general")
    mark = models.CharField(_("文号尾字"), max_length=10, blank=True)
    note = models.CharField(_("修改说明"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("写成时间"))
    written_by = models.CharField(max_length=60)
    written_name = models.CharField(_("写成人"), max_length=80)

    class Meta:
        verbose_name = _("文书样式")
        ordering = ["code", "organ_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organ", "version"], name="letter_text_version_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="letter_text_from_one"),
        ]

    def __str__(self):
        return f"{self.name} v{self.version}"


class LetterSetting(models.Model):
    """What an organ sets once for all its letters."""

    organ = models.OneToOneField(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    red_head = models.CharField(_("版头"), max_length=40, blank=True)
    letterhead = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("信笺")
    )

    class Meta:
        verbose_name = _("文书设置")

    def __str__(self):
        return str(self.organ)


class NumberPattern(models.Model):
    """How an organ spells the numbers of one series of letters. Without a row: rules.numbers.USUAL."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    series = models.CharField(_("编号系列"), max_length=20)
    pattern = models.CharField(_("文号格式"), max_length=80)

    class Meta:
        verbose_name = _("文号格式")
        ordering = ["organ_id", "series"]
        constraints = [models.UniqueConstraint(fields=["organ", "series"], name="number_pattern_once")]

    def __str__(self):
        return self.pattern


class ServiceRule(models.Model):
    """Which date counts for letters of an organ on a channel. Without a row: rules.serving.UNTIL_CONFIRMED."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    channel = models.CharField(_("送达方式"), max_length=12, choices=Channel.choices)
    counts = models.CharField(_("以何日为准"), max_length=10, choices=Counts.choices)
    basis = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("送达规则")
        ordering = ["organ_id", "channel"]
        constraints = [models.UniqueConstraint(fields=["organ", "channel"], name="service_rule_once")]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.get_counts_display()}"


class Letter(SealedRow):
    """One letter to one reader about a subject of any app. Written by services only.

    `fields` holds personal data, sealed where it lies: lists show `selectors.masked_fields`. `digest` (SM3 over them)
    stays what it was from the seal on, whatever key seals the words. `docx` and `pdf` are there from
    the approval on, `scan` from the seal on; after the seal the database itself refuses other words
    (structure.py). `sent_at`, `served_on` and `effective_on` are three different facts.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="letters", verbose_name=_("机关"))
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name=_("办件")
    )
    text = models.ForeignKey(LetterText, models.PROTECT, related_name="+", verbose_name=_("文书样式"))
    fields = OpenJSONField(_("合并项"), null=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.DRAFTED)
    number = models.CharField(_("文号"), max_length=120, blank=True)
    dated_on = models.DateField(_("落款日期"), null=True, blank=True)
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("用印扫描件")
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("更正的文书")
    )  # fmt: skip
    drafted_at = models.DateTimeField(_("草拟时间"))
    sealed_at = models.DateTimeField(_("用印时间"), null=True, blank=True)
    channel = models.CharField(_("送达方式"), max_length=12, choices=Channel.choices, blank=True)
    tracking_number = models.CharField(_("邮件号"), max_length=40, blank=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    served_on = models.DateField(_("送达日期"), null=True, blank=True)
    evidence = models.CharField(_("送达凭证"), max_length=20, choices=Evidence.choices, blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("文书")
        ordering = ["-drafted_at", "-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="letter_subject"),
            models.Index(fields=["organ", "-drafted_at", "-id"], name="letter_organ"),
            models.Index(fields=["organ", "sent_at"], condition=Q(state=State.SENT), name="letter_under_way"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "number"], condition=~Q(number=""), name="letter_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFTED, State.CANCELLED])
                | (~Q(number="") & Q(dated_on__isnull=False, docx__isnull=False, pdf__isnull=False)),
                name="letter_approved_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.SEALED, State.SENT, State.SERVED, State.UNDELIVERED],
                    sealed_at__isnull=False,
                    scan__isnull=False,
                )
                | Q(
                    state__in=[State.DRAFTED, State.APPROVED, State.PRINTED],
                    sealed_at__isnull=True,
                    scan__isnull=True,
                    sent_at__isnull=True,
                )
                # one that was sealed and given up keeps its seal
                | Q(state=State.CANCELLED, sent_at__isnull=True, sealed_at__isnull=True, scan__isnull=True)
                | Q(state=State.CANCELLED, sent_at__isnull=True, sealed_at__isnull=False, scan__isnull=False),
                name="letter_sealed_has_scan",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.SENT, State.SERVED, State.UNDELIVERED], sent_at__isnull=False)
                & ~Q(channel="")
                | Q(
                    state__in=[State.DRAFTED, State.APPROVED, State.PRINTED, State.CANCELLED, State.SEALED],
                    sent_at__isnull=True,
                ),
                name="letter_sent_has_channel",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SERVED, served_on__isnull=False) & ~Q(evidence="")
                | (~Q(state=State.SERVED) & Q(served_on__isnull=True)),
                name="letter_served_has_evidence",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state=State.CANCELLED), name="letter_replaced_once"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("id")), name="letter_replaces_another"
            ),
        ]

    def __str__(self):
        return self.number or f"{self.text.name}（{self.get_state_display()}）"


class LetterAct(models.Model):
    """One act on a letter: who, when, what. Append-only. `note` may name people; it stays out of the ledger."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="acts")
    verb = models.CharField(_("动作"), max_length=20)
    at = models.DateTimeField(_("时间"))
    by_id = models.CharField(max_length=60)
    by_name = models.CharField(_("办理人"), max_length=80)
    detail = models.JSONField(default=dict, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("凭证")
    )

    class Meta:
        verbose_name = _("文书办理记录")
        ordering = ["id"]
        indexes = [models.Index(fields=["letter", "id"], name="letter_act_letter")]

    def __str__(self):
        return f"{self.letter_id}: {self.verb}"
