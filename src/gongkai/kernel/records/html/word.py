"""From the HTML of Word, WPS and web pages to a small plain one: one pass over balanced tags."""

import re
from html import escape
from html.parser import HTMLParser

from gongkai.kernel.records.html import styles

VOID = frozenset({"br", "hr", "img", "col"})
INLINE = frozenset({"strong", "em", "u", "s", "sub", "sup", "del", "ins", "code", "a", "ruby", "rt", "rp"})
_MERGED = frozenset({"strong", "em", "u", "s", "sub", "sup"})
_RENAMED = {"b": "strong", "i": "em", "strike": "s", "center": "div", "big": "span", "small": "span"}
_INDENTED = frozenset({"p", "div", "li", "blockquote"})
_SHIFTED = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6"})
_ALIGNED = _INDENTED | {"h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "caption", "tr"}
_WIDE = frozenset({"td", "th", "col", "colgroup"})
_PLAIN = frozenset(
    {"colspan", "rowspan", "span", "start", "type", "value", "scope", "href", "src", "alt", "height"}
)

_CJK = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
_IS_CJK = re.compile(f"[{_CJK}]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ASCII_SPACE = " \t\r\n\f"
_SECTION = re.compile(r"(?:^|\s)(?:Word)?Section[0-9]+(?:\s|$)")


def normalise(html: str) -> str:
    """Plain tags for balanced HTML (every element closed, as nh3 writes it)."""
    parser = _Normaliser()
    parser.feed(html)
    parser.close()
    parser.trim()
    return "".join(parser.out)


class _Normaliser(HTMLParser):
    """Renames, drops and merges tags as they come. `out` holds one piece a tag or text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.stack: list[tuple[str, ...]] = []  # for each open source tag, what was written for it
        self.skipping = 0  # depth inside hidden content
        self.numbers: list[int] = []  # depths of open spans with a number that Word pasted as text
        self.after_block = True
        self.preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        style = styles.parse_style(given.get("style"))
        if self.skipping or styles.is_hidden(style, given.get("class", "")):
            self.skipping += tag not in VOID
            return
        wanted = _wanted(tag, given, style)
        if tag in VOID:
            self._void(wanted)
            return
        adopted = ("li",) if tag in ("ol", "ul") and self._inside_last_item() else ()
        written = adopted + tuple(name for name, attributes in wanted if self._open(name, attributes))
        self.stack.append(written)
        if "mso-list" in style and "ignore" in style["mso-list"]:
            self.numbers.append(len(self.stack))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.skipping:
            self.skipping -= 1
            return
        if not self.stack:
            return
        if self.numbers and self.numbers[-1] == len(self.stack):
            self.numbers.pop()
        for name in reversed(self.stack.pop()):
            self._close(name)

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if not self.preformatted:
            data = self._folded(data)
        if data:
            self.out.append(escape(data, quote=False))
            self.after_block = False

    def _folded(self, data: str) -> str:
        """White space as the eye sees it. Word wraps its source lines, inside Chinese text too."""
        if self.numbers:
            data = _SPACE.sub(" ", data.replace("\xa0", " "))
            return data if data.strip() or not self._ends_with("、．）)：") else ""
        data = _SPACE.sub(_blank, data)
        return data.lstrip(_ASCII_SPACE) if self.after_block or self._ends_with(" ") else data

    def _ends_with(self, signs: str) -> bool:
        return bool(self.out) and self.out[-1][-1:] in signs

    def trim(self) -> None:
        """Drop white space before a block boundary."""
        if self.out and not self.preformatted and not self.out[-1].startswith("<"):
            self.out[-1] = self.out[-1].rstrip(_ASCII_SPACE)
            if not self.out[-1]:
                self.out.pop()

    def _void(self, wanted: list[tuple[str, dict[str, str]]]) -> None:
        for name, attributes in wanted:
            if name != "img":
                self.trim()
            self.out.append(_tag(name, attributes))
            self.after_block = name != "img"

    def _open(self, name: str, attributes: dict[str, str]) -> bool:
        """Write a start tag. False when it says nothing that is not already said."""
        if name in _MERGED:
            if any(name in written for written in self.stack):
                return False
            if self.out and self.out[-1] == f"</{name}>":
                self.out.pop()
                return True
        elif name not in INLINE:
            self.trim()
            self.after_block = True
        self.preformatted += name == "pre"
        self.out.append(_tag(name, attributes))
        return True

    def _inside_last_item(self) -> bool:
        """Reopen the item before a list that Word put beside it instead of into it."""
        self.trim()
        if not self.out or self.out[-1] != "</li>":
            return False
        self.out.pop()
        return True

    def _close(self, name: str) -> None:
        if name in _MERGED and self.out and self.out[-1] == f"<{name}>":
            self.out.pop()
            return
        if name not in INLINE:
            self.trim()
            self.after_block = True
        self.preformatted -= name == "pre"
        self.out.append(f"</{name}>")


def _blank(space: re.Match[str]) -> str:
    """A line break beside a Chinese sign is only wrapping of the source; other white space is a blank."""
    text, (start, end) = space.string, space.span()
    wrapped = "\n" in space[0] or "\r" in space[0]
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    return "" if wrapped and _IS_CJK.search(beside) else " "


def _wanted(tag: str, given: dict[str, str], style: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """What to write for a source tag: no element, one, or several around the same content."""
    name = _RENAMED.get(tag, tag)
    if name == "span":
        return [(said, {}) for said in styles.formats(style)]
    if name == "strong" and style.get("font-weight") in ("normal", "400"):
        return []
    if (name == "a" and "href" not in given) or (name == "img" and "src" not in given):
        return []
    if name == "div" and (
        _SECTION.search(given.get("class", "")) or "layout-grid" in style or "mso-element" in style
    ):
        return []
    attributes = {key: value for key, value in given.items() if key in _PLAIN}
    if name == "img" and given.get("width", "").isdigit():
        attributes["width"] = given["width"]
    written = styles.write_style(_kept(name, given | ({"align": "center"} if tag == "center" else {}), style))
    return [(name, attributes | ({"style": written} if written else {}))]


def _kept(name: str, given: dict[str, str], style: dict[str, str]) -> dict[str, str | None]:
    return {
        "margin-left": styles.margin(style) if name in _SHIFTED else None,
        "text-indent": styles.indent(style) if name in _INDENTED else None,
        "text-align": styles.align(style, given.get("align")) if name in _ALIGNED else None,
        "width": styles.width(style, given.get("width")) if name in _WIDE else None,
        "list-style-type": styles.list_type(style) if name in ("ol", "ul") else None,
    }


def _tag(name: str, attributes: dict[str, str]) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>"
