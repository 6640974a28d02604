"""Handing a letter's files out: each time an act, for they name a person."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.files.services import open_original
from gongkai.kernel.letters.models import Letter

FILES = ("docx", "pdf", "scan")


@transaction.atomic
def open_file(*, letter: Letter, which: str, by: Actor, at: datetime) -> BinaryIO:
    """The file open for reading; the caller closes it. Ledger: file.open, with the file's digest.

    `which`: docx, pdf or scan; what is served to its reader is the scan. KeyError for another word, ValueError
    while there is no such file, OSError when its bytes are gone.
    """
    if which not in FILES:
        raise KeyError(which)
    file = getattr(letter, which)
    if file is None:
        raise ValueError(f"letter {letter.pk} has no {which}")
    return open_original(file=file, by=by, at=at)
