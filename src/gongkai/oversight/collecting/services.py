"""Writes: one report collected from a file, or many at once. Files are opened in a process of their own, before any
transaction; what they say is compared with what was told, and numbers are never invented."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files import storage
from gongkai.foundation.files.rules.refusals import refusal
from gongkai.foundation.files.services import keep_made, refuse_marked
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import organs_below
from gongkai.kernel.figures.rules.values import NO_TABLE
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.opened import Arrived, Opened, Said, opened
from gongkai.oversight.collecting.reasons import (
    reasons_against_again,
    reasons_against_day,
    reasons_against_no_form,
    reasons_against_right,
    reasons_against_said,
)
from gongkai.oversight.collecting.rules.recognising import Known, recognised, year_in
from gongkai.oversight.collecting.selectors import known_organs
from gongkai.oversight.collecting.wording import reasons_of
from gongkai.oversight.reporting.rules.frozen import to_stored
from gongkai.oversight.reporting.rules.versions import form_of

MARK = "classification_mark"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class About:
    """What was told of a file beside the file. `without_table`: the report is known to have lost its tables."""

    year: int
    published_on: date | None = None
    address: str = ""
    without_table: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file of many: kept; refused with its reasons; or, with `asked`, whose it is must be told.

    `candidates`: ids of the organs that it may be; empty when none fits. `token`: under which the file waits a day.
    """

    name: str
    kept: Collected | None = None
    reasons: list[Reason] = field(default_factory=list)
    asked: bool = False
    candidates: list[int] = field(default_factory=list)
    token: str = ""


# --- one --------------------------------------------------------------------------------------------------------


def collect(
    *,
    organ: Organ,
    year: int,
    upload: BinaryIO,
    name: str,
    by: Person,
    at: datetime,
    published_on: date | None = None,
    address: str = "",
    without_table: bool = False,
) -> Collected:
    """Read a report of that organ and year and keep it beside those before. Ledger: report.collect.

    NotAllowed: no right, a day that cannot be, a file that is no report, one that says another organ or year, one
    without any table (unless told so), the same file once more. Stands outside any transaction: reading takes seconds.
    """
    about = About(year, published_on, address, without_table)
    refuse(_reasons_before(organ, about, by=by, at=at))
    with tempfile.TemporaryDirectory(prefix="gongkai-report-") as folder:
        arrived = Arrived(_received(upload, Path(folder, "file")), name)
        ((_one, found),) = opened([arrived])
        return _keep(organ, about, arrived, found, by=by, at=at)


def _reasons_before(organ: Organ, about: About, *, by: Person, at: datetime) -> list[Reason]:
    today = shanghai_date(at)
    right = reasons_against_right(organ, by=by, today=today)
    return right or reasons_against_day(about.year, about.published_on, about.address, today)


def _received(upload: BinaryIO, path: Path) -> Path:
    """The upload on the disk; NotAllowed beyond the size that an upload may have, before it was read whole."""
    limit = settings.UPLOAD_LIMIT
    try:
        if (getattr(upload, "size", None) or 0) > limit:
            raise storage.TooLarge
        storage.receive(upload, path, limit)
    except storage.TooLarge as error:
        raise NotAllowed([refusal("too_large", limit=limit // 1024**2)]) from error
    return path


def _keep(
    organ: Organ, about: About, arrived: Arrived, found: Opened, *, by: Person, at: datetime
) -> Collected:
    if found.problem == MARK:
        refuse_marked(organ, by=by, at=at)
    if found.members:
        raise NotAllowed([refusal("zip_depth", arrived.name, limit=1)])
    said = _readable(found, about)
    others = known_organs(Organ.objects.all())
    refuse(reasons_against_said(said, organ, about.year, others))
    return _store(organ, about, arrived, found, said, by=by, at=at)


def _readable(found: Opened, about: About) -> Said:
    """What the file says; NotAllowed when it is no report, or one that lacks its tables without anybody having said so."""
    said = found.said
    if said is None or (said.lacking and not about.without_table):
        raise NotAllowed(reasons_of(found))
    if said.form:
        return said
    form = form_of(about.year)
    if form is None:
        raise NotAllowed(reasons_against_no_form(about.year))
    return Said(form.code, to_stored(dict.fromkeys(form.labels, NO_TABLE)), said.year, said.organ, said.text)


@transaction.atomic
def _store(
    organ: Organ, about: About, arrived: Arrived, found: Opened, said: Said, *, by: Person, at: datetime
) -> Collected:
    data = arrived.path.read_bytes()
    digest = sm3(data)
    refuse(_reasons_against_again(organ, about, digest))
    file = keep_made(data=data, name=arrived.name, kind=found.kind, organ=organ, at=at)
    row = Collected.objects.create(
        organ=organ,
        year=about.year,
        form=said.form,
        file=file,
        name=arrived.name.rsplit("/", 1)[-1][-200:],
        digest=digest,
        address=about.address,
        told_published_on=about.published_on,
        values=said.values,
        text=said.text,
        troubles=[{"code": one.code, "where": one.where, "said": one.said} for one in found.troubles],
        collected_by=by.actor_id,
        collected_name=by.actor_name,
        collected_at=at,
    )
    detail = {"year": about.year, "digest": digest, "troubles": len(found.troubles)}
    ledger.append(
        organ=organ.code,
        verb="report.collect",
        subject_type="collected_report",
        subject_id=str(row.pk),
        by=by,
        at=at,
        detail=detail,
    )
    return row


def _reasons_against_again(organ: Organ, about: About, digest: str) -> list[Reason]:
    """The same file with another day is a correction."""
    newest = Collected.objects.filter(organ=organ, year=about.year).first()
    if newest is None or (newest.digest, newest.told_published_on) != (digest, about.published_on):
        return []
    return reasons_against_again(shanghai_date(newest.collected_at))


# --- many -------------------------------------------------------------------------------------------------------


def collect_many(
    *,
    root: Organ,
    year: int | None,
    uploads: Iterable[tuple[BinaryIO, str]],
    by: Person,
    at: datetime,
    published_on: date | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Outcome]:
    """Files and archives of files, each kept under the organ that it is about, of `root` and all below it.

    `year` None: what each file says. One bad file does not stop the others; each has its outcome, in order.
    NotAllowed only when nothing can be done at all. Stands outside any transaction.
    """
    refuse(reasons_against_right(root, by=by, today=shanghai_date(at)))
    among = known_organs(organs_below(root))
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="gongkai-reports-") as folder:
        arrived = _all_received(uploads, Path(folder), outcomes)
        files = _unpacked(arrived, outcomes)
        for number, (one, found) in enumerate(files, start=1):
            outcomes.append(_one_of_many(one, found, among, year, published_on, by=by, at=at))
            progress(number, max(number, len(arrived)))
    return outcomes


def _all_received(
    uploads: Iterable[tuple[BinaryIO, str]], folder: Path, outcomes: list[Outcome]
) -> list[Arrived]:
    arrived = []
    for number, (upload, name) in enumerate(uploads):
        inside = folder / f"{number}-members"
        inside.mkdir()
        try:
            path = _received(upload, folder / str(number))
        except NotAllowed as refusal_of_one:
            outcomes.append(Outcome(name, reasons=refusal_of_one.reasons))
            continue
        arrived.append(Arrived(path, name, str(inside)))
    return arrived


def _unpacked(arrived: list[Arrived], outcomes: list[Outcome]) -> Iterator[tuple[Arrived, Opened]]:
    """Every report with what it holds: files as they came, then the members of archives."""
    members: list[Arrived] = []
    for one, found in opened(arrived):
        if found.members:
            members += found.members
        else:
            yield one, found
    yield from opened(members)


def _one_of_many(
    one: Arrived,
    found: Opened,
    among: list[Known],
    year: int | None,
    published_on: date | None,
    *,
    by: Person,
    at: datetime,
) -> Outcome:
    said = found.said
    if said is None or said.lacking:
        return Outcome(one.name, reasons=_refusal_of(found, one, among, by=by, at=at))
    organs = recognised(said.organ, one.name, among)
    of_year = year or said.year or year_in(one.name)
    if len(organs) != 1 or of_year is None:
        return Outcome(one.name, asked=True, candidates=organs, token=staged(one.path))
    try:
        organ, about = Organ.objects.get(pk=organs[0]), About(of_year, published_on)
        refuse(_reasons_before(organ, about, by=by, at=at))
        return Outcome(one.name, kept=_keep(organ, about, one, found, by=by, at=at))
    except NotAllowed as refused:
        return Outcome(one.name, reasons=refused.reasons)


def _refusal_of(found: Opened, one: Arrived, among: list[Known], *, by: Person, at: datetime) -> list[Reason]:
    """A secret mark is told to the ledger of the organ that collects, whoever the file is about."""
    if found.problem == MARK:
        try:
            refuse_marked(Organ.objects.get(pk=among[0].organ), by=by, at=at)
        except NotAllowed as refused:
            return refused.reasons
    return reasons_of(found)


# --- files that wait until somebody says whose they are -----------------------------------------------------------


def staged(path: Path) -> str:
    """Keep the bytes aside for a day, under a name that nobody guesses; the daily sweep of the files takes them away."""
    target = storage.incoming_path()
    shutil.copyfile(path, target)
    return target.name


def staged_path(token: str) -> Path | None:
    """Where the bytes wait; None when they are gone or this is no such name."""
    if len(token) != 32 or not set(token) <= set("0123456789abcdef"):
        return None
    path = storage.root() / storage.INCOMING / token
    return path if path.is_file() else None


def collect_staged(
    *,
    token: str,
    organ: Organ,
    year: int,
    name: str,
    by: Person,
    at: datetime,
    published_on: date | None = None,
) -> Collected:
    """Keep a waiting file under the organ and year that were told, as `collect` does; then it waits no longer."""
    path = staged_path(token)
    if path is None:
        raise NotAllowed([refusal("empty")])
    with path.open("rb") as upload:
        told = {"organ": organ, "year": year, "published_on": published_on, "by": by, "at": at}
        row = collect(upload=upload, name=name, **told)
    storage.discard(path)
    return row
