"""Text in which sealed values are put behind their masks. The program compares, nobody is shown anything, so no entry
in the ledger: what comes out holds less than what went in."""

from collections.abc import Iterable

from django.views.decorators.debug import sensitive_variables

from gongkai.foundation.vault.sealing import opened
from gongkai.foundation.vault.values import Sealed


class Hider:
    """Hides some sealed texts wherever they stand. Opens them when a text is first asked for; BrokenSeal, KeyMissing."""

    __slots__ = ("_pairs", "_values")

    def __init__(self, values: Iterable[Sealed | None]):
        self._values = [value for value in values if value is not None and not value.is_forgotten]
        self._pairs: list[tuple[str, str]] | None = None

    @sensitive_variables()
    def hidden(self, text: str) -> str:
        """The text with each value of two signs or more replaced by its mask, the longest first."""
        if self._pairs is None:
            pairs = [(str(opened(value)).strip(), value.masked()) for value in self._values]
            self._pairs = sorted((pair for pair in pairs if len(pair[0]) > 1), key=lambda pair: -len(pair[0]))
        for plain, mask in self._pairs:
            text = text.replace(plain, mask)
        return text
