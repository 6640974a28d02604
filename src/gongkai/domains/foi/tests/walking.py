"""The slow oracle of the answering limit: walks every single day, and a maker of random histories.

Written from the law and the contract of `gongkai deadline` alone; it uses nothing of the product but the
list of days of the calendar package.
"""

import random
from datetime import date, timedelta

from gongkai.foundation.calendar.package import package_days

WORKING = {day: working for day, working, _name in package_days()}
ONE = timedelta(days=1)
KINDS = (
    "consult_sent",
    "consult_sent",
    "consult_sent",
    "consult_replied",
    "consult_replied",
    "consult_lapsed",
    "correction_requested",
    "correction_received",
    "correction_received",
    "extended",
    "fee_notice",
    "fee_paid",
)


def works(day: date) -> bool:
    return WORKING.get(day, day.weekday() < 5)


class Unlawful(Exception):
    pass


class Walk:
    """State of a request at the end of a day; `walk` moves it through its days."""

    def __init__(self, received: date):
        self.old = received < date(2019, 5, 15)
        self.n = self.cap = 15 if self.old else 20
        self.used, self.due = 0, None
        self.waiting: dict[str, str] = {}  # consultations that are open, by whom
        self.void: set[str] = set()
        self.correcting = self.fee = self.owed = self.extended = self.answered = False

    @property
    def held(self) -> bool:
        counted = any(not self.old or party == "third_party" for party in self.waiting.values())
        return counted or self.correcting or self.fee

    def pass_day(self, day: date) -> None:
        if works(day) and not self.held and self.due is None:
            self.used += 1
            if self.used == self.n:
                self.due = day

    def restart(self) -> None:
        self.used, self.due, self.fee = 0, None, False

    def demand(self, truth: bool) -> None:
        if not truth:
            raise Unlawful

    def consult_sent(self, event, day):
        self.demand(event["ref"] not in self.waiting)
        self.void.discard(event["ref"])
        self.waiting[event["ref"]] = event["with"]

    def consult_replied(self, event, day):
        if event["ref"] in self.void:
            self.void.discard(event["ref"])
            return
        self.demand(event["ref"] in self.waiting)
        del self.waiting[event["ref"]]

    consult_lapsed = consult_replied

    def correction_requested(self, event, day):
        self.demand(not self.correcting)
        self.correcting = True

    def correction_received(self, event, day):
        self.demand(self.correcting)
        self.correcting = False
        self.void |= set(self.waiting)
        self.waiting = {}
        self.restart()

    def fee_notice(self, event, day):
        self.demand(not self.owed)
        self.fee = self.owed = True

    def fee_paid(self, event, day):
        self.demand(self.owed)
        self.owed = False
        self.restart()

    def extended_by(self, event, day):
        self.demand(not self.extended and event["days"] <= self.cap)
        self.demand(self.due is None or day <= self.due)
        self.n, self.extended, self.due = self.n + event["days"], True, None

    def answer(self, event, day):
        self.answered, self.correcting, self.fee, self.waiting = True, False, False, {}

    def state(self) -> str:
        if self.answered:
            return "answered"
        if self.correcting:
            return "awaiting_correction"
        return "suspended" if self.held else "running"


_HANDLERS = {"extended": "extended_by", "answered": "answer"}


def walk(line: dict) -> tuple[str, str | None]:
    """(state, due) of a line, or ("error", None)."""
    received = date.fromisoformat(line["received"])
    left = list(line["events"])
    if any(date.fromisoformat(event["on"]) < received for event in left):
        return "error", None
    request, day = Walk(received), received
    while True:
        for event in [e for e in left if e["on"] == day.isoformat()]:
            left.remove(event)
            handler = _HANDLERS.get(event["kind"], event["kind"])
            try:
                request.demand(not request.answered)
                getattr(request, handler)(event, day)
            except Unlawful:
                return "error", None
        if not left and (request.held or request.due):
            break
        day += ONE
        request.pass_day(day)
    return request.state(), None if request.held else request.due.isoformat()


def random_line(rng: random.Random, number: int) -> dict:
    """A history that is mostly lawful: what comes next is mostly what may come next."""
    received = date(2008, 5, 1) + timedelta(days=rng.randrange((date(2026, 6, 1) - date(2008, 5, 1)).days))
    events, day, refs, asked, owed, n = [], received, [], False, False, 0
    for _step in range(rng.choice((0, 1, 2, 3, 4, 5, 6, 8))):
        kind = rng.choice(KINDS)
        sensible = {
            "consult_replied": bool(refs),
            "consult_lapsed": bool(refs),
            "correction_requested": not asked,
            "correction_received": asked,
            "fee_paid": owed,
            "fee_notice": not owed and rng.random() < 0.4,
            "extended": rng.random() < 0.5,
        }
        if not sensible.get(kind, True) and rng.random() < 0.97:
            continue
        day += timedelta(days=rng.choice((0, 0, 1, 2, 3, 5, 8, 13, 21)))
        event = {"kind": kind, "on": day.isoformat()}
        if kind == "consult_sent":
            ref, n = f"p{n}", n + 1
            refs.append(ref)
            event |= {"ref": ref, "with": rng.choice(("third_party", "other_organ"))}
        elif kind in ("consult_replied", "consult_lapsed"):
            event["ref"] = refs.pop(rng.randrange(len(refs))) if refs else "p9"
        elif kind == "extended":
            event["days"] = rng.choice((5, 10, 15, 15, 20))
        asked = (asked or kind == "correction_requested") and kind != "correction_received"
        owed = (owed or kind == "fee_notice") and kind != "fee_paid"
        events.append(event)
    if rng.random() < 0.1:
        events.append({"kind": "answered", "on": (day + timedelta(days=rng.randrange(20))).isoformat()})
    return {"id": f"r{number}", "rule": "foi-answer", "received": received.isoformat(), "events": events}
