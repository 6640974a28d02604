"""One line of `gongkai deadline`: its fields, checked. What is not understood is named, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.sentences import Sentences


class Act(StrEnum):
    """What can happen to a request, as far as its limit is concerned."""

    CORRECTION_REQUESTED = "correction_requested"
    CORRECTION_RECEIVED = "correction_received"
    CONSULT_SENT = "consult_sent"
    CONSULT_REPLIED = "consult_replied"
    CONSULT_LAPSED = "consult_lapsed"
    EXTENDED = "extended"
    FEE_NOTICE = "fee_notice"
    FEE_PAID = "fee_paid"
    ANSWERED = "answered"
    CORRECTION_LAPSED = "correction_lapsed"
    FEE_LAPSED = "fee_lapsed"
    DELAYED = "delayed"


class With(StrEnum):
    """Who is asked: the difference matters under the Regulations of 2007, which count only the first out."""

    THIRD_PARTY = "third_party"
    OTHER_ORGAN = "other_organ"


class Impossible(ValueError):
    """What the law does not allow, or what is no such line. The text is a whole sentence for a person. `code`: which
    sentence; `kind`: the event at fault, empty where it is the line.
    """

    def __init__(self, text: str, *, code: str = "", kind: str = ""):
        super().__init__(text)
        self.code, self.kind = code, kind


@dataclass(frozen=True, slots=True)
class Event:
    kind: str
    on: date
    ref: str | int | None = None
    party: str = ""
    days: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """`events` by day; those of one day in the order in which they were written. `unused`: names of fields that
    mean nothing here. They may be notes of whoever asks, or typing errors: they are told, not refused.
    """

    rule: str
    received: date
    events: tuple[Event, ...]
    unused: tuple[str, ...] = ()


_SENTENCES = Sentences(
    {
        "not_object": _("每行应为一个 JSON 对象。"),
        "rule_missing": _("缺少字段 rule。"),
        "no_date": _("字段 %(name)s 应为 YYYY-MM-DD 格式的日期。"),
        "events": _("字段 events 应为数组，其中每项为 JSON 对象。"),
        "unknown_kind": _("不认识的事件“%(name)s”。"),
        "ref_missing": _("事件 %(kind)s 缺少编号 ref。"),
        "with_missing": _("征求意见应写明对象 with：third_party 或 other_organ。"),
        "days": _("延长期限应写明 days，为不小于 1 的整数。"),
    }
)
_LINE_FIELDS = {"id", "rule", "received", "events"}
_KINDS = frozenset(Act) - {Act.CORRECTION_LAPSED, Act.FEE_LAPSED, Act.DELAYED}
"""What a line may say: the contract of the command line. That nobody corrected or paid, and the later day of Art 35,
only the register knows."""
_PARTIES = frozenset(With)
_COMMON = frozenset({"kind", "on"})
_MORE = {
    Act.CONSULT_SENT: frozenset({"ref", "with"}),
    Act.CONSULT_REPLIED: frozenset({"ref", "with"}),
    Act.CONSULT_LAPSED: frozenset({"ref", "with"}),
    Act.EXTENDED: frozenset({"days"}),
}
_FIELDS = {kind: _COMMON | _MORE.get(kind, frozenset()) for kind in Act}


def impossible(name: str, /, **words: Any) -> Impossible:
    return Impossible(_SENTENCES.here()[name] % words)


def read(found: Any) -> Line:
    """A parsed JSON value as a line. Raises Impossible with the first thing that is wrong."""
    if not isinstance(found, Mapping):
        raise impossible("not_object")
    rule = found.get("rule")
    if not isinstance(rule, str) or not rule:
        raise impossible("rule_missing")
    events = [] if found.get("events") is None else found["events"]
    if not isinstance(events, list):
        raise impossible("events")
    listed = [_event(event) for event in events]
    listed.sort(key=_on)  # stable: events of one day keep the order of the file
    return Line(rule, _day("received", found.get("received")), tuple(listed), _unused(found, events))


def _unused(found: Mapping, events: list[Mapping]) -> tuple[str, ...]:
    names = found.keys() - _LINE_FIELDS
    for event in events:
        if event.keys() - _FIELDS[event["kind"]]:
            names |= {f"{event['kind']}.{name}" for name in event.keys() - _FIELDS[event["kind"]]}
    return tuple(sorted(map(str, names)))


def _on(event: Event) -> date:
    return event.on


def _event(found: Any) -> Event:
    if not isinstance(found, Mapping):
        raise impossible("events")
    kind = found.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise impossible("unknown_kind", name=kind)
    on = _day("on", found.get("on"))
    if kind == Act.EXTENDED:
        return Event(kind, on, days=_days(found.get("days")))
    if kind in _MORE:
        return Event(kind, on, _ref(kind, found.get("ref")), _party(kind, found.get("with")))
    return Event(kind, on)


def _day(name: str, text: Any) -> date:
    if isinstance(text, str) and len(text) == 10 and text[4] == "-" == text[7]:
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise impossible("no_date", name=name)


def _days(value: Any) -> int:
    """JSON has one kind of number: 10 and 10.0 are the same."""
    whole = type(value) is int or (type(value) is float and value.is_integer())
    if not whole or value < 1:
        raise impossible("days")
    return int(value)


def _ref(kind: str, value: Any) -> str | int:
    if type(value) not in (str, int) or value == "":
        raise impossible("ref_missing", kind=kind)
    return value


def _party(kind: str, value: Any) -> str:
    """Who is asked; a reply need not repeat it."""
    if value in _PARTIES if isinstance(value, str) else False:
        return value
    if value is None and kind != Act.CONSULT_SENT:
        return ""
    raise impossible("with_missing")
