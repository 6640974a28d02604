"""Acts as typed rows, and the four things that run beside the handling: correction, consultation, extension, fee.

Each keeps its legal days apart from the moment of recording. None of them holds a due date: the clock derives
it. What the applicant or a party is told begins to count on the day its letter is sent, and has no day before.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.models.requests import Request
from gongkai.domains.foi.rules.fees import Basis
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.vault.fields import OpenTextField, SealedRow, SealedTextField
from gongkai.kernel.letters.models import Letter


class RequestAct(models.Model):
    """One act, by a person, the applicant or the clock. Append-only. `detail` holds no personal data."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="acts")
    kind = models.CharField(_("动作"), max_length=24, choices=ActKind.choices)
    on = models.DateField(_("法律上的日期"))
    at = models.DateTimeField(_("记录时间"))
    by_id = models.CharField(max_length=60)
    by_name = models.CharField(_("办理人"), max_length=80)
    note = models.TextField(_("说明"), blank=True)
    detail = models.JSONField(default=dict, blank=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("文书")
    )

    class Meta:
        verbose_name = _("办理记录")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["request", "id"], name="request_act_request"),
            models.Index(fields=["kind", "on"], name="request_act_kind"),
        ]

    def __str__(self):
        return f"{self.request_id} {self.kind}"


class Correction(SealedRow):
    """What the applicant is asked to make clear (第三十条): once, with what is unclear and a reasonable time."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="corrections")
    asked_on = models.DateField(_("告知补正之日"), null=True, blank=True)  # when the notice was sent
    items = models.TextField(_("需要补正的事项"))
    until = models.DateField(_("补正期限"))
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField(_("收到补正之日"), null=True, blank=True)
    content = OpenTextField(_("补正内容"), null=True, blank=True)  # the applicant's own words
    lapsed_on = models.DateField(_("逾期之日"), null=True, blank=True)
    good_reason = models.TextField(_("逾期的正当理由"), blank=True)

    class Meta:
        verbose_name = _("补正")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(received_on=None, lapsed_on=None), name="correction_once_open"
            ),
            models.CheckConstraint(
                condition=Q(asked_on=None) | Q(until__gte=F("asked_on")), name="correction_in_order"
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(received_on__gte=F("asked_on")),
                name="correction_reply_after",
            ),
        ]

    def __str__(self):
        return f"{self.request_id} {self.asked_on}"


class Consultation(SealedRow):
    """Asking a third party (第三十二条), another organ or a co-maker (第三十四条). Silence means three different things.

    `ref` names the pause of the answer clock. `asked_on` begins the pause; `delivered_on`, the day the letter
    was received, begins the party's own fifteen working days. `result_letter`: what was decided over the party's
    objection, and why.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="consultations")
    ref = models.CharField(max_length=20)
    party = models.CharField(_("征求对象"), max_length=12, choices=Party.choices)
    organisation = models.CharField(_("单位名称"), max_length=120, blank=True)
    name = SealedTextField(_("姓名"), mask="name", null=True, blank=True)
    contact = SealedTextField(_("联系方式"), mask="address", null=True, blank=True)
    matter = models.TextField(_("征求意见的内容"))
    asked_on = models.DateField(_("发出之日"), null=True, blank=True)  # when the letter was sent
    delivered_on = models.DateField(_("对方收到之日"), null=True, blank=True)
    reply_by = models.DateField(
        _("请其答复的日期"), null=True, blank=True
    )  # of other organs: the letter says it
    serve_by = models.DateField(null=True, blank=True)  # without service by then it is shown
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    replied_on = models.DateField(_("答复之日"), null=True, blank=True)
    reply = models.CharField(_("意见"), max_length=10, choices=Reply.choices, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    result_letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    told_on = models.DateField(_("告知处理结果之日"), null=True, blank=True)  # when that letter was sent

    class Meta:
        verbose_name = _("征求意见")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "ref"], name="consultation_ref_once"),
            models.CheckConstraint(
                condition=Q(replied_on=None, reply="") | (Q(replied_on__gte=F("asked_on")) & ~Q(reply="")),
                name="consultation_reply_whole",
            ),
        ]

    def __str__(self):
        return f"{self.request_id} {self.ref}"


class Extension(models.Model):
    """Once for a request (第三十三条第二款): proposed, approved by somebody else, told before the limit runs out."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField(_("延长工作日"))
    reason = models.TextField(_("理由"))
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("提请时间"))
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    approved = models.BooleanField(_("同意"), null=True, blank=True)
    opinion = models.TextField(_("意见"), blank=True)
    told_on = models.DateField(_("告知申请人之日"), null=True, blank=True)
    imported = models.BooleanField(_("来自原有台账"), default=False)  # who decided is not known
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("延期")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(approved=True), name="extension_approved_once"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(approved=None), name="extension_once_proposed"
            ),
            models.CheckConstraint(
                condition=Q(approved=None, decided_by=None, decided_at=None)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(approved=None))
                | Q(imported=True, approved=True, decided_by=None, decided_at=None, told_on__isnull=False),
                name="extension_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="extension_by_two"
            ),
            models.CheckConstraint(
                condition=Q(told_on=None) | Q(approved=True), name="extension_told_when_approved"
            ),
        ]

    def __str__(self):
        return f"{self.request_id} +{self.days}"


class Fee(models.Model):
    """Processing fee by one of two bases, never both (国办函〔2020〕109号). Amounts in yuan."""

    request = models.OneToOneField(Request, models.PROTECT, related_name="fee")
    basis = models.CharField(_("计收方式"), max_length=6, choices=Basis.choices)
    count = models.PositiveIntegerField(_("件数或页数"))
    month_before = models.PositiveIntegerField(_("当月此前件数"), default=0)
    amount = models.PositiveIntegerField(_("金额（元）"))
    determination = models.TextField(_("认定明显超过合理范围的理由"), blank=True)  # "": an old register
    noticed_on = models.DateField(_("收费通知之日"), null=True, blank=True)  # when the notice was sent
    delivered_on = models.DateField(_("收到通知之日"), null=True, blank=True)
    serve_by = models.DateField(null=True, blank=True)  # without service by then it is shown
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(_("缴费之日"), null=True, blank=True)
    receipt_number = models.CharField(_("票据号"), max_length=60, blank=True)
    lapsed_on = models.DateField(_("逾期之日"), null=True, blank=True)

    class Meta:
        verbose_name = _("信息处理费")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fee_is_more_than_nothing"),
            models.CheckConstraint(condition=Q(paid_on=None) | Q(lapsed_on=None), name="fee_paid_or_lapsed"),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(paid_on__gte=F("noticed_on")), name="fee_paid_after_notice"
            ),
        ]

    def __str__(self):
        return f"{self.request_id} {self.amount}"
