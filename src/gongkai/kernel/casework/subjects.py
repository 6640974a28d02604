"""Subjects of this app on which clocks run: a supervisor's order."""

from datetime import date

from gongkai.foundation.common.holding import Pair, hold_subjects, hold_with
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.models import Case, Supervision
from gongkai.kernel.casework.selectors import visible_cases
from gongkai.kernel.casework.services.overseeing import SUBJECT
from gongkai.kernel.clocks import subjects
from gongkai.kernel.clocks.subjects import Subject


def supervision(person: Person, subject_id: str, today: date) -> Subject | None:
    found = Supervision.objects.filter(pk=subject_id, case__in=visible_cases(person, today))
    order = found.select_related("case").first()
    return Subject(order.case.title) if order else None


def hold(pairs: list[Pair]) -> None:
    """The cases of the orders, and before them what the cases are about."""
    orders = {whole_number(subject_id) for _type, subject_id in pairs}
    cases = Case.objects.filter(supervisions__in=orders - {None}).order_by("pk").distinct()
    hold_subjects(cases.values_list("subject_type", "subject_id"))
    list(Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"))


def register() -> None:
    subjects.register(SUBJECT, supervision)
    hold_with(SUBJECT, hold)
