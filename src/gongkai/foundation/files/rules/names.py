"""The public name of a file: no path, nothing invisible or reserved, and the true extension."""

import re
import unicodedata

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.files.rules.kinds import EXTENSIONS

LONGEST, LONGEST_BYTES = 120, 200
_UNSAFE = str.maketrans({"<": "＜", ">": "＞", ":": "：", '"': "”", "|": "｜", "?": "？", "*": "＊"})
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.I)
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,4}|7z)$")
_EMPTY_VALUE = re.compile(r"(?<![A-Za-z])(?:none|null|undefined|nan)(?![A-Za-z])", re.I)


def extension_of(name: str) -> str:
    """The lower-case extension without its dot; empty when what follows the last dot is not one."""
    found = _EXTENSION.search(name.strip())
    return found[1].lower() if found else ""


def clean_name(name: str, kind: str) -> str:
    """The name the public gets: ≤ 120 characters and ≤ 200 bytes of UTF-8, with the extension of the kind.

    >>> clean_name("..\\\\附件1.征地公告.pdf.exe", "pdf")
    '附件1.征地公告.pdf'
    """
    stem = _visible(re.split(r"[/\\]", name)[-1]).translate(_UNSAFE)
    extension = extension_of(stem)
    true_extension = extension if EXTENSIONS.get(extension) == kind else kind
    while extension:
        stem = stem[: -len(extension) - 1].rstrip(" .")
        extension = extension_of(stem)
        if extension not in EXTENSIONS and extension not in _DISGUISES:
            break
    stem = stem.strip(" .") or "附件"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{_shortened(stem, len(true_extension) + 1)}.{true_extension}"


_DISGUISES = frozenset(
    {"exe", "com", "bat", "cmd", "scr", "js", "vbs", "html", "htm", "php", "jsp", "asp", "aspx", "svg", "tmp"}
)


def has_empty_value(text: str) -> bool:
    """True for a word that a program leaves behind where a value was missing: None, null, nan, undefined.

    Whatever is no Latin letter may stand beside it: 征地公告None, 《null》.
    """
    return _EMPTY_VALUE.search(unicodedata.normalize("NFKC", _visible(text))) is not None


def reasons_against_name(name: str) -> list[Reason]:
    """An empty value in a name (None, null) tells that an export went wrong; the public must not see it."""
    if has_empty_value(name):
        text = _("文件名中有“None”或“null”，是导出时缺了内容。请改成文件的真实名称后再上传。")
        return [Reason("name_empty_value", text, "", "name")]
    return []


def _visible(name: str) -> str:
    """NFC, without control and format characters (among them the ones that turn the reading direction)."""
    kept = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", name))
    kept = "".join(c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return " ".join(kept.split())


def _shortened(stem: str, reserve: int) -> str:
    stem = stem[: LONGEST - reserve]
    while len(stem.encode()) > LONGEST_BYTES - reserve:
        stem = stem[:-1]
    return stem.rstrip(" .")
