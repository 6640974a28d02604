"""Writing the public site: one publication, the whole tree, the check, the preview.

The register is the truth; everything here can be run again at any time and brings the tree to the same state.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.utils import translation

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import sign_heads
from gongkai.kernel.publishing import assets, facts, refreshing, shelving, timing
from gongkai.kernel.publishing.building import Builder, Report
from gongkai.kernel.publishing.checking import Finding, findings
from gongkai.kernel.publishing.frame import Frame
from gongkai.kernel.publishing.models import Page, Standing
from gongkai.kernel.publishing.pages import fixed, machine
from gongkai.kernel.publishing.pages import records as record_pages
from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.standing import standings
from gongkai.kernel.publishing.tree import Tree
from gongkai.kernel.publishing.writing import (
    Unreviewed,
    claim_files,
    missing_assets,
    record_files,
    release_files,
    remember,
    withhold,
)
from gongkai.kernel.records.models import Attachment, Publication, Version
from gongkai.kernel.records.preview import renders_previews
from gongkai.kernel.records.rules.address import address_of

__all__ = [
    "Finding",
    "Report",
    "Unreviewed",
    "build",
    "check",
    "is_of_another_version",
    "preview",
    "provide_assets",
    "publish_heads",
    "published_heads",
    "refresh_validity",
    "refresh",
    "render_organ",
    "render_records",
    "site_tree",
    "unreviewed_attachments",
]

FEW = 20

Progress = Callable[[int, int, str], None]


def site_tree() -> Tree:
    return Tree(Path(settings.SITE_ROOT))


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one call wrote and removed: paths."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def render_records(*, ids: Iterable[int], at: datetime) -> Rendered:
    """Bring the pages of some records, and every list that shows them, in line with the register.

    For records that became public, changed or were withdrawn. Bounded: the number of files does not
    depend on how
    many records there are. Idempotent; after a crash or a full disk (OSError, nothing moved) it is
    simply run again. Records whose attachments are not what was reviewed keep page and lists as they are; when
    the others are done: Unreviewed.
    """
    wanted = sorted(set(ids))
    tree = site_tree()
    with tree.locked(), translation.override(settings.LANGUAGE_CODE):
        attached = map(record_pages.attachment_file, record_pages.attachments_of(wanted))
        attached, unsound = withhold(tree, attached)
        wanted = sorted(set(wanted) - {file.record for file in unsound})
        frame = Frame.load()
        touches = shelving.settle(frame=frame, ids=wanted, today=shanghai_date(at))
        claim_files(wanted)
        rendered, _beside = withhold(tree, record_files(frame, wanted, touches))
        files = [*missing_assets(tree), *attached, *rendered]
        written = tree.write(files, durable=True)
        removed = release_files(tree, wanted)
        remember(files, removed, at)
        shelving.forget_gone(wanted)
    if Standing.objects.filter(record_id__in=wanted, changes_on__isnull=False).exists():
        timing.plan_next(at)
    if unsound:
        raise Unreviewed(unsound)
    return Rendered(tuple(file.path for file in written), tuple(removed))


def build(*, at: datetime, progress: Progress | None = None) -> Report:
    """Render the whole tree in place, file by file, and remove what does not belong to it.

    The lock is given up after every piece, so that publications go on meanwhile; memory does not grow
    with the register
    (but for eight bytes a file). Signed ledger heads are published with it.
    """
    with translation.override(settings.LANGUAGE_CODE):
        report = Builder(site_tree(), at, progress).run()
    timing.plan_next(at)
    return report


def published_heads() -> Path:
    """Where the newest signed heads of the ledger stand for everybody to keep."""
    return site_tree().place(paths.LEDGER_HEADS)


def publish_heads(*, at: datetime) -> None:
    """Sign where the chains of the ledger end now and put that into the tree: a tail cut off later then shows.

    OSError, ValueError when file or key are unusable; nothing is signed or published then.
    """
    line, tree = sign_heads(at=at).line(), site_tree()
    with tree.locked():
        files = [machine.ledger_heads(line)]
        tree.write(files, durable=True)
        remember(files, (), at)


def check(*, at: datetime, progress: Progress | None = None) -> list[Finding]:
    """Render everything again in memory and compare: missing, changed and foreign files, records not yet
    on their lists.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return findings(site_tree(), at, progress)


def provide_assets(*, at: datetime) -> None:
    """Bring style sheets and scripts of this version into the tree: an upgrade serves new pages beside old ones."""
    tree = site_tree()
    with tree.locked():
        files = missing_assets(tree)
        tree.write(files, durable=True)
        remember(files, (), at)


def is_of_another_version() -> bool:
    """Whether pages of the tree were made by another version: assets that this one has not made are still there."""
    own = {file.path for file in assets.files()}
    return Page.objects.filter(path__startswith=f"{paths.ASSETS}/").exclude(path__in=own).exists()


def refresh(*, cursor: dict, at: datetime) -> dict | None:
    """One step of rendering all pages again; the cursor for the next step, None when all is done."""
    provide_assets(at=at)
    with translation.override(settings.LANGUAGE_CODE):
        following = refreshing.step(site_tree(), refreshing.Cursor(**cursor), at)
    return following.as_payload() if following else None


def unreviewed_attachments() -> list[str]:
    """Index number and name of what public records attach and the file store no longer has as it was reviewed."""
    as_saved = {"file_digest": F("file__digest"), "public_digest": F("file__public_digest")}
    rows = Attachment.objects.filter(version__publication__isnull=False).exclude(**as_saved)
    found = rows.order_by("pk").values_list("version__record__index_number", "name")
    return [f"{number} {name}" for number, name in found[:FEW]]


FROM_LISTS = refreshing.Cursor("lists").as_payload()
"""Where `refresh` begins when the pages of the records stay as they are."""


def render_organ(*, organ_id: int, at: datetime) -> None:
    """The page of an organ and the guide of its site again, after its duties, contact or divisions changed."""
    tree = site_tree()
    with tree.locked(), translation.override(settings.LANGUAGE_CODE):
        frame = Frame.load()
        pages = [fixed.organ_page(frame, frame.organs[organ_id]), *fixed.guides_of(frame, organ_id)]
        files = [*missing_assets(tree), *pages]
        tree.write(files, durable=True)
        remember(files, (), at)


def refresh_validity(*, at: datetime, limit: int = 50) -> int:
    """Render the pages whose validity the calendar has changed, at most `limit`; how many were due."""
    due = list(
        Standing.objects.filter(changes_on__lte=shanghai_date(at))
        .order_by("changes_on", "record_id")
        .values_list("record_id", flat=True)[:limit]
    )
    if due:
        render_records(ids=due, at=at)
    return len(due)


@renders_previews
def preview(version: Version, *, at: datetime) -> str:
    """A version exactly as the public would see it now, as HTML. Nothing is written."""
    record = version.record
    public = Publication.objects.filter(record=record).first()
    shown = Publication(
        record=record,
        version=version,
        address=public.address if public else _address(record),
        published_at=public.published_at if public else at,
        changed_at=at,
    )
    with translation.override(settings.LANGUAGE_CODE):
        page = facts.as_if_public(shown)
        page.validity = standings({record.pk: shown}, shanghai_date(at))[record.pk].validity
        return record_pages.render(Frame.load(), page).decode()


def _address(record) -> str:
    return address_of(record.index_number) if record.index_number else "/records/-.html"
