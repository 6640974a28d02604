"""What an import remembers of a file of any length: kept in a temporary database, not in memory."""

import json
import sqlite3
from collections.abc import Callable, Iterator

from gongkai.kernel.records.tabular.reading import RawRow
from gongkai.kernel.records.tabular.statutes import Statute, read_statute, row_of


class Seen:
    """Which keys and numbers came in which line of the file."""

    def __init__(self) -> None:
        self._base = _scratch(
            "CREATE TABLE seen (kind TEXT, value TEXT, line INTEGER, PRIMARY KEY (kind, value)) WITHOUT ROWID"
        )

    def line_of(self, kind: str, value: str) -> int | None:
        """The line in which the value came first, or None."""
        found = self._base.execute(
            "SELECT line FROM seen WHERE kind = ? AND value = ?", (kind, value)
        ).fetchone()
        return found[0] if found else None

    def add(self, kind: str, value: str, line: int) -> None:
        self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (kind, value, line))


def statute_rows(read: Callable[[], Iterator[RawRow]], *, address: str) -> Iterator[RawRow]:
    """Rows of the register from rows of statutes. Reads twice.

    Titles that occur once come in the order of the file. Those with several dates come after them, oldest
    first, so that a later version finds the earlier one that it replaces.
    """
    titles = _scratch("CREATE TABLE titles (title TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID")
    for raw in read():
        statute, _reasons = read_statute(raw.cells) if raw.problem is None else (None, [])
        if statute:
            count = "INSERT INTO titles VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
            titles.execute(count, (statute.title,))
    spool = _scratch("CREATE TABLE spool (title TEXT, day TEXT, line INTEGER, cells TEXT)")
    for raw in read():
        statute, reasons = read_statute(raw.cells) if raw.problem is None else (None, [])
        if statute is None:
            yield RawRow(raw.line, problem=raw.problem or reasons[0], original=raw.original or raw.cells)
        elif titles.execute("SELECT times FROM titles WHERE title = ?", (statute.title,)).fetchone()[0] == 1:
            yield RawRow(raw.line, row_of(statute, address=address), original=raw.cells)
        else:
            day = statute.day.isoformat() if statute.day else ""
            spool.execute(
                "INSERT INTO spool VALUES (?, ?, ?, ?)", (statute.title, day, raw.line, json.dumps(raw.cells))
            )
    yield from _successions(spool, address)


def _successions(spool: sqlite3.Connection, address: str) -> Iterator[RawRow]:
    before: Statute | None = None  # the last one that was read
    earlier: Statute | None = None  # the newest one of an earlier day
    for line, cells in spool.execute("SELECT line, cells FROM spool ORDER BY title, day, line"):
        original = json.loads(cells)
        statute, _reasons = read_statute(original)
        if before is None or before.title != statute.title:
            earlier = None
        elif before.day and before.day != statute.day:
            earlier = before
        yield RawRow(line, row_of(statute, address=address, predecessor=earlier), original=original)
        before = statute


def _scratch(table: str) -> sqlite3.Connection:
    """A database in a temporary file that nobody else sees and that goes with the connection."""
    base = sqlite3.connect("", isolation_level=None)
    base.execute("PRAGMA journal_mode=OFF")
    base.execute("PRAGMA synchronous=OFF")
    base.execute(table)
    return base
