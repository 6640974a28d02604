"""Requests that may be the same: one person's, or many people's for one matter. Shown, never decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from gongkai.domains.foi.models import LikenessKey, Request
from gongkai.domains.foi.rules.lookalike import Similarity, bands, compare, sketch
from gongkai.domains.foi.selectors import of_identity, of_same_applicant, visible
from gongkai.foundation.orgs.models import Organ, Person

LOOKED_AT = 40
"""Candidates by common keys that are compared in full."""
SHOWN = 6
GIVEN = ("A1", "A2", "A3")
"""Answers by which something was given."""


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier request with how alike it is; `same_person`: by blind index of the identity."""

    request: Request
    similarity: Similarity | None
    same_person: bool

    @property
    def percent(self) -> int:
        return round(self.similarity.score * 100) if self.similarity else 0


def alike(text: str, organ: Organ, person: Person, today: date, *, but: int | None = None) -> list[Alike]:
    """Requests in sight that ask for the same, the most alike first. Two queries."""
    mine = sketch(text)
    keys = LikenessKey.objects.filter(key__in=bands(mine), request__organ=organ).exclude(request=but)
    ids = keys.values("request").annotate(n=Count("pk")).order_by("-n", "-request")[:LOOKED_AT]
    rows = visible(person, today).filter(pk__in=[row["request"] for row in ids])
    found = [(row, compare(mine, sketch(row.description))) for row in rows.select_related("applicant")]
    close = sorted((pair for pair in found if pair[1].alike), key=lambda pair: (-pair[1].score, -pair[0].pk))
    return [Alike(row, similarity, False) for row, similarity in close[:SHOWN]]


def earlier_of(identity: str, organ: Organ, person: Person, today: date) -> list[Alike]:
    """What the holder of an identity number asked before. One query; nothing is unsealed."""
    if not identity.strip():
        return []
    rows = of_identity(organ, identity).filter(pk__in=visible(person, today).values("pk"))
    return [Alike(row, None, True) for row in rows.select_related("applicant")[:SHOWN]]


def around(request: Request, person: Person, today: date) -> list[Alike]:
    """Requests of the same applicant and alike ones, each once. Three queries."""
    own = of_same_applicant(request).filter(pk__in=visible(person, today).values("pk"))
    text = sketch(request.description)
    same = [
        Alike(row, compare(text, sketch(row.description)), True)
        for row in own.select_related("applicant")[:SHOWN]
    ]
    seen = {one.request.pk for one in same}
    others = alike(request.description, request.organ, person, today, but=request.pk)
    return same + [one for one in others if one.request.pk not in seen]


def worth_converting(request: Request, found: Iterable[Alike]) -> list[Request]:
    """第四十四条: others asked for the same and it was given. Empty unless it was given here too."""
    if request.answer_kind not in GIVEN:
        return []
    return [
        one.request
        for one in found
        if not one.same_person and one.request.answer_kind in GIVEN and one.request.pk != request.pk
    ]
