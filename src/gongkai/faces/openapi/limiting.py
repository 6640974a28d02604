"""How often one token may ask: so many requests in a minute, counted in this process.

One server process answers (see the operations page); where several do, each counts for itself.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

SECONDS = 60


@dataclass
class Meter:
    """Requests of each token in the present minute. `rate` 0: without end."""

    rate: int
    _minute: int = 0
    _counts: dict[int, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def seconds_to_wait(self, token: int, at: datetime) -> int:
        """0 when the token may ask now, which is counted; else the seconds until it may again."""
        if not self.rate:
            return 0
        minute, second = divmod(int(at.timestamp()), SECONDS)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            asked = self._counts.get(token, 0)
            if asked < self.rate:
                self._counts[token] = asked + 1
                return 0
        return SECONDS - second
