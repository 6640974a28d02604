"""What was heard inside the house: conclusions of conferences, opinions of divisions, as the wizard offers them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.casework.rules import ItemState, Outcome

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Heard:
    """One conclusion or opinion. `on` None: asked and not answered yet."""

    kind: str
    who: str
    said: str
    on: date | None

    @property
    def spelled(self) -> str:
        """As an answer names it as its basis."""
        words = {"kind": self.kind, "who": self.who, "on": self.on.isoformat(), "said": self.said[:LONGEST]}
        return _("%(kind)s %(on)s %(who)s：%(said)s") % words


def heard_of(request: Request) -> list[Heard]:
    """Those that were given. Asks nothing of what `visible_request` fetched."""
    return [one for one in all_of(request) if one.on is not None]


def all_of(request: Request) -> list[Heard]:
    """With those still waited for."""
    return [*_conferences(request), *_opinions(request)]


def _conferences(request: Request) -> Iterator[Heard]:
    for one in request.conferences.all():
        names = [*(d.name for d in one.divisions.all()), *filter(None, [one.counsel])]
        yield Heard(_("疑难件会商"), "、".join(names), one.conclusion, one.held_on)


def _opinions(request: Request) -> Iterator[Heard]:
    for asked in request.opinion_rounds.all():
        for item in asked.case.said:
            done = item.state == ItemState.DONE
            label = _("不同意公开") if item.outcome == Outcome.REFUSE else _("同意公开")
            said = f"{label}，{item.opinion}" if done else ""
            yield Heard(_("处室意见"), item.division.name, said, shanghai_date(item.at) if done else None)
