"""Start a redaction, save its boxes, burn and examine it, have another person approve it, begin a new version."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor, NamedActor
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.files import services as files
from gongkai.foundation.files import storage
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.selectors import public_bytes_path
from gongkai.foundation.jobs.services import enqueue
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.kernel.redaction.drawing_process import DrawingFailed, ask
from gongkai.kernel.redaction.models import Redaction, RedactionBox
from gongkai.kernel.redaction.rules.boxes import Box, fitted, in_order, reasons_against_boxes
from gongkai.kernel.redaction.rules.reasons import (
    PROBLEMS,
    State,
    reasons_against_approving,
    reasons_against_burning,
    reasons_against_revising,
    reasons_against_saving,
    reasons_against_starting,
)
from gongkai.kernel.redaction.selectors import boxes_of, labelled, snapshot, source_job

JOB = "redaction.burn"
TELL_EVERY = 10  # pages


def start_redaction(
    *,
    source: StoredFile,
    subject_type: str,
    subject_id: str,
    organ: Organ,
    division: Division | None = None,
    by: Actor,
    at: datetime,
) -> Redaction:
    """The first version for a file and what it is for; an open one is given back. Ledger: redaction.start.

    NotAllowed for a file without pages, one that cannot be shown, or one whose boxes are burnt: `revise` that.
    """
    refuse(reasons_against_starting(source.kind))
    family = {"source": source, "subject_type": subject_type, "subject_id": str(subject_id)}
    last = Redaction.objects.filter(**family).order_by("-number").first()
    if last is not None and last.state in (State.DRAFT, State.FAILED):
        return last
    if last is not None:
        refuse([Reason("exists", _("此文件已有遮盖件，请在其上另起一版。"), "", "file")])
    try:
        pages = ask({"do": "describe", **source_job(source)})["pages"]
    except DrawingFailed as failed:
        raise NotAllowed([Reason(failed.code, str(PROBLEMS[failed.code]), "", "file")]) from failed
    with transaction.atomic():
        made = Redaction.objects.create(
            **family, organ=organ, division=division, pages=pages, created_at=at, **_drafter(by)
        )
        _tell(made, "redaction.start", by=by, at=at, source=source.digest, pages=len(pages))
    return made


def _drafter(by: Actor) -> dict[str, str]:
    return {"drafter_id": by.actor_id, "drafter_name": by.actor_name}


@transaction.atomic
def save_boxes(
    *,
    redaction: Redaction,
    base: int,
    boxes: list[Box],
    keep_text: bool | None = None,
    by: Actor,
    at: datetime,
) -> Redaction:
    """Replace all boxes of an open version. `base`: the revision they were drawn on. Ledger: redaction.save.

    NotAllowed when somebody else saved meanwhile, when the version is burnt, or for an unfit box.
    """
    held = _locked(redaction)
    fit = in_order(fitted(box) for box in boxes)
    refuse(reasons_against_saving(snapshot(held), base))
    refuse(reasons_against_boxes(fit, len(held.pages)))
    held.boxes.all().delete()
    fields = ("page", "x", "y", "w", "h", "ground", "note", "origin")
    RedactionBox.objects.bulk_create(
        RedactionBox(redaction=held, **{name: getattr(box, name) for name in fields}) for box in fit
    )
    held.revision += 1
    held.state, held.examination = State.DRAFT, {}
    held.keep_text = held.keep_text if keep_text is None else keep_text
    held.drafter_id, held.drafter_name = by.actor_id, by.actor_name
    held.save()
    _tell(held, "redaction.save", by=by, at=at, revision=held.revision, boxes=len(fit))
    return held


@transaction.atomic
def burn(*, redaction: Redaction, by: Actor, at: datetime) -> Redaction:
    """Ask for the burning, which a worker does. Ledger: redaction.burn. NotAllowed without boxes."""
    held = _locked(redaction)
    refuse(reasons_against_burning(snapshot(held)))
    held.state, held.progress, held.examination = State.BURNING, 0, {}
    held.drafter_id, held.drafter_name = by.actor_id, by.actor_name
    held.save()
    enqueue(kind=JOB, key=str(held.pk), payload={"redaction": held.pk})
    _tell(held, "redaction.burn", by=by, at=at, revision=held.revision)
    return held


def carry_out(*, redaction: Redaction, at: datetime) -> Redaction:
    """Burn, examine, store. Ledger: redaction.burnt or redaction.fail, in the name of who asked for it.

    Outside any transaction; does nothing when the version does not wait for it. What fails the examination is
    never stored.
    """
    if redaction.state != State.BURNING:
        return redaction
    by = NamedActor(redaction.drafter_id, redaction.drafter_name)
    with _new_file() as target:
        try:
            stored, found = _burnt(redaction, target, by=by, at=at)
        except DrawingFailed as failed:
            return _fail(redaction, {"problem": failed.code}, by=by, at=at)
    if stored is None or found["faults"]:
        return _fail(redaction, found, by=by, at=at)
    return _finish(redaction, stored, found, by=by, at=at)


@contextmanager
def _new_file() -> Iterator[Path]:
    """A name among what arrives; after a kill the sweep of files takes what stays there."""
    target = storage.incoming_path()
    try:
        yield target
    finally:
        for path in target.parent.glob(f"{target.name}*"):
            storage.discard(path)


def _burnt(redaction: Redaction, target: Path, *, by: Actor, at: datetime) -> tuple[StoredFile | None, dict]:
    """(stored result, examination); without a result when the examination found faults."""
    font = str(settings.LETTER_FONTS[0])  # the labels in the face of the letters
    job = {**source_job(redaction.source), "boxes": labelled(boxes_of(redaction)), "font": font}
    wanted = {"do": "burn", "target": str(target), "keep_text": redaction.keep_text}
    ask(wanted | job, said=_progress(redaction))
    found = ask({"do": "examine", "result": str(target), **job})
    if found["faults"]:
        return None, found
    name = f"{Path(redaction.source.name).stem[:60]}（遮盖件）.pdf"
    with target.open("rb") as upload:
        stored = files.store(upload=upload, name=name, organ=redaction.organ, by=by, at=at)
    if stored.public_digest != stored.digest:  # what leaves is examined, not what it was made of
        found = ask({"do": "examine", "result": str(public_bytes_path(stored)), **job})
    return stored, found


def _progress(redaction: Redaction):
    def said(page: int) -> None:
        if page % TELL_EVERY == 0:
            Redaction.objects.filter(pk=redaction.pk).update(progress=page)

    return said


@transaction.atomic
def _fail(redaction: Redaction, found: dict, *, by: Actor, at: datetime) -> Redaction:
    held = _locked(redaction)
    held.state, held.examination = State.FAILED, found
    held.save()
    codes = sorted({fault["code"] for fault in found.get("faults", [])} | {found.get("problem", "")} - {""})
    _tell(held, "redaction.fail", by=by, at=at, faults=codes)
    return held


@transaction.atomic
def _finish(redaction: Redaction, stored: StoredFile, found: dict, *, by: Actor, at: datetime) -> Redaction:
    held = _locked(redaction)
    held.state, held.result, held.burnt_at = State.BURNT, stored, at
    held.progress = len(held.pages)
    held.examination = {**found, "digest": stored.public_digest, "pages": len(held.pages)}
    held.save()
    _tell(held, "redaction.burnt", by=by, at=at, digest=stored.public_digest, file=stored.pk)
    return held


@transaction.atomic
def approve(*, redaction: Redaction, by: Actor, at: datetime) -> Redaction:
    """The second person has looked at every page. Ledger: redaction.approve."""
    held = _locked(redaction)
    refuse(reasons_against_approving(snapshot(held), by.actor_id))
    held.state, held.approved_at = State.APPROVED, at
    held.approver_id, held.approver_name = by.actor_id, by.actor_name
    held.save()
    _tell(held, "redaction.approve", by=by, at=at, digest=held.examination["digest"])
    return held


@transaction.atomic
def revise(*, redaction: Redaction, by: Actor, at: datetime) -> Redaction:
    """A new open version with the boxes of a burnt one, which stays. Ledger: redaction.revise."""
    held = _locked(redaction)
    refuse(reasons_against_revising(snapshot(held)))
    kept = ("organ", "division", "source", "subject_type", "subject_id", "pages", "keep_text")
    values = {name: getattr(held, name) for name in kept}
    made = Redaction.objects.create(**values, number=held.number + 1, created_at=at, **_drafter(by))
    for box in held.boxes.all():
        box.pk, box.redaction = None, made
        box.save(force_insert=True)
    _tell(made, "redaction.revise", by=by, at=at, number=made.number)
    return made


def _locked(redaction: Redaction) -> Redaction:
    return (
        Redaction.objects.select_for_update(of=("self",))
        .select_related("organ", "source", "result")
        .get(pk=redaction.pk)
    )


def _tell(redaction: Redaction, verb: str, *, by: Actor, at: datetime, **detail) -> None:
    detail |= {"for": f"{redaction.subject_type}:{redaction.subject_id}"}
    ledger.append(
        organ=redaction.organ.code,
        verb=verb,
        subject_type="redaction",
        subject_id=str(redaction.pk),
        by=by,
        at=at,
        detail=detail,
    )
