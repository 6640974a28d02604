"""Very many open requests of one applicant, as one group (第三十五条). Shown and proposed, never decided."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Count, F, Max, Min, Value
from django.db.models.functions import Coalesce, NullIf

from gongkai.domains.foi.models import Applicant, Request, RequestAct
from gongkai.domains.foi.rules.stages import OPEN, ActKind
from gongkai.domains.foi.rules.triage import ARTICLE_35, Threshold
from gongkai.domains.foi.selectors import of_same_applicant, visible
from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.letters.rules.vocabulary import State as LetterState

MOST = 8
"""Groups that the board shows; the largest."""


@dataclass(frozen=True, slots=True)
class Flood:
    """`request`: the newest of the group, with its applicant; `since`: day of the first; `asked`: by which act the
    applicant was asked for reasons, None: not yet."""

    request: Request
    count: int
    since: date
    asked: RequestAct | None
    law: str = ARTICLE_35


def floods(person: Person, today: date, threshold: Threshold = Threshold()) -> list[Flood]:
    """Groups in sight, the largest first: as many open requests of one identity to one organ as make it worth asking
    for reasons, submitted within the days of the threshold. One query, and two for each group."""
    begin = datetime.combine(today - timedelta(days=threshold.days - 1), time(), SHANGHAI)
    few = visible(person, today).order_by().filter(stage__in=OPEN, submitted_at__gte=begin).values("pk")
    organisation = NullIf(F("organisation_code"), Value(""))
    whose = Coalesce(organisation, F("identity_index"), output_field=CharField())
    rows = Applicant.objects.filter(request__in=few).order_by().annotate(whose=whose).exclude(whose="")
    counted = rows.values("request__organ", "whose").annotate(
        n=Count("pk"), newest=Max("request"), first=Min("request__submitted_at")
    )
    return [_flood(row) for row in counted.filter(n__gte=threshold.requests).order_by("-n", "-newest")[:MOST]]


def _flood(row: dict) -> Flood:
    newest = Request.objects.select_related("applicant", "organ").get(pk=row["newest"])
    return Flood(newest, row["n"], shanghai_date(row["first"]), asked_in(newest))


def asked_in(request: Request) -> RequestAct | None:
    """The last time that the applicant was asked for reasons, in this or another of the same applicant's requests; a
    letter that was given up asked nothing. One query."""
    group = of_same_applicant(request).order_by().values("pk")
    asked = RequestAct.objects.filter(kind=ActKind.ASK_REASONS).exclude(letter__state=LetterState.CANCELLED)
    asked = asked.filter(request__in=group) | asked.filter(request=request)
    return asked.select_related("request").order_by("-id").first()
