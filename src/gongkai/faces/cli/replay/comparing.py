"""What was told is counted by the platform's own metrics and held against the source, figure by figure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.faces.cli.replay.office import Office
from gongkai.faces.cli.replay.plan import Count, Figure, Percent, Recipe, Term, Why, percent, planned
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.counting import value
from gongkai.kernel.figures.registry import is_stated, metric
from gongkai.kernel.figures.rules.periods import Period, year


class Verdict(TextChoices):
    EQUAL = "equal", _("一致")
    STATED = "stated", _("一致（填报）")
    DIFFERS = "differs", _("不一致")
    CONTRADICTS = "contradicts", _("原文自相矛盾")
    NOT_COUNTABLE = "not_countable", _("不可计数")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the source beside what was counted. `wanted`: what the count must give (the source's own value,
    in a replay in small the story's); `counted` is None for what no system can count. `provisional`: counted from
    entered acts until a room of the house does the work itself."""

    figure: Figure
    wanted: Decimal | None
    counted: Decimal | None
    verdict: Verdict
    provisional: tuple[str, ...] = ()


def compare(recipe: Recipe, office: Office, *, whole: bool) -> Iterator[Line]:
    """A line for every figure, in the order of the source. `whole`: the year was told in full, not in small."""
    counter = Counter(office, year(recipe.year))
    for figure in recipe.figures:
        yield _line(recipe, figure, counter, whole)


def _line(recipe: Recipe, figure: Figure, counter: "Counter", whole: bool) -> Line:
    how = figure.how
    if isinstance(how, Why):
        return Line(figure, None, None, Verdict.NOT_COUNTABLE)
    counted, told = counter.count(how), planned(recipe, how)
    wanted = Decimal(figure.value) if whole else told
    return Line(figure, wanted, counted, _verdict(figure, wanted, told, counted), provisional(how))


def _verdict(figure: Figure, wanted: Decimal, told: Decimal, counted: Decimal) -> Verdict:
    """A contradiction of the source excuses only what the story itself tells otherwise, never a wrong count."""
    if counted == wanted:
        return Verdict.STATED if _is_stated(figure.how) else Verdict.EQUAL
    if figure.against and counted == told:
        return Verdict.CONTRADICTS
    return Verdict.DIFFERS


def terms_of(how: Count | Percent) -> tuple[Term, ...]:
    return how.terms if isinstance(how, Count) else (*how.part.terms, *how.whole.terms)


def _is_stated(how: Count | Percent) -> bool:
    return any(is_stated(term.metric) for term in terms_of(how))


def provisional(how: Count | Percent) -> tuple[str, ...]:
    """Codes of the metrics in it whose work has no room of its own yet."""
    return tuple(sorted({term.metric for term in terms_of(how) if metric(term.metric).provisional}))


class Counter:
    """Counts for one organ and those below it, in one period; each term once."""

    def __init__(self, office: Office, period: Period):
        self.office, self.period = office, period
        self._known: dict[Term, Decimal] = {}

    def count(self, how: Count | Percent) -> Decimal:
        if isinstance(how, Percent):
            return percent(self.count(how.part), self.count(how.whole), how.places)
        return sum((self._value(term) for term in how.terms), Decimal(0))

    def _value(self, term: Term) -> Decimal:
        if term not in self._known:
            self._known[term] = value(metric(term.metric), self.period, self._organs(term), self._keys(term))
        return self._known[term]

    def _organs(self, term: Term) -> Iterable[Organ]:
        return [self.office.organ] if term.own else [self.office.organ, self.office.below]

    def _keys(self, term: Term) -> dict[str, object]:
        """Recipes name columns by their path, divisions by their place."""
        office = self.office
        known = {
            "column": lambda path: office.columns[path],
            "division": lambda place: office.divisions[place].pk,
        }
        return {name: known[name](key) if name in known else key for name, key in term.where}
