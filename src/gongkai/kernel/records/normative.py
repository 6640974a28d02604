"""Normative documents as queries: which an organ made, which stood on a day, which ended in a period.

The same answer as `rules.validity` (a test compares them), said in SQL so that a figure opens its rows. What counts is
public, or was until after the day asked for; what was withdrawn by then does not count. Another organ's text that
was only posted here is not this organ's (`rules.issuer.is_own`).

A document that is made and not yet in force stands already: 现行有效 of this year is that of last year, and what was
made, without what ended (check (a) of the annual report's table two).
"""

from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Replace, TruncDate

from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.figures.rules.periods import Period, moments
from gongkai.kernel.records.models import Publication, Record, Relation, Withdrawal
from gongkai.kernel.records.rules.validity import ENDING
from gongkai.kernel.records.rules.vocabulary import RelationKind

REPEALED, EXPIRED = "repealed", "expired"
BETWEEN = "，,;；/／ 　\t\r\n"
"""What stands between the names of several issuers, besides 、 (rules.issuer)."""


def made(period: Period) -> QuerySet[Record]:
    """Made in the period: 制发."""
    return _documents(period.until).filter(begins__range=(period.since, period.until))


def standing(period: Period) -> QuerySet[Record]:
    """Made by the last day of the period and neither repealed nor expired by then: 现行有效."""
    day = period.until
    return _documents(day).filter(begins__lte=day).exclude(_repealed(day)).exclude(_expired(day))


def ended(period: Period) -> QuerySet[Record]:
    """Stood before the period, or was made in it, and stands no more at its end: 废止和失效. `how`: which of them."""
    before = ~Q(begins__lte=period.day_before) | ~(_repealed(period.day_before) | _expired(period.day_before))
    over = _repealed(period.until) | _expired(period.until)
    how = Case(When(_repealed(period.until), then=Value(REPEALED)), default=Value(EXPIRED))
    return _documents(period.until).filter(before, over, begins__lte=period.until).annotate(how=how)


# --- which documents --------------------------------------------------------------------------------------------


def of_public_version(field: str):
    """A column of the version that is public, or that was when the record was withdrawn the last time."""
    last = Withdrawal.objects.filter(record=OuterRef("pk")).order_by("-withdrawn_at", "-id")
    return Coalesce(f"publication__version__{field}", Subquery(last.values(f"version__{field}")[:1]))


def first_public_at():
    """The moment at which a record became public for the first time."""
    first = Withdrawal.objects.filter(record=OuterRef("pk")).order_by("published_at", "id")
    return Coalesce(Subquery(first.values("published_at")[:1]), "publication__published_at")


def _documents(day: date) -> QuerySet[Record]:
    """The organ's own normative documents that are public, or were beyond that day."""
    now = Publication.objects.filter(version__normative=True)
    gone = Withdrawal.objects.filter(version__normative=True, withdrawn_at__gt=moments(Period(day, day))[1])
    found = Record.objects.filter(
        Q(pk__in=now.values("record_id")) | Q(pk__in=gone.values("record_id"), publication=None)
    )
    found = found.annotate(
        begins=Coalesce(
            of_public_version("made_on"),
            of_public_version("effective_on"),
            TruncDate(first_public_at(), tzinfo=SHANGHAI),
        ),
        last_day=of_public_version("expires_on"),
    )
    return found.alias(**_issuer()).filter(_OWN)


_TEXT = TextField()


def _issuer() -> dict[str, object]:
    """The issuer as printed, without blanks, and with one mark around each name."""
    bare = listed = Cast(of_public_version("issuer"), _TEXT)
    for mark in BETWEEN:
        listed = Replace(listed, Value(mark), Value("、"), output_field=_TEXT)
        bare = Replace(bare, Value(mark), Value(""), output_field=_TEXT) if mark.isspace() else bare
    return {
        "bare": bare,
        "listed": _framed(listed),
        "full": _framed("organ__name"),
        "short": _framed("organ__short_name"),
    }


def _framed(name) -> Concat:
    return Concat(Value("、"), name, Value("、"), output_field=_TEXT)


_OWN = (
    Q(bare="")
    | Q(bare=F("organ__name"))
    | Q(bare=F("organ__short_name"))
    | Q(listed__contains=F("full"))
    | Q(listed__contains=F("short"))
)


# --- what was done to them --------------------------------------------------------------------------------------


def _by(day: date, kinds) -> QuerySet[Relation]:
    """Acts of these kinds on the record that count on the day; undated ones count from the beginning."""
    known = Q(on=None) | Q(on__lte=day)
    return Relation.objects.filter(known, target=OuterRef("pk"), kind__in=kinds).order_by()


def _repealed(day: date) -> Q:
    """An act that ends it, which no later act continued."""
    continued = Relation.objects.filter(
        target=OuterRef("target"),
        kind=RelationKind.RENEWS,
        on__lte=day,
        on__gt=Coalesce(OuterRef("on"), date.min),
    ).order_by()
    return Q(Exists(_by(day, ENDING).filter(~Exists(continued))))


def _expired(day: date) -> Q:
    """Its last day has passed, and no act continued it."""
    return Q(last_day__isnull=False, last_day__lt=day) & ~Q(Exists(_by(day, [RelationKind.RENEWS])))
