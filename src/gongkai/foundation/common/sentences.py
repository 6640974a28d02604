"""Sentences of a rule in the language of the moment, looked up once for each language.

A gettext call costs more than counting the working days it speaks about; a rule that explains a hundred
thousand dates keeps its sentences here.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language


class Spoken(dict[str, str]):
    """Sentences in one language by name, with their placeholders unfilled."""

    def __init__(self, texts: Mapping[str, str | Promise]):
        super().__init__({name: str(text) for name, text in texts.items()})
        self._others: dict[int, tuple[Promise, str]] = {}

    def plain(self, text: str | Promise) -> str:
        """A lasting text from elsewhere (a name of a limit) in the same language. Call it while that language
        is active.
        """
        if isinstance(text, str):
            return text
        if id(text) not in self._others:
            self._others[id(text)] = text, str(text)  # the text is kept, so that its id stays its own
        return self._others[id(text)][1]


class Sentences:
    """Name -> gettext_lazy text, held by a module; `here()` gives them as plain strings."""

    def __init__(self, texts: Mapping[str, str | Promise]):
        self._texts = dict(texts)
        self._known: dict[str | None, Spoken] = {}

    def here(self) -> Spoken:
        """All sentences in the active language."""
        language = get_language()
        found = self._known.get(language)
        if found is None:
            found = self._known[language] = Spoken(self._texts)
        return found
