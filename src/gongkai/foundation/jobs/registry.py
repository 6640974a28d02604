"""Which function does which kind of job, and which kinds answer an event. Filled by the `tasks` modules of
the apps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

LEASE = timedelta(minutes=5)
TOGETHER = "together"
"""Name in a payload under which a job keeps the keys and payloads of those it took along."""

Handler = Callable[[dict, datetime], None]


class JobFailed(Exception):
    """Raised by a handler whose work cannot be done now: the text is kept with the job, which is tried
    again later."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A handler, how long a worker may be silent while it runs before another takes the job, and how many
    waiting jobs of the kind it takes along.
    """

    function: Handler
    lease: timedelta
    together: int = 1


handlers: dict[str, Registered] = {}
daily: dict[str, time] = {}
"""Kind -> the time in China after which it runs each day."""
subscribers: dict[str, list[str]] = {}


def handler(kind: str, *, lease: timedelta = LEASE, together: int = 1) -> Callable[[Handler], Handler]:
    """Register a function `(payload, at)` for a kind of job. ValueError when another one has it.

    It runs outside any transaction, at least once, perhaps twice: it must be idempotent and read the
    present state of its rows. `lease` must be longer than it ever takes, for then another worker may begin
    the same job.

    With `together` above one, up to so many due jobs of the kind are done in one call: `payloads(payload)`
    gives all of them. When such a call fails they are made single again, so that one bad row harms no other.
    """

    def register(function: Handler) -> Handler:
        known = handlers.get(kind)
        if known and (known.function.__module__, known.function.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two handlers for {kind}: {known.function!r} and {function!r}")
        handlers[kind] = Registered(function, lease, together)
        return function

    return register


def subscribe(event: str, kind: str) -> None:
    """Have a job of this kind made for each announcement of the event, e.g. ("record.published",
    "site.update")."""
    kinds = subscribers.setdefault(event, [])
    if kind not in kinds:
        kinds.append(kind)


def every_day(kind: str, *, after: time) -> None:
    """Have a job of this kind run each day after that time in China, and whenever a worker starts.

    The queue remembers when it last ended well; `overdue_daily` tells which did not run.
    """
    daily[kind] = after


def payloads(payload: dict) -> list[dict]:
    """The payload of a job and of those it took along."""
    own = {name: value for name, value in payload.items() if name != TOGETHER}
    return [own, *(taken["payload"] for taken in payload.get(TOGETHER, []))]
