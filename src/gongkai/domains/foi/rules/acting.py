"""Which act the law and the order of work allow now. Pure: page, API and service share these lists.

`Standing` is a request as plain values on a given day. Permission by post is asked elsewhere; here it is about
the matter itself.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules import reasonable
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.reasonable import reasons_against_far
from gongkai.domains.foi.rules.stages import BEFORE_SIGNING, OPEN, ActKind, Stage
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.clocks.limits import REGULATION_2019

REGULATION = "政府信息公开条例"
FEES = "国办函〔2020〕109号"
REASON_LENGTH = 2


@dataclass(frozen=True, slots=True)
class OpenConsultation:
    """A consultation that was not answered yet; `asked_on` None: its letter was not sent."""

    ref: str
    party: str
    asked_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands. `due`: of the answer clock, None while it is paused or was not started."""

    stage: str
    today: date
    received_on: date | None = None
    due: date | None = None
    cap: int = 20
    """Most working days of an extension under the regulation in force at receipt."""
    corrections: int = 0
    correction_open: bool = False
    correction_asked_on: date | None = None
    correction_until: date | None = None
    consultations: tuple[OpenConsultation, ...] = ()
    to_tell: tuple[str, ...] = ()
    """Third parties that objected and were not written to since, by the `ref` of their consultation."""
    extension: str = ""
    """"" none, "proposed", "approved", "told"."""
    proposed_by: int | None = None
    fee: str = ""
    """"" none, "drafted", "noticed", "paid", "lapsed"."""
    has_answer: bool = False
    answer_open_case: bool = False
    answer_signed: bool = False
    """The newest version was signed: it goes nowhere but into its letter."""
    answer_told: bool = False
    """A letter that carries an answer has left the house."""
    correcting: str = ""
    """How far the correction of that answer has come: handling, signing, issuing; "" none."""
    routing: bool = False
    """The notice that it is no request is drafted and was not sent."""
    opinions_open: bool = False
    """A division was asked for its opinion and has not given it."""
    letters_open: tuple[str, ...] = field(default=())
    """Names of letters drafted and neither sent nor given up."""

    @property
    def answer_stage(self) -> str:
        """Where the answer stands: that of its correction, once it was told."""
        return self.correcting or self.stage

    def consultation(self, ref: str) -> OpenConsultation | None:
        return next((one for one in self.consultations if one.ref == ref), None)


def _stage(now: Standing, *allowed: str) -> Iterator[Reason]:
    if now.stage not in allowed:
        said = _("当前环节是“%(stage)s”，不能办理此事。") % {"stage": Stage(now.stage).label}
        yield Reason("stage", said, where="stage")


def _answer_stage(now: Standing, *allowed: str) -> Iterator[Reason]:
    """The same for the work on the answer: one that was told is corrected while the request stays answered."""
    return _stage(replace(now, stage=now.answer_stage), *allowed)


def _text(value: str, code: str, said: str, law: str = "", where: str = "") -> Iterator[Reason]:
    if len(value.strip()) < REASON_LENGTH:
        yield Reason(code, said, law, where or code)


def _day(now: Standing, on: date, where: str = "on") -> Iterator[Reason]:
    if on > now.today:
        yield Reason("in_future", _("日期不能晚于今天（%s）。") % now.today.isoformat(), where=where)
    if now.received_on and on < now.received_on:
        said = _("日期不能早于收到申请之日（%s）。") % now.received_on.isoformat()
        yield Reason("before_receipt", said, where=where)


def reasons_against_confirming(now: Standing, *, on: date, submitted_on: date) -> list[Reason]:
    """第三十一条: internet and fax count from the day both sides confirmed, an ordinary letter from the day of
    confirmation with the applicant."""
    reasons = [*_stage(now, Stage.UNCONFIRMED)]
    if on > now.today:
        reasons.append(Reason("in_future", _("确认之日不能晚于今天。"), where="on"))
    if on < submitted_on:
        said = _("确认之日不能早于申请到达之日（%s）。") % submitted_on.isoformat()
        reasons.append(Reason("before_submission", said, f"{REGULATION} 第三十一条", "on"))
    return reasons


def reasons_against_assigning(now: Standing) -> list[Reason]:
    return [*_stage(now, Stage.RECEIVED, Stage.HANDLING, Stage.CORRECTING, Stage.AWAITING_PAYMENT)]


def reasons_against_linking(now: Standing) -> list[Reason]:
    """第三十六条第（六）项: that the same was asked before is noted while it can still bear on the answer."""
    return [*_stage(now, *BEFORE_SIGNING)]


def reasons_against_requesting_correction(now: Standing, *, items: str, until: date) -> list[Reason]:
    """第三十条: within 7 working days (late is shown, not forbidden), once, with what is unclear and a reasonable
    period."""
    law = f"{REGULATION} 第三十条"
    reasons = [*_stage(now, Stage.RECEIVED, Stage.HANDLING)]
    if now.corrections:
        reasons.append(Reason("asked_before", _("补正应当一次性告知，本件已经要求过补正。"), law))
    reasons += _text(items, "items", _("请写明需要补正的事项。"), law)
    if until <= now.today:
        reasons.append(Reason("until_past", _("合理的补正期限应晚于今天。"), law, "until"))
    return reasons + [*reasons_against_far(until, start=now.today, most=reasonable.CORRECTION, law=law)]


def reasons_against_receiving_correction(now: Standing, *, content: str, on: date) -> list[Reason]:
    reasons = [*_stage(now, Stage.CORRECTING)]
    if not now.correction_open or now.correction_asked_on is None:
        reasons.append(Reason("not_asked", _("没有等待补正的通知。"), f"{REGULATION} 第三十条"))
    elif on < now.correction_asked_on:
        reasons.append(Reason("before_notice", _("收到补正不能早于告知补正之日。"), where="on"))
    reasons += _text(content, "content", _("请填写补正的内容。"))
    return reasons + [*_day(now, on)]


def reasons_against_receiving_reasons(now: Standing, *, content: str, on: date) -> list[Reason]:
    """第三十五条: the explanation itself; whether it is reasonable, the answer decides."""
    reasons = [*_stage(now, *OPEN), *_day(now, on)]
    return reasons + [*_text(content, "content", _("请写明理由。"), f"{REGULATION} 第三十五条")]


def reasons_against_lapsing(now: Standing) -> list[Reason]:
    """第三十条: the reasonable period must be over before silence counts as giving up."""
    law = f"{REGULATION} 第三十条"
    if not now.correction_open or now.correction_asked_on is None:
        return [Reason("not_asked", _("没有等待补正的通知。"), law)]
    if now.correction_until and now.today <= now.correction_until:
        said = _("补正期限到 %s 才届满。") % now.correction_until.isoformat()
        return [Reason("not_over", said, law)]
    return []


def reasons_against_consulting(
    now: Standing, *, party: str, matter: str, name: str, law: str = "", until: date | None = None
) -> list[Reason]:
    """第三十二条 (third party), 第三十四条 (co-maker), 第十一条 (other organs: `until` the day they should reply by)."""
    reasons = [*_stage(now, Stage.HANDLING, Stage.RECEIVED)]
    if party not in Party.values:
        reasons.append(Reason("party", _("请选择征求意见的对象。"), where="party"))
    if until is not None and until <= now.today:
        reasons.append(Reason("until_past", _("请对方答复的日期应晚于今天。"), law, "until"))
    reasons += _text(name, "name", _("请填写被征求意见的单位或者个人。"))
    return reasons + [*_text(matter, "matter", _("请写明征求意见的内容。"), law)]


def reasons_against_recording_reply(
    now: Standing, *, ref: str, reply: str, reason: str, on: date
) -> list[Reason]:
    """A refusal of a third party must be given with a good reason (第三十二条)."""
    asked = now.consultation(ref)
    if asked is None:
        return [Reason("consultation_closed", _("没有这一次征求意见，或者已经答复。"), where="ref")]
    reasons = [*_day(now, on)]
    if asked.asked_on is None:
        reasons.append(Reason("not_sent", _("征求意见书尚未发出。"), where="ref"))
    elif on < asked.asked_on:
        reasons.append(Reason("before_asking", _("答复不能早于征求意见书发出之日。"), where="on"))
    if reply not in (Reply.AGREES, Reply.REFUSES, Reply.PARTLY):
        reasons.append(Reason("reply", _("请选择对方的意见。"), where="reply"))
    elif reply != Reply.AGREES:
        said = _("不同意公开的，应当记明对方的理由。")
        reasons += _text(reason, "reason", said, f"{REGULATION} 第三十二条")
    return reasons


def reasons_against_proposing_extension(now: Standing, *, days: int, reason: str) -> list[Reason]:
    """第三十三条第二款 (2007 第二十四条): once, at most the limit itself, with consent, told before the limit ends."""
    law = f"{REGULATION} 第三十三条"
    reasons = [*_stage(now, Stage.RECEIVED, Stage.HANDLING, Stage.SIGNING)]
    if now.extension:
        reasons.append(Reason("extended_before", _("答复期限只能延长一次。"), law))
    if not 1 <= days <= now.cap:
        said = _("延长应为 1 至 %(cap)d 个工作日。") % {"cap": now.cap}
        reasons.append(Reason("days", said, law, "days"))
    if now.due and now.today > now.due:
        said = _("答复期限已于 %s 届满，不能再延长。") % now.due.isoformat()
        reasons.append(Reason("expired", said, law))
    return reasons + [*_text(reason, "reason", _("请写明延期的理由。"), law)]


def reasons_against_deciding_extension(now: Standing, *, by: int, opinion: str) -> list[Reason]:
    """The head of the information office consents; nobody consents to what he proposed himself."""
    law = f"{REGULATION} 第三十三条"
    reasons = []
    if now.extension != "proposed":
        reasons.append(Reason("not_proposed", _("没有等待决定的延期。"), law))
    if by == now.proposed_by:
        reasons.append(Reason("own_proposal", _("延期不能由提请人自己同意。"), law))
    if now.due and now.today > now.due:
        reasons.append(Reason("expired", _("答复期限已经届满，不能再延长。"), law))
    return reasons


def reasons_against_notifying_fee(now: Standing, *, amount: int, determination: str) -> list[Reason]:
    """第四十二条: no fee in principle; somebody must have found, and say, that number or frequency is clearly beyond
    reason."""
    law = f"{REGULATION} 第四十二条"
    reasons = [*_stage(now, Stage.HANDLING, Stage.RECEIVED)]
    said = _("原则上不收费。请写明认定数量、频次明显超过合理范围的理由。")
    reasons += _text(determination, "determination", said, law)
    if now.fee:
        reasons.append(Reason("fee_before", _("本件已经发出过收费通知。"), FEES))
    if amount <= 0:
        reasons.append(Reason("nothing_due", _("没有超出免费范围，不收取信息处理费。"), FEES, "count"))
    if now.due and now.today > now.due:
        reasons.append(Reason("late_fee", _("收费通知应当在答复期限内发出，期限已经届满。"), FEES))
    return reasons


def reasons_against_recording_payment(now: Standing, *, on: date, notice_on: date | None) -> list[Reason]:
    reasons = [*_stage(now, Stage.AWAITING_PAYMENT), *_day(now, on)]
    if now.fee != "noticed" or notice_on is None:
        reasons.append(Reason("no_notice", _("没有等待缴费的通知。"), FEES))
    elif on < notice_on:
        reasons.append(Reason("before_notice", _("缴费不能早于收费通知。"), where="on"))
    return reasons


CONFERRING = (
    Stage.HANDLING,
    Stage.CORRECTING,
    Stage.AWAITING_PAYMENT,
    Stage.SIGNING,
    Stage.ISSUING,
)
_MINUTES = {
    "place": _("请填写会商地点。"),
    "question": _("请写明会商的问题。"),
    "minutes": _("请填写会商记录。"),
    "conclusion": _("请写明会商结论。"),
}


def reasons_against_conferring(now: Standing, *, on: date, words: Mapping[str, str]) -> list[Reason]:
    """A difficult case is conferred on from handling on. `words`: the texts of its record by name."""
    reasons = [*_stage(now, *CONFERRING), *_day(now, on, "held_on")]
    return reasons + [
        reason for name, said in _MINUTES.items() for reason in _text(words.get(name, ""), name, said)
    ]


def reasons_against_asking_opinions(now: Standing, *, question: str, until: date) -> list[Reason]:
    """Divisions are asked while the request is handled. The clock runs on, so they answer before it ends."""
    reasons = [*_stage(now, Stage.HANDLING), *_text(question, "question", _("请写明要征求意见的问题。"))]
    if until < now.today:
        reasons.append(Reason("until_past", _("答复的日期不能早于今天。"), where="until"))
    if now.due and until > now.due:
        said = _("处室意见应在答复期限（%s）之前收到，期限不因此中止。") % now.due.isoformat()
        reasons.append(Reason("until_late", said, f"{REGULATION} 第三十三条", "until"))
    return reasons


def reasons_against_reminding(now: Standing) -> list[Reason]:
    if now.opinions_open:
        return []
    return [Reason("nobody_waits", _("没有还未答复的处室。"))]


def reasons_against_drafting_answer(now: Standing) -> list[Reason]:
    return [*_answer_stage(now, Stage.RECEIVED, Stage.HANDLING)]


def reasons_against_asking_reasons(now: Standing) -> list[Reason]:
    """第三十五条: while the answer is open."""
    return [*_stage(now, Stage.RECEIVED, Stage.HANDLING)]


def reasons_against_correcting_answer(now: Standing, *, reason: str) -> list[Reason]:
    """What binds the organ is put right by what binds it: a version that takes the way of every answer, signatures and
    all, and says in its letter which one it replaces."""
    reasons = [*_stage(now, Stage.ANSWERED, Stage.CLOSED)]
    if now.correcting:
        reasons.append(Reason("correcting", _("已经在更正这份答复。")))
    elif not reasons and not now.answer_told:
        reasons.append(Reason("not_told", _("没有发出过告知书，无可更正。")))
    for name in now.letters_open if not reasons else ():
        said = _("文书“%(name)s”还没有发出：发出或者作废之后再更正。") % {"name": name}
        reasons.append(Reason("letter_open", said, where="letters"))
    return reasons + [*_text(reason, "reason", _("请写明答复错在哪里、为什么更正。"))]


def reasons_against_dropping_correction(now: Standing, *, reason: str) -> list[Reason]:
    if not now.correcting:
        return [Reason("not_correcting", _("没有正在办理的更正答复。"))]
    return [*_text(reason, "reason", _("请写明放弃更正的理由。"))]


def reasons_against_submitting_answer(now: Standing) -> list[Reason]:
    """What is still open would make the answer premature (第三十二条, 第三十四条)."""
    reasons = [*_answer_stage(now, Stage.HANDLING, Stage.RECEIVED)]
    if not now.has_answer:
        reasons.append(Reason("no_answer", _("尚未拟定答复。"), where="answer"))
    elif now.answer_signed:
        said = _("这一版已经审签过。要改的请改出新的一版；不改的请用“重新送审”。")
        reasons.append(Reason("signed_before", said, where="answer"))
    for one in now.consultations:
        said = _("征求意见 %(ref)s 尚未结束。") % {"ref": one.ref}
        reasons.append(Reason("consultation_open", said, where="consultations"))
    if now.opinions_open:
        reasons.append(Reason("opinions_open", _("处室意见还没有收齐。"), where="opinions"))
    if now.extension == "proposed":
        reasons.append(Reason("extension_open", _("延期尚未决定。"), where="extension"))
    for name in now.letters_open:
        said = _("文书“%(name)s”还没有发出：发出或者作废之后再送审。") % {"name": name}
        reasons.append(Reason("letter_open", said, where="letters"))
    return reasons


def reasons_against_renewing_answer(now: Standing) -> list[Reason]:
    """What was signed goes to the signers again, word for word, because its letter did not leave the house."""
    reasons = [*_answer_stage(now, Stage.ISSUING, Stage.HANDLING)]
    if not now.answer_signed and not reasons:
        reasons.append(Reason("not_signed", _("最新一版答复没有审签过，直接送审即可。"), where="answer"))
    return reasons


def reasons_against_routing(now: Standing, *, matter: str, notice: str) -> list[Reason]:
    """第三十九条: what is no request is told so, with where to turn to; it is not simply dropped."""
    law = f"{REGULATION} 第三十九条"
    reasons = [*_stage(now, Stage.UNCONFIRMED, Stage.RECEIVED, Stage.HANDLING)]
    if matter == "request":
        reasons.append(Reason("matter", _("请选择事项类别。"), law, "matter"))
    if now.routing:
        reasons.append(Reason("routed_before", _("告知书已经拟好，发出或者作废之后才能另拟。"), law))
    return reasons + [*_text(notice, "notice", _("请写明告知的内容和应向何处提出。"), law)]


def reasons_against_telling_party(now: Standing, *, ref: str, outcome: str, reason: str) -> list[Reason]:
    """第三十二条: who is overruled is told in writing what will be given, and why."""
    law = f"{REGULATION} 第三十二条"
    reasons = [*_stage(now, Stage.RECEIVED, Stage.HANDLING, Stage.SIGNING, Stage.ISSUING, Stage.ANSWERED)]
    if ref not in now.to_tell:
        reasons.append(Reason("nobody_to_tell", _("没有不同意公开、尚待告知处理结果的第三方。"), law, "ref"))
    reasons += _text(outcome, "outcome", _("请写明决定公开的内容。"), law)
    return reasons + [*_text(reason, "reason", _("请写明决定的理由。"), law)]


def reasons_against_advising_transfer(now: Standing, *, right_organ: str, notice: str) -> list[Reason]:
    """第三十六条第（五）项: which organ is responsible, with how it is reached."""
    law = f"{REGULATION} 第三十六条"
    reasons = [*_stage(now, Stage.RECEIVED, Stage.HANDLING, Stage.SIGNING, Stage.ISSUING, Stage.ANSWERED)]
    reasons += _text(right_organ, "right_organ", _("请填写负责公开的机关。"), law)
    return reasons + [*_text(notice, "notice", _("请写明怎样向该机关提出、联系方式。"), law)]


def reasons_against_withdrawing(now: Standing, *, on: date | None = None) -> list[Reason]:
    """`on`: the day on which the applicant took it back, by default today."""
    return [*_stage(now, *OPEN), *_day(now, on or now.today)]


def reasons_against_finding_public(
    now: Standing, *, on: date, said: str, elsewhere: str = "", sure: bool = False
) -> list[Reason]:
    """An official registers what the applicant said of a public record. The organ cannot find it for the applicant: how
    and when it was said stands on the record, and an answer that is being signed is taken back first.

    `elsewhere`: the organ that made the record public, where it is another one; that must be meant (`sure`).
    """
    law = f"{REGULATION} 第三十六条"
    reasons = [*_stage(now, *BEFORE_SIGNING), *_day(now, on, "day")]
    if now.stage in (Stage.SIGNING, Stage.ISSUING):
        how = _("答复已经送审或者签发：先退回、撤回送审，或者作废告知书，再登记申请人的确认。")
        reasons.append(Reason("signing", how, where="stage"))
    reasons += _text(
        said, "said", _("请写明申请人何时、怎样确认的（来电号码、来信日期等），不能代为认定。"), law
    )
    if elsewhere and not sure:
        who = _("这一条由%(organ)s公开，不是本机关公开的。确是申请人指明的，请勾选后再登记。")
        reasons.append(Reason("elsewhere", who % {"organ": elsewhere}, law, "sure"))
    return reasons


def reasons_against_archiving(now: Standing) -> list[Reason]:
    """第四十五条: registered, examined, handled, answered, archived."""
    reasons = [*_stage(now, Stage.ANSWERED, Stage.ROUTED)]
    if now.correcting:
        reasons.append(Reason("correcting", _("更正答复还没有办完：发出或者放弃之后再归档。")))
    for name in now.letters_open:
        said = _("文书“%(name)s”尚未送达或者作废。") % {"name": name}
        reasons.append(Reason("letter_open", said, where="letters"))
    return reasons


def reasons_against_voiding(now: Standing, *, reason: str) -> list[Reason]:
    """Entered twice or by mistake. What was told to the applicant cannot be made undone."""
    reasons = [*_stage(now, Stage.UNCONFIRMED, Stage.RECEIVED)]
    return reasons + [*_text(reason, "reason", _("请写明作废的理由。"))]


def reasons_against_rating(now: Standing, *, stars: int) -> list[Reason]:
    reasons = [*_stage(now, Stage.ANSWERED, Stage.ROUTED, Stage.CLOSED)]
    if not 1 <= stars <= 5:
        reasons.append(Reason("stars", _("请选择一至五星。"), where="stars"))
    return reasons


DELAY = f"{REGULATION} 第三十五条"


def reasons_against_delaying(
    now: Standing, *, until: date, judged: str, done: Collection[str]
) -> list[Reason]:
    """第三十五条: only after the applicant gave reasons, found reasonable, and before the limit ran out. The law names no
    longest delay; `judged` has to carry it, `reasonable` catches the mistyped year. `done`: kinds of the acts on the request."""
    reasons = [*_stage(now, Stage.RECEIVED, Stage.HANDLING)]
    if now.received_on and now.received_on < REGULATION_2019:
        reasons.append(Reason("before_2019", _("2019 年 5 月 15 日以前收到的申请没有这一规定。"), DELAY))
    if ActKind.RECEIVE_REASONS not in done:
        reasons.append(Reason("no_reasons", _("申请人还没有说明理由。"), DELAY))
    if ActKind.SET_DELAY in done:
        reasons.append(Reason("set_before", _("已经确定过延迟答复的期限。"), DELAY))
    reasons += _text(judged, "judged", _("请写明为什么理由合理、为什么不能按期答复。"), DELAY)
    reasons += reasons_against_far(until, start=now.today, most=reasonable.DELAY, law=DELAY)
    return reasons + [*_running(now, until)]


def reasons_against_telling_delay(now: Standing) -> list[Reason]:
    return [*_running(now, date.max)]


def _running(now: Standing, until: date) -> Iterator[Reason]:
    """A limit that has run out is not set anew; one that is paused has no day from which to delay."""
    if now.due is None:
        yield Reason("paused", _("答复期限没有在计算，恢复计算后再确定。"), DELAY)
    elif now.today > now.due:
        said = _("答复期限已于 %s 届满，不能再确定延迟答复的期限。") % now.due.isoformat()
        yield Reason("expired", said, DELAY)
    elif until <= now.due:
        said = _("延迟后的日期应晚于现在的答复期限（%s）。") % now.due.isoformat()
        yield Reason("not_later", said, DELAY, "until")


def reasons_against_telling_extension(now: Standing) -> list[Reason]:
    """On the day of the letter: an extension told after the limit ended is none (第三十三条)."""
    if now.due and now.today > now.due:
        said = _("答复期限已于 %s 届满，延期未能在期限内告知申请人。") % now.due.isoformat()
        return [Reason("expired", said, f"{REGULATION} 第三十三条")]
    return []
