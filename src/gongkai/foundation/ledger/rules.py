"""What an entry says, how it is chained, and how a chain is checked. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.digests import canonical_json, digest_of

GENESIS = "0" * 64
"""The digest before the first entry of a chain."""

WIDTHS = {"chain": 20, "verb": 60, "subject_type": 60, "subject_id": 60, "actor_id": 60, "actor_name": 80}
TEXTS = (*WIDTHS, "previous", "digest")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as plain values: `at` aware, `detail` a JSON object."""

    chain: str
    number: int
    at: datetime
    verb: str
    subject_type: str
    subject_id: str
    actor_id: str
    actor_name: str
    detail: dict[str, Any]
    previous: str
    digest: str = ""

    def content_digest(self, number: int | None = None) -> str:
        """SM3 over everything but the digest itself; as if it stood at `number` when one is given."""
        return digest_of(
            {
                "chain": self.chain,
                "number": self.number if number is None else number,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "verb": self.verb,
                "subject_type": self.subject_type,
                "subject_id": self.subject_id,
                "actor_id": self.actor_id,
                "actor_name": self.actor_name,
                "detail": self.detail,
                "previous": self.previous,
            }
        )


def check_complete(row: Row) -> None:
    """ValueError for an entry that would not tell who did what to what and when, or could not be read back
    alike.

    Floats are refused in `detail` because the two databases spell some of them differently; give decimals
    as text.
    """
    for name, width in WIDTHS.items():
        value = getattr(row, name)
        if not isinstance(value, str) or not value.strip() or len(value) > width or "\0" in value:
            raise ValueError(f"ledger: {name} must be a text of 1 to {width} characters, not {value!r}")
    if not isinstance(row.at, datetime) or row.at.tzinfo is None:
        raise ValueError(f"ledger: `at` must be an aware moment, not {row.at!r}")
    for value in _leaves(row.detail):
        if isinstance(value, float) or (isinstance(value, str) and "\0" in value):
            raise ValueError(f"ledger: detail may not hold {value!r}; give decimals as text")


def plain_detail(detail: dict | None) -> dict[str, Any]:
    """The detail as it will be read back: dates and lazy texts are refused or spelled out. ValueError if
    not JSON."""
    if detail is None:
        return {}
    if not isinstance(detail, dict):
        raise ValueError(f"ledger: detail must be a JSON object, not {type(detail).__name__}")
    try:
        return json.loads(canonical_json(detail))
    except TypeError as error:
        raise ValueError(f"ledger: detail is not JSON: {error}") from error


def _leaves(value: Any) -> Iterator[Any]:
    """All scalar values and keys inside a JSON value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


class Kind(TextChoices):
    """What verification can find."""

    CHANGED = "changed", _("内容被改动")
    REMOVED = "removed", _("条目缺失")
    INSERTED = "inserted", _("条目系插入")
    REORDERED = "reordered", _("次序被调换")
    WRONG_LINK = "wrong_link", _("与前一条不衔接")
    HEAD_MISMATCH = "head_mismatch", _("链头与末条不符")
    CUT_TAIL = "cut_tail", _("签名过的末尾不存在或已被改写")
    BAD_SIGNATURE = "bad_signature", _("签名无效")
    HEADS_FILE = "heads_file", _("签名文件残缺")
    NOT_KEPT = "not_kept", _("已公布的签名不在签名文件中")
    NO_KEY = "no_key", _("签名密钥不见了")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, and where: entries `number` to `last` of a chain, or line `number` of the heads
    file."""

    kind: Kind
    chain: str
    number: int
    last: int
    note: str = ""

    def __str__(self):
        where = f"{self.number}" if self.last == self.number else f"{self.number}–{self.last}"
        return f"{self.chain or '-'}#{where} {self.kind.label}{f'：{self.note}' if self.note else ''}"

    def as_dict(self) -> dict[str, Any]:
        names = ("chain", "number", "last", "note")
        return {"kind": self.kind.value, "text": str(self)} | {name: getattr(self, name) for name in names}


REMEMBERED = 200
"""How many changed rows of a chain are kept to tell swapping from changing; memory stays constant."""


@dataclass(slots=True)
class ChainCheck:
    """Walks one chain in the order of numbers. Feed rows, then ask `ended`; findings are handed out as they
    show."""

    chain: str
    number: int = 0
    # The digests to which the next entry may point: the stored one, and the computed one where they differ.
    # Empty after an entry that cannot be read.
    _digests: tuple[str, ...] = (GENESIS,)
    _changed: list[tuple[Row, Finding]] = field(default_factory=list)
    _links: list[tuple[Row, Finding]] = field(default_factory=list)  # wrong ones, right behind a changed row

    def feed(self, row: Row) -> list[Finding]:
        """Findings at this row, without those that only `settled` can name. ValueError when it has no
        digest."""
        content = row.content_digest()
        if row.number <= self.number:
            return [Finding(Kind.INSERTED, self.chain, row.number, row.number)]
        findings = self._gap(row.number)
        if content != row.digest:
            findings += self._hold(row)
        elif not findings and self._digests and row.previous not in self._digests:
            findings += self._wrong_link(row)
        self.number, self._digests = row.number, (row.digest, content)
        return findings

    def unreadable(self, number: Any) -> list[Finding]:
        """Findings at a row whose values are not even of the right type."""
        findings, where = [], 0
        if type(number) is int:
            where = number
            if number > self.number:
                findings = self._gap(number)
                self.number, self._digests = number, ()
        return [*findings, Finding(Kind.CHANGED, self.chain, where, where, str(_("无法读取")))]

    def _gap(self, number: int) -> list[Finding]:
        if number == self.number + 1:
            return []
        return [Finding(Kind.REMOVED, self.chain, self.number + 1, number - 1)]

    def _wrong_link(self, row: Row) -> list[Finding]:
        note = _("第 %(number)s 条之后的链接断开") % {"number": self.number}
        finding = Finding(Kind.WRONG_LINK, self.chain, row.number, row.number, str(note))
        if self._changed and self._changed[-1][0].number == self.number:
            self._links.append((row, finding))
            return []
        return [finding]

    def _hold(self, row: Row) -> list[Finding]:
        finding = Finding(Kind.CHANGED, self.chain, row.number, row.number)
        if len(self._changed) >= REMEMBERED:
            return [finding]
        self._changed.append((row, finding))
        return []

    def settled(self) -> list[Finding]:
        """The changed rows, now that it can be told which of them only stand in another's place.

        A link to a row that was moved away is no finding of its own.
        """
        places = [row.number for row, _finding in self._changed]
        moved = {row.digest for row, _finding in self._changed}
        findings = [finding for row, finding in self._links if row.previous not in moved]
        for row, finding in self._changed:
            place = _place(row, places)
            if place is not None:
                note = str(_("原为第 %(number)s 条") % {"number": place})
                finding = Finding(Kind.REORDERED, self.chain, row.number, row.number, note)
            findings.append(finding)
        return sorted(findings, key=lambda finding: finding.number)

    def ended(self, head: tuple[int, str] | None) -> list[Finding]:
        """Findings at the end: `head` is the (number, digest) that the head row holds, None when it is
        missing."""
        if head is None:
            return [self._head(str(_("链头缺失")))] if self.number else []
        number, digest = head
        if number > self.number:
            return [Finding(Kind.REMOVED, self.chain, self.number + 1, number)]
        if number < self.number:
            return [Finding(Kind.INSERTED, self.chain, number + 1, self.number)]
        explained = {*self._digests, *(row.digest for row, _finding in self._changed)}
        return [] if not self._digests or digest in explained else [self._head("")]

    def _head(self, note: str) -> Finding:
        return Finding(Kind.HEAD_MISMATCH, self.chain, self.number, self.number, note)


def _place(row: Row, places: list[int]) -> int | None:
    """The number at which a row's digest would be right, among those given."""
    return next(
        (number for number in places if number != row.number and row.content_digest(number) == row.digest),
        None,
    )
