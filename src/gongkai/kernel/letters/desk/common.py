"""What the letter pages share: a letter or text within reach, whether the official may."""

from django.http import Http404, HttpRequest

from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import may, organs_in_reach
from gongkai.kernel.letters.models import Letter, LetterText
from gongkai.kernel.letters.selectors import visible
from gongkai.kernel.ui.pages import today


def letter_or_404(request: HttpRequest, pk: int) -> Letter:
    """A letter that the signed-in official may see; everything else does not exist."""
    found = visible(request.user, today()).select_related("case").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def organ_meant(request: HttpRequest, capability: str) -> Organ:
    """The official's own organ, else the first in reach. Http404 without any."""
    within = organs_in_reach(request.user, capability, today())
    found = within.filter(pk=request.user.organ_id).first() or within.first()
    if found is None:
        raise Http404
    return found


def able(request: HttpRequest, capability: str, organ: Organ) -> bool:
    return may(request.user, capability, organ=organ, today=today())


def text_or_404(request: HttpRequest, pk: int) -> LetterText:
    """A common text, or one of an organ in reach of the official's letters."""
    found = LetterText.objects.select_related("organ").filter(pk=pk).first()
    if found is None or (found.organ is not None and not able(request, "letter.view", found.organ)):
        raise Http404
    return found
