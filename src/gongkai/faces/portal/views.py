"""The tree as seen through Django: what reaches the application because no file answered, and the health
of it.
"""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from gongkai.faces.portal import serving

_CONDITIONS = ("If-None-Match", "If-Modified-Since")


@require_safe
def tree(request: HttpRequest, path: str = "") -> HttpResponse:
    """Any address that no other part of the platform answers."""
    root = Path(settings.SITE_ROOT)
    conditions = {name: request.headers[name] for name in _CONDITIONS if name in request.headers}
    found = serving.answer(root, f"/{path}", conditions) or serving.not_found(root)
    if found.file:
        response = StreamingHttpResponse(found.blocks(), status=found.status)
    else:
        response = HttpResponse(found.body, status=found.status)
    if found.status == 304:
        del response["Content-Type"]
    for name, value in found.headers:
        response[name] = value
    return response


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers and the site has a first page; 503 otherwise, naming what is missing."""
    checks = {"database": _database_answers(), "site": (Path(settings.SITE_ROOT) / "index.html").is_file()}
    return JsonResponse({"ok": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
