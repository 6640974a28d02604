"""What a dashboard looks at: of whom, of when, for whose eyes; and the addresses that say so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import organs_below
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.spans import Span
from gongkai.kernel.figures.seeing import BY, spelled

NOW = "now"
"""As a period: what stands as it is today."""


@dataclass(frozen=True)
class Scope:
    """`below`: with all organs under it. The person's reach narrows it further, in every count and list; without a
    person (command line) nothing does."""

    person: Person | None
    today: date
    organ: Organ
    below: bool
    span: Span

    @cached_property
    def organs(self) -> QuerySet[Organ]:
        return organs_below(self.organ) if self.below else Organ.objects.filter(pk=self.organ.pk)

    def of(self, organ: Organ, *, below: bool) -> "Scope":
        return replace(self, organ=organ, below=below)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of an address that mean the same organs."""
        return {"organ": self.organ.code} | ({"below": "1"} if self.below else {})

    def list_of(self, code: str, span: Span | str, where: Mapping[str, object] | None = None) -> str:
        """The address of the rows that a figure counts; `span` NOW for what stands as it is."""
        days = {} if isinstance(span, str) else {"from": span.period.since, "to": span.period.until}
        keys = {f"{BY}{name}": spelled(key) for name, key in (where or {}).items()}
        of = {"organ": self.organ.pk} | ({"below": "1"} if self.below else {})
        return f"{reverse('figures:rows', args=[code])}?{urlencode(of | days | keys)}"

    @property
    def briefing(self) -> str:
        """The address of the monthly briefing of the same organs."""
        return f"{reverse('overview:briefing')}?{urlencode(self.query | {'period': self.span.code})}"

    def board(self, **changes: str) -> str:
        """The address of this dashboard, or of another organ or period."""
        asked = self.query | {"period": self.span.code} | changes
        return f"{reverse('overview:home')}?{urlencode(asked)}"


def period_of(span: Span | str, today: date) -> Period:
    return Period(today, today) if isinstance(span, str) else span.period
