"""What the forms of the catalogue share: the organ that is meant, whether the official may."""

from django.http import Http404, HttpRequest

from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.foundation.orgs.selectors import may, organs_in_reach
from gongkai.kernel.ui.pages import today


def organ_meant(request: HttpRequest, capability: str) -> Organ:
    """The organ named by ?organ=, else the official's own, else the first in reach. Http404 out of reach."""
    within = organs_in_reach(request.user, capability, today())
    wanted = request.GET.get("organ", "")
    if wanted:
        found = within.filter(pk=whole_number(wanted)).first()
    else:
        found = within.filter(pk=request.user.organ_id).first() or within.first()
    if found is None:
        raise Http404
    return found


def able(request: HttpRequest, capability: str, organ: Organ, division: Division | None = None) -> bool:
    """Whether the official may do this to something of the organ, by the role matrix."""
    return may(request.user, capability, organ=organ, division=division, today=today())
