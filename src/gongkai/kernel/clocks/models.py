"""Clocks on subjects of any app, and the periods that paused, restarted or extended them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.clocks.rules import ActKind, Kind, State

OPEN_STATES = (State.RUNNING, State.PAUSED)


class Clock(models.Model):
    """One limit running on one subject (a record, a case), for one organ.

    The due date is derived from the start, the periods and the calendar. `due_on`, `due_at`, `earliest_on`
    and `provisional` are a cache of it at `calendar_version`, so that lists can be sorted; services write
    it after every act and when the calendar changes, nobody edits it. `due_on` is empty while a pause
    leaves the end unknown.
    """

    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    limit_code = models.CharField(_("时限"), max_length=40)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="clocks", verbose_name=_("机关"))
    start_on = models.DateField(_("起算日"))
    start_at = models.DateTimeField(_("起算时刻"), null=True, blank=True)  # limits in hours only
    basis = models.CharField(_("起算依据"), max_length=200, blank=True)  # by what it began: counter, post, …
    # a special rule's own limit, instead of that of the code (rules.OwnLimit)
    own_n = models.PositiveSmallIntegerField(_("专门时限"), null=True, blank=True)
    own_unit = models.CharField(_("专门时限单位"), max_length=8, blank=True, db_default="")
    own_source = models.CharField(_("专门时限依据"), max_length=420, blank=True, db_default="")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RUNNING)
    stopped_on = models.DateField(_("停止日"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("停止时刻"), null=True, blank=True)
    due_on = models.DateField(_("到期日"), null=True, blank=True)
    due_at = models.DateTimeField(_("到期时刻"), null=True, blank=True)
    earliest_on = models.DateField(_("最早到期日"), null=True, blank=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    calendar_version = models.PositiveIntegerField(_("日历版本"))
    strikes_at = models.DateTimeField(_("下次到点"), null=True, blank=True)  # its next own act; None: no more

    class Meta:
        verbose_name = _("时限")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="clock_subject"),
            # "not stopped" rather than the states: given as parameters they would lose the index on SQLite
            models.Index(
                fields=["organ", "due_on", "id"], condition=Q(stopped_on=None), name="clock_open_due"
            ),
            models.Index(
                fields=["calendar_version"], condition=Q(stopped_on=None), name="clock_open_version"
            ),
            # "not null" follows from the question itself; a state given as a parameter would lose the index
            models.Index(
                fields=["strikes_at", "id"], condition=Q(strikes_at__isnull=False), name="clock_strikes"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(strikes_at=None) | Q(stopped_on=None), name="clock_stopped_is_silent"
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "limit_code"],
                condition=Q(state__in=OPEN_STATES),
                name="clock_once_open",
            ),
            models.CheckConstraint(
                condition=Q(state=State.STOPPED, stopped_on__isnull=False)
                | Q(state__in=OPEN_STATES, stopped_on__isnull=True),
                name="clock_stopped_has_day",
            ),
        ]

    def __str__(self):
        return f"{self.limit_code} {self.subject_type}:{self.subject_id}"


class ClockPeriod(models.Model):
    """A pause, a restart or an extension, in the order in which they happened (by id)."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="periods")
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    start_on = models.DateField(_("自"))
    start_at = models.DateTimeField(null=True, blank=True)  # limits in hours only
    end_on = models.DateField(_("至"), null=True, blank=True)
    end_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    evidence = models.CharField(_("凭据"), max_length=300, blank=True)
    n = models.PositiveSmallIntegerField(_("延长数"), default=0)
    ref = models.CharField(
        _("关联"), max_length=60, blank=True
    )  # which consultation: several may run at once

    class Meta:
        verbose_name = _("时限变动")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "ref"], condition=Q(kind=Kind.PAUSED, end_on=None), name="pause_once_open"
            ),
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")), name="pause_in_order"
            ),
            models.CheckConstraint(condition=Q(kind=Kind.PAUSED) | Q(end_on=None), name="only_pauses_end"),
            models.CheckConstraint(
                condition=Q(kind=Kind.EXTENDED, n__gte=1) | (~Q(kind=Kind.EXTENDED) & Q(n=0)),
                name="only_extensions_count",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.start_on}"


class ClockAct(models.Model):
    """What the clock itself did: warned, or let a limit run out. Never changed.

    `on` is the legal day, also when the job caught up later; `at` is when it was written. A due date that
    moves later (extension, calendar) may be warned of and run out anew, hence `due_on`.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="acts")
    kind = models.CharField(_("种类"), max_length=10, choices=ActKind.choices)
    on = models.DateField(_("法定日期"))
    due_on = models.DateField(_("到期日"))
    at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("到点记录")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "kind", "due_on"], name="clock_act_once"),
            models.CheckConstraint(condition=Q(on__lte=F("due_on")), name="clock_act_by_the_due_date"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"
