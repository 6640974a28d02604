"""What falls on which day of a month: hearings, replies to appeals, answers. Only what the reader may see."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.models import Appeal
from gongkai.domains.foi.register import open_ones
from gongkai.domains.foi.selectors import visible
from gongkai.domains.foi.services.appealing import APPEAL
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.rules import State

MOST = 500
"""Answers of a month that are listed; an office with more reads the register."""


class Kind(TextChoices):
    HEARING = "hearing", _("听证、开庭")
    REPLY = "reply", _("复议诉讼答复到期")
    DUE = "due", _("答复到期")


@dataclass(frozen=True, slots=True)
class Entry:
    """`pk`: of the appeal, or of the request whose answer is due."""

    kind: Kind
    pk: int
    title: str
    about: str


def agenda(person: Person, today: date, first: date, last: date) -> dict[date, list[Entry]]:
    """Day -> entries from `first` to `last`, hearings before the rest. Four queries, and those of the reader's posts."""
    found: dict[date, list[Entry]] = defaultdict(list)
    reach = visible(person, today)
    appeals = Appeal.objects.filter(request__in=reach.values("pk"))
    appeals = appeals.select_related("request").defer("request__description")
    for one in appeals.filter(hearing_on__range=(first, last)).order_by("hearing_on", "pk"):
        found[one.hearing_on].append(_of_appeal(Kind.HEARING, one))
    clocks = Clock.objects.filter(subject_type=APPEAL, stopped_on=None, due_on__range=(first, last))
    ends = {int(pk): due for pk, due in clocks.values_list("subject_id", "due_on")}
    for one in appeals.filter(pk__in=ends).order_by("pk"):
        found[ends[one.pk]].append(_of_appeal(Kind.REPLY, one))
    running = open_ones(reach, today).filter(clock_state=State.RUNNING, due_on__range=(first, last))
    for row in running.order_by("due_on", "pk").values("pk", "number", "subject", "due_on")[:MOST]:
        found[row["due_on"]].append(Entry(Kind.DUE, row["pk"], row["subject"], row["number"]))
    return dict(found)


def _of_appeal(kind: Kind, appeal: Appeal) -> Entry:
    title = f"{appeal.get_kind_display()} {appeal.body}"
    return Entry(kind, appeal.pk, title, appeal.request.subject)
