"""The words of a rehearsal: what is supposed to have happened, on which days; and the same as text. Pure.

Nothing here is a row of a table: a rehearsal is a few dates, written out (`written`, `read`) and carried by whoever
rehearses. So it can never be counted, numbered, sent or noted as if it had happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.rules.kinds import Party

MOST = 60
"""Acts of one rehearsal."""
GIVEN_TIME = 14
"""Calendar days that a supposed notice of correction gives when nothing else is said; the law only says 合理."""


class What(TextChoices):
    """What can happen in a rehearsal, in the words of the notices: an act counts from the day it is told."""

    ASSIGNED = "assigned", gettext_lazy("交办处室")
    CORRECTION_REQUESTED = "correction_requested", gettext_lazy("发出补正告知书")
    CORRECTION_RECEIVED = "correction_received", gettext_lazy("收到补正")
    CORRECTION_LAPSED = "correction_lapsed", gettext_lazy("登记逾期未补正")
    CONSULT_SENT = "consult_sent", gettext_lazy("发出征求意见书")
    CONSULT_DELIVERED = "consult_delivered", gettext_lazy("对方收到征求意见书")
    CONSULT_REPLIED = "consult_replied", gettext_lazy("收到对方意见")
    CONSULT_LAPSED = "consult_lapsed", gettext_lazy("对方逾期未提出意见")
    EXTENDED = "extended", gettext_lazy("告知申请人延期")
    FEE_NOTICE = "fee_notice", gettext_lazy("发出收费通知")
    FEE_DELIVERED = "fee_delivered", gettext_lazy("申请人收到收费通知")
    FEE_PAID = "fee_paid", gettext_lazy("申请人缴费")
    FEE_LAPSED = "fee_lapsed", gettext_lazy("申请人逾期未缴费")
    ANSWER_DRAFTED = "answer_drafted", gettext_lazy("拟定答复")
    ANSWER_SUBMITTED = "answer_submitted", gettext_lazy("答复送审签")
    ANSWER_RETURNED = "answer_returned", gettext_lazy("答复退回修改")
    ANSWER_SIGNED = "answer_signed", gettext_lazy("答复签发")
    ANSWERED = "answered", gettext_lazy("发出答复")
    WITHDRAWN = "withdrawn", gettext_lazy("申请人撤回")
    ROUTED = "routed", gettext_lazy("转告其他渠道，不作为申请办理")


BY_CLOCK = (What.CONSULT_LAPSED, What.FEE_LAPSED)
"""What the daily job does; nobody supposes it."""
SUPPOSED = tuple(what for what in What if what not in BY_CLOCK)


@dataclass(frozen=True, slots=True)
class Happening:
    """One act. `ref`: which consultation; `days`: of an extension; `until`: of a correction; `fact`: copied."""

    what: str
    on: date
    ref: str = ""
    party: str = ""
    days: int = 0
    until: date | None = None
    fact: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Received on a day by a channel, with acts in the order in which they were supposed."""

    received: date
    channel: str
    happenings: tuple[Happening, ...] = ()
    basis: str = ""
    """By what the day of receipt was determined, as the explanation tells it."""


# --- as text ----------------------------------------------------------------------------------------------------

_SEP = "~"


def written(one: Happening) -> str:
    """extended~2026-03-20~days=10; `fact` at the end of what was copied."""
    parts = [str(one.what), one.on.isoformat()]
    parts += [
        f"{name}={getattr(one, name)}" for name in ("ref", "party", "days", "until") if getattr(one, name)
    ]
    return _SEP.join([*parts, *(["fact"] if one.fact else [])])


def read(text: str) -> Happening | None:
    """What `written` wrote; None for anything else."""
    what, _sep, rest = text.partition(_SEP)
    day, _sep, rest = rest.partition(_SEP)
    more = dict(part.partition("=")[::2] for part in rest.split(_SEP) if part)
    try:
        return Happening(
            what=What(what),
            on=date.fromisoformat(day),
            ref=more.get("ref", "")[:20],
            party=Party(more["party"]) if "party" in more else "",
            days=int(more.get("days", 0)),
            until=date.fromisoformat(more["until"]) if "until" in more else None,
            fact="fact" in more,
        )
    except ValueError:
        return None


def with_one(rehearsal: Rehearsal, one: Happening) -> Rehearsal:
    return replace(rehearsal, happenings=(*rehearsal.happenings, one))


def without(rehearsal: Rehearsal, place: int) -> Rehearsal:
    left = [one for n, one in enumerate(rehearsal.happenings) if n != place]
    return replace(rehearsal, happenings=tuple(left))


def next_ref(happenings: Iterable[Happening]) -> str:
    """A name for the next consultation: c1, c2 …"""
    used = [one.ref for one in happenings if one.what == What.CONSULT_SENT]
    return next(ref for ref in (f"c{n}" for n in range(1, len(used) + 2)) if ref not in used)
