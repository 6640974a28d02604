"""Definitions, cases on subjects of any app, their steps round by round, and the work items people act in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.kernel.casework.rules import CaseState, ItemState, Outcome, StepKind, StepState


class Definition(models.Model):
    """One version of a chain of steps (format: rules.definitions). Never changed: a new version is a new
    row.

    Without an organ it is the common one, which every organ without its own uses.
    """

    code = models.CharField(_("流程代码"), max_length=40)
    organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机关")
    )
    version = models.PositiveIntegerField(_("版本"))
    name = models.CharField(_("名称"), max_length=60)
    steps = models.JSONField(_("环节"))
    distinct_persons = models.BooleanField(_("各环节由不同的人签署"), default=True, db_default=True)
    made_at = models.DateTimeField(_("制定时间"))

    class Meta:
        verbose_name = _("流程定义")
        ordering = ["code", "organ_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organ", "version"], name="definition_version_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.name} v{self.version}"


class Case(models.Model):
    """Whatever somebody waits for, walking through its own version of a definition."""

    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="cases", verbose_name=_("机关"))
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("处室")
    )
    title = models.CharField(_("事项"), max_length=300)
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="cases")
    state = models.CharField(_("状态"), max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, blank=True)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    opened_at = models.DateTimeField(_("提交时间"))
    opened_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提交人")
    )
    concluded_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    due_on = models.DateField(
        _("最近到期日"), null=True, blank=True
    )  # a copy, kept by services.following_clocks

    class Meta:
        verbose_name = _("办件")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="case_subject"),
            models.Index(fields=["organ", "opened_at"], condition=Q(state="open"), name="case_open"),
            # "not concluded" rather than a state: a parameter would lose the partial index on SQLite
            models.Index(
                fields=["organ", "subject_type", "due_on", "id", "division"],
                condition=Q(concluded_at=None),
                name="case_open_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, concluded_at__isnull=True)
                | (~Q(state=CaseState.OPEN) & Q(concluded_at__isnull=False)),
                name="case_over_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(state=CaseState.CONCLUDED) & ~Q(outcome=""))
                | (~Q(state=CaseState.CONCLUDED) & Q(outcome="")),
                name="case_concluded_has_outcome",
            ),
        ]

    def __str__(self):
        return self.title


class Step(models.Model):
    """A step of one round of a case. `seats` are those to be asked when it becomes active (rules.Seat as
    objects).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField(_("轮次"))
    position = models.PositiveSmallIntegerField(_("次序"))
    key = models.CharField(max_length=40)
    name = models.CharField(_("环节"), max_length=60, blank=True)  # empty: the kind says it
    kind = models.CharField(_("种类"), max_length=10, choices=StepKind.choices)
    state = models.CharField(_("状态"), max_length=10, choices=StepState.choices)
    seats = models.JSONField(default=list)
    decides = models.BooleanField(default=True)
    visit = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField(_("到达时间"), null=True, blank=True)
    left_at = models.DateTimeField(_("离开时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("环节")
        ordering = ["case_id", "round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "key"], name="step_once_in_round"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=StepState.ACTIVE), name="one_step_active"
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """What pages call the step."""
        return self.name or str(self.get_kind_display())


class WorkItem(models.Model):
    """What one person or the holders of one role are asked to do in a step."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="items")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("角色"), max_length=30, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理人")
    )
    visit = models.PositiveSmallIntegerField()
    state = models.CharField(_("状态"), max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    outcome = models.CharField(_("办理结果"), max_length=10, choices=Outcome.choices, blank=True)
    opinion = models.TextField(_("意见"), blank=True)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    acted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署人")
    )
    acted_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("被代理人")
    )
    at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    added_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("加签人")
    )
    created_at = models.DateTimeField(_("送达时间"))
    opened_at = models.DateTimeField(_("打开时间"), null=True, blank=True)
    returns_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="borrowed", verbose_name=_("交回")
    )  # lent by that item: an opinion only
    sent_to = models.CharField(
        _("退至环节"), max_length=40, blank=True
    )  # key of the step it was sent back to
    reminded_at = models.DateTimeField(_("最近催办"), null=True, blank=True)
    reminded_count = models.PositiveSmallIntegerField(_("催办次数"), default=0)

    class Meta:
        verbose_name = _("待办")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["organ", "role"],
                condition=Q(state=ItemState.OPEN, person=None),
                name="item_open_role",
            ),
            models.Index(fields=["person"], condition=Q(state=ItemState.OPEN), name="item_open_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(role="", person=None), name="item_for_somebody"),
            models.CheckConstraint(
                condition=~Q(state=ItemState.DONE) | (~Q(outcome="") & Q(at__isnull=False)),
                name="item_done_complete",
            ),
        ]

    def __str__(self):
        return f"{self.step} {self.get_state_display()}"


class Supervision(models.Model):
    """A supervisor's order on a case (督办): an instruction, a limit of its own (a clock), and the reply."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions")
    text = models.TextField(_("督办要求"))
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("督办人"))
    ordered_at = models.DateTimeField(_("督办时间"))
    reply = models.TextField(_("办理回复"), blank=True)
    replied_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回复人")
    )
    replied_at = models.DateTimeField(_("回复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("督办")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["case"], condition=Q(replied_at=None), name="supervision_unanswered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", replied_by=None, replied_at=None)
                | (~Q(reply="") & Q(replied_by__isnull=False, replied_at__isnull=False)),
                name="supervision_reply_whole",
            ),
        ]

    def __str__(self):
        return self.text[:30]


class Copy(models.Model):
    """A case sent to somebody for information (传阅): read, not decided, holding nothing up."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="copies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("传阅对象"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("发送人"))
    sent_at = models.DateTimeField(_("发送时间"))
    read_at = models.DateTimeField(_("阅知时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("传阅")
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "id"], condition=Q(read_at=None), name="copy_unread")]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="copy_once")]

    def __str__(self):
        return f"{self.case_id} {self.person_id}"
