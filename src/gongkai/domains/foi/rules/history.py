"""What happened to one request, told to the clock: pauses, restarts, the one extension.

The engine is `kernel.clocks`; this module only knows which act does what, and which the law does not allow.
Decisions on what no text settles (each has a test):

- An act of the organ that came late is counted and noted, not refused: a correction asked for after its
  seven days, a second one (第三十条: 一次性告知), a fee notice after the limit. The applicant must not lose
  by the organ's fault, and the note shows the fault. An extension is different: after the limit ran out
  there is nothing left that could be extended.
- A corrected request restarts the clock and clears every pause before it, also one still open. A reply to a
  consultation so cleared is no error, and changes nothing. The extension stays, and stays the only one.
- While a correction is awaited the state says so, whatever else is open. An extension may be decided then,
  or during a pause, unless the limit had run out before the pause began.
- A consultation may be sent at any time; after the limit ran out it saves nothing. Its ref may be used again
  once it is closed, not while it is open.
- Silence of the applicant (no correction, no payment) ends its pause on the day it is established: the clock
  goes on, and the answer says that the request counts as given up.
- An unpaid fee notice pauses like a consultation; paying restarts the clock on the day of payment (day one
  is the day after). Only one notice may be open. A notice stays payable through a correction. Who is being
  asked goes on being asked: payment clears no consultation, and its days are not counted (第三十三条).
- An answer ends the history and every pause that is still open, and keeps the due date, as the clock of a
  request does when it stops.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.limits import (
    ANSWER_2019,
    CORRECTION_NOTICE,
    EXTENSION_CAP,
    FEE_PAYMENT,
    FEES_IN_FORCE,
    THIRD_PARTY,
)
from gongkai.domains.foi.rules.lines import Act, Event, Impossible, With
from gongkai.foundation.calendar.rules import Calendar
from gongkai.foundation.common.sentences import Sentences
from gongkai.kernel.clocks.rules import Kind, Limit, Period
from gongkai.kernel.clocks.rules.counting import counter_of, course_of, reach_of

_SENTENCES = Sentences(
    {
        "third_party": _("征求第三方意见"),
        "other_organ": _("征求其他机关意见"),
        "co_maker": _("征求共同制作机关意见"),
        "correction": _("要求补正"),
        "corrected": _("收到补正的申请"),
        "extension": _("经批准"),
        "delay": _("理由合理但不能按期答复，确定延迟答复的期限（条例第三十五条）"),
        "delay_paused": _("%(on)s 答复期限没有在计算，不能确定延迟答复的期限（条例第三十五条）。"),
        "delay_expired": _("期限已于 %(due)s 届满，%(on)s 不能再确定延迟答复的期限（条例第三十五条）。"),
        "delay_earlier": _("延迟答复的期限 %(until)s 不晚于原期限 %(due)s（条例第三十五条）。"),
        "delay_2007": _("2019 年 5 月 15 日以前收到的申请没有延迟答复的规定（条例第三十五条）。"),
        "fee": _("等待缴费"),
        "paid": _("完成缴费"),
        "before_received": _("事件 %(kind)s（%(on)s）早于收到申请之日 %(received)s。"),
        "after_answer": _("%(answered)s 已经答复，此后不能再有事件 %(kind)s（%(on)s）。"),
        "awaiting": _("%(on)s 已在等待申请人补正，不能再次要求补正。"),
        "not_asked": _("%(on)s 收到补正，但没有要求过补正。"),
        "ref_open": _("征求意见 %(ref)s 尚未结束，不能再次发出。"),
        "ref_closed": _("征求意见 %(ref)s 已经结束，不能再次答复。"),
        "ref_unknown": _("%(on)s 收到答复，但没有发出过征求意见 %(ref)s。"),
        "ref_party": _("征求意见 %(ref)s 的对象前后不一致。"),
        "extended_twice": _("答复期限只能延长一次（%(source)s）。"),
        "cap": _("延长不得超过 %(cap)d 个工作日（%(source)s），而不是 %(days)d 个。"),
        "expired": _("期限已于 %(due)s 届满，%(on)s 不能再延长（%(source)s）。"),
        "fee_open": _("%(on)s 已有收费通知等待缴费，不能再次发出。"),
        "fee_missing": _("%(on)s 缴费，但没有待缴的收费通知。"),
        "late_correction": _("注意：要求补正应在 %(due)s 前（含当日）作出，%(on)s 已超过七个工作日（%(source)s）"),
        "again": _("注意：%(on)s 再次要求补正，而补正应当一次性告知（%(source)s）"),
        "not_counted": _("2007 年条例只扣除征求第三方意见的时间，征求意见 %(ref)s 的时间计入期限"),
        "early_lapse": _("注意：第三方最早到 %(due)s 才满十五个工作日，%(on)s 尚不能视为逾期未答复（%(source)s）"),
        "cleared": _("征求意见 %(ref)s 已由重新起算取代，%(on)s 的答复不影响期限"),
        "before_fees": _("注意：%(on)s 尚无收费办法（国办函〔2020〕109号自 2021-01-01 起施行）"),
        "late_fee": _("注意：收费通知应在答复期限内发出，而期限已于 %(due)s 届满"),
        "late_payment": _("注意：缴费应在收到通知次日起二十个工作日内，最早于 %(due)s 届满"),
        "late_answer": _("注意：%(on)s 的答复已超过期限"),
    }
)  # fmt: skip


class History:
    """The acts of one request, taken one after the other. `take` raises Impossible.

    Afterwards: `periods` for the clock, `notes` for the explanation, and what is still open.
    """

    def __init__(self, limit: Limit, cap: int, received: date, calendar: Calendar):
        self.limit, self.cap, self.received, self.calendar = limit, cap, received, calendar
        self.periods: list[Period] = []
        self.notes: list[str] = []
        self.awaiting_correction = False
        self.answered: date | None = None
        self._text = _SENTENCES.here()
        self._heard_of = received  # the day on which the request as it now stands came in
        self._corrections = 0
        self._extended = False
        self._consults: dict[str | int, tuple[int | None, str, date]] = {}
        self._cleared: set[str | int] = set()
        self._closed: set[str | int] = set()
        self._correction = -1  # place of the pause
        self._fee: int | None = None  # place of the pause; -1: cleared by a restart, still to be paid
        self._fee_on = received

    @property
    def suspended(self) -> bool:
        """Something that stops the clock is unanswered."""
        waiting = any(place is not None for place, _party, _on in self._consults.values())
        return waiting or (self._fee is not None and self._fee >= 0)

    @property
    def open_end(self) -> bool:
        """No date can be told before somebody acts."""
        return self.answered is None and (self.awaiting_correction or self.suspended)

    @property
    def _is_2019(self) -> bool:
        return self.limit is ANSWER_2019

    def take(self, event: Event) -> None:
        if event.on < self.received:
            raise self._no("before_received", event, received=self.received)
        if self.answered is not None:
            raise self._no("after_answer", event, answered=self.answered)
        _ACTS[event.kind](self, event)

    def _correction_requested(self, event: Event) -> None:
        if self.awaiting_correction:
            raise self._no("awaiting", event)
        if self._is_2019:
            self._check_correction(event)
        self._corrections += 1
        self.awaiting_correction = True
        self._correction = self._pause("correction", event.on)

    def _check_correction(self, event: Event) -> None:
        source = CORRECTION_NOTICE.source
        if self._corrections:
            self._note("again", event, source=source)
        if self.calendar.count_working_days(self._heard_of, event.on) > CORRECTION_NOTICE.n:
            due = self.calendar.add_working_days(self._heard_of, CORRECTION_NOTICE.n).date
            self._note("late_correction", event, due=due, source=source)

    def _correction_received(self, event: Event) -> None:
        if not self.awaiting_correction:
            raise self._no("not_asked", event)
        self.awaiting_correction = False
        self._heard_of = event.on
        self._cleared |= self._consults.keys()
        self._consults.clear()
        self._restart("corrected", event.on)

    def _correction_lapsed(self, event: Event) -> None:
        if not self.awaiting_correction:
            raise self._no("not_asked", event)
        self.awaiting_correction = False
        self._end(self._correction, event.on)

    def _consult_sent(self, event: Event) -> None:
        if event.ref in self._consults:
            raise self._no("ref_open", event)
        self._cleared.discard(event.ref)
        place = None
        if self._is_2019 or event.party == With.THIRD_PARTY:
            place = self._pause(event.party, event.on)
        else:
            self._note("not_counted", event)
        self._consults[event.ref] = place, event.party, event.on

    def _consult_ended(self, event: Event) -> None:
        if event.ref in self._cleared:
            self._cleared.discard(event.ref)
            self._closed.add(event.ref)
            self._note("cleared", event)
            return
        if event.ref not in self._consults:
            raise self._no("ref_closed" if event.ref in self._closed else "ref_unknown", event)
        place, party, sent = self._consults.pop(event.ref)
        if event.party and event.party != party:
            raise self._no("ref_party", event)
        self._closed.add(event.ref)
        if place is not None:
            self._end(place, event.on)
        if event.kind == Act.CONSULT_LAPSED and party == With.THIRD_PARTY and self._is_2019:
            self._check_lapse(event, sent)

    def _check_lapse(self, event: Event, sent: date) -> None:
        if self.calendar.count_working_days(sent, event.on) < THIRD_PARTY.n:
            due = self.calendar.add_working_days(sent, THIRD_PARTY.n).date
            self._note("early_lapse", event, due=due, source=THIRD_PARTY.source)

    def _extend(self, event: Event) -> None:
        if self._extended:
            raise self._no("extended_twice", event)
        if event.days > self.cap:
            raise self._no("cap", event, cap=self.cap)
        due = self._due()
        if due is not None and event.on > due:
            raise self._no("expired", event, due=due)
        self._extended = True
        self.periods.append(Period(Kind.EXTENDED, event.on, None, self._text["extension"], n=event.days))

    def _delay(self, event: Event) -> None:
        """第三十五条: to the last working day that is not after the day told."""
        due = self._due()
        if not self._is_2019:
            raise self._no("delay_2007", event)
        if due is None:
            raise self._no("delay_paused", event)
        if event.on > due:
            raise self._no("delay_expired", event, due=due)
        days = self.calendar.count_working_days(due, event.until)
        if days < 1:
            raise self._no("delay_earlier", event, due=due, until=event.until)
        self.periods.append(Period(Kind.EXTENDED, event.on, None, self._text["delay"], n=days))

    def _fee_notice(self, event: Event) -> None:
        if self._fee is not None:
            raise self._no("fee_open", event)
        if event.on < FEES_IN_FORCE:
            self._note("before_fees", event)
        due = self._due()
        if due is not None and event.on > due:
            self._note("late_fee", event, due=due)
        self._fee = self._pause("fee", event.on)
        self._fee_on = event.on

    def _fee_paid(self, event: Event) -> None:
        if self._fee is None:
            raise self._no("fee_missing", event)
        if self.calendar.count_working_days(self._fee_on, event.on) > FEE_PAYMENT.n:
            due = self.calendar.add_working_days(self._fee_on, FEE_PAYMENT.n).date
            self._note("late_payment", event, due=due)
        self._fee = None
        self._restart("paid", event.on)
        for ref, (place, party, sent) in self._consults.items():
            if place is not None:
                self._consults[ref] = self._pause(party, event.on), party, sent

    def _fee_lapsed(self, event: Event) -> None:
        if self._fee is None:
            raise self._no("fee_missing", event)
        if self._fee >= 0:
            self._end(self._fee, event.on)
        self._fee = None

    def _answer(self, event: Event) -> None:
        due = self._due()
        if due is not None and event.on > due:
            self._note("late_answer", event)
        self.answered = event.on
        self.periods = [_until(period, event.on) for period in self.periods]

    def _pause(self, reason: str, on: date) -> int:
        self.periods.append(Period(Kind.PAUSED, on, None, self._text[reason]))
        return len(self.periods) - 1

    def _end(self, place: int, on: date) -> None:
        pause = self.periods[place]
        self.periods[place] = Period(Kind.PAUSED, pause.start, on, pause.reason)

    def _restart(self, reason: str, on: date) -> None:
        if self._fee is not None:
            self._fee = -1
        self.periods.append(Period(Kind.RESTARTED, on, None, self._text[reason]))
        if self.awaiting_correction:  # paid meanwhile: the clock still waits for the corrected request
            self._correction = self._pause("correction", on)

    def _due(self) -> date | None:
        """The due date by what has happened so far; None while a pause that began in time is open."""
        course = course_of(self.limit, self.received, self.periods)
        reach = reach_of(course, counter_of(self.limit, self.calendar))
        return reach.date if reach else None

    def _note(self, name: str, event: Event, **words) -> None:
        self.notes.append(self._say(name, event, words))

    def _no(self, name: str, event: Event, **words) -> Impossible:
        return Impossible(self._say(name, event, words), code=name, kind=event.kind)

    def _say(self, name: str, event: Event, words: dict) -> str:
        found = {"kind": event.kind, "on": event.on, "ref": event.ref, "days": event.days}
        return self._text[name] % (found | {"source": self.limit.source} | words)


def _until(period: Period, day: date) -> Period:
    """A pause that is still open, ended; anything else as it is."""
    if period.kind != Kind.PAUSED or period.end is not None:
        return period
    return Period(period.kind, period.start, max(period.start, day), period.reason)


_ACTS = {
    Act.CORRECTION_REQUESTED: History._correction_requested,
    Act.CORRECTION_RECEIVED: History._correction_received,
    Act.CONSULT_SENT: History._consult_sent,
    Act.CONSULT_REPLIED: History._consult_ended,
    Act.CONSULT_LAPSED: History._consult_ended,
    Act.EXTENDED: History._extend,
    Act.FEE_NOTICE: History._fee_notice,
    Act.FEE_PAID: History._fee_paid,
    Act.ANSWERED: History._answer,
    Act.CORRECTION_LAPSED: History._correction_lapsed,
    Act.FEE_LAPSED: History._fee_lapsed,
    Act.DELAYED: History._delay,
}


def history_of(limit: Limit, received: date, events: tuple[Event, ...], calendar: Calendar) -> History:
    """All events taken in order. Raises Impossible with the first that the law does not allow."""
    history = History(limit, EXTENSION_CAP[limit.since], received, calendar)
    for event in events:
        history.take(event)
    return history
