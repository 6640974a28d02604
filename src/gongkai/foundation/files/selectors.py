"""Reads: where the public copy lies, why there is none, what the reviewer is told."""

from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.foundation.files import storage
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.vocabulary import NOTES, PUBLIC_PROBLEMS, UNREAD_TEXT, PublicState


def reason_without_public_copy(file: StoredFile) -> str:
    """Why the file cannot go public now, as a sentence for the official; empty when it can."""
    if file.public_state == PublicState.READY:
        return ""
    if file.public_state == PublicState.NEEDS_ACCEPTANCE and file.accepted_at is not None:
        return ""
    return str(PUBLIC_PROBLEMS.get(file.public_problem) or _("公开副本没有生成。"))


def public_bytes_path(file: StoredFile) -> Path:
    """Where the bytes for the public lie. ValueError while the file may not go public."""
    reason = reason_without_public_copy(file)
    if reason:
        raise ValueError(f"file {file.pk} has no public copy: {reason}")
    shelf = storage.ORIGINALS if file.public_digest == file.digest else storage.PUBLIC
    return storage.path_of(shelf, file.public_digest)


def unread_text(file: StoredFile) -> str:
    """Why no program could look through all words of the file, as a sentence for the reviewer; empty when one could."""
    return str(UNREAD_TEXT.get(file.text_state, ""))


def notes(file: StoredFile) -> list[str]:
    """What the reviewer should know of the inside of a file, one sentence each."""
    return [str(NOTES[code]) for code in file.notes if code in NOTES]
