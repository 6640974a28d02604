"""What changed between two versions: elements, attachments, and the text paragraph by paragraph.

Paragraphs are aligned first, then signs within changed paragraphs; rows of a table cell by cell. All work is
bounded: where two texts have too little in common to be worth more, they are shown as taken out and put in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.kernel.records.html import text_of
from gongkai.kernel.records.rules.content import AttachedFile
from gongkai.kernel.records.rules.difference import Budget, Edit, edits


class SegmentKind(TextChoices):
    """Whether a piece of text stands in both versions, only in the new one, or only in the old one."""

    EQUAL = "equal", _("未变")
    INSERT = "insert", _("新增")
    DELETE = "delete", _("删除")


class AttachmentChange(TextChoices):
    """What happened to an attachment, by the digest of the file and its public name."""

    ADDED = "added", _("新增附件")
    REMOVED = "removed", _("删除附件")
    RENAMED = "renamed", _("附件改名")
    REPLACED = "replaced", _("附件内容更换")


@dataclass(frozen=True, slots=True)
class Change:
    """An element that differs. `old` and `new` as they were given; blank is blank however it is written."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text: all but the insertions give the old text, all but the deletions the new one."""

    kind: str  # of SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph beside its counterpart; one side is empty where there is none."""

    segments: tuple[Segment, ...]

    @property
    def old(self) -> tuple[Segment, ...]:
        return tuple(s for s in self.segments if s.kind != SegmentKind.INSERT)

    @property
    def new(self) -> tuple[Segment, ...]:
        return tuple(s for s in self.segments if s.kind != SegmentKind.DELETE)

    @property
    def changed(self) -> bool:
        return any(s.kind != SegmentKind.EQUAL for s in self.segments)


_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[A-Za-z]+|\s+|.", re.S)
_CELL = re.compile(r"[^\t]*(?:\t|$)")
_PAIRS = 900  # paragraphs of a changed block that are compared each with each
_AHEAD = 6  # how far ahead a counterpart is looked for in a larger block
_ALIKE = 0.4  # share of common signs from which two paragraphs are one paragraph that was changed
_LINE_WORK = 400  # edits between two anchors; beyond, a block counts as rewritten
_SIGN_WORK = 300  # edits within a paragraph
_TOTAL_WORK = 3_000_000  # steps of one comparison


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Elements that differ, in the order of the new version, then those that are gone."""
    fields = [*new, *(field for field in old if field not in new)]
    pairs = ((field, old.get(field), new.get(field)) for field in fields)
    return [Change(field, before, after) for field, before, after in pairs if _plain(before) != _plain(after)]


def compare_attachments(old: Iterable[AttachedFile], new: Iterable[AttachedFile]) -> list[Change]:
    """Attachments added, removed, renamed (same content) or replaced (same name); `field` says which."""
    before, after = _without_common(list(old), list(new))
    changes = []
    for kind, same in ((AttachmentChange.RENAMED, "digest"), (AttachmentChange.REPLACED, "name")):
        for attached in list(after):
            match = next((a for a in before if getattr(a, same) == getattr(attached, same)), None)
            if match is not None:
                before.remove(match)
                after.remove(attached)
                changes.append(Change(kind, match.name, attached.name))
    changes += [Change(AttachmentChange.REMOVED, attached.name, "") for attached in before]
    return changes + [Change(AttachmentChange.ADDED, "", attached.name) for attached in after]


def compare_text(old_html: str, new_html: str) -> list[Segment]:
    """The two bodies as one run of segments. Images and link addresses take part as marks in the text."""
    rows = side_by_side(old_html, new_html)
    return _joined(chain.from_iterable(row.segments for row in rows))


def side_by_side(old_html: str, new_html: str) -> list[Row]:
    """Paragraph beside paragraph. A line feed belongs to the paragraph that it ends."""
    return rows_of(text_of(old_html, marks=True), text_of(new_html, marks=True))


def only_layout_changed(old_html: str, new_html: str) -> bool:
    """True when the bodies differ but say the same: emphasis, alignment, widths, list numbers."""
    return old_html != new_html and text_of(old_html, marks=True) == text_of(new_html, marks=True)


def rows_of(old: str, new: str) -> list[Row]:
    """`side_by_side` for plain text."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    budget = Budget(_TOTAL_WORK)
    rows: list[Row] = []
    for edit in edits(before, after, limit=_LINE_WORK, budget=budget):
        removed, added = before[edit.a : edit.a_end], after[edit.b : edit.b_end]
        if edit.equal:
            rows += (Row((Segment(SegmentKind.EQUAL, line),)) for line in removed)
        else:
            rows += (_row(a, b, budget) for a, b in _paired(removed, added))
    return rows


def _plain(value: Any) -> Any:
    return None if value is False or value in ("", (), []) else value


def _without_common(
    old: list[AttachedFile], new: list[AttachedFile]
) -> tuple[list[AttachedFile], list[AttachedFile]]:
    """Both lists without what is in both. Order of attachments is no change of content."""
    rest = list(new)
    removed = []
    for attached in old:
        match = next((a for a in rest if (a.digest, a.name) == (attached.digest, attached.name)), None)
        if match is None:
            removed.append(attached)
        else:
            rest.remove(match)
    return removed, rest


def _paired(removed: Sequence[str], added: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Old and new paragraphs of a changed block side by side, in order; alike ones together."""
    old, new = [Counter(_features(x)) for x in removed], [Counter(_features(x)) for x in added]
    pairing = _alignment(old, new) if len(old) * len(new) <= _PAIRS else _nearest(old, new)
    for a, b in pairing:
        yield (removed[a] if a is not None else ""), (added[b] if b is not None else "")


def _features(line: str) -> list[str]:
    """What likeness is counted by: pairs of signs; of a table row its cells, the first one twice."""
    if "\t" in line:
        cells = line.strip("\n").split("\t")
        return [*cells, next(filter(None, cells), "")]
    text = "".join(line.split())[:2000]
    return [text[i : i + 2] for i in range(max(1, len(text) - 1))]


def _nearest(old: list[Counter], new: list[Counter]) -> Iterator[tuple[int | None, int | None]]:
    """For large blocks: each old paragraph with the first alike among the next few new ones."""
    j = 0
    for i, features in enumerate(old):
        ahead = range(j, min(j + _AHEAD, len(new)))
        match = next((k for k in ahead if _likeness(features, new[k]) >= _ALIKE), None)
        if match is None:
            yield i, None
            continue
        yield from ((None, k) for k in range(j, match))
        yield i, match
        j = match + 1
    yield from ((None, k) for k in range(j, len(new)))


def _alignment(old: list[Counter], new: list[Counter]) -> list[tuple[int | None, int | None]]:
    """The pairing in order that has the greatest likeness (dynamic programming over likeness of each two)."""
    alike = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= _ALIKE else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] >= _ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs + [(k, None) for k in range(i, len(old))] + [(None, k) for k in range(j, len(new))]


def _likeness(a: Counter, b: Counter) -> float:
    """Dice coefficient of pairs of signs: 0 nothing in common, 1 the same."""
    return 2 * (a & b).total() / ((a.total() + b.total()) or 1)


def _row(old: str, new: str, budget: Budget) -> Row:
    if not old or not new:
        return Row(tuple(_replaced(old, new)))
    segments = _cells(old, new, budget) if "\t" in old or "\t" in new else _signs(old, new, budget)
    return Row(tuple(_joined(segments)))


def _replaced(old: str, new: str) -> Iterator[Segment]:
    if old:
        yield Segment(SegmentKind.DELETE, old)
    if new:
        yield Segment(SegmentKind.INSERT, new)


def _cells(old: str, new: str, budget: Budget) -> Iterator[Segment]:
    """Rows of a table: cell beside cell when there are as many, else whole cells in and out."""
    before, after = _CELL.findall(old), _CELL.findall(new)
    if len(before) == len(after):
        for a, b in zip(before, after, strict=True):
            yield from _signs(a, b, budget)
        return
    for edit in edits(before, after, limit=_SIGN_WORK, budget=budget):
        yield from _segments(edit, before, after)


def _signs(old: str, new: str, budget: Budget) -> Iterator[Segment]:
    """Signs, words and numbers of a paragraph. One common sign between two changes is no help to a reader."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    found = list(edits(before, after, limit=_SIGN_WORK, budget=budget))
    for index, edit in enumerate(found):
        alone = edit.equal and 0 < index < len(found) - 1 and len("".join(before[edit.a : edit.a_end])) == 1
        yield from _segments(edit._replace(equal=False) if alone else edit, before, after)


def _segments(edit: Edit, before: list[str], after: list[str]) -> Iterator[Segment]:
    old, new = "".join(before[edit.a : edit.a_end]), "".join(after[edit.b : edit.b_end])
    if edit.equal:
        yield Segment(SegmentKind.EQUAL, old)
    else:
        yield from _replaced(old, new)


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Neighbours of one kind as one segment; in a run of changes what went out stands before what came in."""
    joined: list[Segment] = []
    for _equal, run in groupby(segments, key=lambda s: s.kind == SegmentKind.EQUAL):
        texts = {SegmentKind.EQUAL: "", SegmentKind.DELETE: "", SegmentKind.INSERT: ""}
        for segment in run:
            texts[segment.kind] += segment.text
        joined += [Segment(kind, text) for kind, text in texts.items() if text]
    return joined
