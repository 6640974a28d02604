"""What time changes on the page of a record: its validity today, and the next day on which it will be
another.

The rule is the register's (records.rules.validity); here its facts are gathered for many records at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.publishing.models import Standing
from gongkai.kernel.records.models import Publication, Relation
from gongkai.kernel.records.rules.validity import Act, Facts, State, validity
from gongkai.kernel.records.rules.vocabulary import RelationKind

VALIDITY_LABELS = {state.value: state.label for state in State}
TABS = (State.IN_FORCE, State.AMENDED, State.EXPIRED, State.REPEALED, State.NOT_YET)
"""The order of the library's tabs."""


def standings(publications: Mapping[int, Publication], today: date) -> dict[int, Standing]:
    """Record id -> what its page says today and when that changes. One query for all."""
    acts = _acts_on(publications)
    return {pk: _standing(publication, acts[pk], today) for pk, publication in publications.items()}


def _acts_on(ids: Iterable[int]) -> dict[int, list[Act]]:
    """Acts of public records on these."""
    found: dict[int, list[Act]] = defaultdict(list)
    rows = (
        Relation.objects.filter(target_id__in=list(ids), source__publication__isnull=False)
        .exclude(kind=RelationKind.INTERPRETS)
        .order_by("target_id", "id")
        .values_list("target_id", "kind", "on", "source_id")
    )
    for target, kind, on, source in rows:
        found[target].append(Act(kind, on, source))
    return found


def _standing(publication: Publication, acts: list[Act], today: date) -> Standing:
    version = publication.version
    facts = Facts(
        made_on=version.made_on,
        published_on=shanghai_date(publication.published_at),
        effective_on=version.effective_on,
        expires_on=version.expires_on,
        acts=tuple(acts),
    )
    now = validity(today, facts)
    return Standing(record_id=publication.record_id, validity=now.state.value, changes_on=now.changes_on)
