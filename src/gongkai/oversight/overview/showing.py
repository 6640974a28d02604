"""Rows of any figure as lines of a list: a title with its page, and what says which one it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.urls import reverse

from gongkai.domains.foi.models import Appeal, Fee, Request
from gongkai.kernel.figures.registry import Metric
from gongkai.kernel.letters.models import Letter


@dataclass(frozen=True, slots=True)
class Entry:
    """`about`: short facts in their order, empty ones left out."""

    title: str
    address: str
    about: tuple[str, ...]


def entries(metric: Metric, rows: QuerySet) -> list[Entry]:
    """The rows as lines. As many queries as the kind of row needs, whatever their number."""
    tell, related = _TOLD.get(rows.model, (None, ()))
    if tell is None:
        return [_plain(metric, row) for row in rows]
    return [tell(row) for row in rows.select_related(*related)]


def _plain(metric: Metric, row: Model) -> Entry:
    return Entry(str(row), (metric.link(row) or "") if metric.link else "", ())


def _request(row: Request) -> Entry:
    place = " · ".join(_names(row.organ.short_name, row.division and row.division.name))
    ended = row.answer_kind and f"{row.answer_kind} {row.get_answer_kind_display()}"
    days = (row.received_on and row.received_on.isoformat(), row.answered_on and row.answered_on.isoformat())
    about = _names(row.number, place, row.get_stage_display(), ended, " → ".join(_names(*days)))
    return Entry(row.subject, reverse("requests:detail", args=[row.pk]), about)


def _appeal(row: Appeal) -> Entry:
    about = _names(
        row.get_kind_display(), row.body, row.number, row.get_result_display(), row.filed_on.isoformat()
    )
    return Entry(row.request.subject, reverse("requests:appeal", args=[row.pk]), about)


def _fee(row: Fee) -> Entry:
    return Entry(
        row.request.subject, reverse("requests:detail", args=[row.request_id]), _names(f"{row.amount}")
    )


def _letter(row: Letter) -> Entry:
    about = _names(row.number, row.organ.short_name, row.get_state_display())
    return Entry(row.text.name, reverse("letters:detail", args=[row.pk]), about)


def _names(*parts: object) -> tuple[str, ...]:
    return tuple(str(part) for part in parts if part)


_TOLD: dict[type[Model], tuple[Callable[..., Entry], Iterable[str]]] = {
    Request: (_request, ("organ", "division")),
    Appeal: (_appeal, ("request",)),
    Fee: (_fee, ("request",)),
    Letter: (_letter, ("organ", "text")),
}
