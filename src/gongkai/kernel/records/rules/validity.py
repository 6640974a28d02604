"""The validity of a document on any day: computed from its dates and the acts on it, never typed.

Sources: the states to be shown are 有效, 失效, 废止, 修改 (rules for normative documents, “三统一”, and the
periodic clean-up, 清理). What went out of force comes back only when a later act continues it (继续有效).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.kernel.records.rules.vocabulary import RelationKind


class State(TextChoices):
    """What the page of a document says. `amended` is in force, with changes."""

    NOT_YET = "not_yet", gettext_lazy("尚未施行")
    IN_FORCE = "in_force", gettext_lazy("有效")
    AMENDED = "amended", gettext_lazy("已修改")
    EXPIRED = "expired", gettext_lazy("失效")
    REPEALED = "repealed", gettext_lazy("废止")


ENDING = frozenset({RelationKind.REPEALS, RelationKind.REPLACES})


@dataclass(frozen=True, slots=True)
class Act:
    """What another record does to this one: kind of RelationKind, from when, which record.

    `on` None: the day is not known, so the act counts from the beginning; better a valid text marked as
    repealed than the other way round. `until`: of a renewal, the new last day in force; None: without an end.
    """

    kind: str
    on: date | None = None
    by: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Dates of a document, each may be blank, and the acts on it. `expires_on` is the last day in force."""

    made_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Validity:
    """The state on a day.

    `since`: the day from which it holds (None: not known); `by`: the record whose act made it so;
    `amended_by`: records that changed it until then; `changes_on`: the next day with another state, as far
    as is known.
    """

    state: State
    as_of: date
    since: date | None = None
    by: int | None = None
    amended_by: tuple[int, ...] = ()
    changes_on: date | None = None
    explain: tuple[str, ...] = ()

    @property
    def is_in_force(self) -> bool:
        return self.state in (State.IN_FORCE, State.AMENDED)


@dataclass(frozen=True, slots=True)
class _Standing:
    state: State
    since: date | None = None
    by: int | None = None


def validity(as_of: date, facts: Facts) -> Validity:
    """The state on the day `as_of`, which may lie in the past or the future."""
    standing = _standing(as_of, facts)
    amended_by = tuple(act.by for act in _amendments(as_of, facts) if act.by is not None)
    return Validity(
        state=standing.state,
        as_of=as_of,
        since=standing.since,
        by=standing.by,
        amended_by=amended_by,
        changes_on=_next_change(as_of, standing.state, facts),
        explain=tuple(_explain(standing, facts)),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which one state holds: from `first` to the day before `ends`. `first` date.min: ever; `ends` None: on."""

    state: State
    first: date
    ends: date | None = None


def spans(facts: Facts) -> tuple[Span, ...]:
    """The state on every day, as spans without a gap, the oldest first."""
    found, first = [], date.min
    while first is not None:
        now = validity(first, facts)
        found.append(Span(now.state, first, now.changes_on))
        first = now.changes_on
    return tuple(found)


def _standing(as_of: date, facts: Facts) -> _Standing:
    made, starts = _beginning(facts)
    if made is not None and as_of < made:
        return _Standing(State.NOT_YET)
    end = _end(as_of, facts)
    if end is not None:
        return end
    if starts is not None and as_of < starts:
        return _Standing(State.NOT_YET, made)
    standing, amendments = _in_force(as_of, starts, facts), _amendments(as_of, facts)
    if amendments:
        since = max((day for day in (standing.since, amendments[-1].on) if day), default=None)
        return _Standing(State.AMENDED, since, amendments[-1].by)
    return standing


def _in_force(as_of: date, starts: date | None, facts: Facts) -> _Standing:
    """In force from the beginning, or again from a renewal that came after the end."""
    renewals = [act for act in _acts(facts, {RelationKind.RENEWS}, as_of) if act.on]
    for act in reversed(renewals):
        if _end(act.on - timedelta(1), facts) is not None:
            return _Standing(State.IN_FORCE, act.on, act.by)
    return _Standing(State.IN_FORCE, starts)


def _beginning(facts: Facts) -> tuple[date | None, date | None]:
    """(day from which it exists, day from which it is in force), the second never before the first."""
    made = facts.made_on or (None if facts.effective_on else facts.published_on)
    starts = max((day for day in (made, facts.effective_on) if day), default=None)
    return made, starts


def _acts(facts: Facts, kinds: Iterable[str], as_of: date) -> list[Act]:
    """Acts of these kinds that count on the day, the oldest first; undated ones count from the beginning."""
    known = [act for act in facts.acts if act.kind in kinds and (act.on is None or act.on <= as_of)]
    return sorted(known, key=lambda act: (act.on or date.min, act.by or 0))


def _amendments(as_of: date, facts: Facts) -> list[Act]:
    return _acts(facts, {RelationKind.AMENDS}, as_of)


def _end(as_of: date, facts: Facts) -> _Standing | None:
    """How it went out of force by that day and stayed so. A repeal shows as repeal also after an expiry."""
    renewals = _acts(facts, {RelationKind.RENEWS}, as_of)
    renewed_on = (renewals[-1].on or date.min) if renewals else None
    for act in reversed(_acts(facts, ENDING, as_of)):
        if renewed_on is None or (act.on or date.min) >= renewed_on:
            return _Standing(State.REPEALED, act.on, act.by)
    last_day = renewals[-1].until if renewals else facts.expires_on
    if last_day is not None and as_of > last_day:
        return _Standing(State.EXPIRED, last_day + timedelta(1))
    return None


def _next_change(as_of: date, state: State, facts: Facts) -> date | None:
    """The first later day on which the state is another one."""
    last_days = [facts.expires_on, *(act.until for act in facts.acts)]
    days = {*_beginning(facts), *(act.on for act in facts.acts), *(d + timedelta(1) for d in last_days if d)}
    later = sorted(day for day in days if day is not None and day > as_of)
    return next((day for day in later if _standing(day, facts).state != state), None)


def _explain(standing: _Standing, facts: Facts) -> Iterator[str]:
    """One sentence a fact, for the page. Other documents are named by the caller, who knows their titles."""
    made, starts = _beginning(facts)
    day = {"day": standing.since}
    if standing.state == State.NOT_YET:
        begun = standing.since is not None
        yield (
            _("自%(day)s起施行。") % {"day": starts}
            if begun
            else _("%(day)s制定，此前不存在。") % {"day": made}
        )
    elif standing.state == State.REPEALED:
        yield _("自%(day)s起废止。") % day if standing.since else _("已被废止。")
    elif standing.state == State.EXPIRED:
        yield _("有效期届满，自%(day)s起失效。") % day
    elif standing.state == State.AMENDED:
        yield _("自%(day)s起经修改后施行。") % day if standing.since else _("已经修改。")
    else:
        yield _("自%(day)s起有效。") % day if standing.since else _("没有成文日期和施行日期，按有效处理。")
    if any(act.on is None for act in facts.acts if act.kind in ENDING | {RelationKind.AMENDS}):
        yield _("修改或废止它的文件没有写明日期，按自始生效处理，请补填。")
    if facts.made_on and facts.effective_on and facts.effective_on < facts.made_on:
        yield _("施行日期早于成文日期，按成文日期计算，请核对。")
