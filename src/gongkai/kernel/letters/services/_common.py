"""What every act on a letter shares: the lock, the act's row, the ledger entry and the announcement."""

from datetime import datetime
from typing import Any

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.holding import hold_subjects
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.letters.models import Letter, LetterAct


def lock(letter: Letter) -> Letter:
    """The letter, locked until the end of the transaction: acts on one letter happen one after the other.

    What it is about is locked before it, as every act on that begins.
    """
    hold_subjects([(letter.subject_type, letter.subject_id)])
    found = Letter.objects.select_for_update(of=("self",))
    return found.select_related("organ", "text", "docx", "pdf", "scan", "replaces").get(pk=letter.pk)


def record(
    letter: Letter,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    detail: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
    note: str = "",
    file: StoredFile | None = None,
) -> None:
    """One act's row and one entry. `private` and `note` may point to people: the ledger gets their digest only."""
    told = dict(detail or {})
    kept = told | (private or {})
    if private or note:
        told["digest"] = digest_of({"note": note, **(private or {})})
    if file is not None:
        told["file"] = file.digest
    LetterAct.objects.create(
        letter=letter, verb=verb, at=at, by_id=by.actor_id, by_name=by.actor_name, detail=kept, note=note, file=file
    )  # fmt: skip
    append(
        organ=letter.organ.code,
        verb=f"letter.{verb}",
        subject_type="letter",
        subject_id=str(letter.pk),
        by=by,
        at=at,
        detail=told,
    )


def tell(event: str, letter: Letter) -> None:
    announce(event=event, key=str(letter.pk), payload={"letter": letter.pk})


def chain_of(organ: Organ | None) -> Organ:
    """The organ in whose chain an act on common things stands: the topmost one."""
    return organ or Organ.objects.filter(parent=None).order_by("path").get()
