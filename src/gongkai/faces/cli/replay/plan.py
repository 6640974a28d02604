"""What a source says of a year, and what is told so that the platform can count it. Pure.

A recipe has two halves that know nothing of each other: `figures`, what the source says and how the platform counts
it, and `story`, what people do in that year. `planned` says by arithmetic alone what a count must give.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.classing import LAND, Classes, spelled_years
from gongkai.domains.foi.rules.vocabulary import AnswerKind, row_of

Where = tuple[tuple[str, object], ...]
INTERPRETATIONS = "policy/interpretation/"
GROUND = "N16-2a"
"""On which a request of a replay is refused: records of discussion (第十六条第二款)."""


class Why(TextChoices):
    """Why a figure of a source cannot be counted by a system."""

    DATE = "date", _("年份、日期或者时间，不是数量")
    REFERENCE = "reference", _("文号、索引号、令号或者页面编号")
    CONTACT = "contact", _("地址、邮编、电话或者邮箱")
    RULE = "rule", _("制度规定的数（时限、权重、层级、项数），不是工作量")
    RANK = "rank", _("别人评出的名次、等次")
    PLAN = "plan", _("计划中的事，统计期内没有发生")
    OUTSIDE = "outside", _("不在统计期内")
    ELSEWHERE = "elsewhere", _("别的系统的数，平台不办理这项工作")
    THING = "thing", _("作品、设施、名称中的数，不是工作量")
    NO_DIMENSION = "no_dimension", _("平台还没有这一维度，不编造")
    TWICE = "twice", _("原文重复出现的表，只读一次")


@dataclass(frozen=True, slots=True)
class Term:
    """A metric and the keys that its rows must have. `own`: of the organ itself, without those below it."""

    metric: str
    where: Where = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """The sum of terms."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Percent:
    """What part of another count one is, rounded half up to so many places."""

    part: Count
    whole: Count
    places: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a source. `value` is empty for contact data, which no recipe repeats.

    `how`: how it is counted, or why not. `against`: the contradiction (id) that keeps it from being true.
    """

    section: str
    indicator: str
    unit: str
    value: str
    how: Count | Percent | Why
    against: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where a source does not fit itself. `check`: the code of the rule of proof-reading or of the form that shows it;
    `marks`: what the remark says, so that it is not taken for another one by the same rule.
    """

    code: str
    words: str
    check: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one part of a story adds to a figure."""

    metric: str
    keys: Mapping[str, object]
    number: Decimal
    below: bool = False


# --- parts of a story -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Records:
    """So many records, drafted, signed, reviewed one by one and published in a column."""

    count: int
    column: str
    about: str
    kind: str = "other"
    normative: bool = False
    interpreted: bool = False
    """With each goes an interpretation, signed in the same round, published in the column of interpretations."""

    def told(self) -> Iterator[Told]:
        number = Decimal(self.count)
        yield Told("records.published", {"column": self.column}, number)
        if self.normative:
            yield Told("records.normative_made", {}, number)
        if self.interpreted:
            yield Told("records.published", {"column": INTERPRETATIONS}, number)
            yield Told("records.interpretations", {}, number)


@dataclass(frozen=True, slots=True)
class Requests:
    """So many requests that came by one channel and were answered in one way, in time.

    `topic`, `place`, `trade`: as the office classes them, "" where the source says nothing; each is about one of
    `years`, in turn.
    """

    count: int
    channel: str
    answer: str
    applicant: str = "natural_person"
    about: str = "land"
    topic: str = ""
    years: tuple[int, ...] = ()
    place: str = ""
    trade: str = ""

    def classes(self, number: int) -> Classes:
        """Of the request of that number among its like, from 1 on."""
        year = self.years[(number - 1) % len(self.years)] if self.years else None
        return Classes(self.topic, year, year, self.place, self.trade)

    def told(self) -> Iterator[Told]:
        row = row_of(AnswerKind(self.answer), (GROUND,))
        for classes, number in Counter(self.classes(n) for n in range(1, self.count + 1)).items():
            came = {"channel": self.channel, "applicant": self.applicant} | _keys(classes)
            yield Told("requests.received", came, Decimal(number))
            yield Told("requests.answered", came | {"kind": self.answer, "row": row}, Decimal(number))


def _keys(classes: Classes) -> dict[str, object]:
    """As the dimensions of requests have them."""
    about_land = "land" if classes.topic in LAND else "other"
    return {
        "topic": classes.topic or None,
        "land": about_land if classes.topic else None,
        "year": spelled_years(classes.since, classes.until) or None,
        "place": classes.place or None,
        "trade": classes.trade or None,
    }


@dataclass(frozen=True, slots=True)
class Appeals:
    """So many reviews or lawsuits about requests of the story, each about another one."""

    count: int
    way: str
    result: str

    def told(self) -> Iterator[Told]:
        yield Told("requests.appeals", {"way": self.way, "result": self.result}, Decimal(self.count))


@dataclass(frozen=True, slots=True)
class Acts:
    """Something countable of one kind, `count` in all. `below`: done by the organ below; `division`: place in the setting.

    `entries`: how many entries tell it; 0: one each, or where there are many one for each working day.
    """

    count: int
    kind: str
    about: str
    with_principal: bool = False
    below: bool = False
    division: int = 0
    entries: int = 0

    def told(self) -> Iterator[Told]:
        keys = {"with_principal": self.with_principal, "division": self.division}
        yield Told(f"acts.{self.kind}", keys, Decimal(self.count), self.below)


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that no work shows; an official states it with evidence."""

    code: str
    value: str
    evidence: str

    def told(self) -> Iterator[Told]:
        yield Told(self.code, {}, Decimal(self.value))


Part = Records | Requests | Appeals | Acts | Stated


@dataclass(frozen=True, slots=True)
class Setting:
    """The organ of a replay: names of the source with （重演） behind, so that nobody takes it for the real one."""

    code: str
    name: str
    short_name: str
    level: str
    region: str
    divisions: tuple[str, ...]
    columns: tuple[tuple[str, str], ...] = ()
    """Columns besides the shipped ones: (path, name)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    name: str
    title: str
    year: int
    setting: Setting
    story: tuple[Part, ...]
    figures: tuple[Figure, ...]
    contradictions: tuple[Contradiction, ...] = ()

    def part(self, kind: type) -> list:
        return [one for one in self.story if isinstance(one, kind)]


FEW = 12
"""Entries of a kind in a year told in small."""


def scaled(recipe: Recipe, scale: Decimal) -> Recipe:
    """The same year in small: every part of the story times `scale`, at least one of each. What is stated stays."""
    return replace(recipe, story=tuple(_scaled(part, scale) for part in recipe.story))


def _scaled(part: Part, scale: Decimal) -> Part:
    if isinstance(part, Stated) or scale == 1:
        return part
    small = {"entries": FEW} if isinstance(part, Acts) else {}
    return replace(part, count=max(1, int(part.count * scale)), **small)


# --- what a count must give ---------------------------------------------------------------------------------------


def planned(recipe: Recipe, how: Count | Percent) -> Decimal:
    """What the story adds up to for a figure, without a database."""
    if isinstance(how, Percent):
        return percent(planned(recipe, how.part), planned(recipe, how.whole), how.places)
    told = [one for part in recipe.story for one in part.told()]
    return sum((_matching(told, term) for term in how.terms), Decimal(0))


def _matching(told: Iterable[Told], term: Term) -> Decimal:
    return sum((one.number for one in told if _fits(one, term)), Decimal(0))


def _fits(one: Told, term: Term) -> bool:
    if one.metric != term.metric or (term.own and one.below):
        return False
    return all(one.keys.get(name) == key for name, key in term.where)


def percent(part: Decimal, whole: Decimal, places: int) -> Decimal:
    """Half up, as reports round. Of nothing the share is nothing."""
    if not whole:
        return Decimal(0)
    return (100 * part / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


# --- how recipes are written --------------------------------------------------------------------------------------


def count(metric: str, *, own: bool = False, **where: object) -> Count:
    """One term: `count("requests.received", channel="email")`."""
    return Count((Term(metric, tuple(where.items()), own),))


def total(*counts: Count) -> Count:
    return Count(tuple(term for one in counts for term in one.terms))


def acts(kind: str, **where) -> Count:
    return count(f"acts.{kind}", **where)


def in_column(*paths: str) -> Count:
    """Records published in any of these columns; a record stands in one of them only."""
    return total(*(count("records.published", column=path) for path in paths))


@dataclass(slots=True)
class Section:
    """Figures under one heading of a source."""

    name: str
    figures: list[Figure] = field(default_factory=list)


def section(name: str, *rows: tuple) -> tuple[Figure, ...]:
    """Rows (indicator, unit, value, how[, id of the contradiction]) under a heading."""
    return tuple(Figure(name, *row) for row in rows)
