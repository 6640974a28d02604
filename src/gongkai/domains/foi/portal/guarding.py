"""The soft step of the public side: a simple question instead of a closed door, for people and screen readers alike."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongkai.domains.foi.portal.shell import address_of
from gongkai.domains.foi.rules.pacing import GUESSES_FREE, Scope, asks_back, seconds_to_wait
from gongkai.domains.foi.services.pacing import count, counted
from gongkai.foundation.common.reasons import Reason

SALT = "foi.proof"
FRESH = timedelta(minutes=30)
TRAP = "website"
DIGITS = str.maketrans("零一二三四五六七八九０１２３４５６７８９", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Question:
    """`token` carries the answer, signed and good once; `words` are plain enough to be read aloud."""

    words: str
    token: str


def new_question() -> Question:
    left, right = secrets.randbelow(4) + 1, secrets.randbelow(5)
    token = signing.dumps([left + right, secrets.token_hex(8)], salt=SALT, compress=False)
    words = _("%(left)d 加 %(right)d 等于几？") % {"left": left, "right": right}
    return Question(words, token)


def answered(request: HttpRequest, at: datetime) -> bool:
    """Whether the question on the page was answered rightly, for the first time."""
    try:
        right, nonce = signing.loads(request.POST.get("proof_token", ""), salt=SALT, max_age=FRESH)
    except (signing.BadSignature, ValueError):
        return False
    said = request.POST.get("proof", "").strip().translate(DIGITS)
    return said == str(right) and count(scope=Scope.PROOF, plain=nonce, at=at) == 1


def trapped(request: HttpRequest) -> bool:
    """A field that people do not see was filled in: ask, for it may have been the browser's own filling."""
    return bool(request.POST.get(TRAP))


def reasons_against_sending(request: HttpRequest, at: datetime) -> list[Reason]:
    """By the address and the trap: at most the simple question."""
    sent = counted(scope=Scope.ADDRESS, plain=address_of(request), at=at).count
    if not (trapped(request) or asks_back(sent, settings.APPLY_PER_ADDRESS)):
        return []
    return [] if answered(request, at) else [_ask()]


def reasons_against_pace(identity: str, at: datetime) -> list[Reason]:
    """By the identity: a pause, told with its seconds."""
    found = counted(scope=Scope.IDENTITY, plain=identity, at=at)
    since = (at - found.last_at).total_seconds() if found.last_at else None
    wait = seconds_to_wait(found.count, settings.APPLY_PER_IDENTITY, since)
    if not wait:
        return []
    said = _("您一小时内已提交 %(count)d 件申请。请在 %(wait)d 秒后再点“提交申请”，所填内容都还在。")
    return [Reason("pace", said % {"count": found.count, "wait": wait}, where="submit")]


def guesses(scope: Scope, number: str, at: datetime) -> int:
    return counted(scope=scope, plain=number, at=at).count


def must_answer(request: HttpRequest, scope: Scope, number: str, at: datetime) -> bool:
    """After some wrong guesses at one number, or many from one address."""
    here = counted(scope=Scope.CODE_ADDRESS, plain=address_of(request), at=at).count
    return guesses(scope, number, at) >= GUESSES_FREE or asks_back(here, settings.APPLY_PER_ADDRESS)


def count_guess(request: HttpRequest, scope: Scope, number: str, at: datetime) -> None:
    count(scope=scope, plain=number, at=at)
    count(scope=Scope.CODE_ADDRESS, plain=address_of(request), at=at)


def _ask() -> Reason:
    return Reason("proof", _("请回答下面的简单问题，确认是人在操作；所填内容都还在。"), where="proof")
