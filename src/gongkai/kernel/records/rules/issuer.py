"""Who made a document: the organ that publishes it, alone or with others, or another organ.

What 政府信息公开条例 第十条 and the practice of interpretation ("谁起草、谁解读"; a joint text: the organ that leads)
make of it depends on the names as printed. Former names are another organ's: what stands under one was made
before the organ that publishes it now.
"""

import re
from collections.abc import Collection

_BETWEEN = re.compile(r"[、，,;；/／\s]+")


def names_of(organ) -> tuple[str, str]:
    """The names under which an organ (with `name` and `short_name`) issues documents."""
    return organ.name, organ.short_name


def is_own(issuer: str, names: Collection[str]) -> bool:
    """True when the organ (its full and short name) made the text, alone or with others. Nothing printed: itself."""
    return _is_alone(issuer, names) or bool(set(_makers(issuer)) & set(names))


def leads(issuer: str, names: Collection[str]) -> bool:
    """True when the organ made the text alone or is named first: it interprets, and owes the publication in time."""
    return _is_alone(issuer, names) or _makers(issuer)[0] in names


def named_beside(issuer: str, names: Collection[str]) -> str:
    """The issuer as printed where it says more than the name of the organ that publishes; else empty."""
    return "" if _is_alone(issuer, names) else issuer.strip()


def _is_alone(issuer: str, names: Collection[str]) -> bool:
    """Blanks inside a name are only how it was set: 云岭省　自然资源厅."""
    plain = "".join(issuer.split())
    return not plain or plain in names or set(_makers(issuer)) <= set(names)


def _makers(issuer: str) -> list[str]:
    return [name for name in _BETWEEN.split(issuer) if name]
