"""Acts on the working calendar as desk and command line perform them: permission, act, ledger entry, news.

The calendar lies below people, ledger and queue and knows none of them, so the three meet here.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.calendar import selectors, services
from gongkai.foundation.calendar.events import CALENDAR_CHANGED
from gongkai.foundation.calendar.models import Notice, Overlay
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.rules import region_stem
from gongkai.foundation.orgs.selectors import may


def _permit(by: Person, at: datetime, *capabilities: str) -> None:
    today = shanghai_date(at)
    if not any(may(by, name, organ=by.organ, today=today) for name in capabilities):
        refuse([Reason("not_permitted", _("%s没有办理此事的权限。") % by.name, "", "by")])


def _permit_place(by: Person, region_code: str = "") -> None:
    """What holds for the country, the topmost organ decides; what holds for a region, an organ from it up.

    Otherwise two people of one county could move the deadlines of all.
    """
    if not region_code and by.organ.parent_id is not None:
        text = _("全国放假通知由最上级机关统一导入和确认，对各级机关同时生效。")
        refuse([Reason("notice_from_above", text, "", "year")])
    if region_code and not region_code.startswith(region_stem(by.organ.region_id)):
        text = _("只能办理本行政区划之内的地方安排。")
        refuse([Reason("region_outside", text, "", "region_code")])


def _record(verb: str, imported: Notice | Overlay, by: Person, at: datetime) -> None:
    append(
        organ=by.organ.code,
        verb=verb,
        subject_type=f"calendar.{imported._meta.model_name}",
        subject_id=str(imported.pk),
        by=by,
        at=at,
        detail=services.facts(imported),
    )


def _tell(version: int, since: str, region_code: str = "") -> None:
    payload = {"version": version, "since": since, "region_code": region_code}
    announce(event=CALENDAR_CHANGED, key=str(version), payload=payload)


@transaction.atomic
def import_notice(*, by: Person, at: datetime, **given) -> Notice:
    """services.import_notice with permission `calendar.import` and its ledger entry. Raises NotAllowed."""
    _permit(by, at, "calendar.import")
    _permit_place(by)
    notice = services.import_notice(by=by, at=at, **given)
    _record("calendar.import", notice, by, at)
    return notice


@transaction.atomic
def import_overlay(*, by: Person, at: datetime, **given) -> Overlay:
    """services.import_overlay with permission `calendar.import` and its ledger entry. Raises NotAllowed."""
    _permit(by, at, "calendar.import")
    _permit_place(by, given["region_code"])
    overlay = services.import_overlay(by=by, at=at, **given)
    _record("calendar.import", overlay, by, at)
    return overlay


@transaction.atomic
def confirm(*, waiting: Notice | Overlay, by: Person, at: datetime) -> Notice | Overlay:
    """The second person confirms: a new version, its ledger entry, and news to those who hold deadlines."""
    _permit(by, at, "calendar.confirm")
    _permit_place(by, waiting.region_code if isinstance(waiting, Overlay) else "")
    if isinstance(waiting, Notice):
        done, region = services.confirm_notice(notice=waiting, by=by, at=at), ""
    else:
        done = services.confirm_overlay(overlay=waiting, by=by, at=at)
        region = done.region_code
    _record("calendar.confirm", done, by, at)
    _tell(done.version_id, done.rows[0]["date"], region)
    return done


@transaction.atomic
def discard(*, waiting: Notice | Overlay, by: Person, at: datetime) -> Notice | Overlay:
    """Give up an import that waits; whoever may import or confirm may do so."""
    _permit(by, at, "calendar.import", "calendar.confirm")
    _permit_place(by, waiting.region_code if isinstance(waiting, Overlay) else "")
    done = services.discard(waiting=waiting, by=by, at=at)
    _record("calendar.discard", done, by, at)
    return done


@transaction.atomic
def fill_from_package(*, by: Person, at: datetime) -> int:
    """Take over what a newer package knows. Returns the number of days written; 0 leaves no trace."""
    _permit(by, at, "calendar.import")
    count = services.fill_from_package(by=by, at=at)
    if count:
        version = selectors.newest_version()
        append(
            organ=by.organ.code,
            verb="calendar.fill",
            subject_type="calendar.version",
            subject_id=str(version.number),
            by=by,
            at=at,
            detail={"days": count, "source": version.note},
        )
        _tell(version.number, version.days.order_by("date").first().date.isoformat())
    return count
