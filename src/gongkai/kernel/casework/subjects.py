"""Subjects of this app on which clocks run: a supervisor's order."""

from datetime import date

from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.models import Supervision
from gongkai.kernel.casework.selectors import visible_cases
from gongkai.kernel.casework.services.overseeing import SUBJECT
from gongkai.kernel.clocks import subjects
from gongkai.kernel.clocks.subjects import Subject


def supervision(person: Person, subject_id: str, today: date) -> Subject | None:
    found = Supervision.objects.filter(pk=subject_id, case__in=visible_cases(person, today))
    order = found.select_related("case").first()
    return Subject(order.case.title) if order else None


def register() -> None:
    subjects.register(SUBJECT, supervision)
