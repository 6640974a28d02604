"""Letters of a request: who it goes to, which remedy it names. Private to this room."""

from datetime import datetime
from typing import Any

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.remedies import Answered, SilenceReading, remedies
from gongkai.domains.foi.selectors import office_setting
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.vault.rules.reasons import Purpose
from gongkai.foundation.vault.services import use
from gongkai.foundation.vault.values import Sealed
from gongkai.kernel.casework.models import Case
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.values import chinese_date
from gongkai.kernel.letters.selectors import text_in_force
from gongkai.kernel.letters.services import draft_letter

STOPS = "。.；; \n"


def draft(
    request: Request,
    code: str,
    fields: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    case: Case | None = None,
    replaces: Letter | None = None,
) -> Letter:
    """A letter in the text of that code, with what every letter of a request may say. `replaces`: what it puts right.

    Each text takes what it declares; what it requires and does not get, the letter room refuses.
    """
    known = common_fields(request, by=by, at=at) | fields
    return draft_letter(
        text_code=code,
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        organ=request.organ,
        fields={
            name: known[name]
            for name in field_names(code, request.organ)
            if known.get(name) not in (None, "")
        },
        case=case,
        replaces=replaces,
        by=by,
        at=at,
    )


def common_fields(request: Request, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Addressee, number, days, what was asked for. Opens the seal of the name; that is in the ledger."""
    return {
        "applicant": addressee(request, by=by, at=at),
        "request_number": request.number,
        "submitted_on": shanghai_date(request.submitted_at),
        "received_on": request.received_on or shanghai_date(request.submitted_at),
        "channel": request.get_channel_display(),
        "description": described(request),
    }


def described(request: Request) -> str:
    """What was asked for, with what a correction made of it. Without the full stop: the texts end the sentence."""
    said = request.description.rstrip(STOPS)
    made = request.corrections.exclude(received_on=None).order_by("-id").first()
    if made is None or not made.content:
        return said
    day = chinese_date(made.received_on)
    return (
        f"{said}（{day}补正为：{made.content.rstrip(STOPS)}）"  # letters are in Chinese, whoever drafts them
    )


def field_names(code: str, organ: Organ) -> list[str]:
    """What the text in force declares; [] for an unknown code, which the letter room then names."""
    row = text_in_force(code, organ)
    return [spec["name"] for spec in row.fields] if row else []


def addressee(request: Request, *, by: Actor, at: datetime) -> str:
    """The organisation, else the person by name."""
    applicant = request.applicant
    if applicant.organisation:
        return applicant.organisation
    return unsealed(request, "name", applicant.name, by=by, at=at) or str(applicant)


def unsealed(request: Request, column: str, value: Sealed, *, by: Actor, at: datetime) -> str | None:
    """What a letter needs in clear; opening it is in the ledger. None for what was forgotten."""
    plain = use(
        sealed={column: value},
        purpose=Purpose.LETTER,
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        organ=request.organ,
        by=by,
        at=at,
    )
    return plain[column]


def remedy_text(organ: Organ, answered: Answered) -> list[str]:
    """The paragraphs that the law of that day demands, by the organ's reading of it and with its bodies of appeal."""
    setting = office_setting(organ)
    silence = SilenceReading(setting.silence)
    names = {"review_organ": setting.review_organ, "court": setting.court, "organ": setting.organ.name}
    return [one.merged(**names) for one in remedies(answered, silence=silence)]


def request_of(letter: Letter) -> Request:
    return Request.objects.select_related("organ", "applicant").get(pk=letter.subject_id)
