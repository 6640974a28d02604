"""Reads of the register. Visibility is applied here, so that no list, count, search or API can leak."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.catalogue.rules import DocumentKind
from gongkai.kernel.catalogue.selectors import subject_name
from gongkai.kernel.clocks.selectors import ClockLine, brief_clock_lines
from gongkai.kernel.clocks.subjects import Subject
from gongkai.kernel.records.dossier import Dossier, columns_of
from gongkai.kernel.records.models import Publication, Record, Schedule, Version, Withdrawal
from gongkai.kernel.records.rules.snapshot import GateSnapshot
from gongkai.kernel.records.rules.vocabulary import GROUNDS, Attribute, Disclosure, Stage

MOST = 300
"""Publications of a month that a diary shows; the register lists all."""
DESCRIPTIVE = (
    "title",
    "abstract",
    "kind",
    "document_number",
    "registration_number",
    "normative",
    "issuer",
    "made_on",
    "issued_on",
    "effective_on",
    "expires_on",
    "subject",
    "columns",
    "disclosures",
    "keywords",
    "scope",
    "mode",
    "attribute",
    "ground",
    "ground_text",
    "interpretation",
    "interpretation_plan",
    "waiver_reason",
    "contains_map",
    "map_number",
    "erratum",
)
"""Fields of a version that pages list and comparisons compare, in their order."""


def visible(person: Person, today: date, capability: str = "record.view") -> QuerySet[Record]:
    """Records that the person may see (or do `capability` with), by the role matrix."""
    return restrict(Record.objects.all(), person, capability, today)


def gate_snapshot(record: Record, *, at: datetime, version: Version | None = None) -> GateSnapshot:
    """Gather what the gate asks about a version (the current one unless given). About eight queries."""
    return Dossier(record, version, shown=False).snapshot(at=at)


def version_fields(
    version: Version, columns: Mapping[int, Column] | None = None, subject: str | None = None
) -> dict[str, str]:
    """Label -> shown value of the descriptive elements of a version, for pages and comparison. Two queries, none
    when its columns and the name of its subject are at hand.
    """
    columns = columns_of(version) if columns is None else columns
    subject = subject_name(version.subject).first() if subject is None else subject
    named = [columns[pk].name if pk in columns else str(pk) for pk in version.columns]
    shown = {
        "kind": DocumentKind(version.kind).label if version.kind else "",
        "subject": subject or version.subject,
        "columns": "、".join(named),
        "disclosures": "、".join(str(Disclosure(code).label) for code in version.disclosures),
        "attribute": version.get_attribute_display(),
        "ground": str(GROUNDS[version.ground].label) if version.ground else "",
        "normative": _("是") if version.normative else "",
        "contains_map": _("是") if version.contains_map else "",
        "interpretation": version.get_interpretation_display(),
    }
    return {_label(name): str(shown.get(name, getattr(version, name)) or "") for name in DESCRIPTIVE}


def _label(name: str) -> str:
    return str(Version._meta.get_field(name).verbose_name)


def seen_as_subject(person: Person, subject_id: str, today: date) -> Subject | None:
    """For pages about what belongs to a record: its clocks."""
    found = visible(person, today).filter(pk=subject_id).first()
    return (
        Subject(found.title or found.index_number or "", reverse("records:detail", args=[found.pk]))
        if found
        else None
    )


def open_again_since(record: Record, withdrawals: Sequence[Withdrawal] | None = None) -> date | None:
    """The day since which a withdrawn proactive record is an open duty; the law sets no limit for giving it back.

    `withdrawals`: those of the record, the newest first, where they are at hand.
    """
    if record.attribute != Attribute.PROACTIVE or record.stage == Stage.CANCELLED:
        return None
    if hasattr(record, "publication"):
        return None
    newest = list(record.withdrawals.all()[:1]) if withdrawals is None else withdrawals
    return shanghai_date(newest[0].withdrawn_at) if newest else None


def clocks_of(record: Record, today: date) -> list[ClockLine]:
    """The record's clocks, each date with the page that explains it. One query."""
    return brief_clock_lines([("record", str(record.pk))], today)


def signed_to_publish(person: Person, today: date) -> QuerySet[Record]:
    """Signed records whose newest version is proactive and not yet public, for who publishes; the oldest first."""
    rows = visible(person, today, "record.publish").filter(stage=Stage.SIGNED, attribute=Attribute.PROACTIVE)
    rows = rows.filter(Q(publication=None) | ~Q(publication__version=F("current")))
    return rows.select_related("division").order_by("touched_at", "id")


def planned(person: Person, today: date) -> list[Schedule]:
    """Publications that wait for their time, or were refused at it; those the person may see."""
    rows = Schedule.objects.filter(record__in=visible(person, today)).select_related("record", "by")
    return list(rows.order_by("publish_at", "record_id")[:100])


def published_between(person: Person, today: date, first: date, last: date) -> list[Publication]:
    """The newest publications of these days that the person may see, MOST at most."""
    rows = _published(person, today, first, last).select_related("record")
    return list(rows.order_by("-published_at", "-record_id")[:MOST])


def published_by_day(person: Person, today: date, first: date, last: date) -> dict[date, int]:
    """How many went out on each of these days, of those that the person may see."""
    days = _published(person, today, first, last).order_by()
    days = days.values(day=TruncDate("published_at", tzinfo=SHANGHAI)).annotate(count=Count("pk"))
    return dict(days.values_list("day", "count"))


def _published(person: Person, today: date, first: date, last: date) -> QuerySet[Publication]:
    rows = restrict(
        Publication.objects.all(), person, "record.view", today, "record__organ", "record__division"
    )
    begin = datetime.combine(first, time(), SHANGHAI)
    return rows.filter(published_at__gte=begin, published_at__lt=begin + (last - first) + timedelta(days=1))
