"""Which engine this installation uses."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from gongkai.kernel.search.backend import SearchBackend

EMBEDDED = "gongkai.kernel.search.tantivy_backend.TantivyBackend"


def backend() -> SearchBackend:
    """The engine of `settings.SEARCH_BACKEND` (embedded unless named) on `settings.INDEX_ROOT`."""
    return _opened(getattr(settings, "SEARCH_BACKEND", EMBEDDED), str(settings.INDEX_ROOT))


@cache
def _opened(path: str, root: str) -> SearchBackend:
    return import_string(path)(Path(root))
