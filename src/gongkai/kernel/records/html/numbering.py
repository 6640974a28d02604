"""Automatic numbers of a Word document written out as text, so that “一、” is still “一、” on the page."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    )
)


@dataclass
class _Level:
    start: int
    form: str  # w:numFmt
    text: str  # w:lvlText, %1 stands for the number of level 1


@dataclass
class _Lists:
    """Numbering of one document: levels by w:numId, and how far each list has counted."""

    levels: dict[str, dict[int, _Level]]
    abstract: dict[str, str]
    restarts: dict[str, dict[int, int]]
    counted: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def next(self, num: str, depth: int) -> str:
        """Count one item on and return what stands before it; empty for a bullet."""
        counted = self.counted.setdefault(self.abstract[num], {})
        if num not in self.seen:
            self.seen.add(num)
            for level, start in self.restarts.get(num, {}).items():
                counted[level] = start - 1
        levels = self.levels[num]
        counted[depth] = counted.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counted if level > depth]:
            del counted[deeper]
        return re.sub(r"%([1-9])", lambda m: self._shown(levels, counted, int(m[1]) - 1), levels[depth].text)

    def _shown(self, levels: dict[int, _Level], counted: dict[int, int], depth: int) -> str:
        level = levels.get(depth)
        return written(counted.get(depth, level.start), level.form) if level else ""


def write_numbers(document: Document) -> None:
    """Put the visible number into the text of every numbered paragraph and take the automatic one away.

    Bullets stay lists.
    """
    lists = _lists(document)
    if lists is None:
        return
    styled = dict(_styled(document))
    for paragraph in document.element.body.iter(qn("w:p")):
        num, depth = _numbered(paragraph, styled)
        level = lists.levels.get(num, {}).get(depth)
        if level is not None and level.form != "bullet":
            _write(paragraph, lists.next(num, depth))


def written(number: int, form: str) -> str:
    """A number in one of Word's forms (w:numFmt); a form that is not known comes as Arabic digits."""
    match form:
        case "none":
            return ""
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return _chinese(number, _DIGITS, "十百千万")
        case "chineseLegalSimplified":
            return _chinese(number, _LEGAL, "拾佰仟万", short=False)
        case "ideographTraditional":
            return _STEMS[(number - 1) % 10]
        case "ideographZodiac":
            return _BRANCHES[(number - 1) % 12]
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(0x245F + number)
        case "decimalFullWidth":
            return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
        case "decimalZero":
            return f"{number:02d}"
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (number - 1) % 26) * (1 + (number - 1) // 26)
            return letter if form == "upperLetter" else letter.lower()
        case "upperRoman" | "lowerRoman":
            return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return str(number)


def _chinese(number: int, digits: str, units: str, short: bool = True) -> str:
    """10 → 十, 12 → 十二, 20 → 二十, 101 → 一百〇一; up to 9999, more comes as digits."""
    if not 0 < number < 10000:
        return str(number)
    zero, text = digits[0], ""
    for place, sign in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        text += digits[int(sign)] + (units[place - 1] if place and sign != "0" else "")
    text = re.sub(f"{zero}+", zero, text).rstrip(zero)
    return text.removeprefix(digits[1]) if short and 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _value(element: etree._Element | None, path: str) -> str | None:
    found = element.find(path, element.nsmap) if element is not None else None
    return found.get(qn("w:val")) if found is not None else None


def _lists(document: Document) -> _Lists | None:
    try:
        root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return None
    definitions = {
        element.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"), 0)): _Level(
                int(_value(level, "w:start") or 1),
                _value(level, "w:numFmt") or "decimal",
                _value(level, "w:lvlText") or "",
            )
            for level in element.findall(qn("w:lvl"))
        }
        for element in root.findall(qn("w:abstractNum"))
    }
    lists = _Lists({}, {}, {})
    for num in root.findall(qn("w:num")):
        name, abstract = num.get(qn("w:numId")), _value(num, "w:abstractNumId") or ""
        lists.levels[name] = deepcopy(definitions.get(abstract, {}))
        lists.abstract[name] = abstract
        lists.restarts[name] = {
            int(override.get(qn("w:ilvl"), 0)): int(start)
            for override in num.findall(qn("w:lvlOverride"))
            if (start := _value(override, "w:startOverride"))
        }
    return lists


def _styled(document: Document) -> Iterator[tuple[str, tuple[str, int]]]:
    """Paragraph styles that number by themselves: style id -> (numId, level)."""
    for style in document.styles.element.findall(qn("w:style")):
        num = _value(style, "w:pPr/w:numPr/w:numId")
        if num:
            yield style.get(qn("w:styleId")), (num, int(_value(style, "w:pPr/w:numPr/w:ilvl") or 0))


def _numbered(paragraph: etree._Element, styled: dict[str, tuple[str, int]]) -> tuple[str, int]:
    num, depth = _value(paragraph, "w:pPr/w:numPr/w:numId"), _value(paragraph, "w:pPr/w:numPr/w:ilvl")
    if num is not None:
        return num, int(depth or 0)
    return styled.get(_value(paragraph, "w:pPr/w:pStyle") or "", ("", 0))


def _write(paragraph: etree._Element, number: str) -> None:
    properties = paragraph.get_or_add_pPr()
    old = properties.find(qn("w:numPr"))
    if old is not None:
        properties.remove(old)
    none = etree.SubElement(properties, qn("w:numPr"))  # numId 0: no list, whatever the style says
    etree.SubElement(none, qn("w:ilvl")).set(qn("w:val"), "0")
    etree.SubElement(none, qn("w:numId")).set(qn("w:val"), "0")
    run = etree.Element(qn("w:r"))
    text = etree.SubElement(run, qn("w:t"))
    text.text = number if number[-1:] in "、．）)：" else f"{number} "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties.addnext(run)
