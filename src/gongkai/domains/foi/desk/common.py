"""What the request pages share: a request within reach, whether the official may, uploads kept."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.selectors import visible_request
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import coverage, organs_in_reach
from gongkai.kernel.ui.pages import now, today


def request_or_404(http: HttpRequest, pk: int) -> Request:
    """A request that the signed-in official may see; everything else does not exist."""
    found = visible_request(pk, http.user, today())
    if found is None:
        raise Http404
    return found


def able(http: HttpRequest, capability: str, request: Request) -> bool:
    """Whether the official may do this to the request, by the role matrix."""
    return coverage(http.user, capability, today()).covers(
        organ_id=request.organ_id, organ_path=request.organ.path, division_id=request.division_id
    )


def organ_meant(http: HttpRequest, capability: str) -> Organ:
    """The official's own organ, else the first in reach. Http404 without any."""
    within = organs_in_reach(http.user, capability, today())
    found = within.filter(pk=http.user.organ_id).first() or within.first()
    if found is None:
        raise Http404
    return found


def address_of(request: Request) -> str:
    return reverse("requests:detail", args=[request.pk])


def kept(
    http: HttpRequest, uploads: Iterable, organ: Organ, *, sealed: bool = False
) -> list[tuple[StoredFile, str]]:
    """Uploads stored, each with its name. Stands before and outside the act, as every upload does. NotAllowed.

    `sealed`: papers that an applicant handed in.
    """
    how = {"organ": organ, "by": http.user, "at": now(), "sealed": sealed}
    return [(store(upload=one, name=one.name, **how), one.name) for one in uploads]


def typed(form) -> dict:
    """What was typed; NotAllowed naming each field that cannot be read."""
    form.is_valid()
    refuse(
        [
            Reason(
                "typed",
                _("%(label)s：%(error)s") % {"label": form.fields[name].label, "error": error},
                where=name,
            )
            for name, errors in form.errors.items()
            if name in form.fields
            for error in errors
        ]
    )
    return form.cleaned_data
