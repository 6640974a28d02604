"""The check: render everything again and compare it with what lies in the tree. Nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.publishing import shelving
from gongkai.kernel.publishing.building import (
    FOREIGN,
    SETTLE,
    Piece,
    estimate,
    pieces,
    public_ids,
    withdrawn_ids,
    written_since,
)
from gongkai.kernel.publishing.frame import Frame
from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.tree import Tree

Progress = Callable[[int, int, str], None]


class Fault(StrEnum):
    MISSING = "missing"
    CHANGED = "changed"
    FOREIGN = "foreign"
    UNREVIEWED = "unreviewed"  # the register's attachment is not what was reviewed
    UNSETTLED = "unsettled"  # a record's lists or validity are not yet what the register says


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a file of the tree, or with a record (`path` is then `record:<id>`)."""

    fault: Fault
    path: str

    def as_dict(self) -> dict[str, str]:
        return {"fault": str(self.fault), "path": self.path}


def findings(tree: Tree, at: datetime, progress: Progress | None) -> list[Finding]:
    """All differences, in the order of the pieces, foreign files last. An absent tree is missing as a
    whole.
    """
    frame = Frame.load()
    found = _unsettled(frame, tree, at)
    expected: set[int] = {hash(path) for path in paths.VOLATILE}
    total, seen = estimate(frame), 0
    for piece in pieces(frame):
        differing, named = _compare(tree, piece)
        found += differing
        expected.update(named)
        seen += len(named)
        if progress:
            progress(seen, max(total, seen), piece.name)
    found += [
        Finding(Fault.MISSING, path) for path in sorted(paths.VOLATILE) if not tree.place(path).is_file()
    ]
    return found + _foreign(tree, expected, at)


def _unsettled(frame: Frame, tree: Tree, at: datetime) -> list[Finding]:
    found = []
    for source in (public_ids, withdrawn_ids):
        for ids in source(SETTLE):
            with tree.locked():
                loose = shelving.unsettled(frame=frame, ids=ids, today=shanghai_date(at))
            found += [Finding(Fault.UNSETTLED, f"record:{pk}") for pk in loose]
    return found


def _compare(tree: Tree, piece: Piece) -> tuple[list[Finding], list[int]]:
    found, named = [], []
    with tree.locked():
        for file in piece.render():
            named.append(hash(file.path))
            if file.unreviewed:
                found.append(Finding(Fault.UNREVIEWED, file.path))
            elif not tree.holds(file):
                fault = Fault.CHANGED if tree.place(file.path).is_file() else Fault.MISSING
                found.append(Finding(fault, file.path))
    return found, named


def _foreign(tree: Tree, expected: set[int], at: datetime) -> list[Finding]:
    unknown = sorted(path for path in tree.walk() if hash(path) not in expected)
    found = []
    for start in range(0, len(unknown), FOREIGN):
        batch = unknown[start : start + FOREIGN]
        newer = written_since(batch, at)
        found += [Finding(Fault.FOREIGN, path) for path in batch if path not in newer]
    return found
