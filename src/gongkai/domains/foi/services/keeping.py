"""Forms half filled in: sealed, found by a code, forgotten when their time is over. No request yet, so no number."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from gongkai.domains.foi.models import IntakeDraft
from gongkai.domains.foi.selectors import normal_code
from gongkai.domains.foi.services.intake import ALPHABET
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.files import services as files
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.vault.rules.reasons import Purpose
from gongkai.foundation.vault.selectors import indexes_of
from gongkai.foundation.vault.services import use

KEPT = timedelta(days=30)
TRAY_KEPT = timedelta(days=1)
CODE_LENGTH = 12
DRAFT = "intake_draft"


@dataclass(frozen=True, slots=True)
class Kept:
    """The draft and the code under which it is found; the code is told once."""

    draft: IntakeDraft
    code: str = field(repr=False)


def _index(code: str) -> str:
    """Under the newest key there is; a draft lives shorter than a key."""
    return indexes_of("hidden", normal_code(code))[-1]


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))


@transaction.atomic
def keep_files(
    *, organ: Organ, uploads: Iterable[StoredFile], at: datetime, draft: IntakeDraft | None = None
) -> IntakeDraft:
    """Hold uploads for a form that is not handed in yet; for a day, unless the form itself is saved."""
    if draft is None:
        draft = IntakeDraft(organ=organ, saved_at=at, expires_at=at + TRAY_KEPT, values={})
        draft.code_index = _index(_new_code())
        draft.save(force_insert=True)
    draft.files.add(*uploads)
    return draft


@transaction.atomic
def save_draft(*, organ: Organ, values: dict, at: datetime, draft: IntakeDraft | None = None) -> Kept:
    """Keep what is typed for thirty days under a new code; an earlier code of the same draft is void."""
    code = _new_code()
    draft = draft or IntakeDraft(organ=organ)
    draft.values, draft.code_index = values, _index(code)
    draft.saved_at, draft.expires_at = at, at + KEPT
    draft.save()
    return Kept(draft, code)


def draft_of(code: str, *, at: datetime) -> IntakeDraft | None:
    """The draft under a code, None when there is none or its time is over. One query."""
    found = IntakeDraft.objects.select_related("organ").filter(
        code_index__in=indexes_of("hidden", normal_code(code))
    )
    return found.filter(expires_at__gt=at).first()


def read_draft(*, draft: IntakeDraft, by: Actor, at: datetime) -> dict:
    """What was typed, for who came back with the code. Ledger: vault.use."""
    return use(
        sealed={"values": draft.values},
        purpose=Purpose.RESUME,
        subject_type=DRAFT,
        subject_id=str(draft.pk),
        organ=draft.organ,
        by=by,
        at=at,
    )["values"]


@transaction.atomic
def drop_file(*, draft: IntakeDraft, file: StoredFile, by: Actor, at: datetime) -> None:
    """The applicant takes one upload back before handing in."""
    draft.files.remove(file)
    files.forget(file=file, by=by, at=at)


@transaction.atomic
def drop_draft(*, draft: IntakeDraft) -> None:
    """It became a request, which names the files now."""
    draft.files.clear()
    draft.delete()


def prune_drafts(*, by: Actor, at: datetime) -> int:
    """Forget drafts whose time is over, with their files where nothing else names them. How many."""
    expired = list(IntakeDraft.objects.filter(expires_at__lte=at).order_by("id"))
    for draft in expired:
        with transaction.atomic():
            uploads = list(draft.files.select_related("organ"))
            drop_draft(draft=draft)
            for file in uploads:
                files.forget(file=file, by=by, at=at)
    return len(expired)
