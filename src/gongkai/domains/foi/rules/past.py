"""A request as an old register tells it, with all that happened to it, and what keeps it from being true. Pure.

The days are checked by the same rules as `gongkai deadline`: what the law does not allow (a second extension,
one after the limit ran out) is no history of this register and is told to who mends the row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules import reasonable
from gongkai.domains.foi.rules.application import (
    ORGANISATION_LENGTH,
    Application,
    reasons_against_application,
)
from gongkai.domains.foi.rules.classing import Classes
from gongkai.domains.foi.rules.deadline import ANSWER, fault
from gongkai.domains.foi.rules.fees import Basis
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult, Party, Reply
from gongkai.domains.foi.rules.lines import Act, Event, Line, With
from gongkai.domains.foi.rules.reasonable import reasons_against_far
from gongkai.domains.foi.rules.receipt import Facts, reasons_against_too_early
from gongkai.domains.foi.rules.vocabulary import AnswerKind, Channel, Matter
from gongkai.foundation.calendar.rules import Calendar
from gongkai.foundation.common.reasons import Reason

AFTER_REVIEW = "lawsuit_after_review"
_DAY = r"\d{4}-\d{2}-\d{2}"
_CONSULTATION = re.compile(
    rf"(?P<party>[^:：]+)[:：](?P<name>[^@]+)@(?P<sent>{_DAY})(?:~(?P<replied>{_DAY})=(?P<reply>.+))?"
)
_APPEAL = re.compile(
    rf"(?P<kind>[^:：]+)[:：](?P<body>[^@]+)@(?P<filed>{_DAY})(?:=(?P<result>[^@]+)@(?P<decided>{_DAY}))?"
)
_PARTY_WORDS = {str(party.label): party for party in Party} | {party.value: party for party in Party}
_REPLY_WORDS = {str(reply.label): reply for reply in Reply} | {reply.value: reply for reply in Reply}
_KIND_WORDS = {
    "复议": AppealKind.REVIEW,
    "诉讼": AppealKind.LAWSUIT,
    "复议后诉讼": AFTER_REVIEW,
    AFTER_REVIEW: AFTER_REVIEW,
} | {word: kind for kind in AppealKind for word in (kind.value, str(kind.label))}
_RESULT_WORDS = {word: result for result in AppealResult for word in (result.value, str(result.label))}
_NUMBER = re.compile(r"[0-9A-Za-z\u3007\u3400-\u9fff０-９ \-－–—_/／.·〔〕()（）\[\]［］【】]+")
"""What a registration number is made of: letters, Chinese ones too, digits, and the signs between them."""
_FIELD_OF = {
    Act.CORRECTION_REQUESTED: "correction_requested_on",
    Act.CORRECTION_RECEIVED: "correction_received_on",
    Act.CONSULT_SENT: "consultations",
    Act.CONSULT_REPLIED: "consultations",
    Act.CONSULT_LAPSED: "consultations",
    Act.EXTENDED: "extended_on",
    Act.CORRECTION_LAPSED: "correction_lapsed_on",
    Act.FEE_NOTICE: "fee_noticed_on",
    Act.FEE_PAID: "fee_paid_on",
    Act.FEE_LAPSED: "fee_lapsed_on",
    Act.DELAYED: "delayed_on",
    Act.ANSWERED: "answered_on",
}
"""Event of a history that cannot be -> field of the row that tells it."""


@dataclass(frozen=True, slots=True)
class PastConsultation:
    party: str
    name: str = field(repr=False)
    sent_on: date = field()
    replied_on: date | None = None
    reply: str = ""


@dataclass(frozen=True, slots=True)
class PastAppeal:
    kind: str
    body: str
    filed_on: date
    after_review: bool = False
    result: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One row that was understood. Days are None where nothing happened; `matter` other than REQUEST: routed."""

    application: Application
    submitted_on: date
    received_on: date | None = None
    number: str = ""
    matter: str = Matter.REQUEST
    routed_on: date | None = None
    correction_requested_on: date | None = None
    correction_items: str = ""
    correction_until: date | None = None
    correction_received_on: date | None = None
    correction_lapsed_on: date | None = None
    consultations: tuple[PastConsultation, ...] = ()
    extended_on: date | None = None
    extension_days: int = 0
    extension_reason: str = ""
    delayed_on: date | None = None
    """第三十五条: the day on which the later day `delayed_until` was told."""
    delayed_until: date | None = None
    fee_basis: str = ""
    fee_count: int = 0
    fee_month_before: int = 0
    fee_amount: int = 0
    fee_noticed_on: date | None = None
    fee_delivered_on: date | None = None
    fee_paid_on: date | None = None
    fee_lapsed_on: date | None = None
    answer_kind: str = ""
    grounds: tuple[str, ...] = ()
    answered_on: date | None = None
    answer_text: str = ""
    archived_on: date | None = None
    classes: Classes = Classes()
    appeals: tuple[PastAppeal, ...] = ()

    @property
    def finished(self) -> bool:
        return self.answered_on is not None or self.routed_on is not None

    def arrival(self) -> Facts:
        """The facts from which the channel's rule derives the very day of receipt that the register names."""
        day = self.received_on
        return Facts(
            signed_for_on=day,
            asked_on=self.submitted_on if day else None,
            office_confirmed_on=day,
            applicant_confirmed_on=day,
            written_up_on=day,
            acknowledged=day is not None,
        )

    def line(self) -> Line:
        """The history as `rules.deadline` computes it."""
        return Line(ANSWER, self.received_on, tuple(sorted(self._events(), key=lambda event: event.on)))

    def _events(self) -> Iterator[Event]:
        """Of one day in this order: what restarts the clock, what stops it, what lengthens it, the end."""
        yield from self._once(
            (Act.CORRECTION_REQUESTED, self.correction_requested_on),
            (Act.CORRECTION_RECEIVED, self.correction_received_on),
            (Act.CORRECTION_LAPSED, self.correction_lapsed_on),
            (Act.FEE_NOTICE, self.fee_noticed_on),
            (Act.FEE_PAID, self.fee_paid_on),
            (Act.FEE_LAPSED, self.fee_lapsed_on),
        )
        for number, one in enumerate(self.consultations, 1):
            party = With.THIRD_PARTY if one.party == Party.THIRD_PARTY else With.OTHER_ORGAN
            yield Event(Act.CONSULT_SENT, one.sent_on, f"c{number}", party)
            if one.replied_on:
                lapsed = one.reply == Reply.SILENT
                kind = Act.CONSULT_LAPSED if lapsed else Act.CONSULT_REPLIED
                yield Event(kind, one.replied_on, f"c{number}")
        if self.extended_on:
            yield Event(Act.EXTENDED, self.extended_on, days=self.extension_days)
        if self.delayed_on:
            yield Event(Act.DELAYED, self.delayed_on, until=self.delayed_until)
        yield from self._once((Act.ANSWERED, self.answered_on))

    @staticmethod
    def _once(*days: tuple[Act, date | None]) -> Iterator[Event]:
        return (Event(kind, day) for kind, day in days if day)


def consultations_in(text: str) -> tuple[PastConsultation, ...]:
    """`第三方:NAME@SENT~REPLIED=REPLY`, joined by semicolons. ValueError naming the part that is not so."""
    return tuple(_consultation(part) for part in _parts(text))


def appeals_in(text: str) -> tuple[PastAppeal, ...]:
    """`复议:BODY@FILED=RESULT@DECIDED`, joined by semicolons. ValueError naming the part that is not so."""
    return tuple(_appeal(part) for part in _parts(text))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；\n]+", text) if part.strip()]


def _consultation(part: str) -> PastConsultation:
    found = _CONSULTATION.fullmatch(part)
    try:
        reply = _REPLY_WORDS[found["reply"].strip()] if found["reply"] else ""
        replied = date.fromisoformat(found["replied"]) if found["replied"] else None
        party = _PARTY_WORDS[found["party"].strip()]
        return PastConsultation(
            party, found["name"].strip(), date.fromisoformat(found["sent"]), replied, reply
        )
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(part) from error


def _appeal(part: str) -> PastAppeal:
    found = _APPEAL.fullmatch(part)
    try:
        kind = _KIND_WORDS[found["kind"].strip()]
        result = _RESULT_WORDS[found["result"].strip()] if found["result"] else ""
        decided = date.fromisoformat(found["decided"]) if found["decided"] else None
        filed = date.fromisoformat(found["filed"])
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(part) from error
    after = kind == AFTER_REVIEW
    return PastAppeal(
        AppealKind.LAWSUIT if after else kind, found["body"].strip(), filed, after, result, decided
    )


def reasons_against_past(past: Past, *, today: date, calendar: Calendar) -> list[Reason]:
    """Everything that cannot be true of this row, each with the field."""
    reasons = reasons_against_application(
        past.application, on=past.submitted_on, today=today, finished=past.finished
    )
    reasons += [*_number(past.number), *_names(past), *_arrival(past, today)]
    if not reasons:
        reasons += [*_completeness(past), *_order(past, today)]
    if not reasons and past.received_on and (wrong := fault(past.line(), calendar)):
        reasons.append(Reason("history", str(wrong), where=_where(wrong)))
    return reasons


def _where(wrong: Exception) -> str:
    """The field that tells the event at fault."""
    if getattr(wrong, "code", "") == "cap":
        return "extension_days"
    return _FIELD_OF.get(getattr(wrong, "kind", ""), "received_on")


def _number(number: str) -> Iterator[Reason]:
    if number and (not _NUMBER.fullmatch(number) or ".." in number or not any(map(str.isalnum, number))):
        said = _("登记号只能由汉字、字母、数字和连接号、斜线、括号组成。")
        yield Reason("not_a_number", said, where="number")


def _names(past: Past) -> Iterator[Reason]:
    """Whom the two spelled fields name; nothing is cut off silently."""
    names = [("consultations", one.name) for one in past.consultations]
    names += [("appeals", one.body) for one in past.appeals]
    for where, name in names:
        if len(name) > ORGANISATION_LENGTH:
            yield Reason("too_long", _("此项请不超过 %d 字。") % ORGANISATION_LENGTH, where=where)


def _arrival(past: Past, today: date) -> Iterator[Reason]:
    day = past.received_on
    yield from reasons_against_too_early(day or past.submitted_on, "received_on" if day else "submitted_on")
    if day and day < past.submitted_on:
        yield Reason(
            "before_submission",
            _("收到申请之日不能早于提交日期。"),
            "政府信息公开条例 第三十一条",
            "received_on",
        )
    if day and day > today:
        yield Reason("in_future", _("收到申请之日不能晚于今天。"), where="received_on")
    if past.application.channel == Channel.COUNTER and day and day != past.submitted_on:
        said = _("当面提交的，收到申请之日就是提交之日。")
        yield Reason("counter_day", said, "政府信息公开条例 第三十一条", "received_on")


def _completeness(past: Past) -> Iterator[Reason]:
    """What belongs together stands together."""
    if bool(past.answered_on) != bool(past.answer_kind):
        yield Reason("answer_half", _("答复日期和答复类型应当同时填写。"), where="answer_kind")
    if past.answered_on and not past.received_on:
        yield Reason("answered_unreceived", _("已经答复的，应填写收到申请之日。"), where="received_on")
    if past.answer_kind in (AnswerKind.A3, AnswerKind.A4) and not past.grounds:
        yield Reason(
            "grounds", _("不予公开或者部分公开的，应填写依据。"), "政府信息公开条例 第三十七条", "grounds"
        )
    if bool(past.routed_on) != (past.matter != Matter.REQUEST):
        yield Reason("routed_half", _("事项类别不是政府信息公开申请的，应填写转告日期。"), where="routed_on")
    if past.routed_on and past.answered_on:
        yield Reason("routed_and_answered", _("一件不能既转告又答复。"), where="routed_on")
    if bool(past.extended_on) != bool(past.extension_days):
        yield Reason("extension_half", _("延期应同时填写告知之日和延长的工作日。"), where="extension_days")
    if past.correction_received_on and not past.correction_requested_on:
        yield Reason(
            "not_asked", _("没有告知补正之日，不能有收到补正之日。"), where="correction_requested_on"
        )
    if past.correction_until and not past.correction_requested_on:
        said = _("没有告知补正之日，不能有补正期限。")
        yield Reason("period_of_nothing", said, where="correction_requested_on")
    if past.correction_lapsed_on and past.correction_received_on:
        yield Reason(
            "corrected_and_lapsed", _("收到补正的，不能又逾期未补正。"), where="correction_lapsed_on"
        )
    if past.correction_lapsed_on and not past.correction_requested_on:
        said = _("没有告知补正之日，不能逾期未补正。")
        yield Reason("lapse_of_nothing", said, where="correction_requested_on")
    if bool(past.delayed_on) != bool(past.delayed_until):
        yield Reason("delay_half", _("延迟答复应同时填写告知之日和延迟到何日。"), where="delayed_until")
    yield from _fee(past)
    if past.archived_on and not past.finished:
        yield Reason("archived_open", _("尚未办结的，不能归档。"), where="archived_on")


def _fee(past: Past) -> Iterator[Reason]:
    """第四十二条: what is paid was noticed, by one basis; paid, or not paid in time, never both."""
    after = (past.fee_delivered_on, past.fee_paid_on, past.fee_lapsed_on)
    if past.fee_noticed_on is None:
        if any(after) or past.fee_amount or past.fee_count:
            said = _("没有收费通知之日，不能有收费的其他内容。")
            yield Reason("fee_not_noticed", said, where="fee_noticed_on")
        return
    if past.fee_paid_on and past.fee_lapsed_on:
        yield Reason("paid_and_lapsed", _("已经缴费的，不能又逾期未缴费。"), where="fee_lapsed_on")
    if past.fee_basis not in Basis.values:
        yield Reason("fee_basis", _("计收方式只能是按件或者按量。"), where="fee_basis")
    if past.fee_count < 1:
        yield Reason("fee_count", _("请填写收费的件数或者页数。"), where="fee_count")
    if past.fee_amount < 1:
        yield Reason("fee_amount", _("请填写收费金额（元）。"), where="fee_amount")


def _order(past: Past, today: date) -> Iterator[Reason]:
    start = past.received_on or past.submitted_on
    end = past.answered_on or past.routed_on
    last = [
        ("routed_on", past.routed_on, start),
        ("answered_on", past.answered_on, start),
        ("correction_requested_on", past.correction_requested_on, start),
        ("correction_received_on", past.correction_received_on, past.correction_requested_on),
        ("correction_until", past.correction_until, past.correction_requested_on),
        ("correction_lapsed_on", past.correction_lapsed_on, past.correction_requested_on),
        ("extended_on", past.extended_on, start),
        ("delayed_on", past.delayed_on, start),
        ("fee_noticed_on", past.fee_noticed_on, start),
        ("fee_delivered_on", past.fee_delivered_on, past.fee_noticed_on),
        ("fee_paid_on", past.fee_paid_on, past.fee_noticed_on),
        ("fee_lapsed_on", past.fee_lapsed_on, past.fee_noticed_on),
        ("archived_on", past.archived_on, end),
        *(("consultations", one.sent_on, start) for one in past.consultations),
        *(("consultations", one.replied_on, one.sent_on) for one in past.consultations),
        *(("appeals", one.filed_on, past.submitted_on) for one in past.appeals),
        *(("appeals", one.decided_on, one.filed_on) for one in past.appeals),
    ]
    for where, day, first in last:
        if day and first and day < first:
            words = {"day": day.isoformat(), "first": first.isoformat()}
            yield Reason("before_receipt", _("日期 %(day)s 早于 %(first)s。") % words, where=where)
        if day and day > today and where != "correction_until":
            yield Reason("in_future", _("日期 %s 晚于今天。") % day.isoformat(), where=where)
    yield from _ahead(past)


def _ahead(past: Past) -> Iterator[Reason]:
    """The two days that may lie after today."""
    bounds = (
        ("correction_until", past.correction_until, past.correction_requested_on, reasonable.CORRECTION),
        ("delayed_until", past.delayed_until, past.delayed_on, reasonable.DELAY),
    )
    for where, day, start, most in bounds:
        if day and start:
            yield from reasons_against_far(day, start=start, most=most, where=where)
