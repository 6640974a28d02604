"""Reading chains for verification: every row once, by keyset, as the database holds it and not as the
models see it.

Values are read as text, so that a row that was tampered with beyond readability is named instead of
stopping the check.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.ledger import seals
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.rules import GENESIS, TEXTS, ChainCheck, Finding, Kind, Row

BATCH = 2000
_BATCH = f"""
SELECT id, chain, number, CAST(at AS text), verb, subject_type, subject_id, actor_id, actor_name,
       CAST(detail AS text), previous, digest
FROM {Entry._meta.db_table} WHERE chain = %s AND (number, id) > (%s, %s) ORDER BY number, id LIMIT %s
"""
_NEXT_CHAIN = f"SELECT MIN(chain) FROM {Entry._meta.db_table} WHERE chain > %s"
LOWEST = -(2**63)

Progress = Callable[[int, int], None]


def findings(organ: str | None, progress: Progress) -> Iterator[Finding]:
    """What is wrong with one chain or all."""
    heads = ChainHead.objects.filter(chain=organ) if organ else ChainHead.objects.all()
    total = heads.aggregate(total=Sum("number"))["total"] or 0
    done = 0

    def step(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, max(total, done))

    for chain in [organ] if organ else _chains():
        yield from _chain(chain, step)


def _chains() -> Iterator[str]:
    """All chains that have entries or a head."""
    with_head = list(ChainHead.objects.order_by("chain").values_list("chain", flat=True))
    yield from with_head
    known, last = set(with_head), ""
    while (last := _scalar(_NEXT_CHAIN, [last])) is not None:
        if last not in known:
            yield last


def _chain(chain: str, step: Callable[[int], None]) -> Iterator[Finding]:
    check, place = ChainCheck(chain), (LOWEST, 0)
    while True:
        before = place
        for rows in _batches(chain, place):
            place = (rows[-1][2], rows[-1][0])
            for values in rows:
                yield from _fed(check, values)
            step(len(rows))
        head = _head(chain)
        # an entry and its head are committed together: a head ahead of us means that the chain grew meanwhile
        if head is None or head[0] <= check.number or place == before:
            break
    yield from check.settled()
    yield from check.ended(head)


def _batches(chain: str, place: tuple[int, int]) -> Iterator[list[tuple]]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_BATCH, [chain, *place, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        place = (rows[-1][2], rows[-1][0])


def _fed(check: ChainCheck, values: tuple) -> list[Finding]:
    try:
        row = _row(values)
        findings = check.feed(row)
    except (ValueError, TypeError, RecursionError):
        return check.unreadable(values[2])
    if connection.vendor == "sqlite" and not _as_written(row, values) and row.content_digest() == row.digest:
        findings.append(Finding(Kind.CHANGED, row.chain, row.number, row.number, str(_("写法被改动"))))
    return findings


def _as_written(row: Row, values: tuple) -> bool:
    """SQLite keeps the text itself, which may say the same in other letters; PostgreSQL keeps the value only."""
    at = str(row.at.replace(tzinfo=None))
    return (values[3], values[9]) == (at, json.dumps(row.detail, sort_keys=True))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice hides one of its values from whoever reads the object: ValueError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _row(values: tuple) -> Row:
    _id, chain, number, at, *middle, detail, previous, digest = values
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)  # SQLite holds UTC without saying so
    row = Row(chain, number, moment, *middle, json.loads(detail, object_pairs_hook=_object), previous, digest)
    if type(number) is not int or not all(type(getattr(row, name)) is str for name in TEXTS):
        raise ValueError("a value of the wrong type")
    return row


def _head(chain: str) -> tuple[int, str] | None:
    head = ChainHead.objects.filter(chain=chain).values_list("number", "digest").first()
    return head if head and type(head[0]) is int else None


def _scalar(sql: str, params: list):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()[0][0]


def findings_in_heads(
    file: Path, key_file: Path, organ: str | None, published: Path | None = None, *, own: bool = True
) -> Iterator[Finding]:
    """Signed heads that are not in the ledger any more, and lines of the file that were tampered with.

    `published`: where the public site has its copy. Once it is named, a ledger that has entries must have been
    signed: then file and key must be there. `own`: the file is ours, so what was published is one of its lines.
    """
    copy = _bytes(published)
    signed = file.exists() or key_file.exists() or copy is not None
    if not signed and (published is None or not Entry.objects.exists()):
        return  # nothing was ever signed here, nor had to be
    key = seals.public_key(key_file) if key_file.exists() else ""
    if not key:
        yield Finding(Kind.NO_KEY, "", 0, 0, str(key_file))
    check = _HeadsCheck(organ, key)
    if file.exists():
        yield from check.of_file(file)
    else:
        yield Finding(Kind.HEADS_FILE, "", 0, 0, str(_("%s 不见了") % file))
    if copy is not None:
        yield from check.of_copy(copy.rstrip(b"\n"), str(published), own and file.exists())


class _HeadsCheck:
    """Goes through signed lines, each head compared with the ledger once. Without a key a line's own must do."""

    def __init__(self, organ: str | None, key: str) -> None:
        self.organ, self.key = organ, key
        self.seen: dict[str, seals.Head] = {}
        self.lines: set[str] = set()

    def of_file(self, file: Path) -> Iterator[Finding]:
        previous = GENESIS
        for number, line in seals.lines(file):
            signed = _signed(line)
            if signed is None:
                yield Finding(Kind.HEADS_FILE, "", number, number, str(file))
            else:
                if not signed.is_signed_by(self.key or signed.key):
                    yield Finding(Kind.BAD_SIGNATURE, "", number, number, str(file))
                elif signed.previous != previous:
                    yield Finding(Kind.HEADS_FILE, "", number, number, str(file))
                yield from self._lost(signed)
            previous = sm3(line)
            self.lines.add(previous)

    def of_copy(self, line: bytes, place: str, kept: bool) -> Iterator[Finding]:
        signed = _signed(line)
        if signed is None:
            yield Finding(Kind.HEADS_FILE, "", 1, 1, place)
            return
        if not signed.is_signed_by(self.key or signed.key):
            yield Finding(Kind.BAD_SIGNATURE, "", 1, 1, place)
        elif kept and sm3(line) not in self.lines:
            yield Finding(Kind.NOT_KEPT, "", 1, 1, place)
        yield from self._lost(signed)

    def _lost(self, signed: seals.SignedHeads) -> Iterator[Finding]:
        moved = [h for h in signed.heads if self.organ in (None, h[0]) and self.seen.get(h[0]) != h]
        yield from _lost(moved)
        self.seen |= {head[0]: head for head in moved}


def _signed(line: bytes) -> seals.SignedHeads | None:
    try:
        return seals.read_line(line)
    except ValueError:
        return None


def _bytes(published: Path | None) -> bytes | None:
    """Read before the file is, for each line is kept before it is published."""
    try:
        return published.read_bytes() if published else None
    except FileNotFoundError:
        return None


def _lost(heads: list[seals.Head]) -> Iterator[Finding]:
    for chain, number, digest in heads:
        if number and not Entry.objects.filter(chain=chain, number=number, digest=digest).exists():
            yield Finding(Kind.CUT_TAIL, chain, number, number, digest)
