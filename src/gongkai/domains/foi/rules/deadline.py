"""What `gongkai deadline` answers to one line: the due date by law, or a sentence that says what is wrong.

There is no as-of date: a line tells everything that happened, and what is unanswered stays unanswered.

Which law: that of the day on which the request was received. For requests pending on 2019-05-15 no article
settles it, so the explanation also shows the limit by the Regulations of 2019; the date given is that of
2007. An extension is held to the cap of the day of receipt too.

A limit whose text is younger than the line (a third party's fifteen days under the Regulations of 2007, for
instance) is computed by the first text known and says so. Two are refused instead: a correction notice
before 2019-05-15, when no article set it a limit, and whatever was received before any regulation was in
force.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.limits import ANSWER_2007, ANSWER_2019, CORRECTION_NOTICE, THIRD_PARTY
from gongkai.domains.foi.rules.history import History, history_of
from gongkai.domains.foi.rules.lines import Act, Impossible, Line, read
from gongkai.foundation.calendar.rules import Calendar, NotCovered
from gongkai.foundation.common.sentences import Sentences
from gongkai.kernel.clocks.limits import REGULATION_2019, known_limits, limit_in_force
from gongkai.kernel.clocks.rules import Due, Limit, due

ANSWER = ANSWER_2019.code
RULES = (
    ANSWER,
    CORRECTION_NOTICE.code,
    THIRD_PARTY.code,
    "proactive",
    "interpretation",
    "land-notice",
    "credit-publicity",
)
_BY_FIRST_TEXT = {THIRD_PARTY.code, "interpretation", "credit-publicity"}
_CLOSING = {rule: {Act.ANSWERED} for rule in RULES} | {
    CORRECTION_NOTICE.code: {Act.ANSWERED, Act.CORRECTION_REQUESTED}
}
"""What ends the limits that nothing stops: the act itself."""
_MAYBE_PENDING = date(2019, 3, 1)
"""What ended before this day cannot have been pending ten weeks later, by either limit."""

_SENTENCES = Sentences(
    {
        "bad_id": _("字段 id 应为字符串或者整数。"),
        "unknown_rule": _("不认识的时限规则“%(rule)s”。"),
        "no_law": _("%(received)s 尚无“%(rule)s”的法定时限（自 %(since)s 起）。"),
        "not_here": _("时限规则“%(rule)s”没有事件 %(kind)s。"),
        "before": _("事件 %(kind)s（%(on)s）早于起算之日 %(received)s。"),
        "closed": _("%(closed)s 已经办结，此后不能再有事件 %(kind)s（%(on)s）。"),
        "by_first_text": _("注意：%(received)s 尚无本项时限的明文，参照自 %(since)s 起的规定计算"),
        "answered": _("%(on)s 已答复"),
        "unused": _("注意：没有用到字段“%(name)s”"),
        "awaiting": _("等待申请人补正，收到补正后重新起算，到期日待定"),
        "ran_out": _("注意：期限已于 %(due)s 届满，此后的中止不能使其恢复"),
        "transition": _("2019-05-15 仍在办理：按 2019 年条例，时限 20 个工作日，到期日为 %(due)s"),
        "transition_open": _("2019-05-15 仍在办理：按 2019 年条例，时限 20 个工作日，到期日待定"),
    }
)


def answer(found: Any, calendar: Calendar) -> dict[str, Any]:
    """The answer to a parsed line: `id` as given (None without one), then `error`, or `due`, `state`,
    `provisional`, `earliest`, `latest` (ISO dates or None) and `explain`.
    """
    name = found.get("id") if isinstance(found, Mapping) else None
    if name is not None and type(name) not in (str, int):
        return {"id": None, "error": _say("bad_id")}
    try:
        return {"id": name} | compute(read(found), calendar)
    except (Impossible, NotCovered) as error:
        return {"id": name, "error": str(error)}


def fault(line: Line, calendar: Calendar) -> Impossible | NotCovered | None:
    """What makes a line impossible, with the event at fault; None for one that has an answer."""
    try:
        compute(line, calendar)
    except (Impossible, NotCovered) as error:
        return error
    return None


def compute(line: Line, calendar: Calendar) -> dict[str, Any]:
    """The answer without its `id`. Impossible, NotCovered."""
    found = (_answering if line.rule == ANSWER else _simple)(line, calendar)
    found["explain"] += [_say("unused", name=name) for name in line.unused]
    return found


def _limit(line: Line) -> Limit:
    if line.rule not in RULES:
        raise _impossible("unknown_rule", rule=line.rule)
    limit = limit_in_force(line.rule, line.received)
    if limit is None:
        limit = next(known for known in known_limits() if known.code == line.rule)
        if line.rule not in _BY_FIRST_TEXT:
            raise _impossible("no_law", rule=line.rule, received=line.received, since=limit.since)
    return limit


def _simple(line: Line, calendar: Calendar) -> dict[str, Any]:
    limit = _limit(line)
    closed = _closed(line)
    found = due(limit, line.received, (), calendar)
    notes = []
    if line.received < limit.since:
        notes.append(_say("by_first_text", received=line.received, since=limit.since))
    if closed is not None:
        notes.append(_say("answered", on=closed))
    return _result("answered" if closed else "running", found, notes)


def _closed(line: Line) -> date | None:
    closed = None
    for event in line.events:
        words = {"rule": line.rule, "kind": event.kind, "on": event.on, "received": line.received}
        if event.kind not in _CLOSING[line.rule]:
            raise _impossible("not_here", **words)
        if event.on < line.received:
            raise _impossible("before", **words)
        if closed is not None:
            raise _impossible("closed", closed=closed, **words)
        closed = event.on
    return closed


def _answering(line: Line, calendar: Calendar) -> dict[str, Any]:
    limit = _limit(line)
    history = history_of(limit, line.received, line.events, calendar)
    found = due(limit, line.received, history.periods, calendar)
    notes = [*history.notes]
    if history.open_end and found.date is not None:
        notes.append(_say("ran_out", due=found.date))
    if history.awaiting_correction and history.open_end:
        notes.append(_say("awaiting"))
    if history.answered is not None:
        notes.append(_say("answered", on=history.answered))
    if limit is ANSWER_2007:
        notes += _transition(line, history, None if history.open_end else found.date, calendar)
    return _result(_state(history), found, notes, hidden=history.open_end)


def _state(history: History) -> str:
    if history.answered is not None:
        return "answered"
    if history.awaiting_correction:
        return "awaiting_correction"
    return "suspended" if history.suspended else "running"


def _transition(line: Line, history: History, due_2007: date | None, calendar: Calendar) -> list[str]:
    """The limit by the Regulations of 2019 for a request pending when they came into force."""
    last = line.events[-1].on if line.events else line.received
    if max(last, due_2007 or last) < _MAYBE_PENDING:
        return []
    if history.answered is not None and history.answered < REGULATION_2019:
        return []
    other = history_of(ANSWER_2019, line.received, line.events, calendar)
    if other.open_end:
        return [_say("transition_open")]
    found = due(ANSWER_2019, line.received, other.periods, calendar)
    if history.answered is None and found.date < REGULATION_2019:
        return []
    return [_say("transition", due=found.date)]


def _result(state: str, found: Due, notes: list[str], *, hidden: bool = False) -> dict[str, Any]:
    known = found.date is not None and not hidden
    return {
        "due": found.date.isoformat() if known else None,
        "state": state,
        "provisional": found.provisional and known,
        "earliest": found.earliest.isoformat() if known else None,
        "latest": found.latest.isoformat() if known else None,
        "explain": [*found.explain, *notes],
    }


def _say(name: str, /, **words: Any) -> str:
    return _SENTENCES.here()[name] % words


def _impossible(name: str, /, **words: Any) -> Impossible:
    return Impossible(_say(name, **words))
