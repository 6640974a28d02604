"""Cells to values. Every fault is a reason with the field it stands in; nothing is silently dropped."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.numbering.rules import parse_index_number
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.gate import EVIDENCE_FIELDS
from gongkai.kernel.records.rules.vocabulary import Interpretation
from gongkai.kernel.records.tabular import fields as table
from gongkai.kernel.records.tabular.fields import BY_NAME, Field

MOST_ITEMS = 50
SHORT = 300  # a field of at most so many characters is one line
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_GARBLED = re.compile("\ufffd|锟斤拷|烫烫烫")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_TAG = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9]*|/[a-zA-Z][a-zA-Z0-9]*)[\s/>]")
_SEPARATORS = re.compile(r"[;；,，、\n]+")
_RELATION = re.compile(r"(?P<kind>[^=＝]+)[=＝](?P<target>.+?)(?:@(?P<on>\d{4}-\d{2}-\d{2}))?")
_TRUE = {"是", "true", "1", "yes", "y", "√", "有"}
_FALSE = {"否", "false", "0", "no", "n", "×", "无", ""}


class Faulty(ValueError):
    """A value that cannot be taken; the text is for the person who mends the row."""

    def __init__(self, code: str, text: str, where: str = ""):
        super().__init__(text)
        self.code, self.text, self.where = code, text, where


@dataclass(frozen=True, slots=True)
class Target:
    """A relation as a row names it: the other record by its key or its index number.

    `optional`: left out when the other record is not there; else the row waits until it is.
    """

    kind: str
    key: str = ""
    index_number: str = ""
    on: date | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Lookups:
    """The parts of the catalogue that rows name: code or name -> what it means. Built once for many rows."""

    subject: Mapping[str, str] = field(default_factory=dict)
    service_class: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    division: Mapping[str, int] = field(default_factory=dict)
    duty: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was understood. `relations` still name their targets; `division` and `duty` are ids."""

    content: Content
    key: str = ""
    index_number: str = ""
    relations: tuple[Target, ...] = ()
    division: int | None = None
    duty: int | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()


def read_row(
    cells: Mapping[str, object], lookups: Lookups, *, strict: bool = False
) -> tuple[Row | None, list[Reason]]:
    """The row, or None with every reason why not. `strict`: JSON types and codes only, as in the API."""
    values, reasons = read_values(cells, BY_NAME, lookups, strict=strict)
    if not reasons and not values.get("title") and values.get("ground") != "N14-1":
        reasons.append(Reason("title_empty", _("没有标题。"), "政府信息公开条例 第十二条", "title"))
    return (None, reasons) if reasons else (_row(values), [])


def read_values(
    cells: Mapping[str, object],
    by_name: Mapping[str, Field],
    lookups: Lookups | None = None,
    *,
    strict: bool = False,
) -> tuple[dict[str, object], list[Reason]]:
    """The values that could be read, by field, and every reason why others could not."""
    values: dict[str, object] = {}
    reasons = []
    for name, cell in cells.items():
        known = by_name.get(name)
        if known is None or (strict and not known.draft):
            reasons.append(Reason("unknown_field", _("没有名为“%s”的字段。") % name[:60], "", name[:60]))
            continue
        if known.type == table.IGNORED:
            continue
        try:
            values[name] = _READERS[known.type](known, cell, lookups or Lookups(), strict)
        except Faulty as fault:
            reasons.append(Reason(fault.code, fault.text, "", fault.where or name))
    return values, reasons


def _row(values: dict[str, object]) -> Row:
    relations = values.pop("relations", ())
    own = {name: value for name, value in values.items() if not BY_NAME[name].content}
    content = {name: value for name, value in values.items() if BY_NAME[name].content}
    content["interpretation"] = content.get("interpretation") or Interpretation.NOT_NEEDED.value
    return Row(content=Content(**content), relations=relations, **own)


def text_of_cell(cell: object) -> str:
    """A cell of a worksheet as the text an official sees: 12.0 is 12, a date is ISO."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute) else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _text(known: Field, cell: object, lookups: Lookups, strict: bool) -> str:
    if strict and not isinstance(cell, str):
        raise Faulty("wrong_type", _("%s应为文字。") % known.label)
    if isinstance(cell, (dict, list)):
        raise Faulty("wrong_type", _("%s应为文字。") % known.label)
    text = _sound(known, unicodedata.normalize("NFC", text_of_cell(cell)).strip())
    if known.limit and len(text) > known.limit:
        raise Faulty(
            "too_long",
            _("%(label)s有 %(length)d 个字，最多 %(limit)d 个。")
            % {"label": known.label, "length": len(text), "limit": known.limit},
        )
    return _checked_number(text) if known.name == "index_number" and text else text


def _sound(known: Field, text: str) -> str:
    """The text, or a fault for what no one typed: control signs, half characters, a wrong encoding."""
    if _CONTROL.search(text):
        raise Faulty("control_characters", _("%s中有不可见的控制字符。") % known.label)
    if _GARBLED.search(text):
        raise Faulty("garbled", _("%s中有乱码，请检查文件的编码。") % known.label)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Faulty("garbled", _("%s中有残缺的字符。") % known.label) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if known.limit > SHORT else " ".join(text.split("\n"))


def _checked_number(text: str) -> str:
    try:
        parse_index_number(text)
    except ValueError as error:
        raise Faulty(
            "index_number", _("索引号“%s”不合规范，应形如 430S00/2026-00007。") % text[:60], "index_number"
        ) from error
    return text


def _html(known: Field, cell: object, lookups: Lookups, strict: bool) -> str:
    text = _text(known, cell, lookups, strict)
    if not text or _TAG.search(text):
        return text
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in text.split("\n") if line.strip())


def _date(known: Field, cell: object, lookups: Lookups, strict: bool) -> date | None:
    if cell is None or cell == "":
        return None
    if strict and not isinstance(cell, str):
        raise Faulty("wrong_type", _("%s应为日期，写作 2026-01-31。") % known.label)
    text = text_of_cell(cell).strip()
    found = _DATE.fullmatch(text) if not strict else re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    try:
        return date(*(int(part) for part in found.groups()[:3]))
    except (AttributeError, ValueError) as error:
        raise Faulty(
            "not_a_date",
            _("%(label)s“%(text)s”不是日期，应写作 2026-01-31。") % {"label": known.label, "text": text[:30]},
        ) from error


def _flag(known: Field, cell: object, lookups: Lookups, strict: bool) -> bool:
    if isinstance(cell, bool):
        return cell
    word = text_of_cell(cell).strip().casefold()
    if strict or (word not in _TRUE and word not in _FALSE):
        raise Faulty(
            "not_a_flag",
            _("%(label)s应为“是”或“否”，而不是“%(text)s”。") % {"label": known.label, "text": word[:20]},
        )
    return word in _TRUE


def _choice(known: Field, cell: object, lookups: Lookups, strict: bool) -> str:
    text = _text(known, cell, lookups, strict)
    if not text:
        return ""
    codes = {code: code for code, _label in known.options}
    if not strict:
        codes |= {str(label): code for code, label in known.options}
    codes |= dict(known.same)
    if text not in codes:
        shown = "、".join(codes)
        raise Faulty(
            "not_a_choice",
            _("%(label)s“%(text)s”不在可选值内：%(all)s。")
            % {"label": known.label, "text": text[:40], "all": shown[:400]},
        )
    return codes[text]


def _items(known: Field, cell: object, strict: bool) -> list:
    """The members of a list, given as a list or (in a table) as text with separators."""
    if isinstance(cell, (list, tuple)):
        items = list(cell)
    elif strict or isinstance(cell, dict):
        raise Faulty("wrong_type", _("%s应为列表。") % known.label)
    else:
        items = [part.strip() for part in _SEPARATORS.split(text_of_cell(cell)) if part.strip()]
    if len(items) > MOST_ITEMS:
        raise Faulty(
            "too_many", _("%(label)s最多 %(most)d 项。") % {"label": known.label, "most": MOST_ITEMS}
        )
    return items


def _choices(known: Field, cell: object, lookups: Lookups, strict: bool) -> tuple[str, ...]:
    found = (_choice(known, item, lookups, strict) for item in _items(known, cell, strict))
    return tuple(dict.fromkeys(code for code in found if code))


def _lookup(known: Field, cell: object, lookups: Lookups, strict: bool):
    text = _text(known, cell, lookups, strict)
    if not text:
        return None if known.name in {"division", "duty"} else ""
    found = getattr(lookups, known.name)
    if text not in found:
        raise Faulty(
            "not_found",
            _("%(label)s“%(text)s”不存在，或不属于本机关。") % {"label": known.label, "text": text[:60]},
        )
    return found[text]


def _lookups(known: Field, cell: object, lookups: Lookups, strict: bool) -> tuple[int, ...]:
    found = []
    for item in _items(known, cell, strict):
        path = _text(known, item, lookups, strict).strip("/")
        if path not in lookups.columns:
            raise Faulty(
                "not_found",
                _("%(label)s“%(text)s”不存在，或不属于本机关。") % {"label": known.label, "text": path[:60]},
            )
        found.append(lookups.columns[path])
    return tuple(dict.fromkeys(found))


def _relations(known: Field, cell: object, lookups: Lookups, strict: bool) -> tuple[Target, ...]:
    if isinstance(cell, (list, tuple)):
        return tuple(_relation(known, item, strict) for item in _items(known, cell, strict))
    if strict or isinstance(cell, dict):
        raise Faulty("wrong_type", _("%s应为列表。") % known.label)
    parts = [part.strip() for part in re.split(r"[;；\n]+", text_of_cell(cell)) if part.strip()]
    return tuple(
        _relation(known, _split_relation(known, part), strict) for part in _items(known, parts, strict)
    )


def _split_relation(known: Field, text: str) -> dict:
    found = _RELATION.fullmatch(text)
    if found is None:
        raise Faulty("relation", _("关联“%s”应写作 replaces=来源标识@2026-01-01。") % text[:60])
    target = found["target"].strip()
    name = "key" if not _is_number(target) else "index_number"
    return {"kind": found["kind"].strip(), name: target, "on": found["on"] or ""}


def _is_number(text: str) -> bool:
    try:
        parse_index_number(text)
    except ValueError:
        return False
    return True


def _relation(known: Field, item: object, strict: bool) -> Target:
    if not isinstance(item, Mapping) or not set(item) <= {"kind", "key", "index_number", "on", "optional"}:
        raise Faulty("relation", _("每项关联须有 kind，以及 key 或 index_number，可有 on。"))
    kind = _choice(known, item.get("kind", ""), Lookups(), strict)
    key = _text(BY_NAME["key"], item.get("key", ""), Lookups(), strict)
    number = _text(BY_NAME["index_number"], item.get("index_number", ""), Lookups(), strict)
    if not kind or bool(key) == bool(number):
        raise Faulty("relation", _("每项关联须有 kind，以及 key 或 index_number 之一。"))
    optional = _flag(known, item.get("optional", False), Lookups(), strict)
    return Target(kind, key, number, _date(known, item.get("on"), Lookups(), strict), optional)


def _evidence(known: Field, cell: object, lookups: Lookups, strict: bool) -> dict[str, str]:
    if cell in (None, ""):
        return {}
    if not isinstance(cell, Mapping) or not set(cell) <= set(EVIDENCE_FIELDS):
        raise Faulty("wrong_type", _("公开证据应含 issuer、address、date、evidence。"))
    found = {name: _text(known, value, lookups, strict)[:1000] for name, value in cell.items()}
    if found.get("date"):
        found["date"] = _date(known, found["date"], lookups, False).isoformat()
    return found


def _keys(known: Field, cell: object, lookups: Lookups, strict: bool) -> tuple[str, ...]:
    return tuple(_text(known, item, lookups, strict) for item in _items(known, cell, strict))


_READERS: dict[str, Callable] = {
    table.TEXT: _text,
    table.HTML: _html,
    table.DATE: _date,
    table.FLAG: _flag,
    table.CHOICE: _choice,
    table.CHOICES: _choices,
    table.LOOKUP: _lookup,
    table.LOOKUPS: _lookups,
    table.RELATIONS: _relations,
    table.EVIDENCE: _evidence,
    table.KEYS: _keys,
}
