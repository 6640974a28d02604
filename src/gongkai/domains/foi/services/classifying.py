"""An official says what a request is about and what sort of people it comes from, for the counts of reports."""

from datetime import datetime

from django.db import transaction

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.places import place_names
from gongkai.domains.foi.rules.classing import Classes, reasons_against_classifying
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.services.recording import lock, move, permit, tell
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may


def classes_of(request: Request) -> Classes:
    """What is said of it so far."""
    return Classes(
        request.topic or "",
        request.about_since,
        request.about_until,
        request.applicant_place or "",
        request.applicant_trade or "",
    )


@transaction.atomic
def classify(*, request: Request, classes: Classes, by: Person, at: datetime) -> Request:
    """Say all of it anew; what is left empty is not stated. Ledger: request.classify, with the codes."""
    request = lock(request)
    if not may_classify(by, request, at):
        permit(request, "request.register", by, at)
    places = place_names() if classes.place else {}
    now = classes_of(request)
    facts = {"stage": request.stage, "applicant": request.applicant_kind, "now": now, "places": places}
    refuse(reasons_against_classifying(classes, **facts))
    columns = classes.columns()
    move(request, request.stage, at, **columns)
    tell(request, ActKind.CLASSIFY, by=by, at=at, detail=columns)
    return request


def may_classify(by: Person, request: Request, at: datetime) -> bool:
    """Who takes requests in, and who works on this one."""
    day, place = shanghai_date(at), {"organ": request.organ, "division": request.division}
    return any(may(by, one, **place, today=day) for one in ("request.register", "request.handle"))
