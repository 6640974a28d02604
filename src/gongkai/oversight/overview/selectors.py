"""Figures as a person may see them: the same reach as the lists of the rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import coverage, organs_in_reach
from gongkai.kernel.figures.registry import Metric, known_metrics, metric
from gongkai.kernel.figures.rules.spans import Span
from gongkai.kernel.figures.seeing import seen
from gongkai.kernel.figures.selectors import rows, shares, value
from gongkai.oversight.overview.scope import Scope, period_of

SEES = "request.view"
"""The capability that opens the dashboards; each figure asks for its own besides."""


TOGETHER = {"requests.on_hand": ("organ", "division", "light", "week")}
"""Dimensions by which a figure is counted in one query, since each costs the same walk."""


def folded(parts: Mapping[tuple, int], places: list[int]) -> dict[tuple, int]:
    """Numbers by fewer keys: those at the places, in that order."""
    found: Counter = Counter()
    for keys, number in parts.items():
        found[tuple(keys[place] for place in places)] += number
    return dict(found)


class Counts:
    """Figures of a scope; each question is asked of the database once."""

    def __init__(self, scope: Scope, organs: Sequence[Organ] = ()):
        """`organs`: those that the person may look at, with the scope's among them."""
        self.scope = scope
        self.organs = organs
        self._kept: dict[tuple, dict[tuple, int]] = {}

    def sees(self, code: str) -> bool:
        """Whether the person may see anything of the figure anywhere."""
        person = self.scope.person
        return person is None or bool(coverage(person, metric(code).reads, self.scope.today))

    def knows(self, code: str) -> bool:
        """Whether the platform counts it and the person may see any of it."""
        return any(one.code == code for one in known_metrics()) and self.sees(code)

    def total(self, code: str, span: Span | str) -> int:
        """The whole. Of what is told apart by month the months of the year are added up: other panels ask for them too."""
        if isinstance(span, Span) and "month" in metric(code).dimensions:
            months = self.by(code, Span(str(span.year)), "month")
            wanted = range(span.period.since.month, span.period.until.month + 1)
            return sum(number for (month,), number in months.items() if month in wanted)
        key = (code, str(span))
        if key not in self._kept:
            period = period_of(span, self.scope.today)
            self._kept[key] = {(): int(value(self._seen(code), period, self.scope.organs))}
        return self._kept[key][()]

    def by(self, code: str, span: Span | str, *names: str) -> dict[tuple, int]:
        """Keys of the dimensions -> number; what has no rows is left out.

        What was counted more finely is added up; of figures that several panels divide (TOGETHER) all is asked at once.
        """
        asked = tuple(dict.fromkeys([*TOGETHER.get(code, ()), *names]))
        key = (code, str(span), asked)
        if key not in self._kept:
            period = period_of(span, self.scope.today)
            found = shares(self._seen(code), period, self.scope.organs, asked)
            self._kept[key] = {share.keys: int(share.value) for share in found}
        return folded(self._kept[key], [asked.index(name) for name in names])

    def labels(self, code: str, name: str) -> Mapping[object, str]:
        key = (code, name)
        if key not in self._kept:
            self._kept[key] = dict(metric(code).dimensions[name].labels())
        return self._kept[key]

    def _seen(self, code: str) -> Metric:
        return _seen(metric(code), self.scope)


def _seen(found: Metric, scope: Scope) -> Metric:
    """Of the rows that the person may see; a briefing is for nobody in particular."""
    return seen(found, scope.person, scope.today) if scope.person else found


def rows_of(scope: Scope, code: str, span: Span | str, where: Mapping[str, object]) -> QuerySet:
    """The rows behind a number, as far as the person may see them. `where`: dimension -> key as the shares have it.

    KeyError for an unknown figure, UnknownDimension. Not evaluated yet.
    """
    found, period = _seen(metric(code), scope), period_of(span, scope.today)
    return rows(found, period, scope.organs, where)


def organs_to_choose(person: Person, today: date) -> QuerySet[Organ]:
    """Organs of which the person may see something here, in the order of the tree."""
    return organs_in_reach(person, SEES, today).select_related("region").order_by("path")
