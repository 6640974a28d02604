"""Who above the clocks hears of them in the same transaction. Filled when the apps are loaded.

Two kinds of listeners: the domain says what it means that one of its limits ran out (`on_expiry`), and an
app that keeps a copy of due dates for its lists follows every change (`follow`). Notices and statistics use
the events instead.
"""

from collections.abc import Callable
from datetime import datetime

from gongkai.foundation.common.actors import Actor

Expiry = Callable[..., None]
Follower = Callable[[str, str], None]

_expiries: dict[str, Expiry] = {}
_followers: list[Follower] = []


def on_expiry(limit_code: str, service: Expiry) -> None:
    """Have `service(clock=, act=, by=, at=)` called once when a limit of this code has run out.

    It runs in the transaction that writes the act; `act.on` is the legal day, which may lie back when the
    job catches up. A refusal (NotAllowed) is kept in the ledger and undoes only what the service did.
    ValueError when another service has the code.
    """
    if _expiries.setdefault(limit_code, service) is not service:
        raise ValueError(f"two services for the end of {limit_code}")


def follow(follower: Follower) -> None:
    """Have `follower(subject_type, subject_id)` called after every act on a clock of any subject."""
    if follower not in _followers:
        _followers.append(follower)


def expire(clock, act, *, by: Actor, at: datetime) -> None:
    service = _expiries.get(clock.limit_code)
    if service is not None:
        service(clock=clock, act=act, by=by, at=at)


def tell_followers(subject_type: str, subject_id: str) -> None:
    for follower in _followers:
        follower(subject_type, subject_id)
