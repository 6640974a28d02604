"""A letter before it has a number: draft, revise, cancel; and the correction of one that left the house."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.casework.models import Case
from gongkai.kernel.letters.following import objections, tell_cancelled
from gongkai.kernel.letters.models import Letter, LetterText
from gongkai.kernel.letters.rendering import reasons_against_rendering
from gongkai.kernel.letters.rules import acting
from gongkai.kernel.letters.rules.composing import Document, compose
from gongkai.kernel.letters.rules.values import read
from gongkai.kernel.letters.rules.vocabulary import Frame, State
from gongkai.kernel.letters.selectors import setting_of, standing_of, text_in_force, text_of
from gongkai.kernel.letters.services._common import lock, record


def reasons_against_drafting(*, text_code: str, organ: Organ, fields: Mapping[str, Any]) -> list[Reason]:
    """Why no such letter can be written: unknown text, wrong or missing fields, characters without a glyph."""
    try:
        _composed(text_code, organ, fields)
    except NotAllowed as refusal:
        return refusal.reasons
    return []


def _composed(text_code: str, organ: Organ, fields: Mapping[str, Any]) -> tuple[LetterText, Document]:
    """The text in force and the letter it makes. NotAllowed with every reason."""
    row = text_in_force(text_code, organ)
    if row is None:
        said = _("没有代码为“%(code)s”的文书样式。") % {"code": text_code}
        raise NotAllowed([Reason("text_unknown", said, where="text")])
    frame = Frame(organ=organ.name, red_head=setting_of(organ).red_head)
    document = compose(text_of(row), fields, frame)
    refuse(reasons_against_rendering(document))
    return row, document


@transaction.atomic
def draft_letter(
    *,
    text_code: str,
    subject_type: str,
    subject_id: str,
    organ: Organ,
    fields: Mapping[str, Any],
    by: Actor,
    at: datetime,
    dated_on: date | None = None,
    case: Case | None = None,
    replaces: Letter | None = None,
) -> Letter:
    """A letter in the newest text of its code. Ledger: letter.draft.

    `fields`: name -> str, date, number (int, Decimal, digits), list of str; a remedy: str or list of paragraphs.
    It has no number and no files until it is approved. `dated_on` None: dated on the day of approval.
    `replaces`: see `replace`. NotAllowed with every reason (`reasons_against_drafting`).
    """
    row, _document = _composed(text_code, organ, fields)
    values = read(text_of(row), fields)[0]
    letter = Letter.objects.create(
        organ=organ,
        subject_type=subject_type,
        subject_id=str(subject_id),
        case=case,
        text=row,
        fields=values,
        digest=digest_of(values),
        dated_on=dated_on,
        replaces=replaces,
        drafted_at=at,
    )
    about = {"subject": f"{subject_type}:{subject_id}", "replaces": replaces.pk if replaces else 0}
    record(letter, "draft", by=by, at=at, detail=_of_text(row, values) | about)
    return letter


def _of_text(row: LetterText, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger may know of the words: which text, and the digest of what was filled in."""
    return {"text": row.code, "version": row.version, "fields": digest_of(values)}


@transaction.atomic
def revise(
    *,
    letter: Letter,
    fields: Mapping[str, Any],
    by: Actor,
    at: datetime,
    dated_on: date | None = None,
) -> Letter:
    """Other words in the newest text, before the seal. Approved letters become drafts again and keep their number.

    `dated_on` None: as it was. Ledger: letter.revise. NotAllowed once sealed, and for what `draft_letter` refuses.
    """
    letter = lock(letter)
    refuse(acting.reasons_against_revising(standing_of(letter)))
    row, _document = _composed(letter.text.code, letter.organ, fields)
    values = read(text_of(row), fields)[0]
    refuse(objections(letter, "revise", on=shanghai_date(at), fields=values))
    letter.text, letter.fields, letter.digest = row, values, digest_of(values)
    letter.dated_on = dated_on or letter.dated_on
    letter.state, letter.docx, letter.pdf = State.DRAFTED, None, None
    letter.save(update_fields=["text", "fields", "digest", "dated_on", "state", "docx", "pdf"])
    record(letter, "revise", by=by, at=at, detail=_of_text(row, letter.fields))
    return letter


@transaction.atomic
def cancel(*, letter: Letter, reason: str, by: Actor, at: datetime) -> Letter:
    """Give up a letter that did not leave the house; a number once given stays with it. Ledger: letter.cancel."""
    letter = lock(letter)
    refuse(acting.reasons_against_cancelling(standing_of(letter), reason=reason))
    letter.state = State.CANCELLED
    letter.save(update_fields=["state"])
    record(letter, "cancel", by=by, at=at, detail={"number": letter.number}, note=reason.strip())
    tell_cancelled(letter, by=by, at=at)
    return letter


@transaction.atomic
def replace(
    *,
    letter: Letter,
    fields: Mapping[str, Any],
    by: Actor,
    at: datetime,
    text_code: str = "",
    dated_on: date | None = None,
) -> Letter:
    """The draft of a letter that corrects a sealed one; both know of each other. Ledger: letter.draft.

    `text_code` "": the same text. NotAllowed when the letter can still be revised or is replaced already.
    """
    old = lock(letter)
    refuse(acting.reasons_against_replacing(standing_of(old)))
    code = text_code or old.text.code
    row, _document = _composed(code, old.organ, fields)
    values = read(text_of(row), fields)[0]
    refuse(objections(old, "replace", on=shanghai_date(at), fields=values))
    return draft_letter(
        text_code=code,
        subject_type=old.subject_type,
        subject_id=old.subject_id,
        organ=old.organ,
        fields=fields,
        dated_on=dated_on,
        case=old.case,
        replaces=old,
        by=by,
        at=at,
    )
