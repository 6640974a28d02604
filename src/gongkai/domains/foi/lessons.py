"""Lessons of reviews and lawsuits, told on the page of the letter text that the answer was made from."""

from datetime import date

from django.urls import reverse

from gongkai.domains.foi.models import Appeal
from gongkai.domains.foi.rules.kinds import AppealResult
from gongkai.domains.foi.selectors import visible
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.letters.lessons import SHOWN, Lesson
from gongkai.kernel.letters.lessons import register as tell_letters

TELLING = (AppealResult.CORRECTED, AppealResult.UPHELD)


def lessons_of(person: Person, code: str, today: date) -> list[Lesson]:
    """Of decided appeals about answers made from any version of the text, within reach of the person. One query."""
    rows = Appeal.objects.filter(request__in=visible(person, today).values("pk"), result__in=TELLING)
    rows = rows.filter(request__answers__letter__text__code=code).exclude(lesson="").distinct()
    found = rows.select_related("request__organ").order_by("-decided_on", "-pk")[:SHOWN]
    return [_told(appeal) for appeal in found]


def _told(appeal: Appeal) -> Lesson:
    return Lesson(
        key=f"appeal-{appeal.pk}",
        on=appeal.decided_on,
        text=appeal.lesson,
        result=appeal.get_result_display(),
        organ=appeal.request.organ.short_name,
        reference=f"{appeal.get_kind_display()} {appeal.number or appeal.request.number}",
        address=reverse("requests:appeal", args=[appeal.pk]),
    )


def register() -> None:
    tell_letters(lessons_of)
