"""The acts: look at personal data, use it, erase it, change the keys, examine everything. Each but the last is in
the ledger, without any content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.vault import selectors
from gongkai.foundation.vault.keys import BrokenSeal, Generation, KeyMissing, ring
from gongkai.foundation.vault.models import Rotation
from gongkai.foundation.vault.rules.envelope import CIPHERS, FORGOTTEN
from gongkai.foundation.vault.rules.reasons import (
    Purpose,
    reasons_against_forgetting,
    reasons_against_unmasking,
)
from gongkai.foundation.vault.sealing import index_of, opened, resealed
from gongkai.foundation.vault.selectors import Progress
from gongkai.foundation.vault.values import Sealed

BATCH = 500
LAST_USE = timedelta(days=1)
"""So long after a change of keys a process may still hold a value of the old one that it has not written yet."""


@transaction.atomic
@sensitive_variables("plain")
def unmask(
    *,
    sealed: Sealed,
    subject_type: str,
    subject_id: str,
    field: str,
    reason: str,
    organ: Organ,
    by: Actor,
    at: datetime,
) -> Any:
    """The plain text (of a JSON column its value), for a person who gave a reason. Ledger: vault.unmask.

    Whether the person may is asked before, of the subject. NotAllowed without a fit reason or when the value was
    forgotten; ValueError when `field` is not the column the value came from; BrokenSeal, KeyMissing.
    """
    refuse(reasons_against_unmasking(forgotten=sealed.is_forgotten, reason=reason))
    _check_column(sealed, field)
    plain = opened(sealed)
    detail = {"fields": [field], "reason": reason.strip()}
    _tell("vault.unmask", subject_type, subject_id, detail, organ=organ, by=by, at=at)
    return plain


@transaction.atomic
@sensitive_variables("plain")
def use(
    *,
    sealed: Mapping[str, Sealed | None],
    purpose: Purpose,
    subject_type: str,
    subject_id: str,
    organ: Organ,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """Plain values by column for a need of the platform itself, one entry for all. Ledger: vault.use.

    Columns that are empty or forgotten come back as None. ValueError for a column the value is not from.
    """
    for field, value in sealed.items():
        if value is not None:
            _check_column(value, field)
    plain = {
        field: None if value is None or value.is_forgotten else opened(value)
        for field, value in sealed.items()
    }
    detail = {"fields": sorted(sealed), "purpose": Purpose(purpose).value}
    _tell("vault.use", subject_type, subject_id, detail, organ=organ, by=by, at=at)
    return plain


@transaction.atomic
def forget(
    *,
    row: models.Model,
    fields: list[str],
    subject_type: str,
    subject_id: str,
    reason: str,
    organ: Organ,
    by: Actor,
    at: datetime,
) -> None:
    """Erase sealed values for good, masks and blind indexes too. Ledger: vault.forget. What is empty stays empty.

    Backups of the database still hold them, sealed, until they are overwritten or their key is removed.
    """
    model = type(row)
    present = model._base_manager.select_for_update().get(pk=row.pk)
    values = {name: model._meta.get_field(name).handle(present) for name in fields}
    held = [name for name in fields if values[name] is not None]
    gone = all(values[name].is_forgotten for name in held)
    refuse(reasons_against_forgetting(forgotten=gone, reason=reason))
    changes: dict[str, Any] = {name: Sealed(FORGOTTEN.packed()) for name in held}
    for name in held:
        index = model._meta.get_field(name).index_column
        changes |= {index: ""} if index else {}
    model._base_manager.filter(pk=row.pk).update(**changes)
    for name, value in changes.items():
        row.__dict__[name] = value
    detail = {"fields": sorted(held), "reason": reason.strip()}
    _tell("vault.forget", subject_type, subject_id, detail, organ=organ, by=by, at=at)


def _check_column(sealed: Sealed, field: str) -> None:
    if sealed.place.rpartition(":")[2] != field:
        raise ValueError(f"the value is of {sealed.place or 'no row'}, not of {field}")


def _tell(
    verb: str, subject_type: str, subject_id: str, detail: dict, *, organ: Organ, by: Actor, at: datetime
) -> None:
    ledger.append(
        organ=organ.code,
        verb=verb,
        subject_type=subject_type,
        subject_id=str(subject_id),
        by=by,
        at=at,
        detail=detail,
    )


@transaction.atomic
def begin_rotation(*, cipher: str, organ: Organ, by: Actor, at: datetime) -> Rotation:
    """Make a new key, which seals from now on. Ledger: vault.rotate. Then `reseal` until it is done.

    An unfinished change of keys is given back as it stands. KeyError for an unknown cipher.
    """
    unfinished = Rotation.objects.select_for_update().filter(finished_at=None).first()
    if unfinished is not None:
        return unfinished
    CIPHERS[cipher]
    generation = ring().make(cipher)
    rotation = Rotation.objects.create(generation=generation.name, started_at=at)
    detail = {"key": generation.name, "cipher": cipher}
    _tell("vault.rotate", "vault", generation.name, detail, organ=organ, by=by, at=at)
    return rotation


def reseal(*, rotation: Rotation, at: datetime, progress: Progress | None = None, batch: int = BATCH) -> int:
    """Seal everything again with the key of the rotation, in small transactions; how many values were changed.

    May be killed at any point and called again: it goes on after the last batch that was committed.
    """
    key = ring().generation(rotation.generation)
    done, total, changed = 0, selectors.count_rows(), 0
    for model, _fields in selectors.sealed_models():
        for rows, values in _batches(model, rotation, key, batch):
            done, changed = done + rows, changed + values
            if progress:
                progress(done, total)
    Rotation.objects.filter(pk=rotation.pk).update(finished_at=at)
    return changed


def _batches(
    model: type[models.Model], rotation: Rotation, key: Generation, batch: int
) -> Iterator[tuple[int, int]]:
    """(rows, values changed) of each committed batch of one table."""
    while True:
        with transaction.atomic():
            mine = Rotation.objects.select_for_update().get(pk=rotation.pk)
            found = model._base_manager.select_for_update().order_by("pk")
            reached = mine.reached.get(model._meta.db_table)
            rows = list((found.filter(pk__gt=reached) if reached is not None else found)[:batch])
            if not rows:
                return
            changed = sum(_reseal_row(row, key) for row in rows)
            mine.reached[model._meta.db_table] = rows[-1].pk
            mine.save(update_fields=["reached"])
        yield len(rows), changed


@sensitive_variables()
def _reseal_row(row: models.Model, key: Generation) -> int:
    changes: dict[str, Any] = {}
    for field in selectors.sealed_fields(type(row)):
        value = field.handle(row)
        if value is None or value.is_forgotten or value.generation == key.name:
            continue
        changes[field.attname] = resealed(value, key)
        if field.index_column:
            changes[field.index_column] = index_of(field.mask, opened(value), key)
    if changes:
        type(row)._base_manager.filter(pk=row.pk).update(**changes)
    return len(changes)


def remove_key(*, name: str, organ: Organ, by: Actor, at: datetime) -> None:
    """Destroy an old key that no value needs, a day at the earliest after it was replaced. Ledger: vault.remove.

    Backups of the database from its time can then no longer be read. NotAllowed, KeyMissing.
    """
    keys = ring()
    if name not in keys.names():
        raise KeyMissing(f"vault key {name}")
    refuse(_reasons_against_removing(name, at))
    with transaction.atomic():
        _tell("vault.remove", "vault", name, {"key": name}, organ=organ, by=by, at=at)
        keys.remove(name)


def _reasons_against_removing(name: str, at: datetime) -> list[Reason]:
    found = selectors.status()
    reasons = []
    if name == found.current:
        reasons.append(Reason("current", _("这是正在使用的密钥，请先轮换。"), "", "key"))
    if found.uses.get(name):
        text = _("还有 %d 项数据用此密钥封存，请先完成轮换。") % found.uses[name]
        reasons.append(Reason("used", text, "", "key"))
    if found.unfinished:
        reasons.append(Reason("unfinished", _("密钥轮换尚未完成。"), "", "key"))
    last = Rotation.objects.order_by("-started_at").first()
    if last is not None and at - last.started_at < LAST_USE:
        reasons.append(Reason("too_early", _("密钥更换未满一天，可能还有程序在用旧密钥。"), "", "key"))
    return reasons


class Problem(TextChoices):
    BROKEN = "broken", gettext_lazy("内容被改动或移位")
    KEY_MISSING = "key_missing", gettext_lazy("缺少密钥")


@dataclass(frozen=True, slots=True)
class Finding:
    """One value that cannot be opened, by table, row and column."""

    problem: Problem
    table: str
    row: str
    field: str

    def __str__(self):
        return f"{self.table}#{self.row} {self.field}: {self.problem.label}"

    def as_dict(self) -> dict[str, str]:
        return {"problem": self.problem.value, "table": self.table, "row": self.row, "field": self.field}


def verify(*, progress: Progress | None = None) -> list[Finding]:
    """Open every value once and throw it away; [] when all can be read where they stand. Constant memory."""
    return list(_findings(progress or (lambda done, total: None)))


def _findings(progress: Progress) -> Iterator[Finding]:
    done, total = 0, selectors.count_rows()
    for model, fields in selectors.sealed_models():
        names = ["vault_id", *(field.attname for field in fields)]
        for row in model._base_manager.order_by("pk").only(*names).iterator(selectors.CHUNK):
            for field in fields:
                problem = _problem(field.handle(row))
                if problem:
                    yield Finding(problem, model._meta.db_table, str(row.pk), field.attname)
            done += 1
            progress(done, total)


def _problem(value: Sealed | None) -> Problem | None:
    if value is None or value.is_forgotten:
        return None
    try:
        opened(value)
    except KeyMissing:
        return Problem.KEY_MISSING
    except BrokenSeal:
        return Problem.BROKEN
    return None
