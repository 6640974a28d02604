"""What decides the validity of public records: their dates and the acts of other records on them.

An act counts from publication on, also of a record that was withdrawn since: better a valid text marked as
repealed than the other way round. An erased or cancelled record, or a public version without the act, ends it.

The rule itself is `rules.validity`; pages and the search gather its facts here, for many records at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.records.models import Publication, Relation
from gongkai.kernel.records.rules.validity import ENDING, Act, Facts
from gongkai.kernel.records.rules.vocabulary import RelationKind

SOON = 90
"""Days before its last one in which a document is said to expire soon: time enough for evaluation and renewal."""


def validity_facts(publications: Iterable[Publication]) -> dict[int, Facts]:
    """Facts by record id. One query for all; the versions must be loaded."""
    rows = list(publications)
    acts = _acts_on([publication.record_id for publication in rows])
    return {row.record_id: _facts(row, acts[row.record_id]) for row in rows}


def _acts_on(ids: Iterable[int]) -> dict[int, list[Act]]:
    """Acts on these of records that are or were public; only those are ever rows (services.relating)."""
    found: dict[int, list[Act]] = defaultdict(list)
    rows = (
        Relation.objects.filter(target_id__in=list(ids))
        .exclude(kind=RelationKind.INTERPRETS)
        .order_by("target_id", "id")
        .values_list("target_id", "kind", "on", "source_id")
    )
    for target, kind, on, source in rows:
        found[target].append(Act(kind, on, source))
    return found


def expiring(today: date) -> QuerySet[Publication]:
    """Public normative documents whose last day comes within SOON days, and that nothing has ended or continued."""
    settled = Relation.objects.filter(kind__in=[*ENDING, RelationKind.RENEWS]).order_by()
    rows = Publication.objects.filter(
        version__normative=True, version__expires_on__range=(today, today + timedelta(SOON))
    )
    return rows.exclude(record__in=settled.values("target")).order_by()


def _facts(publication: Publication, acts: list[Act]) -> Facts:
    version = publication.version
    return Facts(
        made_on=version.made_on,
        published_on=shanghai_date(publication.published_at),
        effective_on=version.effective_on,
        expires_on=version.expires_on,
        acts=tuple(acts),
    )
