"""What clocks and letters ask of a request: its title, its page, who may see it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Appeal, Consultation, Request
from gongkai.domains.foi.selectors import visible
from gongkai.domains.foi.services.answering import carry_over
from gongkai.domains.foi.services.appealing import APPEAL
from gongkai.domains.foi.services.consulting import CONSULTATION
from gongkai.foundation.common.holding import Pair, hold_with
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework import owners
from gongkai.kernel.clocks import subjects as clocks
from gongkai.kernel.clocks.subjects import Subject
from gongkai.kernel.letters import subjects as letters


def page_of(subject_id: str) -> str:
    return reverse("requests:detail", args=[subject_id])


def name_of(subject_id: str) -> str:
    """What a letter about it calls it: the number, which names nobody. One query."""
    number = Request.objects.filter(pk=whole_number(subject_id)).values_list("number", flat=True).first()
    return _("申请 %s") % number if number else _("依申请公开件")


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


def hold(pairs: list[Pair]) -> None:
    """The requests, in order; a consultation and an appeal are held with their request."""
    asked: dict[str, set[int | None]] = {}
    for subject_type, subject_id in pairs:
        asked.setdefault(subject_type, set()).add(whole_number(subject_id))
    held = asked.get(SUBJECT, set())
    for kind, rows in ((CONSULTATION, Consultation), (APPEAL, Appeal)):
        if kind in asked:
            held |= set(rows.objects.filter(pk__in=asked[kind] - {None}).values_list("request_id", flat=True))
    list(Request.objects.select_for_update().filter(pk__in=held - {None}).order_by("pk").values_list("pk"))


def register() -> None:
    for kind in (SUBJECT, CONSULTATION, APPEAL):
        hold_with(kind, hold)
    clocks.register(SUBJECT, request)
    clocks.register(CONSULTATION, consultation)
    clocks.register(APPEAL, appeal)
    letters.register(SUBJECT, name_of, page_of)
    owners.register(SUBJECT, owners.Owner("request.view", carry_over))
