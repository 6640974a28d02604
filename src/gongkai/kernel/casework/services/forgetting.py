"""Taking words out of cases whose subject had to be erased; the steps, people and times stay."""

from django.db import transaction

from gongkai.kernel.casework.models import Case, Copy, Supervision, WorkItem


@transaction.atomic
def forget_words(*, subject_type: str, subject_id: str, title: str) -> None:
    """Titles, opinions, orders and notes of all cases on the subject. The app of the subject writes the ledger
    entry.
    """
    cases = Case.objects.filter(subject_type=subject_type, subject_id=subject_id)
    WorkItem.objects.filter(case__in=cases).update(opinion="", basis="")
    Supervision.objects.filter(case__in=cases).update(text=title)
    Supervision.objects.filter(case__in=cases).exclude(reply="").update(reply=title)
    Copy.objects.filter(case__in=cases).update(note="")
    cases.update(title=title)
