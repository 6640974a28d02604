"""The words of a report as they are proof-read, each character with its place in the file."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Words:
    """`text`: simplified, with plain digits and signs, without notes that are no words.

    `places`: where each character stood before; empty when nothing was changed. `damaged`: places in `text` at
    which a heading came damaged out of a wrong decoding.
    """

    text: str = ""
    places: tuple[int, ...] = ()
    damaged: tuple[int, ...] = ()

    def place(self, at: int) -> int:
        """Offset in the file's text."""
        return self.places[at] if at < len(self.places) else at

    def line(self, at: int) -> int:
        """Counted from 1."""
        return self.text.count("\n", 0, at) + 1

    @cached_property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """Every line with where it begins."""
        found, at = [], 0
        for line in self.text.split("\n"):
            found.append((at, line))
            at += len(line) + 1
        return tuple(found)

    def around(self, start: int, end: int) -> str:
        return self.text[start:end].replace("\n", " ").strip()
