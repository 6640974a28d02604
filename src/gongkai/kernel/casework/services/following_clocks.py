"""The copy of the nearest due date that boards sort and count by. Kept by whoever changes what it copies."""

from django.db.models import Min, OuterRef, Subquery

from gongkai.kernel.casework.models import Case
from gongkai.kernel.clocks.limits import optional_codes
from gongkai.kernel.clocks.models import OPEN_STATES, Clock


def keep_due(subject_type: str, subject_id: str) -> None:
    """Copy the nearest due date of the subject's open clocks to its open cases. One statement.

    Clocks call it in the transaction of their act (`clocks.following.follow`), cases when they open.
    """
    clocks = Clock.objects.filter(subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"))
    clocks = clocks.exclude(limit_code__in=optional_codes())
    nearest = clocks.filter(state__in=OPEN_STATES).order_by().values("subject_id").annotate(due=Min("due_on"))
    cases = Case.objects.filter(subject_type=subject_type, subject_id=str(subject_id), concluded_at=None)
    cases.update(due_on=Subquery(nearest.values("due")))
