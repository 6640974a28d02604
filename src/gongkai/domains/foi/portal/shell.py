"""What every page here shares: the site's own shell, no copy kept anywhere, no search engine."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import NamedActor
from gongkai.kernel.publishing.frame import Crumb, Frame

WRONG = 422
APPLICANT = NamedActor("applicant", "申请人")
"""Who acts by number and code: the ledger names no person."""


def page(
    request: HttpRequest,
    template: str,
    title: str,
    context: dict,
    *,
    status: int = 200,
    above: tuple[str, str] | None = None,
) -> HttpResponse:
    """A page in the site's shell. `title` holds no personal data; `above`: name and address of the page above.

    A form that comes back with faults (422) says so in the window's title, for those who hear it first.
    """
    frame = Frame.load()
    crumbs = [*frame.root_crumbs(frame.main), *([Crumb(*above)] if above else []), Crumb(title, "")]
    shared = {
        "title": _("有错误：%s") % title if status == WRONG else title,
        "hidden": True,
        "tags": [*frame.main.tags(), ("ColumnName", _("依申请公开")), ("ColumnType", _("互动交流"))],
        "crumbs": crumbs,
        "csrf_token": get_token(request),
    }
    return unkept(HttpResponse(frame.page(frame.main, template, shared | context), status=status))


def unkept(response: HttpResponse) -> HttpResponse:
    """No browser, proxy or search engine keeps it."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def address_of(request: HttpRequest) -> str:
    """The visitor's internet address, behind as many proxies as the administrator trusts."""
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.PROXIES and len(told) >= settings.PROXIES:
        return told[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")
