"""Sentences of a rule in the language of the moment, looked up once for each language.

A gettext call costs more than counting the working days it speaks about; a rule that explains a hundred
thousand dates keeps its sentences here.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language


class Sentences:
    """Name -> gettext_lazy text, held by a module; `here()` gives them as plain strings."""

    def __init__(self, texts: Mapping[str, str | Promise]):
        self._texts = dict(texts)
        self._known: dict[str | None, dict[str, str]] = {}

    def here(self) -> dict[str, str]:
        """All sentences in the active language, with their placeholders unfilled."""
        language = get_language()
        found = self._known.get(language)
        if found is None:
            found = self._known[language] = {name: str(text) for name, text in self._texts.items()}
        return found
