"""What the record pages share: finding a visible record, and what to say when a post does not reach it."""

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.urls import reverse

from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.selectors import coverage
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.selectors import visible
from gongkai.kernel.ui.pages import not_allowed, today

WITH_IT = (
    "organ",
    "division",
    "current__drafter",
    "publication__review__reviewer",
    "schedule",
    "erasure",
    "duty",
    "created_by",
)


def record_or_404(request, pk: int, **annotations) -> Record:
    """A record that the signed-in official may see; everything else does not exist. One query."""
    rows = visible(request.user, today()).select_related(*WITH_IT).annotate(**annotations)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def numbers(texts: Iterable[str]) -> list[int]:
    """The ids among posted texts; whatever could be none is left out."""
    return [number for number in map(whole_number, texts) if number is not None]


def able(request, capability: str, record: Record) -> bool:
    """Whether the official may do this to the record, by the role matrix."""
    return coverage(request.user, capability, today()).covers(
        organ_id=record.organ_id, organ_path=record.organ.path, division_id=record.division_id
    )


def refused(request, record: Record) -> HttpResponse:
    """The page for an official whose posts do not reach this act on the record."""
    return not_allowed(request, reverse("records:detail", args=[record.pk]))
