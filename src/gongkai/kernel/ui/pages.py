"""What the desk pages of every app share: the moment of a request, the door by capability, refusals shown."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.selectors import may_somewhere

View = Callable[..., HttpResponse]


def now() -> datetime:
    """The moment of a request: asked once at the edge, passed down from there."""
    return timezone.now()


def today() -> date:
    return shanghai_date(now())


def not_allowed(request: HttpRequest, back: str = "") -> HttpResponse:
    """The page for an official whose posts do not reach here; `back`: address of the way out."""
    return render(request, "ui/not_allowed.html", {"back": back}, status=403)


def requires(*capabilities: str) -> Callable[[View], View]:
    """A door for signed-in officials to whom one of the capabilities reaches anywhere.

    It keeps strangers out of a page; which rows the page shows or changes is still asked row by row.
    """

    def door(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(may_somewhere(request.user, name, today()) for name in capabilities):
                return not_allowed(request)
            return view(request, *args, **kwargs)

        return login_required(inside)

    return door


def mark(form: BaseForm, reasons: Iterable[Reason]) -> list[Reason]:
    """Put each reason at the field it names; returns all of them for the list above the form."""
    found = list(reasons)
    for reason in found:
        if reason.where in form.fields:
            form.add_error(reason.where, reason.text)
    return found


def tell(request: HttpRequest, refusal: NotAllowed) -> None:
    """Every reason of a refused button as a message on the next page."""
    for reason in refusal.reasons:
        messages.error(request, f"{reason.text}{'（' + reason.law + '）' if reason.law else ''}")
