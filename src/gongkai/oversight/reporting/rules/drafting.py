"""The words of a report: six sections in which numbers stand as marks, `{新收申请}`, filled from the figures. Pure.

Section one names what 国办公开办函〔2021〕30号 asks for; governments report on assessment and accountability too.
What no figure can tell is left as a prompt, `【请写明……】`, which may not stay.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from gongkai.kernel.figures.rules.values import Value, shown
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.numerals import narrow
from gongkai.oversight.reporting.rules.prose import STATED
from gongkai.oversight.reporting.rules.versions import APPLICANTS, FORMS, RESULT_LABELS, TOTAL

NUMBERS = ("1", "2", "3", "4", "5", "6")
WRITTEN = ("1", "5", "6")
"""Sections that are nothing without words; the others hold a table."""
FIGURE = "metric."
"""Before the code of a figure that stands in the words and in no cell."""
UNFILLED = "〔未填〕"


# --- marks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """A name that may stand in braces: the sum of these cells, or of one figure (`metric.` and its code)."""

    name: str
    cells: tuple[str, ...]

    def value(self, values: Mapping[str, Value]) -> Decimal | None:
        """None while a cell is blank or does not apply: then there is no number to write."""
        found = [values.get(cell) for cell in self.cells]
        numbers = [value for value in found if isinstance(value, Decimal)]
        return sum(numbers, Decimal(0)) if numbers and len(numbers) == len(found) else None


FIGURES = {
    "主动公开信息": "records.published",
    "收费通知": "requests.fee_notices",
    "收费通知金额": "requests.fees_noticed",
    "实收信息处理费": "requests.fees_paid",
}
FEES = ("收费通知", "收费通知金额", "实收信息处理费")
_UNDER = {
    "不予公开": "（三）不予公开",
    "无法提供": "（四）无法提供",
    "不予处理": "（五）不予处理",
    "其他处理": "（六）其他处理",
}
_SUITS = ("direct", "after_review")


def marks_of(form: Form) -> dict[str, Mark]:
    """The closed list of marks of a form, by name."""
    return _marks(form.code)


@cache
def _marks(code: str) -> dict[str, Mark]:
    return {name: Mark(name, cells) for name, cells in _named(FORMS[code])}


def _named(form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of a list of indicators (before 2019) each by its words, with those above it where two are called alike; of the forms since then the rows of the three tables."""
    yield from _of_list(form) if form.is_list else _of_tables(form)
    for name, code in FIGURES.items():
        yield name, (FIGURE + code,)


def _of_list(form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    rows = [(table, row) for table in form.tables for row in table.rows]
    often = Counter(row.label for _table, row in rows)
    for table, row in rows:
        name = row.label if often[row.label] == 1 else " ".join((table.title, *row.heads, row.label))
        yield name, tuple(table.cell(row.key, column) for column, _label in row.cells)


def _of_tables(form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    roles, three = form.roles, form.table3
    for name, rows in (
        ("新收申请", (roles.received,)),
        ("上年结转", (roles.carried_in,)),
        ("办结申请", (roles.answered,)),
        ("结转下年", (roles.carried_out,)),
        ("予以公开", (roles.given,)),
        ("部分公开", (roles.partly_given,)),
        ("予以公开和部分公开", (roles.given, roles.partly_given)),
        *((name, _rows_under(form, head)) for name, head in _UNDER.items()),
    ):
        yield name, tuple(three.cell(row, TOTAL) for row in rows)
    yield "自然人新收申请", (three.cell(roles.received, APPLICANTS[0]),)
    yield (
        "法人和其他组织新收申请",
        tuple(three.cell(roles.received, column) for column in APPLICANTS[1:]),
    )
    yield from _of_appeals(form)
    for row in form.table2.rows:
        for column, label in row.cells:
            yield f"{row.label}{label}", (form.table2.cell(row.key, column),)


def _rows_under(form: Form, head: str) -> tuple[str, ...]:
    """Rows below a heading; the form of 2019 has （六）其他处理 as a row itself."""
    return tuple(row.key for row in form.table3.rows if head in row.heads or row.label == head)


def _of_appeals(form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    four = form.table4
    for result, label in RESULT_LABELS.items():
        words = "" if result == TOTAL else label
        yield f"行政复议{words}", (four.cell("review", result),)
        yield f"行政诉讼{words}", tuple(four.cell(way, result) for way in _SUITS)


# --- first words ------------------------------------------------------------------------------------------------

_PUBLISHED = "{年度}年，本机关主动公开政府信息{主动公开信息}条。"
_DOCUMENTS = {
    "2021": "制发行政规范性文件{行政规范性文件本年制发件数}件，废止{行政规范性文件本年废止件数}件，现行有效{行政规范性文件现行有效件数}件。",
    "2019": "新制作规范性文件{规范性文件本年新制作数量}件，新公开{规范性文件本年新公开数量}件，对外公开总数{规范性文件对外公开总数量}件。",
}
_REQUESTS = (
    "（二）依申请公开。新收政府信息公开申请{新收申请}件，上年结转{上年结转}件，办结{办结申请}件，结转下年度继续办理{结转下年}件。"
    "在办结的申请中，予以公开{予以公开}件，部分公开{部分公开}件，不予公开{不予公开}件，无法提供{无法提供}件，不予处理{不予处理}件，"
    "作其他处理的{其他处理}件。因政府信息公开工作被申请行政复议{行政复议}件，被提起行政诉讼{行政诉讼}件。"
)
_MANAGED = (
    "（三）政府信息管理。【请写明公开属性认定、保密审查、规范性文件清理、公开目录维护等情况】\n"
    "（四）政府信息公开平台建设。【请写明网站专栏、政务新媒体、查阅场所等情况】\n"
)
_WATCHED = "（五）监督保障。【请写明机构人员、业务培训、监督检查等情况】"
_ASSESSED = (
    "（五）监督保障。【请写明机构人员、业务培训、监督检查，以及工作考核、社会评议和责任追究结果等情况】"
)
_PROBLEMS = (
    "（一）存在的主要问题。【请写明本年度工作中存在的主要问题】\n"
    "（二）改进情况。【请写明上年所列问题的整改结果和下一步措施】"
)
_FEES = (
    "本年度发出信息处理费收费通知{收费通知}件，总金额{收费通知金额}元，实际收取信息处理费{实收信息处理费}元。"
)


def first_words(form: Form, *, government: bool, figures: Iterable[str]) -> dict[str, str]:
    """Section -> words to begin with. `figures`: codes that the platform counts; what names another is left out."""
    known = {name for name, code in FIGURES.items() if code in set(figures)}
    published = _PUBLISHED if "主动公开信息" in known else ""
    led = f"（一）主动公开。{published}{_DOCUMENTS[form.code]}【请写明重点领域信息公开、政策解读、回应关切等情况】"
    one = "\n".join((led, _REQUESTS, _MANAGED + (_ASSESSED if government else _WATCHED)))
    return dict.fromkeys(NUMBERS, "") | {"1": one, "5": _PROBLEMS, "6": _FEES}


# --- filling ----------------------------------------------------------------------------------------------------

_MARK = re.compile(r"\{([^{}\n]{1,40})\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a section's filled words. `name`: of the mark it stands for; `cells`: those of the mark.

    `at`: its place in the filled words of all sections, each on lines of its own; `line`: in its section, from 1.
    `fault`: `unknown` or `empty` where the mark gives no number.
    """

    text: str
    at: int
    line: int
    name: str = ""
    cells: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Filling:
    """What marks are filled from. `words`: names that stand for words, not for numbers."""

    marks: Mapping[str, Mark]
    values: Mapping[str, Value]
    words: Mapping[str, str]


def fill(sections: Mapping[str, str], filling: Filling) -> dict[str, list[Part]]:
    """Section -> its parts in order. Empty sections are left out; nothing typed is lost."""
    found: dict[str, list[Part]] = {}
    at = 0
    for number in NUMBERS:
        words = sections.get(number, "").strip()
        if words:
            found[number] = list(_parts(words, filling, at))
            at += sum(len(part.text) for part in found[number]) + 1
    return found


def _parts(words: str, filling: Filling, at: int) -> Iterator[Part]:
    line = 1
    for place, piece in enumerate(_MARK.split(words)):
        if not piece:
            continue
        part = _filled(piece, filling, at, line) if place % 2 else Part(piece, at, line)
        yield part
        at += len(part.text)
        line += part.text.count("\n")


def _filled(name: str, filling: Filling, at: int, line: int) -> Part:
    name = name.strip()
    if name in filling.words:
        return Part(filling.words[name], at, line)
    mark = filling.marks.get(name)
    if mark is None:
        return Part(f"{{{name}}}", at, line, name, fault="unknown")
    value = mark.value(filling.values)
    if value is None:
        return Part(UNFILLED, at, line, name, mark.cells, "empty")
    return Part(shown(value), at, line, name, mark.cells)


def text_of(filled: Mapping[str, list[Part]]) -> dict[str, str]:
    """Section -> its words as the public reads them."""
    return {number: "".join(part.text for part in parts) for number, parts in filled.items()}


# --- numbers that are linked to nothing -------------------------------------------------------------------------

_TYPED = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(?:万元|人次|件|条|次|元|宗|起|份|项)")


@dataclass(frozen=True, slots=True)
class Typed:
    """A number that was typed where a mark could stand. `same`: marks that come to the same number."""

    section: str
    line: int
    at: int
    words: str
    same: tuple[str, ...]


def typed_numbers(filled: Mapping[str, list[Part]], filling: Filling) -> list[Typed]:
    """Hints, no refusals: what people did has units too."""
    return [
        Typed(number, part.line + part.text[: found.start()].count("\n"), part.at + found.start(), found[0],
              _same(Decimal(found[1].replace(",", "")), filling))
        for number, parts in filled.items()
        for part in parts
        if not part.name
        for found in _TYPED.finditer(narrow(part.text))
    ]  # fmt: skip


def _same(number: Decimal, filling: Filling) -> tuple[str, ...]:
    if not number:
        return ()
    return tuple(name for name, mark in filling.marks.items() if mark.value(filling.values) == number)


# --- what a page shows ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A part cut where its look changes: part of words that fail a check, or a number linked to nothing."""

    part: Part
    failing: bool = False
    typed: bool = False


def pieces(
    filled: Mapping[str, list[Part]], findings: Iterable[Finding], typed: Iterable[Typed]
) -> dict[str, list[Piece]]:
    """Section -> pieces to show, each on one line at most; the same words as the parts."""
    failing = [_span(finding) for finding in findings if _fails_in_words(finding)]
    loose = [(one.at, one.at + len(one.words)) for one in typed]
    return {
        number: [piece for part in parts for piece in _cut(part, failing, loose)]
        for number, parts in filled.items()
    }


def _fails_in_words(finding: Finding) -> bool:
    left = finding.check.left
    return finding.verdict is Verdict.FAIL and bool(left) and left[0].startswith(STATED)


def _span(finding: Finding) -> tuple[int, int]:
    start = int(finding.check.left[0].removeprefix(STATED))
    return start, start + len(finding.check.where)


def _cut(part: Part, failing: list[tuple[int, int]], loose: list[tuple[int, int]]) -> Iterator[Piece]:
    end = part.at + len(part.text)
    borders = {part.at, end, *(at for span in (*failing, *loose) for at in span if part.at < at < end)}
    borders |= {part.at + i + shift for i, sign in enumerate(part.text) if sign == "\n" for shift in (0, 1)}
    ordered = sorted(borders)
    for start, stop in zip(ordered, ordered[1:], strict=False):
        text = part.text[start - part.at : stop - part.at]
        yield Piece(
            replace(part, text=text, at=start),
            _inside(start, failing),
            not part.name and _inside(start, loose),
        )


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < stop for start, stop in spans)
