"""From records to files: which files a change of some records touches, who claims attachments, what was
written.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from gongkai.foundation.jobs.registry import JobFailed
from gongkai.kernel.publishing import assets
from gongkai.kernel.publishing.facts import neighbours_of
from gongkai.kernel.publishing.frame import Frame
from gongkai.kernel.publishing.models import GoneAddress, Page, SharedFile, ShelfEntry
from gongkai.kernel.publishing.pages import fixed, lists, machine
from gongkai.kernel.publishing.pages import records as record_pages
from gongkai.kernel.publishing.rules import shelves
from gongkai.kernel.publishing.shelving import Touch
from gongkai.kernel.publishing.tree import SiteFile, Tree

BATCH = 500


def record_files(frame: Frame, ids: list[int], touches: list[Touch]) -> Iterator[SiteFile]:
    """All files that a change of these records touches, but their attachments: pages first, so that no list ever
    names a page that is not there; then neighbours, lists, feeds, sitemap, first pages."""
    yield from record_pages.pages(frame, [*ids, *_neighbours(ids)])
    yield from record_pages.notices(frame, ids)
    yield from _lists(frame, touches)
    yield from machine.feeds(frame, sorted({t.key for t in touches}))
    yield from _sitemap(frame, touches)
    yield from _gathering_pages(frame, touches)


class Unreviewed(JobFailed):
    """Attachments that are not what was reviewed with their records: `files`. Pages and lists stay as they were."""

    def __init__(self, files: Iterable[SiteFile]):
        self.files = list(files)
        named = "、".join(f"{file.path}（record:{file.record}）" for file in self.files)
        super().__init__(
            _("附件与保密审查时不一致，没有发布，网页保持原样。请核查文件库（gongkai files check）：%s")
            % named
        )


def withhold(tree: Tree, files: Iterable[SiteFile]) -> tuple[list[SiteFile], list[SiteFile]]:
    """The files without those of records of which some file may not go out, and the latter's own."""
    wanted = list(files)
    unsound = [file for file in wanted if not tree.is_sound(file)]
    records = {file.record for file in unsound}
    return [file for file in wanted if not file.record or file.record not in records], unsound


def missing_assets(tree: Tree) -> list[SiteFile]:
    """Style sheets and scripts that the pages of this version name and the tree does not hold yet."""
    return [file for file in assets.files() if not tree.place(file.path).exists()]


def _neighbours(ids: list[int]) -> list[int]:
    """Records next to these on a column list: their pages name them as previous or next."""
    entries = ShelfEntry.objects.filter(record_id__in=ids, shelf__key__startswith="column:")
    beside = neighbours_of(entries).values_list("older", "newer")
    return sorted({pk for pair in beside for pk in pair if pk} - set(ids))


def _lists(frame: Frame, touches: list[Touch]) -> Iterator[SiteFile]:
    numbers: dict[str, set[int]] = {}
    for touch in touches:
        numbers.setdefault(touch.key, set()).update(shelves.touched_pages(touch.position, touch.last))
    for key in sorted(numbers):
        yield from lists.pages(frame, key, numbers[key])


def _sitemap(frame: Frame, touches: list[Touch]) -> Iterator[SiteFile]:
    parts = {shelves.page_of(t.position, shelves.PART) for t in touches if t.key == shelves.EVERYTHING}
    if parts:
        shelf = machine.everything()
        yield from (machine.sitemap_part(frame, shelf, part) for part in sorted(parts))
        yield machine.sitemap(frame, shelf)


def _gathering_pages(frame: Frame, touches: list[Touch]) -> Iterator[SiteFile]:
    """Home pages, groups and organ pages that show the newest of the touched lists."""
    keys = {t.key for t in touches}
    columns = [int(key.partition(":")[2]) for key in keys if key.startswith("column:")]
    yield from (fixed.group(frame, group) for group in fixed.groups_above(frame, columns))
    for key in sorted(keys):
        if key.startswith("organ:"):
            yield fixed.organ_page(frame, frame.organs_by_code[key.partition(":")[2]])
    sites = {frame.columns[pk].site for pk in columns if pk in frame.columns} | {frame.main.id}
    yield from (fixed.home(frame, frame.sites[pk]) for pk in sorted(sites, key=str))


# --- attachments --------------------------------------------------------------------------------------------


def _wanted_files(ids: Iterable[int]) -> set[tuple[int, str]]:
    return {(a.version.record_id, record_pages.attachment_path(a)) for a in record_pages.attachments_of(ids)}


def claim_files(ids: list[int]) -> None:
    """Before attachments are written: say which record needs them."""
    SharedFile.objects.bulk_create(
        [SharedFile(record_id=pk, path=path) for pk, path in sorted(_wanted_files(ids))],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def release_files(tree: Tree, ids: list[int]) -> list[str]:
    """After the pages are written: remove attachments that no public record needs any more; their paths.

    The file goes before the claim, so that a crash in between is repaired by the next run.
    """
    wanted = _wanted_files(ids)
    removed = []
    for claim in SharedFile.objects.filter(record_id__in=ids).order_by("record_id", "path"):
        if (claim.record_id, claim.path) in wanted:
            continue
        if not SharedFile.objects.filter(path=claim.path).exclude(pk=claim.pk).exists():
            tree.remove(claim.path)
            removed.append(claim.path)
        claim.delete()
    return removed


# --- the table of files -------------------------------------------------------------------------------------


def remember(files: Iterable[SiteFile], removed: Iterable[str], at: datetime) -> None:
    """Keep the table of files and the purge list in line with the tree. Two statements, four when something is new."""
    wanted, gone = {file.path: file for file in files}, list(removed)
    known = dict(Page.objects.filter(path__in=list(wanted)).order_by("path").values_list("path", "digest"))
    changed = [
        Page(path=path, digest=file.digest, size=file.size, written_at=at)
        for path, file in wanted.items()
        if known.get(path) != file.digest
    ]
    _remember_gone(wanted.values(), [page.path for page in changed], gone, at)
    if changed:
        Page.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["path"],
            update_fields=["digest", "size", "written_at"],
            batch_size=200,
        )
    if gone:
        Page.objects.filter(path__in=gone).delete()


def _remember_gone(
    files: Iterable[SiteFile], changed: list[str], removed: Iterable[str], at: datetime
) -> None:
    notices = {file.path for file in files if file.gone}
    if used_again := [path for path in changed if path not in notices]:
        GoneAddress.objects.filter(path__in=used_again).delete()
    rows = [GoneAddress(path=path, since=at, has_notice=True) for path in notices.intersection(changed)]
    rows += [GoneAddress(path=path, since=at, has_notice=False) for path in removed]
    if rows:
        GoneAddress.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
