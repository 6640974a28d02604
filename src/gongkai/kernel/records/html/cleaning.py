"""The one door for HTML: an allow list kept by nh3, after Word's and WPS's clutter was taken out."""

import re
from html import escape

import nh3

from gongkai.kernel.records.html.styles import is_kept
from gongkai.kernel.records.html.text import text_of
from gongkai.kernel.records.html.word import normalise

_TAGS_NAMES = """
    p br hr div h1 h2 h3 h4 h5 h6 strong em u s del ins sub sup blockquote pre code a img ruby rt rp
    ol ul li dl dt dd figure figcaption table caption colgroup col thead tbody tfoot tr td th
"""
TAGS = frozenset(_TAGS_NAMES.split())
_SOURCE_TAGS = TAGS | {"span", "b", "i", "strike", "center"}
_DROPPED_WITH_CONTENT_NAMES = """
    script style title xml svg math template noscript noembed noframes iframe object applet textarea
    select button audio video canvas head v:shape v:shapetype v:group v:rect v:oval v:line v:textbox
    w:sdtpr
"""
_DROPPED_WITH_CONTENT = frozenset(_DROPPED_WITH_CONTENT_NAMES.split())
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
}
_SOURCE_ATTRIBUTES = {
    tag: _ATTRIBUTES.get(tag, set()) | {"style", "class", "align", "width"} for tag in _SOURCE_TAGS
}
_STYLED_NAMES = "p div li blockquote h1 h2 h3 h4 h5 h6 td th caption tr col colgroup ol ul"
_FINAL_ATTRIBUTES = _ATTRIBUTES | {
    tag: _ATTRIBUTES.get(tag, set()) | {"style"} for tag in _STYLED_NAMES.split()
}

_SMALL = re.compile(r"[1-9][0-9]{0,2}")
_NUMBER = re.compile(r"-?[0-9]{1,5}")
_PIXELS = re.compile(r"[1-9][0-9]{0,3}")
_CHECKS = {
    "href": re.compile(r"(?:https?://|mailto:|/(?![/\\]))[^\s<>\"'`\\]{0,2000}", re.I),
    "src": re.compile(r"(?!.*(?:\.\.|//))/(?:desk|files)/[^\s<>\"'`\\:]{1,500}"),
    "colspan": _SMALL,
    "rowspan": _SMALL,
    "span": _SMALL,
    "start": _NUMBER,
    "value": _NUMBER,
    "width": _PIXELS,
    "height": _PIXELS,
    "type": re.compile(r"[1aAiI]|disc|circle|square"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
}
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+")
_REL = "noopener noreferrer"
_ROUNDS = 6


def clean(html: str, *, keep_data_images: bool = False) -> str:
    """HTML that is safe to show and holds what the official meant; cleaning it again changes nothing.

    Images stay only from this platform (`/desk/…`, `/files/…`). With `keep_data_images` also those pasted as
    data, for `extract_data_images`; they may not be stored so.
    """
    for _round in range(_ROUNDS):
        cleaned = _once(html, keep_data_images)
        if cleaned == html:
            return cleaned
        html = cleaned
    return _plain(html)  # an input that never settles is an attack: its text is kept, its tags are not


def lost_images(html: str) -> int:
    """How many images of a paste `clean` cannot keep: on the official's own disk, or on a foreign site."""
    sources: list[str] = []

    def note(tag: str, name: str, value: str) -> str | None:
        if (tag, name) == ("img", "src"):  # asked for attributes that are not allowed, too
            sources.append(value)
        return None

    schemes = {"http", "https", "file", "data", "blob", "cid"}
    nh3.clean(html, tags={"img"}, attributes={"img": {"src"}}, url_schemes=schemes, attribute_filter=note)
    return sum(not _CHECKS["src"].fullmatch(s) and not _DATA_IMAGE.fullmatch(s) for s in sources)


def _once(html: str, keep_data_images: bool) -> str:
    def source(tag: str, name: str, value: str) -> str | None:
        if name in ("style", "class", "align") or (name == "width" and tag != "img"):
            return value
        return _checked(name, value, keep_data_images)

    def final(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return value if is_kept(value) else None
        if name == "rel":
            return _REL  # written by nh3 itself; what came in was not let through
        return _checked(name, value, keep_data_images)

    schemes = {"http", "https", "mailto"} | ({"data"} if keep_data_images else set())
    balanced = nh3.clean(
        html,
        tags=set(_SOURCE_TAGS),
        attributes=_SOURCE_ATTRIBUTES,
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attribute_filter=source,
        url_schemes=schemes,
        link_rel=None,
    )
    return nh3.clean(
        normalise(balanced),
        tags=set(TAGS),
        attributes=_FINAL_ATTRIBUTES,
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attribute_filter=final,
        url_schemes=schemes,
        link_rel=_REL,
    )


def _checked(name: str, value: str, keep_data_images: bool) -> str | None:
    if name == "alt":
        return value[:200]
    value = value.strip()
    if name == "src" and keep_data_images and _DATA_IMAGE.fullmatch(value):
        return value
    check = _CHECKS.get(name)
    return value if check is not None and check.fullmatch(value) else None


def _plain(html: str) -> str:
    return "".join(
        f"<p>{escape(line, quote=False)}</p>" for line in text_of(html).split("\n") if line.strip()
    )
