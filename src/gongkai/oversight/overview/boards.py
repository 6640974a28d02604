"""Which dashboard a role has, and what stands on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.selectors import posts_of
from gongkai.oversight.overview import below, panels
from gongkai.oversight.overview.panels import Panel
from gongkai.oversight.overview.scope import Scope
from gongkai.oversight.overview.selectors import Counts

Make = Callable[[Scope, Counts], Panel]


@dataclass(frozen=True, slots=True)
class Part:
    """A panel and the figure without which it is not shown. `several`: only where organs below are counted too."""

    make: Make
    needs: str
    several: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard. `roles`: whose; `below`: with the organs below unless told otherwise."""

    code: str
    name: str | Promise
    roles: frozenset[str]
    parts: tuple[Part, ...]
    below: bool = False


LIGHTS = Part(panels.lights, panels.ON_HAND)
DUE = Part(panels.due_this_week, panels.ON_HAND)
LATE = Part(panels.late, panels.ON_HAND)
BY_MONTH = Part(panels.by_month, panels.RECEIVED)
OVER_YEARS = Part(panels.over_years, panels.RECEIVED)
BY_KIND = Part(panels.by_kind, panels.ANSWERED)
DAYS = Part(panels.days_used, panels.ANSWERED)
BY_DIVISION = Part(panels.by_division, panels.ON_HAND)
COMPARISON = Part(panels.comparison, panels.RECEIVED)
DIVISIONS = Part(panels.divisions, panels.RECEIVED)
LETTERS = Part(panels.letters, panels.LETTERS)
BY_COLUMN = Part(panels.by_column, panels.PUBLISHED)
MAP = Part(below.map_of_received, panels.RECEIVED, several=True)
LATE_MAP = Part(below.map_of_late, panels.ON_HAND, several=True)
RANKING = Part(below.ranking, panels.ON_HAND, several=True)
MISSING = Part(below.missing, panels.ON_HAND, several=True)

BOARDS = (
    Board(
        "office",
        _("公开办"),
        frozenset({Role.OPEN_GOVERNMENT_OFFICE, Role.WINDOW_CLERK}),
        (LIGHTS, DUE, LATE, BY_MONTH, OVER_YEARS, BY_DIVISION, BY_KIND, DAYS, LETTERS, BY_COLUMN, MAP),
    ),
    Board(
        "leader",
        _("分管领导"),
        frozenset({Role.LEADER, Role.LEGAL}),
        (LIGHTS, DIVISIONS, COMPARISON, LATE, BY_DIVISION, BY_MONTH, OVER_YEARS, BY_KIND, BY_COLUMN, MAP),
    ),
    Board(
        "division",
        _("处室"),
        frozenset({Role.DIVISION_HEAD, Role.INFORMATION_OFFICER}),
        (LIGHTS, DUE, LATE, BY_MONTH, OVER_YEARS, BY_KIND, DAYS, COMPARISON),
    ),
    Board(
        "inspector",
        _("检查"),
        frozenset({Role.INSPECTOR}),
        (LIGHTS, LATE_MAP, RANKING, MAP, MISSING, COMPARISON, BY_MONTH, OVER_YEARS, BY_KIND),
        below=True,
    ),
    Board(
        "auditor",
        _("审计"),
        frozenset({Role.AUDITOR}),
        (LIGHTS, COMPARISON, DIVISIONS, BY_MONTH, OVER_YEARS, BY_KIND, DAYS, LETTERS),
        below=True,
    ),
)


def boards_of(person: Person, today: date) -> list[Board]:
    """Those of the person's roles; whoever sees requests by another role has that of divisions."""
    roles = {post.role for post in posts_of(person, today)}
    return [board for board in BOARDS if board.roles & roles] or [BOARDS[2]]


def panels_of(board: Board, scope: Scope, organs: Sequence[Organ]) -> list[Panel]:
    """What the person may see of it; figures out of reach are not shown at all, not as zero."""
    counts = Counts(scope, organs)
    wanted = [part for part in board.parts if counts.knows(part.needs) and (scope.below or not part.several)]
    return [part.make(scope, counts) for part in wanted]
