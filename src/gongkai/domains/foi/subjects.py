"""What clocks and letters ask of a request: its title, its page, who may see it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Appeal, Consultation, Request
from gongkai.domains.foi.selectors import visible
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.clocks import subjects as clocks
from gongkai.kernel.clocks.subjects import Subject
from gongkai.kernel.letters import subjects as letters


def page_of(subject_id: str) -> str:
    return reverse("requests:detail", args=[subject_id])


def request(person: Person, subject_id: str, today: date) -> Subject | None:
    return _seen(visible(person, today).filter(pk=whole_number(subject_id)).first())


def consultation(person: Person, subject_id: str, today: date) -> Subject | None:
    wanted = Consultation.objects.filter(pk=whole_number(subject_id)).values("request")
    return _seen(visible(person, today).filter(pk__in=wanted).first())


def appeal(person: Person, subject_id: str, today: date) -> Subject | None:
    wanted = Appeal.objects.filter(pk=whole_number(subject_id)).values("request")
    return _seen(visible(person, today).filter(pk__in=wanted).first())


def _seen(found: Request | None) -> Subject | None:
    return Subject(f"{found.number} {found.subject}", page_of(str(found.pk))) if found else None


def register() -> None:
    clocks.register(SUBJECT, request)
    clocks.register("consultation", consultation)
    clocks.register("appeal", appeal)
    letters.register(SUBJECT, _("依申请公开件"), page_of)
