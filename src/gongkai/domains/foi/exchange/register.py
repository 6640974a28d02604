"""The register as rows, in the words that an import understands. Reads only; visibility is the reader's."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Prefetch, QuerySet

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Answer, Appeal, Consultation, Request, RequestAct
from gongkai.domains.foi.reading import SEALED, Reading
from gongkai.domains.foi.rules.kinds import AppealKind, Party, Reply
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import ANSWER, answer_that_counts
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.models import Clock

BATCH = 200


def batches(rows: QuerySet[Request]) -> Iterator[list[Request]]:
    """The requests in the order they came in, `BATCH` at a time with all that a row tells; nine queries each."""
    parts = (
        "corrections",
        "extensions",
        Prefetch("consultations", Consultation.objects.order_by("id")),
        Prefetch("answers", Answer.objects.select_related("letter").order_by("-version")),
        Prefetch("appeals", Appeal.objects.order_by("filed_on", "id")),
        Prefetch("acts", RequestAct.objects.filter(kind__in=[ActKind.ROUTE, ActKind.ARCHIVE]).order_by("id")),
    )
    rows = rows.select_related("applicant", "division", "handler", "registered_by", "fee").prefetch_related(
        *parts
    )
    after = 0
    while found := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield found
        after = found[-1].pk


def due_days(requests: list[Request]) -> dict[str, date | None]:
    """Request id -> due day of its open answer clock; one query."""
    ids = [str(request.pk) for request in requests]
    found = Clock.objects.filter(subject_type=SUBJECT, subject_id__in=ids, limit_code=ANSWER, stopped_on=None)
    return dict(found.order_by().values_list("subject_id", "due_on"))


def row_of(
    request: Request, *, plain: Mapping[str, str | None] | None = None, due: date | None = None
) -> dict[str, object]:
    """One row. `plain`: the unsealed values; without them they are masked, in every free text too, and the
    applicant's words left out."""
    who, reading = request.applicant, Reading(request, clear=plain is not None)
    row: dict[str, object] = {
        "key": request.source_key or f"number:{request.number}",
        "number": request.number or "",
        "channel": request.channel,
        "submitted_on": shanghai_date(request.submitted_at).isoformat(),
        "received_on": _iso(request.received_on),
        "applicant_kind": who.kind,
        "identity_kind": who.identity_kind,
        "organisation": who.organisation,
        "organisation_code": who.organisation_code,
        "subject": request.subject,
    }
    row |= plain if plain is not None else masked(request)
    for name in ("form", "delivery", "written_up", "matter"):
        row[name] = getattr(request, name)
    for name in ("document_number", "place", "purpose"):
        row[name] = reading.of(getattr(request, name))
    row["description"] = request.description if plain is not None else ""
    row["division"] = request.division.name if request.division else ""
    row |= _history(request, reading)
    row |= {"stage": str(request.get_stage_display()), "due_on": _iso(due)}
    row["registered_by"] = request.registered_by.name if request.registered_by else ""
    return row


def masked(request: Request) -> dict[str, str]:
    """The sealed columns as every list shows them."""
    values = {name: getattr(request.applicant, name) for name in SEALED}
    return {name: value.masked() if value else "" for name, value in values.items()}


def _history(request: Request, reading: Reading) -> dict[str, object]:
    asked = next((one for one in request.corrections.all() if one.asked_on), None)
    told = next((one for one in request.extensions.all() if one.told_on), None)
    answer = answer_that_counts(request.answers.all()) if request.answered_on else None
    acts = {act.kind: act for act in request.acts.all()}
    routed = acts.get(ActKind.ROUTE) if request.stage == "routed" else None
    archived = acts.get(ActKind.ARCHIVE)
    return {
        "routed_on": _iso(routed.on if routed else None),
        "correction_requested_on": _iso(asked.asked_on if asked else None),
        "correction_items": reading.of(asked.items) if asked else "",
        "correction_until": _iso(asked.until if asked else None),
        "correction_received_on": _iso(asked.received_on if asked else None),
        "consultations": "；".join(
            _consultation(one, reading) for one in request.consultations.all() if one.asked_on
        ),
        "extended_on": _iso(told.told_on if told else None),
        "extension_days": str(told.days) if told else "",
        "extension_reason": reading.of(told.reason) if told else "",
        "answer_kind": request.answer_kind,
        "grounds": answer.grounds if answer else [],
        "answered_on": _iso(request.answered_on),
        "answer_text": reading.of(answer.text) if answer else "",
        "archived_on": _iso(archived.on if archived else None),
        "appeals": "；".join(_appeal(one, reading) for one in request.appeals.all()),
    }


def _consultation(one: Consultation, reading: Reading) -> str:
    who = reading.of(one.organisation) or (one.name.masked() if one.name else "—")
    reply = f"~{one.replied_on.isoformat()}={Reply(one.reply).label}" if one.replied_on else ""
    return f"{Party(one.party).label}:{who}@{one.asked_on.isoformat()}{reply}"


def _appeal(one: Appeal, reading: Reading) -> str:
    kind = "复议后诉讼" if one.after_id else str(AppealKind(one.kind).label)
    result = f"={one.get_result_display()}@{one.decided_on.isoformat()}" if one.decided_on else ""
    return f"{kind}:{reading.of(one.body)}@{one.filed_on.isoformat()}{result}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
