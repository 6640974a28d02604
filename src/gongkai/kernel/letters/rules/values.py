"""Values of merge fields: what may be given, how it is stored (plain JSON) and how it is printed."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.letters.rules.vocabulary import FieldKind, FieldSpec, Text

LONGEST, MOST_ITEMS = 10_000, 200
REMEDY_LAW = "行政复议法 第二十条、第二十三条"
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ufffd]")
"""Characters that no letter holds; the line feed separates paragraphs."""

Value = str | list[str]


def stored(spec: FieldSpec, raw: Any) -> Value:
    """One value as it is stored: "" or [] for none. ValueError when it is not of its kind."""
    if spec.kind == FieldKind.LIST:
        return [_line(item) for item in _items(raw) if _line(item)]
    if spec.kind == FieldKind.DATE:
        return _day(raw)
    if spec.kind == FieldKind.NUMBER:
        return _number(raw)
    if spec.kind == FieldKind.REMEDY and isinstance(raw, (list, tuple)):
        raw = "\n".join(_line(paragraph) for paragraph in raw)
    return _text(raw)


def _items(raw: Any) -> list:
    if raw is None or raw == "":
        return []
    if not isinstance(raw, (list, tuple)) or len(raw) > MOST_ITEMS:
        raise ValueError("list")
    return list(raw)


def _line(raw: Any) -> str:
    text = _text(raw)
    if "\n" in text:
        raise ValueError("line")
    return text


def _text(raw: Any) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str) or len(raw) > LONGEST:
        raise ValueError("text")
    lines = [line.strip() for line in raw.replace("\r\n", "\n").replace("\t", " ").split("\n")]
    text = "\n".join(line for line in lines if line)
    if UNPRINTABLE.search(text) or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("unprintable")
    return text


def _day(raw: Any) -> str:
    if raw is None or raw == "":
        return ""
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day).isoformat()
    if not isinstance(raw, str) or len(raw) != 10:
        raise ValueError("date")
    return date.fromisoformat(raw).isoformat()


def _number(raw: Any) -> str:
    if raw is None or raw == "":
        return ""
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal, str)):
        raise ValueError("number")
    try:
        number = Decimal(raw)
    except InvalidOperation as error:
        raise ValueError("number") from error
    if not number.is_finite() or abs(number) >= 10**15:
        raise ValueError("number")
    return f"{number:f}"


def chinese_date(day: date | None) -> str:
    """2026年11月26日; with blanks to be filled in while there is no date."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "    年  月  日"


def shown(spec: FieldSpec, value: Value) -> str:
    """A stored value as it is printed inside a line."""
    if isinstance(value, list):
        return "、".join(value)
    if spec.kind == FieldKind.DATE and value:
        return chinese_date(date.fromisoformat(value))
    return value


def read(text: Text, fields: Mapping[str, Any]) -> tuple[dict[str, Value], list[Reason]]:
    """All fields of the text as they are stored, and every reason against what was given."""
    values: dict[str, Value] = {}
    reasons = [
        Reason("field_unknown", _("文书样式没有“%(name)s”这一项。") % {"name": name}, where=name)
        for name in fields
        if text.field(name) is None
    ]
    for spec in text.fields:
        try:
            values[spec.name] = stored(spec, fields.get(spec.name))
        except ValueError:
            values[spec.name] = ""
            reasons.append(_not_of_its_kind(spec))
            continue
        if not values[spec.name] and (spec.required or spec.kind == FieldKind.REMEDY):
            reasons.append(_missing(spec))
    return values, reasons


def _missing(spec: FieldSpec) -> Reason:
    if spec.kind == FieldKind.REMEDY:
        return Reason("remedy_missing", _("本文书应当写明救济途径，尚未给出。"), REMEDY_LAW, spec.name)
    return Reason("field_missing", _("请填写“%(label)s”。") % {"label": spec.label}, where=spec.name)


def _not_of_its_kind(spec: FieldSpec) -> Reason:
    said = {
        FieldKind.DATE: _("“%(label)s”应为日期，如 2026-11-26。"),
        FieldKind.NUMBER: _("“%(label)s”应为数字。"),
        FieldKind.LIST: _("“%(label)s”应为清单，每项一行，至多 200 项。"),
    }.get(FieldKind(spec.kind), _("“%(label)s”不能超过一万字，也不能含有无法印出的字符。"))
    return Reason("field_kind", said % {"label": spec.label}, where=spec.name)


def masked(text: Text, values: Mapping[str, Value]) -> dict[str, str]:
    """Label -> value for lists and logs: what is personal shows its first sign only."""
    return {
        spec.label: mask(shown(spec, values.get(spec.name, ""))) if spec.personal else shown(spec, values.get(spec.name, ""))
        for spec in text.fields
    }  # fmt: skip


def mask(shown_value: str) -> str:
    """欧阳建国 -> 欧＊＊: the length is not told either."""
    return f"{shown_value[0]}＊＊" if shown_value else ""
