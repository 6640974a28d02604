"""The request, who made it, and what came with it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.classing import FIRST_YEAR, LAST_YEAR, Topic, Trade
from gongkai.domains.foi.rules.stages import OPEN, Stage
from gongkai.domains.foi.rules.vocabulary import (
    AnswerKind,
    ApplicantKind,
    Channel,
    Form,
    IdentityKind,
    Matter,
)
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.vault.fields import BlindIndexField, OpenTextField, SealedRow, SealedTextField


class Request(SealedRow):
    """One application for information (条例 第二十七条). Says where it stands; how it came there lies in the acts.

    `description` is in the applicant's own words and may name people: lists show `subject`, a short title
    without personal data; it lies sealed (docs/adr/0007). `received_on` is derived from the rule of the channel (第三十一条), never typed.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办处室")
    )
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办人")
    )
    number = models.CharField(_("登记号"), max_length=60, null=True, blank=True, unique=True)
    channel = models.CharField(_("渠道"), max_length=14, choices=Channel.choices)
    stage = models.CharField(_("环节"), max_length=16, choices=Stage.choices)

    subject = models.CharField(_("事由"), max_length=200)
    description = OpenTextField(_("所需政府信息的描述"), null=True)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    form = models.CharField(_("提供方式"), max_length=16, choices=Form.choices, blank=True)
    delivery = models.CharField(_("获取途径"), max_length=60, blank=True)
    purpose = models.CharField(_("用途"), max_length=300, blank=True)  # regulation of 2007 only

    submitted_at = models.DateTimeField(_("提交时间"))
    received_on = models.DateField(_("收到申请之日"), null=True, blank=True)
    receipt = models.JSONField(_("收到的依据"), default=dict)
    written_up = models.BooleanField(_("由工作人员代填"), default=False)  # 第二十九条第二款
    registered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )

    matter = models.CharField(_("事项类别"), max_length=24, choices=Matter.choices, default=Matter.REQUEST)
    # the column and the row of the statutory table that count it, kept here so that a province is counted from an index
    applicant_kind = models.CharField(
        _("申请人类别"), max_length=16, choices=ApplicantKind.choices, null=True
    )
    report_row = models.PositiveSmallIntegerField(_("年报行次"), null=True, blank=True)
    answer_kind = models.CharField(_("答复类型"), max_length=3, choices=AnswerKind.choices, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    # of the answer limit, pauses taken out, as it stood on the day of the answer; none where no clock ran
    used_days = models.PositiveIntegerField(_("答复用时（工作日）"), null=True, blank=True)
    correcting = models.CharField(
        _("更正答复"), max_length=16, choices=Stage.choices, null=True, blank=True
    )  # how far the correction of a sent answer has come; the request stays answered
    closed_at = models.DateTimeField(_("归档时间"), null=True, blank=True)
    touched_at = models.DateTimeField(_("最近变动"))
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name=_("先前的申请"),
    )
    # what reports count by (rules.classing): said by an official, null until then
    topic = models.CharField(_("所涉内容"), max_length=20, choices=Topic.choices, null=True, blank=True)
    about_since = models.PositiveSmallIntegerField(_("所涉年份起"), null=True, blank=True)
    about_until = models.PositiveSmallIntegerField(_("所涉年份止"), null=True, blank=True)
    applicant_place = models.CharField(_("申请人所在地"), max_length=6, null=True, blank=True)
    applicant_trade = models.CharField(
        _("申请人职业"), max_length=16, choices=Trade.choices, null=True, blank=True
    )
    rating = models.PositiveSmallIntegerField(_("满意度"), null=True, blank=True)
    source_key = models.CharField(_("来源标识"), max_length=120, null=True, blank=True)

    class Meta:
        verbose_name = _("依申请公开件")
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "source_key"], name="request_once_per_source"),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.UNCONFIRMED, Stage.VOID, Stage.ROUTED])
                | Q(received_on__isnull=False, number__isnull=False),
                name="request_received_has_day_and_number",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer_kind="")
                | (Q(answered_on__isnull=False) & ~Q(answer_kind="")),
                name="request_answer_has_kind_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ANSWERED) | Q(answered_on__isnull=False),
                name="request_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("received_on")),
                name="request_answered_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(correcting=None)
                | Q(correcting__in=[Stage.HANDLING, Stage.SIGNING, Stage.ISSUING], stage=Stage.ANSWERED),
                name="request_corrected_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="request_rating_of_five"
            ),
            # no finer place than a prefecture, and years in order
            models.CheckConstraint(
                condition=(Q(applicant_place=None) | Q(applicant_place__endswith="00"))
                & (
                    Q(about_since=None, about_until=None)
                    | Q(
                        about_since__isnull=False,
                        about_until__isnull=False,
                        about_since__gte=FIRST_YEAR,
                        about_until__gte=F("about_since"),
                        about_until__lte=LAST_YEAR,
                    )
                ),
                name="request_classes_are_coarse",
            ),
        ]
        indexes = [
            models.Index(fields=["organ", "-submitted_at", "-id"], name="request_of_organ"),
            models.Index(fields=["organ", "stage", "-submitted_at", "-id"], name="request_by_stage"),
            # many organs at once: the newest of all, walked until the page is full
            models.Index(fields=["-submitted_at", "-id", "organ", "stage"], name="request_newest"),
            models.Index(fields=["organ", "division", "-submitted_at", "-id"], name="request_of_division"),
            # these two hold all that the annual report asks for: it is counted without a look at the rows
            models.Index(
                fields=["organ", "received_on", "stage", "answered_on", "applicant_kind"],
                name="request_by_receipt",
            ),
            models.Index(
                fields=[
                    "organ",
                    "answered_on",
                    "stage",
                    "report_row",
                    "applicant_kind",
                    "answer_kind",
                    "received_on",
                    "used_days",
                ],
                condition=Q(answered_on__isnull=False),
                name="request_by_answer",
            ),
            models.Index(
                fields=["correcting", "organ"],
                condition=Q(correcting__isnull=False),
                name="request_correcting",
            ),
            models.Index(
                fields=["handler", "-submitted_at", "-id"],
                condition=Q(stage__in=OPEN),
                name="request_in_hand",
            ),
        ]

    def __str__(self):
        return self.number or self.subject


class LikenessKey(models.Model):
    """Under which a request is found by one that asks for the same (rules.lookalike.bands)."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="likeness_keys")
    key = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("相似标记")
        indexes = [models.Index(fields=["key", "request"], name="likeness_key")]

    def __str__(self):
        return self.key


class Applicant(SealedRow):
    """Who asks, as told with this very request (第二十九条第一项). Sealed; masked wherever it is shown.

    The organisation's name and code are no personal data; the person who acts for it is.
    """

    request = models.OneToOneField(Request, models.PROTECT, related_name="applicant")
    code = SealedTextField(_("查询码"), mask="hidden", index="code_index")
    code_index = BlindIndexField()
    kind = models.CharField(_("申请人类别"), max_length=16, choices=ApplicantKind.choices)
    name = SealedTextField(_("姓名"), mask="name", index="name_index", null=True, blank=True)
    name_index = BlindIndexField()
    organisation = models.CharField(_("组织名称"), max_length=120, blank=True)
    organisation_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    identity_kind = models.CharField(_("证件类型"), max_length=24, choices=IdentityKind.choices)
    identity = SealedTextField(
        _("证件号码"), mask="resident_id", index="identity_index", null=True, blank=True
    )
    identity_index = BlindIndexField()
    phone = SealedTextField(_("联系电话"), mask="mobile", index="phone_index", null=True, blank=True)
    phone_index = BlindIndexField()
    email = SealedTextField(_("电子邮箱"), mask="email", null=True, blank=True)
    address = SealedTextField(_("通信地址"), mask="address", null=True, blank=True)
    agent = SealedTextField(_("代理人"), mask="name", null=True, blank=True)
    identity_seen_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核验人")
    )

    class Meta:
        verbose_name = _("申请人")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ApplicantKind.NATURAL_PERSON, organisation="")
                | (~Q(kind=ApplicantKind.NATURAL_PERSON) & ~Q(organisation="")),
                name="applicant_person_or_organisation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_code"],
                condition=~Q(organisation_code=""),
                name="applicant_of_organisation",
            )
        ]

    def __str__(self):
        return self.organisation or (self.name.masked() if self.name else "")


class Material(models.Model):
    """A file that came with a request, a correction or an explanation. Never goes out of the office."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="materials")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    label = models.CharField(_("材料名称"), max_length=120)
    came_with = models.CharField(max_length=24)  # the act it came with
    added_at = models.DateTimeField(_("收到时间"))

    class Meta:
        verbose_name = _("申请材料")
        ordering = ["id"]

    def __str__(self):
        return self.label
