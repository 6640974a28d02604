"""Attachments whose words no program can look through: the reviewer reads them page by page and says so.

The note stands among what the reviewer accepted one by one; the gate, which looks for findings there, passes it over.
"""

from collections.abc import Iterable

_READ = "read:"


def read_key(digest: str) -> str:
    """What a reviewer ticks who read the file with this digest page by page."""
    return f"{_READ}{digest[:16]}"


def read_by_eye(accepted: Iterable[str]) -> list[str]:
    """The keys among what was ticked that say a file was read, not that a finding is accepted."""
    return [key for key in accepted if key.startswith(_READ)]
