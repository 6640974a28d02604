"""What time changes on the page of a record: its validity today, and the next day on which it will be
another.
"""

from collections.abc import Mapping
from datetime import date

from gongkai.kernel.publishing.models import Standing
from gongkai.kernel.records.in_force import validity_facts
from gongkai.kernel.records.models import Publication
from gongkai.kernel.records.rules.validity import State, validity

VALIDITY_LABELS = {state.value: state.label for state in State}
TABS = (State.IN_FORCE, State.AMENDED, State.EXPIRED, State.REPEALED, State.NOT_YET)
"""The order of the library's tabs."""


def standings(publications: Mapping[int, Publication], today: date) -> dict[int, Standing]:
    """Record id -> what its page says today and when that changes. One query for all."""
    found = {}
    for pk, facts in validity_facts(publications.values()).items():
        now = validity(today, facts)
        found[pk] = Standing(record_id=pk, validity=now.state.value, changes_on=now.changes_on)
    return found
