"""The clock of interpretation: it runs as long as a public policy that needs an interpretation has none.

It begins with the day on which the policy is public without one: that of its publication, or that on which its
last interpretation left the site.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.holding import hold_subjects
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.selectors import open_clock
from gongkai.kernel.clocks.services import start_clock, stop
from gongkai.kernel.records.models import Record, Relation, Version
from gongkai.kernel.records.rules.vocabulary import Interpretation, RelationKind

LIMIT = "interpretation"
SUBJECT = "record"


def interpreted_by(version: Version) -> list[int]:
    """Records that the version says it interprets; no query."""
    return [fact.record for fact in version.relation_facts() if fact.kind == RelationKind.INTERPRETS]


def settle_interpretations(records: Iterable[int], *, at: datetime, lost: bool = False) -> None:
    """Start or stop the clock of each, as it now stands. `lost`: an interpretation has just left the site.

    Nothing is written where the clock already says what is so.
    """
    wanted = sorted(set(records))
    if not wanted:
        return
    hold_subjects((SUBJECT, str(pk)) for pk in wanted)
    rows = Record.objects.filter(pk__in=wanted)
    for record in rows.select_related("organ", "publication__version").order_by("pk"):
        _settle(record, at, _("解读材料撤回") if lost else "")


def _settle(record: Record, at: datetime, basis: str) -> None:
    subject = {"subject_type": SUBJECT, "subject_id": str(record.pk), "limit_code": LIMIT}
    if not _misses_interpretation(record):
        stop(**subject, by=SYSTEM, at=at)
    elif open_clock(*subject.values()) is None:
        start_clock(**subject, start=shanghai_date(at), organ=record.organ, basis=basis, by=SYSTEM, at=at)


def _misses_interpretation(record: Record) -> bool:
    publication = getattr(record, "publication", None)
    if publication is None or publication.version.interpretation != Interpretation.REQUIRED:
        return False
    return not Relation.objects.filter(target=record, kind=RelationKind.INTERPRETS).exists()
