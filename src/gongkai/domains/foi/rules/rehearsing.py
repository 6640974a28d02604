"""A rehearsal: a copy of a request's days, or none, moved through time with acts that are only supposed. Pure.

The clock is `history` and `kernel.clocks`, the refusals are `acting`: the same rules as for real requests. What
the daily job would have done by the day in question (silence of a party, an unpaid fee) is done here too, on its
legal day. A copied day is a fact and is not judged again; a supposed one is, on its own day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from gongkai.domains.foi.limits import EXTENSION_CAP, FEES_IN_FORCE, PARTY_LIMITS, PAYMENT
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.acting import OpenConsultation, Standing
from gongkai.domains.foi.rules.history import History
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.lines import Act, Event, Impossible
from gongkai.domains.foi.rules.offering import FULL
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.supposing import GIVEN_TIME, Happening, Rehearsal, What
from gongkai.domains.foi.rules.vocabulary import Matter
from gongkai.foundation.calendar.rules import Calendar
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.rules import Due, Limit, due

ANSWER = "foi-answer"


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as the rehearsal tells it. `place`: in `Rehearsal.happenings`, None for what the daily job did.

    `reasons`: why it may not be; then it was left out. `ahead`: its day has not come.
    """

    happening: Happening
    place: int | None
    reasons: tuple[Reason, ...] = ()
    ahead: bool = False


@dataclass(slots=True)
class Asked:
    """A consultation that is open."""

    party: str
    sent_on: date
    delivered_on: date | None = None


# --- walking through the days -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Walk:
    """A rehearsal up to and including a day. `history` is the clock of the answer, with its periods and notes."""

    rehearsal: Rehearsal
    today: date
    calendar: Calendar
    limit: Limit
    history: History
    phase: str = Stage.RECEIVED
    corrections: int = 0
    correction_asked_on: date | None = None
    correction_until: date | None = None
    asked: dict[str, Asked] = field(default_factory=dict)
    extended_on: date | None = None
    fee: str = ""
    fee_noticed_on: date | None = None
    fee_delivered_on: date | None = None
    has_answer: bool = False
    stopped_on: date | None = None
    entries: list[Entry] = field(default_factory=list)

    def due(self) -> Due:
        """Of the answer, with its explanation."""
        found = self.rehearsal
        periods, stopped = self.history.periods, self.stopped_on
        return due(self.limit, found.received, periods, self.calendar, stopped=stopped, basis=found.basis)

    @property
    def waits(self) -> bool:
        """The clock stands still, or an open pause that began too late cannot save the limit."""
        return self.history.awaiting_correction or self.history.suspended

    def standing(self, on: date) -> Standing:
        """As the rules of real requests see it on that day."""
        found = due(self.limit, self.rehearsal.received, self.history.periods, self.calendar)
        return Standing(
            stage=self.phase,
            today=on,
            received_on=self.rehearsal.received,
            due=None if self.waits else found.date,
            cap=EXTENSION_CAP[self.limit.since],
            corrections=self.corrections,
            correction_open=self.history.awaiting_correction,
            correction_asked_on=self.correction_asked_on,
            correction_until=self.correction_until,
            consultations=tuple(
                OpenConsultation(ref, one.party, one.sent_on) for ref, one in self.asked.items()
            ),
            extension="told" if self.extended_on else "",
            fee=self.fee,
            has_answer=self.has_answer,
        )

    # what runs beside the answer

    def party_due(self, ref: str) -> Due | None:
        """When the time of a party ends; None before it received the letter, and for organs without a limit."""
        one = self.asked[ref]
        code = PARTY_LIMITS.get(Party(one.party))
        return self._plain_due(code, one.delivered_on) if code else None

    def payment_due(self) -> Due | None:
        return self._plain_due(PAYMENT, self.fee_delivered_on) if self.fee == "noticed" else None

    def correction_notice_due(self) -> Due | None:
        """By when a correction may be asked for; None when it was, and before 2019."""
        if self.corrections or self.stopped_on:
            return None
        return self._plain_due("correction-notice", self.rehearsal.received)

    def _plain_due(self, code: str, start: date | None) -> Due | None:
        limit = limit_in_force(code, start) if start else None
        return due(limit, start, (), self.calendar) if limit else None

    # acts

    def suppose(self, one: Happening, place: int | None) -> None:
        """Take an act if the rules let it; a copied one and one of the clock are taken as they are."""
        reasons = [] if one.fact or place is None else reasons_against(one, self)
        if not reasons:
            reasons = self._told_to_clock(one)
        if not reasons:
            _EFFECTS.get(What(one.what), _nothing)(self, one)
        self.entries.append(Entry(one, place, tuple(reasons)))

    def _told_to_clock(self, one: Happening) -> list[Reason]:
        if one.what not in _CLOCKED:
            return []
        try:
            self.history.take(Event(one.what, one.on, one.ref or None, one.party, one.days))
        except Impossible as refusal:
            return [Reason("impossible", str(refusal))]
        return []

    def silences(self, before: date) -> Iterator[Happening]:
        """What the daily job did by the morning of that day, the earliest first; each changes what follows."""
        while found := min(self._silent(before), key=lambda one: one.on, default=None):
            yield found

    def _silent(self, before: date) -> Iterator[Happening]:
        for ref in self.asked:
            ends = self.party_due(ref)
            if ends and ends.date < before:
                yield Happening(What.CONSULT_LAPSED, ends.date, ref, self.asked[ref].party)
        ends = self.payment_due()
        if ends and ends.date < before:
            yield Happening(What.FEE_LAPSED, ends.date)


def walk(rehearsal: Rehearsal, today: date, calendar: Calendar) -> Walk | None:
    """Through all days up to and including `today`. None when no regulation was in force at receipt.

    NotCovered for days of which no calendar is known.
    """
    limit = limit_in_force(ANSWER, rehearsal.received)
    if limit is None:
        return None
    history = History(limit, EXTENSION_CAP[limit.since], rehearsal.received, calendar)
    going = Walk(rehearsal, today, calendar, limit, history)
    placed = sorted(enumerate(rehearsal.happenings), key=lambda pair: pair[1].on)
    for place, one in placed:
        if one.on > today:
            going.entries.append(Entry(one, place, ahead=True))
            continue
        _let_silence_speak(going, one.on)
        going.suppose(one, place)
    _let_silence_speak(going, today)
    going.entries.sort(key=lambda entry: entry.happening.on)
    return going


def _let_silence_speak(going: Walk, before: date) -> None:
    for silent in going.silences(before):
        going.suppose(silent, None)


def reasons_against(one: Happening, going: Walk) -> list[Reason]:
    """Why the act may not be on its day, by the rules of real requests."""
    now = going.standing(one.on)
    if one.on < now.received_on:
        said = _("日期不能早于收到申请之日（%s）。") % now.received_on.isoformat()
        return [Reason("before_receipt", said, where="on")]
    return _RULES[What(one.what)](one, now, going)


# --- the rules for what is supposed -----------------------------------------------------------------------------


def _extension_reasons(one: Happening, now: Standing, going: Walk) -> list[Reason]:
    reasons = acting.reasons_against_proposing_extension(now, days=one.days, reason=FULL)
    return reasons or acting.reasons_against_telling_extension(now)


def _answer_reasons(one: Happening, now: Standing, going: Walk) -> list[Reason]:
    """Drafted, signed and sent on one day, unless it is being signed already."""
    if now.stage in (Stage.SIGNING, Stage.ISSUING):
        return []
    return acting.reasons_against_submitting_answer(replace(now, has_answer=True))


def _delivery_reasons(one: Happening, now: Standing, going: Walk) -> list[Reason]:
    asked = going.asked.get(one.ref)
    if asked is None:
        return [Reason("consultation_closed", _("没有这一次征求意见，或者已经答复。"), where="ref")]
    if asked.delivered_on:
        said = _("对方已于 %s 收到征求意见书。") % asked.delivered_on.isoformat()
        return [Reason("delivered", said, where="ref")]
    return []


def _fee_delivery_reasons(one: Happening, now: Standing, going: Walk) -> list[Reason]:
    if going.fee != "noticed" or going.fee_delivered_on:
        return [Reason("no_notice", _("没有等待送达的收费通知。"), where="on")]
    return []


def _fee_reasons(one: Happening, now: Standing, going: Walk) -> list[Reason]:
    if one.on < FEES_IN_FORCE:
        return [
            Reason(
                "no_fees", _("尚无收费办法（自 %s 起施行）。") % FEES_IN_FORCE.isoformat(), acting.FEES, "on"
            )
        ]
    return acting.reasons_against_notifying_fee(now, amount=1, determination=FULL)


def _signed_reasons(one: Happening, now: Standing, going: Walk) -> list[Reason]:
    if now.stage == Stage.SIGNING:
        return []
    return [Reason("stage", _("本件现为“%s”，答复没有在审签。") % Stage(now.stage).label)]


Rule = Callable[[Happening, Standing, Walk], list[Reason]]
_RULES: dict[What, Rule] = {
    What.ASSIGNED: lambda one, now, going: acting.reasons_against_assigning(now),
    What.CORRECTION_REQUESTED: lambda one, now, going: acting.reasons_against_requesting_correction(
        now, items=FULL, until=one.until or one.on + timedelta(days=GIVEN_TIME)
    ),
    What.CORRECTION_RECEIVED: lambda one, now, going: acting.reasons_against_receiving_correction(
        now, content=FULL, on=one.on
    ),
    What.CORRECTION_LAPSED: lambda one, now, going: acting.reasons_against_lapsing(now),
    What.CONSULT_SENT: lambda one, now, going: acting.reasons_against_consulting(
        now, party=one.party, matter=FULL, name=FULL
    ),
    What.CONSULT_DELIVERED: _delivery_reasons,
    What.CONSULT_REPLIED: lambda one, now, going: acting.reasons_against_recording_reply(
        now, ref=one.ref, reply=Reply.AGREES, reason=FULL, on=one.on
    ),
    What.EXTENDED: _extension_reasons,
    What.FEE_NOTICE: _fee_reasons,
    What.FEE_DELIVERED: _fee_delivery_reasons,
    What.FEE_PAID: lambda one, now, going: acting.reasons_against_recording_payment(
        now, on=one.on, notice_on=going.fee_noticed_on
    ),
    What.ANSWER_DRAFTED: lambda one, now, going: acting.reasons_against_drafting_answer(now),
    What.ANSWER_SUBMITTED: lambda one, now, going: acting.reasons_against_submitting_answer(now),
    What.ANSWER_RETURNED: _signed_reasons,
    What.ANSWER_SIGNED: _signed_reasons,
    What.ANSWERED: _answer_reasons,
    What.WITHDRAWN: lambda one, now, going: acting.reasons_against_withdrawing(now),
    What.ROUTED: lambda one, now, going: acting.reasons_against_routing(
        now, matter=Matter.PETITION, notice=FULL
    ),
    What.CONSULT_LAPSED: lambda one, now, going: [],  # of the clock alone: `suppose` asks nothing of it
    What.FEE_LAPSED: lambda one, now, going: [],
}


# --- what an act leads to ---------------------------------------------------------------------------------------


def _nothing(going: Walk, one: Happening) -> None:
    pass


def _handling(going: Walk, one: Happening) -> None:
    if going.phase == Stage.RECEIVED:
        going.phase = Stage.HANDLING


def _correction_requested(going: Walk, one: Happening) -> None:
    going.corrections += 1
    going.correction_asked_on = one.on
    going.correction_until = one.until or one.on + timedelta(days=GIVEN_TIME)
    going.phase = Stage.CORRECTING


def _back(going: Walk, one: Happening) -> None:
    going.phase = Stage.HANDLING


def _sent(going: Walk, one: Happening) -> None:
    going.asked[one.ref] = Asked(one.party, one.on)


def _delivered(going: Walk, one: Happening) -> None:
    if one.ref in going.asked:
        going.asked[one.ref].delivered_on = one.on


def _closed(going: Walk, one: Happening) -> None:
    going.asked.pop(one.ref, None)


def _extended(going: Walk, one: Happening) -> None:
    going.extended_on = one.on


def _noticed(going: Walk, one: Happening) -> None:
    going.fee, going.fee_noticed_on, going.phase = "noticed", one.on, Stage.AWAITING_PAYMENT


def _fee_delivered(going: Walk, one: Happening) -> None:
    going.fee_delivered_on = one.on


def _fee_closed(going: Walk, one: Happening) -> None:
    going.fee = "paid" if one.what == What.FEE_PAID else "lapsed"
    going.phase = Stage.HANDLING


def _drafted(going: Walk, one: Happening) -> None:
    going.has_answer = True
    _handling(going, one)


def _submitted(going: Walk, one: Happening) -> None:
    going.has_answer, going.phase = True, Stage.SIGNING


def _signed(going: Walk, one: Happening) -> None:
    going.phase = Stage.ISSUING


def _answered(going: Walk, one: Happening) -> None:
    going.has_answer, going.stopped_on, going.phase = True, one.on, Stage.ANSWERED


def _withdrawn(going: Walk, one: Happening) -> None:
    going.stopped_on, going.phase = one.on, Stage.ANSWERED


def _routed(going: Walk, one: Happening) -> None:
    going.stopped_on, going.phase = one.on, Stage.ROUTED


_EFFECTS: dict[What, Callable[[Walk, Happening], None]] = {
    What.ASSIGNED: _handling,
    What.CORRECTION_REQUESTED: _correction_requested,
    What.CORRECTION_RECEIVED: _back,
    What.CORRECTION_LAPSED: _back,
    What.CONSULT_SENT: _sent,
    What.CONSULT_DELIVERED: _delivered,
    What.CONSULT_REPLIED: _closed,
    What.CONSULT_LAPSED: _closed,
    What.EXTENDED: _extended,
    What.FEE_NOTICE: _noticed,
    What.FEE_DELIVERED: _fee_delivered,
    What.FEE_PAID: _fee_closed,
    What.FEE_LAPSED: _fee_closed,
    What.ANSWER_DRAFTED: _drafted,
    What.ANSWER_SUBMITTED: _submitted,
    What.ANSWER_RETURNED: _back,
    What.ANSWER_SIGNED: _signed,
    What.ANSWERED: _answered,
    What.WITHDRAWN: _withdrawn,
    What.ROUTED: _routed,
}
_CLOCKED = frozenset(Act) & frozenset(What.values)
"""What the clock of the answer hears of."""
