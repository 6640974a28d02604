"""Zip archives as such: every member is read like an upload; the copy holds the members' copies."""

import posixpath
import re
from collections.abc import Callable

from gongkai.foundation.files.reading import limits
from gongkai.foundation.files.reading.containers import Package, Rewriter
from gongkai.foundation.files.reading.results import Reading, Unacceptable

_SYSTEM = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|~\$[^/]*)$", re.I)
_RANK = {"ready": 0, "needs_acceptance": 1, "none": 2}

Reader = Callable[[bytes, str, int], Reading]


def read(package: Package, depth: int, reader: Reader) -> Reading:
    """`reader` reads one member: content, name, depth. Raises Unacceptable with its path in `where`."""
    if depth > limits.DEPTH:
        raise Unacceptable("zip_depth", limit=limits.DEPTH)
    members = [name for name in package.names if not _SYSTEM.search(name)]
    if not members:
        raise Unacceptable("zip_nothing")
    whole, texts = Reading("zip"), []
    with Rewriter() as target:
        for name in members:
            data = package.read(name)
            member = _member(data, name, depth, reader)
            texts.append("\n".join(filter(None, (name, member.text))))
            _join(whole, member)
            target.add(name, data if member.public is None else member.public)
        whole.public = target.finish()
    if len(members) < len(package.names):
        whole.note("system_files_removed")
    whole.found("\n".join(texts), complete=whole.text_state != "partial")
    if whole.public_state == "none":
        whole.public = None
    return whole


def _member(data: bytes, name: str, depth: int, reader: Reader) -> Reading:
    try:
        return reader(data, posixpath.basename(name), depth + 1)
    except Unacceptable as verdict:
        inner = f"{name} › {verdict.where}" if verdict.where else name
        raise Unacceptable(verdict.code, inner[:200], **verdict.values) from verdict


def _join(whole: Reading, member: Reading) -> None:
    """The archive is as public as its least public member, and says of all what each said."""
    whole.hidden = f"{whole.hidden}\n{member.hidden}"
    whole.note(*member.notes)
    if _RANK[member.public_state] > _RANK[whole.public_state]:
        whole.public_state, whole.public_problem = member.public_state, member.public_problem
    if member.text_state != "extracted":  # a scan among them: what the archive says is not all it holds
        whole.text_state = "partial"
