"""What is counted of the present moment for dashboards: requests on hand by their light, letters that wait.

They are counted as they stand now; of the period only its last day is asked, which is today.
"""

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.domains.foi.metrics import REQUESTS
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.register import Due, in_due, open_ones
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.kernel.figures.registry import Dimension, Metric, declare
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.letters.metrics import ROWS as LETTERS
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import UNSENT, State

LIGHTS = (Due.LATE, Due.SOON, Due.RUNNING, Due.PAUSED, Due.NONE)
"""They divide what is open: every open request is under one of them."""
WAITING = tuple(state for state in State if state in UNSENT | {State.UNDELIVERED})


def on_hand(period: Period) -> QuerySet[Request]:
    """Open requests with their `light`, and whether they are due by the end of the week (`week`)."""
    today = period.until
    rows = open_ones(Request.objects.all(), today)
    lights = [When(in_due(light, today), then=Value(light.value)) for light in LIGHTS]
    week = When(in_due(Due.WEEK, today), then=Value("week"))
    return rows.annotate(light=Case(*lights, default=Value("")), week=Case(week, default=Value("")))


def letters_waiting(period: Period) -> QuerySet[Letter]:
    """Letters that nobody outside has: to be signed, printed, sealed or sent, or to be sent once more."""
    return Letter.objects.filter(state__in=WAITING)


def _organs() -> dict[object, str]:
    return dict(Organ.objects.order_by("path").values_list("pk", "short_name"))


def _divisions() -> dict[object, str]:
    return dict(Division.objects.order_by("position", "pk").values_list("pk", "name"))


def _labels(choices) -> dict[object, str]:
    return {value: str(label) for value, label in choices}


_UNIT = pgettext_lazy("unit", "件")
_ORGAN = Dimension(_("机关"), "organ_id", _organs)

declare(
    Metric(
        "requests.on_hand",
        _("在办的申请"),
        _UNIT,
        _("已提交、尚未答复的政府信息公开申请"),
        _("查看之日"),
        on_hand,
        "request.view",
        dimensions={
            "organ": _ORGAN,
            "division": Dimension(_("承办处室"), "division_id", _divisions),
            "light": Dimension(_("期限"), "light", lambda: _labels(Due.choices)),
            "week": Dimension(_("本周内到期"), "week"),
        },
        momentary=True,
        of_today=True,
        **REQUESTS,
    ),
    Metric(
        "letters.waiting",
        _("等待办理的文书"),
        _UNIT,
        _("尚未发出的文书，和退回后应当重新发出的"),
        _("查看之日"),
        letters_waiting,
        "letter.view",
        division=None,
        dimensions={
            "organ": _ORGAN,
            "state": Dimension(_("状态"), "state", lambda: _labels(State.choices)),
        },
        momentary=True,
        of_today=True,
        **LETTERS,
    ),
)
