"""A request as it is answered: fields with schema and reader side by side. Applicants are masked, always."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gongkai.domains.foi.exchange.news import News
from gongkai.domains.foi.exchange.register import masked
from gongkai.domains.foi.models import Request, RequestAct
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.titles import masked as words_without_person
from gongkai.domains.foi.rules.vocabulary import AnswerKind, ApplicantKind, Channel, Matter
from gongkai.faces.openapi.output import DAY, LINES, MOMENT, TEXT, plain
from gongkai.kernel.clocks.explanation import explain
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.rules import State

WHOLE = {"type": "integer"}


def _enum(choices, *more: str) -> dict:
    return {"type": "string", "enum": [*choices.values, *more]}


@dataclass(frozen=True, slots=True)
class Seen:
    """A request with its answer clock, open or stopped."""

    request: Request
    clock: Clock | None
    today: date
    acts: tuple[RequestAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    schema: dict
    read: Callable[[Seen], object]


def _of_request(name: str, schema: dict = TEXT) -> Shown:
    return Shown(name, schema, lambda seen: plain(getattr(seen.request, name)))


def _applicant(seen: Seen) -> dict:
    who = seen.request.applicant
    return {"kind": who.kind, "organisation": who.organisation} | masked(seen.request)


def _due(seen: Seen) -> str | None:
    return plain(seen.clock.due_on) if seen.clock else None


def _clock_state(seen: Seen) -> str:
    return seen.clock.state if seen.clock else ""


def _explanation(seen: Seen) -> list[str]:
    lines = explain(seen.clock, seen.today).line.explain if seen.clock else []
    return [words_without_person(line) for line in lines]


_MASKED = ("kind", "organisation", "name", "identity", "phone", "email", "address", "agent")
SUMMARY: tuple[Shown, ...] = (
    Shown("id", WHOLE, lambda seen: seen.request.pk),
    Shown("number", TEXT, lambda seen: seen.request.number or ""),
    Shown("key", TEXT, lambda seen: seen.request.source_key or ""),
    _of_request("stage", _enum(Stage)),
    _of_request("channel", _enum(Channel)),
    _of_request("subject"),
    _of_request("matter", _enum(Matter)),
    _of_request("submitted_at", MOMENT),
    _of_request("received_on", DAY),
    Shown("due_on", DAY, _due),
    Shown("clock", _enum(State, ""), _clock_state),
    _of_request("answer_kind", _enum(AnswerKind, "")),
    _of_request("answered_on", DAY),
    Shown("division", TEXT, lambda seen: seen.request.division.name if seen.request.division else ""),
    Shown(
        "applicant",
        {
            "type": "object",
            "required": list(_MASKED),
            "additionalProperties": False,
            "properties": dict.fromkeys(_MASKED, TEXT) | {"kind": _enum(ApplicantKind)},
        },
        _applicant,
    ),
    _of_request("touched_at", MOMENT),
)


def _act(act: RequestAct) -> dict:
    return {
        "kind": act.kind,
        "on": plain(act.on),
        "at": plain(act.at),
        "by": act.by_name,
        "detail": act.detail,
    }


ACT_SCHEMA = {
    "type": "object",
    "required": ["kind", "on", "at", "by", "detail"],
    "additionalProperties": False,
    "properties": {
        "kind": _enum(ActKind),
        "on": {"type": "string", "format": "date", "description": "The legal day."},
        "at": MOMENT | {"description": "When it was recorded."},
        "by": TEXT,
        "detail": {"type": "object", "description": "Plain values without personal data."},
    },
}
DETAIL: tuple[Shown, ...] = (
    Shown("acts", {"type": "array", "items": ACT_SCHEMA}, lambda seen: [_act(act) for act in seen.acts]),
    Shown(
        "explanation",
        LINES | {"description": "Why the answer is due on that day, one sentence each."},
        _explanation,
    ),
)
NEWS_SCHEMA = {
    "type": "object",
    "required": ["seq", "event", "id", "number", "on", "at", "stage", "detail"],
    "additionalProperties": False,
    "properties": {
        "seq": WHOLE | {"description": "Place in the chain of the organ; rises, with gaps."},
        "event": TEXT | {"description": "request.ACT, e.g. request.answer."},
        "id": WHOLE,
        "number": TEXT,
        "on": DAY,
        "at": MOMENT,
        "stage": TEXT | {"description": "The stage right after the act."},
        "detail": {"type": "object"},
    },
}
_KNOWN = ("act", "on", "stage")


def shown(seen: Seen, table: tuple[Shown, ...]) -> dict[str, object]:
    return {one.name: one.read(seen) for one in table}


def news(one: News) -> dict[str, object]:
    entry = one.entry
    return {
        "seq": entry.number,
        "event": entry.verb,
        "id": one.request.pk,
        "number": one.request.number or "",
        "on": entry.detail.get("on"),
        "at": plain(entry.at),
        "stage": entry.detail.get("stage", ""),
        "detail": {name: value for name, value in entry.detail.items() if name not in _KNOWN},
    }
