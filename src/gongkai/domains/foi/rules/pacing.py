"""How often the public side may be used before it asks back. Pure.

A whole village may stand behind one address, so an address is never shut out: beyond its free hour it answers a
simple question each time. Only what one identity sends, and guesses at one number, are slowed.
Nothing is dropped: whoever has to wait is told for how long, and what was typed stays on the page.
"""

from datetime import timedelta
from enum import StrEnum

WINDOW = timedelta(hours=1)
GUESSES_FREE = 5
"""Wrong answers for one number in an hour before the simple question."""
GUESSES_MOST = 20
"""Then recovery by identity waits for the next hour; a query code is only asked with pauses."""
PAUSE = 30
LONG_PAUSE = 120
FLOOD = 5
"""Beyond so many times the free number the pause is the long one."""


class Scope(StrEnum):
    """What is counted; the key is a keyed digest, never the address or number itself."""

    ADDRESS = "address"
    IDENTITY = "identity"
    CODE = "code"
    CODE_ADDRESS = "code_address"
    LOST = "lost"
    PROOF = "proof"


def asks_back(count: int, free: int) -> bool:
    """Whether a simple question is asked; `free` 0: never."""
    return bool(free) and count >= free


def seconds_to_wait(count: int, free: int, since_last: float | None) -> int:
    """Pause before the next application of one identity. `since_last`: seconds since its last, None without one.

    >>> seconds_to_wait(20, 20, 10.0)
    20
    """
    if not free or count < free or since_last is None:
        return 0
    pause = LONG_PAUSE if count >= free * FLOOD else PAUSE
    return max(0, -int(-(pause - since_last) // 1))
