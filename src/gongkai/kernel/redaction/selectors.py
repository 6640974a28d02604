"""Reads: what an official may see, boxes as values, the list for the letter, words found, proposals."""

from datetime import date
from pathlib import Path

from django.db.models import QuerySet

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.files import storage
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.selectors import public_bytes_path
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.redaction.drawing_process import ask
from gongkai.kernel.redaction.models import Redaction
from gongkai.kernel.redaction.rules.boxes import (
    Box,
    Line,
    Origin,
    fitted,
    grounds_listed,
    in_order,
    label_of,
    spans_of,
)
from gongkai.kernel.redaction.rules.reasons import Snapshot, reasons_against_release

PERSONAL = "N15-2"
SCREEN = 1400  # pixels across


def visible(person: Person, today: date) -> QuerySet[Redaction]:
    return restrict(Redaction.objects.all(), person, "redaction.view", today)


def boxes_of(redaction: Redaction) -> list[Box]:
    """In reading order."""
    names = ("page", "x", "y", "w", "h", "ground", "note", "origin")
    return in_order(Box(*row) for row in redaction.boxes.values_list(*names))


def snapshot(redaction: Redaction) -> Snapshot:
    """The facts the rules ask for. Two queries."""
    family = Redaction.objects.filter(
        source=redaction.source_id, subject_type=redaction.subject_type, subject_id=redaction.subject_id
    )
    return Snapshot(
        state=redaction.state,
        boxes=redaction.boxes.count(),
        revision=redaction.revision,
        drafter=redaction.drafter_id,
        verified=redaction.examination.get("digest", ""),
        public_digest=redaction.result.public_digest if redaction.result else "",
        newer=family.filter(number__gt=redaction.number).exists(),
    )


def release_reasons(redaction: Redaction) -> list[Reason]:
    """Why the burnt file may not leave; [] when it may."""
    return reasons_against_release(snapshot(redaction))


def released_path(redaction: Redaction) -> Path:
    """The bytes to hand out. ValueError while there are reasons against it."""
    reasons = release_reasons(redaction)
    if reasons:
        raise ValueError("; ".join(reason.code for reason in reasons))
    return public_bytes_path(redaction.result)


def listed_for_letter(redaction: Redaction) -> list[Line]:
    """第1页第2处，依据第十五条（个人隐私） …"""
    return grounds_listed(boxes_of(redaction))


def source_job(file: StoredFile) -> dict:
    """What the drawing process needs to know of an original."""
    return {"source": str(storage.path_of(storage.ORIGINALS, file.digest)), "kind": file.kind}


def drawn_page(redaction: Redaction, number: int, *, burnt: bool) -> bytes:
    """A page (from 1) as a JPEG for the screen, of the original or of the burnt copy. DrawingFailed."""
    job = source_job(redaction.source)
    if burnt:
        job = {"source": str(public_bytes_path(redaction.result)), "kind": "pdf"}
    target = storage.incoming_path()
    try:
        ask({"do": "draw", "page": number - 1, "width": SCREEN, "target": str(target), **job})
        return target.read_bytes()
    finally:
        storage.discard(target)


def labelled(boxes: list[Box]) -> dict[int, list]:
    """Page from 0 -> [place, label], as the drawing process takes boxes."""
    found: dict[int, list] = {}
    for box in boxes:
        found.setdefault(box.page - 1, []).append((box.place, label_of(box.ground)))
    return found


def found_boxes(redaction: Redaction, wanted: str, ground: str) -> list[Box]:
    """A box over every occurrence of a text in the text layer; [] for a scan. DrawingFailed."""
    texts = ask({"do": "text", **source_job(redaction.source)})["texts"]
    spans = [(n, *span) for n, text in enumerate(texts) for span in spans_of(text, wanted)]
    return _boxes_at(redaction, spans, [ground] * len(spans), Origin.SEARCH)


def proposed_boxes(redaction: Redaction) -> list[Box]:
    """A box over everything that looks like personal data; a person decides. DrawingFailed."""
    texts = ask({"do": "text", **source_job(redaction.source)})["texts"]
    found = find_personal_data({str(n): text.replace("\r", " ") for n, text in enumerate(texts)})
    spans = [(int(f.field), f.start, f.end) for f in found]
    return _boxes_at(redaction, spans, [PERSONAL] * len(spans), Origin.PROPOSAL)


def _boxes_at(redaction: Redaction, spans: list[tuple], grounds: list[str], origin: Origin) -> list[Box]:
    if not spans:
        return []
    places = ask({"do": "places", "spans": spans, **source_job(redaction.source)})["places"]
    return [
        fitted(Box(page + 1, *_with_margin(place), ground, "", origin.value))
        for (page, _start, _end), found, ground in zip(spans, places, grounds, strict=True)
        for place in found
    ]


def _with_margin(place: list[float]) -> tuple[float, float, float, float]:
    x, y, w, h = place
    return x - 0.002, y - 0.001, w + 0.004, h + 0.002
