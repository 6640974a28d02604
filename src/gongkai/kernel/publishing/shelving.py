"""Putting records on the lists they belong to and taking them off, and keeping what their pages say today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.catalogue.rules import ColumnKind
from gongkai.kernel.publishing.frame import Frame
from gongkai.kernel.publishing.models import Shelf, ShelfEntry, Standing
from gongkai.kernel.publishing.rules import shelves
from gongkai.kernel.publishing.standing import standings
from gongkai.kernel.records.models import Publication

BATCH = 500  # parameters of one statement stay below what SQLite takes


@dataclass(frozen=True, slots=True)
class Touch:
    """An entry of a list that came, went or shows something new. `last`: the list's highest position now."""

    key: str
    position: int
    last: int
    gone: bool = False


def settle(*, frame: Frame, ids: Iterable[int], today: date) -> list[Touch]:
    """Bring lists and standings of some records in line with what is public. Positions once given stay.

    New entries of one call get their positions in the order of `ids`. One transaction; the shelves that
    grow are locked.
    """
    wanted_ids = list(ids)
    publications, shown, wanted = _as_registered(frame, wanted_ids, today)
    with transaction.atomic():
        _keep_standings(wanted_ids, shown)
        existing = _entries(wanted_ids)
        gone = [e for pk in wanted_ids for key, e in existing[pk].items() if key not in wanted.get(pk, ())]
        _mark(existing, wanted)
        missing = [(key, pk) for pk in wanted_ids for key in wanted.get(pk, ()) if key not in existing[pk]]
        came = _give_positions(missing, publications)
    touches = [Touch(e.shelf.key, e.position, e.shelf.last, gone=True) for e in gone]
    for pk in wanted_ids:
        for key, entry in existing[pk].items():
            if key in wanted.get(pk, ()):
                touches.append(Touch(key, entry.position, max(entry.shelf.last, came.lasts.get(key, 0))))
    return touches + came.touches


def unsettled(*, frame: Frame, ids: Iterable[int], today: date) -> list[int]:
    """Those of the records whose lists or standing are not what the register says. Nothing is written."""
    wanted_ids = list(ids)
    _publications, shown, wanted = _as_registered(frame, wanted_ids, today)
    existing = _entries(wanted_ids)
    kept = {s.record_id: (s.validity, s.changes_on) for s in _kept(wanted_ids)}
    return [
        pk
        for pk in wanted_ids
        if {key for key, entry in existing[pk].items() if not entry.gone} != set(wanted.get(pk, ()))
        or kept.get(pk) != ((shown[pk].validity, shown[pk].changes_on) if pk in shown else None)
    ]


def _as_registered(frame: Frame, ids: list[int], today: date):
    """Public records by id, what their pages say today, and the keys of the lists they belong on."""
    publications = {
        p.record_id: p
        for p in Publication.objects.filter(record_id__in=ids)
        .select_related("version", "record")
        .defer("version__body", "version__abstract")
        .order_by("record_id")
    }
    shown = standings(publications, today)
    wanted = {
        pk: list(shelves.shelf_keys(_shelved(frame, p, shown[pk].validity))) for pk, p in publications.items()
    }
    return publications, shown, wanted


def _kept(ids: list[int]):
    return Standing.objects.filter(record_id__in=ids).order_by("record_id")


def forget_gone(ids: Iterable[int]) -> None:
    """Drop what `settle` marked, once all pages that showed it are written."""
    ShelfEntry.objects.filter(record_id__in=list(ids), gone=True).delete()


def _mark(existing: dict[int, dict[str, ShelfEntry]], wanted: dict[int, list[str]]) -> None:
    """Entries go in two steps, so that a crash in between leaves a trace of the pages still to be written."""
    turned = [
        entry
        for pk, entries in existing.items()
        for key, entry in entries.items()
        if entry.gone != (key not in wanted.get(pk, ()))
    ]
    for entry in turned:
        entry.gone = not entry.gone
    if turned:
        ShelfEntry.objects.bulk_update(turned, ["gone"], batch_size=BATCH)


@dataclass(frozen=True, slots=True)
class _Came:
    touches: list[Touch]
    lasts: dict[str, int]


def _entries(ids: list[int]) -> dict[int, dict[str, ShelfEntry]]:
    found: dict[int, dict[str, ShelfEntry]] = defaultdict(dict)
    for entry in (
        ShelfEntry.objects.filter(record_id__in=ids).select_related("shelf").order_by("shelf_id", "position")
    ):
        found[entry.record_id][entry.shelf.key] = entry
    return found


def _give_positions(missing: list[tuple[str, int]], publications: dict[int, Publication]) -> _Came:
    """The next positions, under lock; shelves are locked in one order, so that two writers never wait
    for each other.
    """
    if not missing:
        return _Came([], {})
    keys = sorted({key for key, _pk in missing})
    Shelf.objects.bulk_create([Shelf(key=key) for key in keys], ignore_conflicts=True)
    grown = {s.key: s for s in Shelf.objects.select_for_update().filter(key__in=keys).order_by("key")}
    entries = []
    for key, pk in missing:
        shelf = grown[key]
        shelf.last += 1
        shelf.years.setdefault(str(shanghai_date(publications[pk].published_at).year), shelf.last)
        entries.append(ShelfEntry(shelf=shelf, position=shelf.last, record_id=pk))
    ShelfEntry.objects.bulk_create(entries, batch_size=BATCH)
    Shelf.objects.bulk_update(grown.values(), ["last", "years"], batch_size=100)
    lasts = {key: shelf.last for key, shelf in grown.items()}
    return _Came([Touch(e.shelf.key, e.position, lasts[e.shelf.key]) for e in entries], lasts)


def _keep_standings(ids: list[int], shown: dict[int, Standing]) -> None:
    kept = {s.record_id: s for s in _kept(ids)}
    Standing.objects.filter(record_id__in=[pk for pk in kept if pk not in shown]).delete()
    changed = [
        s
        for pk, s in shown.items()
        if pk not in kept or (kept[pk].validity, kept[pk].changes_on) != (s.validity, s.changes_on)
    ]
    if changed:
        Standing.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["record"],
            update_fields=["validity", "changes_on"],
            batch_size=BATCH,
        )


def _shelved(frame: Frame, publication: Publication, validity: str) -> shelves.Shelved:
    version, record = publication.version, publication.record
    columns = [frame.columns[pk] for pk in version.columns if pk in frame.columns]
    above = [c.id for column in columns for c in frame.with_ancestors(column) if c.lists]
    subject = frame.subjects.get(version.subject)
    year = version.made_on.year if version.made_on else shanghai_date(publication.published_at).year
    return shelves.Shelved(
        organ=frame.organs[record.organ_id].code,
        kind=version.kind,
        year=year,
        columns=tuple(above),
        subjects=tuple(code for code in (version.subject, subject.parent_id if subject else None) if code),
        library=shelves.in_library(
            normative=version.normative,
            document_number=version.document_number,
            effective_on=version.effective_on,
            expires_on=version.expires_on,
            policy_column=any(c.kind == ColumnKind.POLICY for c in columns),
        ),
        validity=validity,
    )
