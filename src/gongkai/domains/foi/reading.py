"""Free texts of a request as a reader may have them: the one home of that question, for pages, files and the API.

Who works on the request reads what is asked and written. Everybody else who may see the request (auditor, inspector)
needs the matter and not the person: numbers, and the names of applicant and consulted people, are behind masks.
"""

from datetime import date

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.application import SEALED
from gongkai.domains.foi.rules.titles import masked
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import coverage
from gongkai.foundation.vault.hiding import Hider

WORKING = ("request.unmask", "request.handle", "request.extend", "request.register", "request.appeal")
"""Whoever holds one of them on a request works on it."""


def works_on(person: Person, request: Request, today: date) -> bool:
    place = {"organ_id": request.organ_id, "organ_path": request.organ.path}
    return any(
        coverage(person, one, today).covers(**place, division_id=request.division_id) for one in WORKING
    )


class Reading:
    """`of(text)` is the text for this reader of this request."""

    def __init__(self, request: Request, *, clear: bool):
        self.clear, self._request = clear, request
        self._hider: Hider | None = None

    def of(self, text: str) -> str:
        if self.clear or not text:
            return text
        return masked(self._hiding().hidden(text))

    def _hiding(self) -> Hider:
        if self._hider is None:
            values = [getattr(self._request.applicant, name) for name in SEALED]
            for one in self._request.consultations.all():
                values += [one.name, one.contact]
            self._hider = Hider(values)
        return self._hider


def reading_of(person: Person, request: Request, today: date) -> Reading:
    """Three queries for the posts of the person, cached as `coverage` does."""
    return Reading(request, clear=works_on(person, request, today))
