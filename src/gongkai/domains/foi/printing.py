"""Letters as they would look: the receipt that is handed out at once, previews of what is not drafted yet."""

import base64
import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Conference, Request
from gongkai.domains.foi.reading import Reading
from gongkai.domains.foi.rules.titles import masked
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.services.intake import spell_code
from gongkai.domains.foi.services.lettering import STOPS, common_fields, described, field_names, unsealed
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.letters.rendering import reasons_against_rendering, to_pictures
from gongkai.kernel.letters.rendering.pdf import to_pdf
from gongkai.kernel.letters.rules.composing import Document, compose
from gongkai.kernel.letters.rules.values import chinese_date
from gongkai.kernel.letters.rules.vocabulary import Frame
from gongkai.kernel.letters.selectors import setting_of, text_in_force, text_of

RECEIPT = "foi_receipt"
CONFERENCE = "foi_conference"
PPI = 84


@dataclass(slots=True)
class Preview:
    """Pictures of the pages as data addresses, or the reasons why there are none."""

    pictures: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


def document(request: Request, code: str, fields: dict[str, Any], *, at: datetime) -> Document:
    """The letter in the text of that code with these values. NotAllowed with every reason against it."""
    row = text_in_force(code, request.organ)
    if row is None:
        refuse([Reason("no_text", _("没有这种文书样式。"), where="text")])
    known = set(field_names(code, request.organ))
    given = {name: value for name, value in fields.items() if name in known and value not in (None, "")}
    frame = Frame(
        organ=request.organ.name, red_head=setting_of(request.organ).red_head, dated_on=shanghai_date(at)
    )
    return compose(text_of(row), given, frame)


def preview(
    request: Request, code: str, fields: dict[str, Any], *, reading: Reading, at: datetime
) -> Preview:
    """The pages as they would be, with the applicant masked: nothing is unsealed for a look. `reading`: whose look."""
    shown = {name: reading.of(value) if isinstance(value, str) else value for name, value in fields.items()}
    shown |= {
        "applicant": str(request.applicant),
        "request_number": request.number,
        "submitted_on": shanghai_date(request.submitted_at),
        "received_on": request.received_on or shanghai_date(request.submitted_at),
        "channel": request.get_channel_display(),
        "description": reading.of(described(request)),
    }
    try:
        found = document(request, code, shown, at=at)
    except NotAllowed as refusal:
        return Preview(reasons=refusal.reasons)
    reasons = reasons_against_rendering(found)
    if reasons:
        return Preview(reasons=reasons)
    pages = to_pictures(found, ppi=PPI)
    return Preview(["data:image/png;base64," + base64.b64encode(page).decode() for page in pages])


def conference_pdf(*, conference: Conference, reading: Reading, at: datetime) -> bytes:
    """The minutes of a conference, for the file of the request; without the applicant. `reading`: who prints them.
    NotAllowed."""
    names = {
        name: "、".join(one.name for one in getattr(conference, name).all())
        for name in ("divisions", "people")
    }
    fields = {
        "request_number": conference.request.number,
        "description": masked(conference.request.description).rstrip(STOPS),
        "called_by": conference.called_by.name,
        "recorded_by": conference.recorded_by.name,
    }
    told = ("held_on", "place", "counsel", "question", "minutes", "conclusion")
    fields |= names | {
        name: reading.of(value) if isinstance(value := getattr(conference, name), str) else value
        for name in told
    }
    return to_pdf(document(conference.request, CONFERENCE, fields, at=at))


@transaction.atomic
def receipt_pdf(*, request: Request, by: Actor, at: datetime) -> io.BytesIO:
    """The receipt with number and query code. Opens the seals of name and code; that is in the ledger."""
    code = unsealed(request, "code", request.applicant.code, by=by, at=at)
    clock = answer_clock(request)
    fields = common_fields(request, by=by, at=at)
    fields |= {
        "code": spell_code(code or ""),
        "due_on": chinese_date(clock.due_on) if clock and clock.due_on else "",
    }
    return io.BytesIO(to_pdf(document(request, RECEIPT, fields, at=at)))
