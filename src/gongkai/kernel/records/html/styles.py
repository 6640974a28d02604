"""The few style properties that carry meaning in an official text, each reduced to one spelling."""

import re

_SIZES = {"pt": 1.0, "px": 0.75, "cm": 28.35, "mm": 2.835, "in": 72.0, "pc": 12.0}
_LENGTH = re.compile(r"(-?[0-9]{1,5}(?:\.[0-9]{1,8})?) ?(pt|px|cm|mm|in|pc|em|%)?")
_ALIGN = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
} | dict.fromkeys(("justify", "both", "inter-ideograph", "distribute"), "justify")
_LIST_TYPE_NAMES = """
    disc circle square decimal lower-alpha upper-alpha lower-latin upper-latin lower-roman
    upper-roman cjk-ideographic simp-chinese-informal trad-chinese-informal cjk-decimal none
"""
LIST_TYPES = frozenset(_LIST_TYPE_NAMES.split())
KEPT = re.compile(
    r"(?:(?:margin-left|text-indent):(?:10|[1-9])em|text-align:(?:left|center|right|justify)|list-style-type:[a-z-]{1,24}"
    r"|width:[0-9]{1,4}(?:\.[0-9])?(?:px|%))(?:;(?=[a-z]))?"
)
_ORDER = ("margin-left", "text-indent", "text-align", "width", "list-style-type")


def parse_style(style: str | None) -> dict[str, str]:
    """Declarations by lower-case property; the last one wins. Quotes are not understood: none is needed."""
    pairs = (part.split(":", 1) for part in (style or "").split(";") if ":" in part)
    return {
        name.strip().lower(): value.strip().lower().removesuffix("!important").strip()
        for name, value in pairs
    }


def write_style(wanted: dict[str, str | None]) -> str:
    """The kept declarations in one order, empty when there are none."""
    return ";".join(f"{name}:{wanted[name]}" for name in _ORDER if wanted.get(name))


def is_kept(style: str) -> bool:
    """True for a style attribute made of nothing but what `write_style` writes."""
    return bool(style) and not KEPT.sub("", style)


def align(style: dict[str, str], attribute: str | None) -> str | None:
    return _ALIGN.get(style.get("text-align") or (attribute or "").strip().lower())


def indent(style: dict[str, str]) -> str | None:
    """First-line indent in signs. Word writes points (32.0pt for two signs of 16) and mostly their count.

    Hanging indents are dropped: without Word's left margin they would push text out of the page.
    """
    count = _number(style.get("mso-char-indent-count", ""))
    match = _LENGTH.fullmatch(style.get("text-indent", ""))
    if match is None:
        return None
    value, unit = float(match[1]), match[2] or "px"
    if value <= 0 or unit == "%":
        return None
    if count is None:
        count = value if unit == "em" else _signs(value * _SIZES[unit], style.get("font-size", ""))
    signs = min(10, round(count))
    return f"{signs}em" if signs > 0 else None


def margin(style: dict[str, str]) -> str | None:
    """How far a paragraph as a whole stands in, in signs: the editor's indent button, WPS's padding.

    None beside a hanging indent: there the margin only makes room for a number that is text here.
    """
    hanging = style.get("text-indent", "").startswith("-")
    told = next((style[name] for name in ("margin-left", "padding-left") if style.get(name)), "")
    match = None if hanging else _LENGTH.fullmatch(told)
    if match is None or match[2] == "%" or float(match[1]) <= 0:
        return None
    value, unit = float(match[1]), match[2] or "px"
    signs = value if unit == "em" else _signs(value * _SIZES[unit], style.get("font-size", ""))
    return f"{max(1, min(10, round(signs)))}em"


def _signs(points: float, font_size: str) -> float:
    """How many signs wide: by the font size if there is one; 18 to 36 points are two signs in usual sizes."""
    match = _LENGTH.fullmatch(font_size)
    if match and match[2] in _SIZES and float(match[1]) > 0:
        return points / (float(match[1]) * _SIZES[match[2]])
    return 2 if 18 <= points <= 36 else points / 16


def width(style: dict[str, str], attribute: str | None) -> str | None:
    """Column width in px or %, one decimal at most."""
    match = _LENGTH.fullmatch(style.get("width") or (attribute or "").strip().lower())
    if match is None or match[2] == "em":
        return None
    value = float(match[1]) if match[2] == "%" else float(match[1]) * _SIZES[match[2] or "px"] / 0.75
    shown = f"{value:.1f}".removesuffix(".0")
    return f"{shown}{'%' if match[2] == '%' else 'px'}" if 0 < value < 2000 else None


def list_type(style: dict[str, str]) -> str | None:
    value = style.get("list-style-type", "")
    return value if value in LIST_TYPES else None


def formats(style: dict[str, str]) -> list[str]:
    """The elements that say what a span's style says: bold, italic, underlined, struck, raised, lowered."""
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    lines = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"
    raised = style.get("vertical-align", "")
    said = {
        "strong": weight in ("bold", "bolder") or (_number(weight) or 0) >= 600,
        "em": slant in ("italic", "oblique"),
        "u": "underline" in lines,
        "s": "line-through" in lines,
        "sup": raised == "super",
        "sub": raised == "sub",
    }
    return [tag for tag, holds in said.items() if holds]


def is_hidden(style: dict[str, str], classes: str) -> bool:
    """Text that Word does not show: hidden text, comments, page headers. It must not become public."""
    return (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("mso-element") in ("comment", "comment-list", "header", "footer", "annotation")
        or "MsoCommentReference" in classes
    )


def _number(text: str) -> float | None:
    match = _LENGTH.fullmatch(text)
    return float(match[1]) if match else None
