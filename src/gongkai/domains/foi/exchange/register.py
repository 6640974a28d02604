"""The register as rows, in the words that an import understands. Reads only; visibility is the reader's."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Answer, Appeal, Consultation, Request, RequestAct
from gongkai.domains.foi.reading import Reading
from gongkai.domains.foi.rules.application import SEALED
from gongkai.domains.foi.rules.classing import spelled_years
from gongkai.domains.foi.rules.kinds import AppealKind, Party, Reply
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.selectors import ANSWER, answer_that_counts, unsent
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.letters.models import Letter

BATCH = 200
_TOLD = (ActKind.ROUTE, ActKind.ARCHIVE, ActKind.SET_DELAY)


def batches(rows: QuerySet[Request]) -> Iterator[list[Request]]:
    """The requests in the order they came in, `BATCH` at a time with all that a row tells; ten queries each."""
    parts = (
        "corrections",
        "extensions",
        Prefetch("consultations", Consultation.objects.order_by("id")),
        Prefetch("answers", Answer.objects.select_related("letter").order_by("-version")),
        Prefetch("appeals", Appeal.objects.order_by("filed_on", "id")),
        Prefetch("acts", RequestAct.objects.filter(kind__in=_TOLD).select_related("letter").order_by("id")),
    )
    rows = rows.select_related("applicant", "division", "handler", "registered_by", "fee").prefetch_related(
        *parts
    )
    after = 0
    while found := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        _add_letters(found)
        yield found
        after = found[-1].pk


def _add_letters(requests: list[Request]) -> None:
    """`all_letters` of each, oldest first; one query."""
    ids = [str(request.pk) for request in requests]
    letters = Letter.objects.filter(subject_type=SUBJECT, subject_id__in=ids).select_related("text")
    found: dict[str, list[Letter]] = {}
    for letter in letters.order_by("id"):
        found.setdefault(letter.subject_id, []).append(letter)
    for request in requests:
        request.all_letters = found.get(str(request.pk), [])


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
    row |= _classes(request)
    row |= _history(request, reading)
    row |= {"stage": str(request.get_stage_display()), "due_on": _iso(due)}
    row["registered_by"] = request.registered_by.name if request.registered_by else ""
    row["left_behind"] = "；".join(_left_behind(request))
    return row


def _classes(request: Request) -> dict[str, str]:
    return {
        "topic": request.topic or "",
        "information_years": spelled_years(request.about_since, request.about_until),
        "applicant_place": request.applicant_place or "",
        "applicant_trade": request.applicant_trade or "",
    }


def masked(request: Request) -> dict[str, str]:
    """The sealed columns as every list shows them."""
    values = {name: getattr(request.applicant, name) for name in SEALED}
    return {name: value.masked() if value else "" for name, value in values.items()}


def _history(request: Request, reading: Reading) -> dict[str, object]:
    asked = next((one for one in request.corrections.all() if one.asked_on), None)
    told = next((one for one in request.extensions.all() if one.told_on), None)
    answer = answer_that_counts(request.answers.all()) if request.answered_on else None
    acts = {act.kind: act for act in request.acts.all()}
    fee = getattr(request, "fee", None)
    fee = fee if fee and fee.noticed_on else None
    delayed_on, delayed_until = _delay(request)
    routed = acts.get(ActKind.ROUTE) if request.stage == "routed" else None
    archived = acts.get(ActKind.ARCHIVE)
    return {
        "routed_on": _iso(routed.on if routed else None),
        "correction_requested_on": _iso(asked.asked_on if asked else None),
        "correction_items": reading.of(asked.items) if asked else "",
        "correction_until": _iso(asked.until if asked else None),
        "correction_received_on": _iso(asked.received_on if asked else None),
        "correction_lapsed_on": _iso(asked.lapsed_on if asked else None),
        "consultations": "；".join(
            _consultation(one, reading) for one in request.consultations.all() if one.asked_on
        ),
        "extended_on": _iso(told.told_on if told else None),
        "extension_days": str(told.days) if told else "",
        "extension_reason": reading.of(told.reason) if told else "",
        "delayed_on": _iso(delayed_on),
        "delayed_until": _iso(delayed_until),
        "fee_basis": fee.basis if fee else "",
        "fee_count": str(fee.count) if fee else "",
        "fee_month_before": str(fee.month_before) if fee else "",
        "fee_amount": str(fee.amount) if fee else "",
        "fee_noticed_on": _iso(fee.noticed_on if fee else None),
        "fee_delivered_on": _iso(fee.delivered_on if fee else None),
        "fee_paid_on": _iso(fee.paid_on if fee else None),
        "fee_lapsed_on": _iso(fee.lapsed_on if fee else None),
        "answer_kind": request.answer_kind,
        "grounds": answer.grounds if answer else [],
        "answered_on": _iso(request.answered_on),
        "answer_text": reading.of(answer.text) if answer else "",
        "archived_on": _iso(archived.on if archived else None),
        "appeals": "；".join(_appeal(one, reading) for one in request.appeals.all()),
    }


def _delay(request: Request) -> tuple[date | None, date | None]:
    """第三十五条: the day on which the later day was told, and that day. A letter that replaces another tells it."""
    instead = {letter.replaces_id: letter for letter in request.all_letters}
    for act in request.acts.all():
        if act.kind != ActKind.SET_DELAY:
            continue
        letter, on = act.letter, act.on
        while letter and not letter.sent_at and letter.pk in instead:
            letter = instead[letter.pk]
        if letter is None or letter.sent_at:
            return shanghai_date(letter.sent_at) if letter else on, date.fromisoformat(act.detail["until"])
    return None, None


def _left_behind(request: Request) -> Iterator[str]:
    """What is under way in the house and no row can carry: it has to be done again where the row is taken in."""
    for letter in unsent(request.all_letters):
        yield _("没有发出的文书“%(name)s”") % {"name": letter.text.name}
    if Stage.SIGNING in (request.stage, request.correcting):
        yield _("正在审签的答复")
    if Stage.ISSUING in (request.stage, request.correcting):
        yield _("审签过而没有发出的答复")
    if any(one.approved is not False and not one.told_on for one in request.extensions.all()):
        yield _("没有告知申请人的延期")
    if any(one.delivered_on and not one.replied_on for one in request.consultations.all()):
        yield _("被征求意见方的答复期限")


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
