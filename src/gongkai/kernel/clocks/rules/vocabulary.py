"""The words of the clock: units, limits, periods, due dates, lights. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Day = date | datetime
"""A date in China; for limits in hours an aware moment."""


class Unit(TextChoices):
    WORKDAY = "workday", _("个工作日")
    DAY = "day", _("日")
    HOUR = "hour", _("小时")
    MONTH = "month", _("个月")


class ActKind(TextChoices):
    """What the clock itself does. `silence`: a limit ran out in which somebody else should have spoken."""

    WARNED = "warned", _("临近到期")
    RAN_OUT = "ran_out", _("期限届满")
    SILENCE = "silence", _("逾期未答复")


class Kind(TextChoices):
    """What a period does to the clock."""

    PAUSED = "paused", _("中止")
    RESTARTED = "restarted", _("重新起算")
    EXTENDED = "extended", _("延长")


class State(TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("已中止")
    STOPPED = "stopped", _("已停止")


class Light(StrEnum):
    """What a page shows. `done` is a clock stopped in time; a clock stopped late stays red."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Limit:
    """A legal limit: so many units, by which source, in force for starts from `since` to `until` (both
    included). `n` 0: the law says only "reasonable", and each clock has its own (`OwnLimit`).
    """

    code: str
    n: int
    unit: str
    source: str
    since: date
    until: date | None = None
    name: str | Promise = ""
    begins: str | Promise = _("起算日")
    """What the day of the start is called in explanations, e.g. 收到日."""
    warning: int = 3
    """The light turns yellow so many days (hours) before the due date."""
    silence: str | Promise = ""
    """For a limit in which somebody else should speak: what the law makes of silence. It differs: 条例
    第三十二条 (a third party's is no consent), 第三十四条 (a co-maker's is)."""
    optional: bool = False
    """For an act that may never be needed (条例 第三十条: asking for a correction): when it runs out by itself nothing
    was missed, so lists and boards of what is due pass over it."""
    rolls: bool = False
    """In calendar days or months: a last day that is no working day moves to the next one (民事诉讼法
    第八十五条)."""


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A limit that a special rule sets for one subject instead of the general one of the code (条例 第二十六条:
    法律、法规对政府信息公开的期限另有规定的，从其规定).
    """

    n: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Period:
    """A pause (open while `end` is None), a restart (on `start`) or an extension by `n` units (decided on
    `start`).
    """

    kind: str
    start: Day
    end: Day | None = None
    reason: str = ""
    evidence: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class ClockStroke:
    """An act of the clock that is due: its kind, the legal day it belongs to, and the moment it may be written."""

    kind: str
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """The derived due date. `date` and `moment` are None while an open pause leaves the end unknown.

    `moment` is set for limits in hours only; `date` then is its date in China. `earliest` ≤ `date` ≤
    `latest`.
    """

    state: str
    date: date | None
    provisional: bool
    earliest: date | None
    latest: date | None
    moment: datetime | None = None
    stopped: Day | None = None
    explain: tuple[str, ...] = ()
