"""The bytes of an e-mail as sender, subject, text, files, and notes of whatever was left out. Pure.

Headers are read as they stand and decoded here, not by the parser of the standard library's default policy:
that one raises on damaged headers, and mails of offices often name one character set and use another.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value, parseaddr, parsedate_to_datetime

from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import sm3
from gongkai.kernel.records.html.text import text_of

LARGEST = 60 * 1024 * 1024  # bytes of a whole mail
MOST_PARTS = 200
DEEPEST = 3  # mails inside mails
MOST_FILES = 20
LONGEST_TEXT = 200_000  # characters
LONGEST_HEADER = 500
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_BLANKS = re.compile(r"[\s\x00-\x1f]+")
_NULS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class MailFile:
    name: str = field(repr=False)
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """`key` is the same for the same mail, by whichever way it comes. `sender`: address, `sender_name`: as given."""

    key: str
    sender: str = field(repr=False)
    sender_name: str = field(repr=False)
    sent_at: datetime | None
    subject: str = field(repr=False)
    text: str = field(repr=False)
    files: tuple[MailFile, ...] = field(repr=False)
    notes: tuple[str, ...]


def read_mail(data: bytes, *, cut: bool = False) -> Mail:
    """Read any bytes as a mail; never raises. `cut`: only the head of it was fetched, for it is too large."""
    notes: list[str] = []
    if cut or len(data) > LARGEST:
        notes.append(_("邮件过大，只保留了信头；正文和附件请到邮箱中查看。"))
        return _made(BytesHeaderParser(policy=policy.compat32).parsebytes(data[:LARGEST]), _Gathered(notes))
    gathered = _Gathered(notes)
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        _walk(message, gathered, 0)
    except RecursionError:
        message = BytesHeaderParser(policy=policy.compat32).parsebytes(data)
        gathered = _Gathered([_("邮件嵌套过深，没有拆开；正文和附件请到邮箱中查看。")])
    return _made(message, gathered)


@dataclass(slots=True)
class _Gathered:
    notes: list[str]
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    parts: int = 0
    dropped: int = 0

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def _made(message: Message, found: _Gathered) -> Mail:
    if found.dropped:
        found.note(
            _("附件超过 %(most)d 个，其余 %(n)d 个没有保存。") % {"most": MOST_FILES, "n": found.dropped}
        )
    texts = found.plain or [_from_html(html, found) for html in found.html]
    text = _NULS.sub("", "\n\n".join(part.strip() for part in texts if part.strip()))
    if len(text) > LONGEST_TEXT:
        found.note(_("正文超过 %d 字，其余没有保存。") % LONGEST_TEXT)
    name, address = parseaddr(_header(message, "From"))
    subject = _header(message, "Subject")
    held = [address, subject, text[:LONGEST_TEXT], *(sm3(file.data) for file in found.files)]
    digest = sm3("\x00".join(held).encode("utf-8", "replace"))
    name_of_mail = _BLANKS.sub("", _header(message, "Message-ID"))[:120]
    return Mail(
        key=f"{name_of_mail}#{digest[:32]}",
        sender=address[:200],
        sender_name=name[:100],
        sent_at=_moment(_header(message, "Date")),
        subject=subject[:LONGEST_HEADER],
        text=text[:LONGEST_TEXT],
        files=tuple(found.files),
        notes=tuple(found.notes),
    )


def _walk(part: Message, found: _Gathered, depth: int) -> None:
    """Gather from the part and all in it, within the limits; whatever is left out leaves a note."""
    found.parts += 1
    if found.parts > MOST_PARTS:
        found.note(_("邮件的组成部分超过 %d 个，其余没有拆开。") % MOST_PARTS)
        return
    kind = part.get_content_type()
    if kind == "message/rfc822":
        _nested(part, found, depth + 1)
    elif part.is_multipart():
        for inner in part.get_payload():
            _walk(inner, found, depth)
    else:
        _leaf(part, kind, found)


def _nested(part: Message, found: _Gathered, depth: int) -> None:
    if depth > DEEPEST:
        found.note(_("邮件中的邮件超过 %d 层，其余没有拆开。") % DEEPEST)
        return
    for inner in part.get_payload() if part.is_multipart() else ():
        subject = _header(inner, "Subject")
        found.plain.append(_("—— 所附邮件：%s ——") % subject[:200])
        _walk(inner, found, depth)


def _leaf(part: Message, kind: str, found: _Gathered) -> None:
    name = _file_name(part)
    data = part.get_payload(decode=True) or b""
    if kind in _TNEF or name.lower() == "winmail.dat":
        found.note(_("含有 Outlook 专用格式附件（winmail.dat），其中的文件无法取出，请对方另发。"))
        return
    attached = name or "attachment" in str(part.get("Content-Disposition", "")).lower()
    if not attached and kind in ("text/plain", "text/html"):
        text = _decoded(data, part.get_content_charset(""), found.note)
        (found.plain if kind == "text/plain" else found.html).append(text)
    elif data:
        _file(name or _("未命名附件"), data, found)


def _file(name: str, data: bytes, found: _Gathered) -> None:
    if len(found.files) < MOST_FILES:
        found.files.append(MailFile(name, data))
    else:
        found.dropped += 1


def _from_html(html: str, found: _Gathered) -> str:
    found.note(_("来信只有网页格式，已转为文字。"))
    return text_of(html)


def _file_name(part: Message) -> str:
    raw = part.get_filename("")
    name = collapse_rfc2231_value(raw) if raw else ""
    return _words(name).replace("/", "_").replace("\\", "_")[:150]


def _header(message: Message, name: str) -> str:
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _BLANKS.sub(" ", _words(str(raw))).strip()


def _words(raw: str) -> str:
    """Encoded words and bare bytes of a header as text."""
    try:
        parts = decode_header(raw)
    except (ValueError, LookupError):
        parts = [(raw, None)]
    return "".join(_decoded(_bytes(part), charset or "", _ignore) for part, charset in parts)


def _bytes(part: str | bytes) -> bytes:
    if isinstance(part, bytes):
        return part
    try:
        return part.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return part.encode("utf-8", "surrogateescape")


def _ignore(_text: str) -> None:
    """A wrong character set in a header needs no note."""


def _decoded(data: bytes, charset: str, note: Callable[[str], None]) -> str:
    """By the named character set, else by those that Chinese mails really use."""
    for number, encoding in enumerate(_encodings(charset)):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if number and charset and not data.isascii():
            note(_("来信声明的字符编码（%s）不对，已按实际编码读出。") % charset[:20])
        return text
    note(_("来信的部分文字无法辨认。"))
    return data.decode("gb18030", "replace")


def _encodings(charset: str) -> Iterator[str]:
    folded = charset.strip("\"' ").lower()
    named = _CHARSETS.get(folded, folded)
    if named and named not in ("unknown-8bit", "us-ascii", "ascii"):
        yield named
    yield from ("utf-8", "gb18030", "big5")


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo and 1990 <= found.year <= 2100 else None
