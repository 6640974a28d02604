"""Writes: fill from the package, import and confirm what the State Council or a region announced.

The ledger lies above this app. So a service returns the import it wrote, and the face that called it
appends the entry (verb in the docstring, detail from `facts`) in the same transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import BinaryIO, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.calendar import package, rules, tabular
from gongkai.foundation.calendar.models import CalendarDay, CalendarVersion, Notice, Overlay, Source, State
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason, refuse

Waiting = TypeVar("Waiting", Notice, Overlay)


@transaction.atomic
def fill_from_package(*, by: Actor, at: datetime) -> int:
    """Write the days of the installed package that no notice has decided. Returns the number of rows; 0 the
    second time.

    Ledger: calendar.fill.
    """
    _lock_versions()
    return package.write_days(versions=CalendarVersion.objects, days=CalendarDay.objects, at=at)


@transaction.atomic
def import_notice(
    *,
    upload: BinaryIO,
    name: str,
    year: int,
    document_number: str,
    by: Actor,
    at: datetime,
    supplement: bool = False,
) -> Notice:
    """Read the notice of a year from CSV or XLSX; nothing counts before a second person confirms it.

    Raises NotAllowed with every bad line. Ledger: calendar.import.
    """
    rows = _read(upload, year)
    _lock_versions()  # two imports of one year come one after the other
    document_number = document_number.strip()
    reasons = rules.reasons_against_notice(
        rows, year=year, document_number=document_number, supplement=supplement, covered=_is_covered(year)
    )
    if not supplement and Notice.objects.filter(year=year, state=State.CONFIRMED, supplement=False).exists():
        text = _("%d 年的放假通知已确认生效；如有补充或调整，请作为补充通知导入。") % year
        reasons.append(Reason("notice_confirmed", text, "", "year"))
    if Notice.objects.filter(year=year, state=State.IMPORTED).exists():
        text = _("%d 年已有一份通知等待确认，请先确认或作废。") % year
        reasons.append(Reason("notice_waiting", text, "", "year"))
    refuse(reasons)
    warnings = rules.warnings_about_notice(
        rows, year=year, document_number=document_number, supplement=supplement
    )
    return Notice.objects.create(
        year=year, supplement=supplement, **_imported(rows, warnings, document_number, name, by, at)
    )


@transaction.atomic
def confirm_notice(*, notice: Notice, by: Actor, at: datetime) -> Notice:
    """The second person has compared the rows with the notice: they become a new version. Ledger:
    calendar.confirm.
    """
    notice = _open(Notice, notice, by)
    days = {} if notice.supplement else _plain_year(notice.year)
    days |= _days(notice)
    version = _new_version(Source.NOTICE, _("%d 年放假通知 %s") % (notice.year, notice.document_number), at)
    _write(version, Source.NOTICE, "", days)
    return _close(notice, State.CONFIRMED, by, at, version)


@transaction.atomic
def import_overlay(
    *, upload: BinaryIO, name: str, region_code: str, document_number: str, year: int, by: Actor, at: datetime
) -> Overlay:
    """Read days that one region declares otherwise; days written without a year belong to `year`. Ledger:
    calendar.import.
    """
    rows = _read(upload, year)
    document_number = document_number.strip()
    refuse(rules.reasons_against_overlay(rows, region_code=region_code, document_number=document_number))
    days = [row.date for row in rows]
    return Overlay.objects.create(
        region_code=rules.normal_code(region_code),
        since=min(days),
        until=max(days),
        **_imported(rows, [], document_number, name, by, at),
    )


@transaction.atomic
def confirm_overlay(*, overlay: Overlay, by: Actor, at: datetime) -> Overlay:
    """The second person confirms the local days; they hold for the region and all below. Ledger:
    calendar.confirm.
    """
    overlay = _open(Overlay, overlay, by)
    version = _new_version(Source.OVERLAY, f"{overlay.region_code} {overlay.document_number}", at)
    _write(version, Source.OVERLAY, overlay.region_code, _days(overlay))
    return _close(overlay, State.CONFIRMED, by, at, version)


@transaction.atomic
def discard(*, waiting: Notice | Overlay, by: Actor, at: datetime) -> Notice | Overlay:
    """Give up an import that waits, by anyone who may import or confirm. Ledger: calendar.discard."""
    model = type(waiting)
    waiting = model.objects.select_for_update().get(pk=waiting.pk)
    if waiting.state != State.IMPORTED:
        refuse([Reason("not_waiting", _("这份导入已确认或已作废。"), "", "state")])
    return _close(waiting, State.DISCARDED, by, at, None)


def facts(imported: Notice | Overlay) -> dict:
    """What the ledger keeps of an import: enough to prove which rows were confirmed."""
    about = {"year": imported.year, "supplement": imported.supplement} if isinstance(imported, Notice) else {}
    if isinstance(imported, Overlay):
        about = {"region_code": imported.region_code, "since": imported.since.isoformat()}
    return about | {
        "document_number": imported.document_number,
        "file_name": imported.file_name,
        "digest": imported.digest,
        "days": len(imported.rows),
        "version": imported.version_id,
    }


def _read(upload: BinaryIO, year: int) -> list[rules.Row]:
    rows, reasons = rules.parse_rows(tabular.read_lines(upload), year)
    refuse(reasons)
    return rows


def _is_covered(year: int) -> bool:
    days = CalendarDay.objects.filter(region_code="", date__range=(date(year, 2, 1), date(year, 2, 28)))
    return days.exists()


def _imported(
    rows: Iterable[rules.Row],
    warnings: list[Reason],
    document_number: str,
    name: str,
    by: Actor,
    at: datetime,
) -> dict:
    merged = [row.as_dict() for row in sorted({row.date: row for row in rows}.values(), key=lambda r: r.date)]
    return {
        "rows": merged,
        "warnings": [warning.as_dict() for warning in warnings],
        "document_number": document_number,
        "file_name": name[:200],
        "digest": digest_of(merged),
        "imported_by_id": by.actor_id,
        "imported_by_name": by.actor_name,
        "imported_at": at,
    }


def _open(model: type[Waiting], waiting: Waiting, by: Actor) -> Waiting:
    found = model.objects.select_for_update().get(pk=waiting.pk)
    refuse(
        rules.reasons_against_confirming(
            state=found.state, imported_by_id=found.imported_by_id, confirmed_by_id=by.actor_id
        )
    )
    return found


def _close(waiting, state: str, by: Actor, at: datetime, version: CalendarVersion | None):
    waiting.state = state
    waiting.closed_by_id, waiting.closed_by_name, waiting.closed_at = by.actor_id, by.actor_name, at
    waiting.version = version
    waiting.save(update_fields=["state", "closed_by_id", "closed_by_name", "closed_at", "version"])
    return waiting


def _days(imported: Notice | Overlay) -> dict[date, tuple[bool, str]]:
    return {date.fromisoformat(r["date"]): (r["is_working"], r["name"]) for r in imported.rows}


def _plain_year(year: int) -> dict[date, tuple[bool, str]]:
    """Every day of the year by its weekday; the rows of the notice come over it."""
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    days = [first + timedelta(days=n) for n in range(count)]
    return {day: (day.weekday() < 5, "") for day in days}


def _lock_versions() -> CalendarVersion | None:
    """The newest version, locked, so that two confirmations do not count the same number."""
    return CalendarVersion.objects.select_for_update().order_by("-number").first()


def _new_version(source: str, note: str, at: datetime) -> CalendarVersion:
    last = _lock_versions()
    if last is None:  # a table that was never filled must not lose the years of the package
        package.write_days(versions=CalendarVersion.objects, days=CalendarDay.objects, at=at)
        last = _lock_versions()
    number = last.number + 1
    return CalendarVersion.objects.create(number=number, source=source, note=note[:200], made_at=at)


def _write(
    version: CalendarVersion, source: str, region_code: str, days: dict[date, tuple[bool, str]]
) -> None:
    rows = [
        CalendarDay(
            region_code=region_code, date=day, is_working=working, name=name, source=source, version=version
        )
        for day, (working, name) in sorted(days.items())
    ]
    CalendarDay.objects.bulk_create(rows, batch_size=500)
