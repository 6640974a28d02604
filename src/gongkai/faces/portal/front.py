"""In front of Django: GET and HEAD of files are answered from the tree without the application's
middleware.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path

from django.conf import settings

from gongkai.faces.portal import serving

_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class SiteFirst:
    """WSGI application: the tree answers what it holds, `behind` everything else."""

    def __init__(self, behind: Callable):
        self.behind = behind

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        found = self._from_tree(environ)
        if found is None:
            return self.behind(environ, start_response)
        start_response(_LINES[found.status], found.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else found.blocks()

    @staticmethod
    def _from_tree(environ: dict) -> serving.Answer | None:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        try:
            path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return None
        if serving.is_dynamic(path):
            return None
        conditions = {
            "If-None-Match": environ.get("HTTP_IF_NONE_MATCH", ""),
            "If-Modified-Since": environ.get("HTTP_IF_MODIFIED_SINCE", ""),
        }
        return serving.answer(Path(settings.SITE_ROOT), path, conditions)
