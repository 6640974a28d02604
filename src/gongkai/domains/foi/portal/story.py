"""What the applicant is told of a request: where it is, whose turn it is, what happened. Nothing of the inside of the house."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.limits import FEE_PAYMENT
from gongkai.domains.foi.models import AnswerFile, Correction, Request
from gongkai.domains.foi.remedying import filing_limits, silence_remedy
from gongkai.domains.foi.rules.stages import OPEN, ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import ANSWER
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.moves import Move, last_move
from gongkai.kernel.clocks.reckoning import Reckoned
from gongkai.kernel.clocks.rules import State
from gongkai.kernel.clocks.selectors import ClockLine, clock_lines
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import State as LetterState
from gongkai.kernel.letters.selectors import letters_of

LEFT = (LetterState.SENT, LetterState.SERVED, LetterState.UNDELIVERED)
TO_OTHERS = "foi_consultation"
"""Letters whose text begins so go to third parties and other organs."""
_AT = {
    Stage.UNCONFIRMED: 0,
    Stage.RECEIVED: 1,
    Stage.ANSWERED: 3,
    Stage.ROUTED: 3,
    Stage.CLOSED: 3,
    Stage.VOID: 3,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the simple flow; `state`: done, now or empty."""

    name: str
    state: str


@dataclass
class Story:
    """The page of one request. `letters`: those that left the house and are addressed to the applicant."""

    request: Request
    today: date
    correction: Correction | None
    letters: list[Letter]
    files: list[AnswerFile]
    clock: ClockLine | None
    asked_reasons: bool
    told: list[tuple[date, str]] = field(default_factory=list)
    filing: list[Reckoned] = field(default_factory=list)
    silence: list[str] = field(default_factory=list)
    moved: Move | None = None
    corrected: list[tuple[date, str]] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        at = _AT.get(self.request.stage, 2)
        names = (_("提交"), _("双方确认收到"), _("审查办理"), self._end())
        over = self.request.stage not in OPEN
        return [
            Step(name, "done" if place < at or over else "now" if place == at else "")
            for place, name in enumerate(names)
        ]

    def _end(self) -> str:
        withdrawn = self.request.answer_kind == AnswerKind.A17 or self.request.stage == Stage.VOID
        return _("已结束") if withdrawn else _("答复")

    @property
    def standing(self) -> str:
        """One plain sentence on where it is."""
        return str(_standing(self.request, self.correction))

    @property
    def papers(self) -> list[tuple[Letter, list[AnswerFile]]]:
        """The newest letter first, each with the files that came with it."""
        return [
            (letter, [one for one in self.files if one.answer.letter_id == letter.pk])
            for letter in reversed(self.letters)
        ]

    @property
    def is_open(self) -> bool:
        return self.request.stage in OPEN

    @property
    def may_confirm(self) -> bool:
        """The office waits for the applicant's side of 第三十一条."""
        return self.request.stage == Stage.UNCONFIRMED and not self.request.receipt.get(
            "applicant_confirmed_on"
        )

    @property
    def fee(self):
        """The fee that was told and waits for payment."""
        fee = getattr(self.request, "fee", None)
        return fee if fee and self.request.stage == Stage.AWAITING_PAYMENT else None

    @property
    def fee_days(self) -> int:
        """Working days to pay (国办函〔2020〕109号)."""
        return FEE_PAYMENT.n

    @property
    def remedy(self) -> list[str]:
        """How to appeal, in the words of the letter that was sent."""
        for letter in reversed(self.letters):
            said = letter.fields.get("remedy")
            if said:
                return said.splitlines() if isinstance(said, str) else list(said)
        return []

    @property
    def may_rate(self) -> bool:
        return self.request.stage in (Stage.ANSWERED, Stage.ROUTED, Stage.CLOSED)


def _standing(request: Request, correction: Correction | None) -> str:
    match request.stage:
        case Stage.UNCONFIRMED:
            return _("申请已送达，等待确认。双方都确认之日为收到申请之日，期限从那时起算。")
        case Stage.CORRECTING if correction:
            return _("需要您补充说明，收到补正后期限重新计算。")
        case Stage.AWAITING_PAYMENT:
            return _("等待您缴纳信息处理费，缴费后期限重新计算。")
        case Stage.SIGNING | Stage.ISSUING:
            return _("答复正在审签、制作。")
        case Stage.ANSWERED | Stage.CLOSED if request.answer_kind != AnswerKind.A17:
            return _("已经答复，告知书见下面“给您的文书和文件”。")
        case Stage.ANSWERED | Stage.CLOSED:
            return _("这份申请已经办结。")
        case Stage.ROUTED:
            return _("这件事不属于政府信息公开申请，已告知您应向哪里提出。")
        case Stage.VOID:
            return _("这份申请已经撤回或者作废，不再办理。")
        case Stage.RECEIVED:
            return _("已经收到，正在登记审查。")
        case _:
            return _("正在办理。")


def story_of(request: Request, today: date) -> Story:
    """Everything the page shows, for who has shown number and code. At most sixteen queries."""
    sent = [one for one in letters_of(SUBJECT, str(request.pk)) if one.state in LEFT and to_applicant(one)]
    letters = sorted(sent, key=lambda one: one.sent_at)
    corrections = list(request.corrections.order_by("id"))
    waiting = next((c for c in corrections if c.asked_on and not c.received_on and not c.lapsed_on), None)
    lines = [
        line for line in clock_lines([(SUBJECT, str(request.pk))], today) if line.clock.limit_code == ANSWER
    ]
    clock = lines[0] if lines and lines[0].clock.state != State.STOPPED else None
    made = Story(request, today, waiting, letters, _files(letters), clock, _asked_reasons(request, letters))
    made.corrected = [(one.received_on, one.content) for one in corrections if one.received_on]
    made.filing = filing_limits(request, letters)
    made.silence = silence_remedy(request, clock.due if clock else None, today)
    made.moved = _moved(clock)
    made.told = sorted(_told(request, corrections, letters), key=lambda one: one[0])
    return made


def _moved(clock: ClockLine | None) -> Move | None:
    """The calendar moved the date that the applicant was told, and nothing else did since. One query."""
    if clock is None or clock.due is None:
        return None
    found = last_move(SUBJECT, clock.clock.subject_id, ANSWER)
    return found if found and found.due == clock.due else None


def to_applicant(letter: Letter) -> bool:
    return not letter.text.code.startswith(TO_OTHERS)


def _files(letters: list[Letter]) -> list[AnswerFile]:
    """What the answer gives, once its letter has left the house."""
    ids = [letter.pk for letter in letters if letter.text.code.startswith("foi_answer")]
    if not ids:
        return []
    given = AnswerFile.objects.filter(answer__letter_id__in=ids)
    return list(given.select_related("answer", "file", "redaction__result").order_by("id"))


def _asked_reasons(request: Request, letters: list[Letter]) -> bool:
    """Asked for reasons (第三十五条), and not given yet."""
    asked = any(letter.text.code == "foi_reasons" for letter in letters) and request.stage in OPEN
    return asked and not request.acts.filter(kind=ActKind.RECEIVE_REASONS).exists()


def _told(
    request: Request, corrections: list[Correction], letters: list[Letter]
) -> Iterator[tuple[date, str]]:
    """What happened, each with its legal day, in a citizen's words."""
    yield shanghai_date(request.submitted_at), _("您提交了申请。")
    if request.received_on:
        yield request.received_on, _("双方确认，收到申请之日为这一天。")
    for one in corrections:
        if one.asked_on:
            yield one.asked_on, _("我们请您补充说明，期限暂停计算。")
        if one.received_on:
            yield one.received_on, _("收到您的补正，答复期限从次日起重新计算。")
        if one.lapsed_on:
            yield one.lapsed_on, _("约定的时间内没有收到补正。")
    for asked in request.consultations.exclude(asked_on=None):
        yield asked.asked_on, _("我们在征求有关方面的意见，所需时间不计入期限。")
        if asked.replied_on:
            yield asked.replied_on, _("征求意见结束，期限继续计算。")
    for longer in request.extensions.exclude(told_on=None):
        yield longer.told_on, _("情况复杂，答复期限延长 %d 个工作日。") % longer.days
    yield from _of_fee(getattr(request, "fee", None))
    yield from _of_acts(request)
    for letter in letters:
        yield shanghai_date(letter.sent_at), _("我们发出了《%s》。") % letter.text.name


def _of_fee(fee) -> Iterator[tuple[date, str]]:
    if fee and fee.noticed_on:
        yield fee.noticed_on, _("我们通知您缴纳信息处理费 %d 元，期限暂停计算。") % fee.amount
    if fee and fee.paid_on:
        yield fee.paid_on, _("收到缴费，期限从次日起重新计算。")


_SAID = {
    ActKind.RECEIVE_REASONS: gettext_lazy("收到您说明的理由。"),
    ActKind.WITHDRAW: gettext_lazy("您撤回了申请。"),
    ActKind.ANSWER_CORRECTED: gettext_lazy("我们更正了答复，以新的告知书为准。"),
    ActKind.FOUND_PUBLIC: gettext_lazy("您确认已经公开的信息就是所需要的。"),
    ActKind.NEW_CODE: gettext_lazy("查询码换过一次，旧的作废。不是您本人换的，请立即联系受理机构。"),
}


def _of_acts(request: Request) -> Iterator[tuple[date, str]]:
    for kind, on in request.acts.filter(kind__in=list(_SAID)).values_list("kind", "on"):
        yield on, str(_SAID[kind])
