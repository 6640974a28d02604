"""Why a report cannot be sent for sign-off or be published yet: its words, blank cells, checks, figures that moved. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.figures.rules.values import Nothing, Value, shown
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.drafting import (
    FEES,
    WRITTEN,
    Filling,
    Part,
    Typed,
    fill,
    marks_of,
    text_of,
    typed_numbers,
)
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.frozen import Difference, differences
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.wording import advice_on, cell_name, place_of, rule_of, sides_of

SECTIONS = {"1": "一", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六"}
_PROMPT = re.compile(r"【[^【】]*】")
_NAMED = 3
"""Cells that a reason names; it counts the others."""


@dataclass(frozen=True)
class Standing:
    """A report as it stands: words, values, what is counted at this moment, the report of the year before if known.

    `sent`: the values are those of a version that was sent once, and stay until they are taken over.
    """

    form: Form
    year: int
    organ: str
    sections: Mapping[str, str]
    values: Mapping[str, Value]
    counted: Mapping[str, Value]
    today: date
    last: Report | None = None
    sent: bool = False

    @cached_property
    def filling(self) -> Filling:
        return Filling(marks_of(self.form), self.values, {"年度": str(self.year), "机关": self.organ})

    @cached_property
    def filled(self) -> dict[str, list[Part]]:
        return fill(self.sections, self.filling)

    @cached_property
    def report(self) -> Report:
        """As it goes out."""
        return Report(self.form, self.values, self.year, self.organ, text_of(self.filled))

    @cached_property
    def findings(self) -> list[Finding]:
        return assess_report(self.report, self.last)

    @cached_property
    def failing(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict is Verdict.FAIL]

    @cached_property
    def moved(self) -> list[Difference]:
        """What is counted otherwise by now."""
        return list(differences(self.values, self.counted))

    @cached_property
    def typed(self) -> list[Typed]:
        return typed_numbers(self.filled, self.filling)

    @cached_property
    def blank(self) -> list[str]:
        return [cell for cell in self.form.labels if self.values.get(cell, Nothing.BLANK) is Nothing.BLANK]


def reasons_against_sending(s: Standing) -> list[Reason]:
    """All reasons, in the order in which an author would mend them. Empty: it may go out."""
    return [reason for rule in _RULES for reason in rule(s)]


def _year(s: Standing) -> Iterator[Reason]:
    if s.today <= date(s.year, 12, 31):
        text = _("%(year)d年还没有结束，全年的数字还会变，年度报告在次年提交。")
        yield Reason("year_not_over", text % {"year": s.year}, "政府信息公开条例 第四十九条")


def reasons_against_words(s: Standing) -> Iterator[Reason]:
    """Sections left empty, prompts left in, marks that give no number: each with its place."""
    law = s.form.source
    for number in WRITTEN:
        if not s.sections.get(number, "").strip():
            text = _("第%(section)s部分还没有写。") % {"section": SECTIONS[number]}
            yield Reason("section_empty", text, law, number)
    for number, words in s.sections.items():
        for found in _PROMPT.finditer(words):
            place = _place(number, words[: found.start()].count("\n") + 1)
            text = _("%(place)s：提示“%(said)s”还没有换成正文。") % {"place": place, "said": found[0]}
            yield Reason("prompt_left", text, "", number)
    for number, parts in s.filled.items():
        yield from (_of_mark(number, part) for part in parts if part.fault)


def _of_mark(number: str, part: Part) -> Reason:
    told = {"place": _place(number, part.line), "name": part.name}
    if part.fault == "unknown":
        return Reason("mark_unknown", _("%(place)s：没有名为“{%(name)s}”的数字标记。") % told, "", number)
    text = _("%(place)s：“{%(name)s}”对应的单元格还没有数字，请先填报，或者改写这一句。")
    return Reason("mark_empty", text % told, "", number)


def _place(number: str, line: int) -> str:
    return _("第%(section)s部分第 %(line)d 段") % {"section": SECTIONS[number], "line": line}


def _fees(s: Standing) -> Iterator[Reason]:
    """Section six tells notices, their amount and what was received; 无 only when there was none."""
    said = {part.name for part in s.filled.get("6", ())}
    missing = [name for name in FEES if name not in said]
    values = [s.filling.marks[name].value(s.values) for name in FEES]
    if missing and any(values) and s.sections.get("6", "").strip():
        text = _("第六部分须写明信息处理费：收费通知件数、总金额和实际收取金额。请补上标记：%(marks)s。")
        marks = "、".join(f"{{{name}}}" for name in missing)
        yield Reason("fee_statement_missing", text % {"marks": marks}, s.form.source, "6")


def _blanks(s: Standing) -> Iterator[Reason]:
    """A blank cell is no zero: somebody states it, or says that the organ has none such."""
    if not s.blank:
        return
    names = "；".join(s.form.labels[cell] for cell in s.blank[:_NAMED])
    text = _("还有 %(count)d 个单元格没有填报：%(names)s%(more)s。没有的填 0，不适用的标明不适用。")
    more = _("等") if len(s.blank) > _NAMED else ""
    told = {"count": len(s.blank), "names": names, "more": more}
    yield Reason("cells_blank", text % told, s.form.source, "table2")


def _checks(s: Standing) -> Iterator[Reason]:
    for finding in s.failing:
        told = {
            "code": finding.check.code,
            "place": place_of(s.form, finding),
            "sides": sides_of(finding),
            "advice": advice_on(finding),
        }
        text = _("%(code)s 不符：%(place)s %(sides)s。%(advice)s") % told
        yield Reason("check_failed", text, rule_of(finding), finding.check.code)


def _moves(s: Standing) -> Iterator[Reason]:
    if s.sent and s.moved:
        named = "；".join(
            f"{cell_name(s.form, one.cell)} {shown(one.before) or '—'} → {shown(one.now) or '—'}"
            for one in s.moved[:_NAMED]
        )
        text = _(
            "提交之后有 %(count)d 个数字与现在的统计不同（%(named)s）。请核对，写明更正说明后按现在的数字更新。"
        )
        yield Reason("figures_moved", text % {"count": len(s.moved), "named": named})


_RULES = (_year, reasons_against_words, _fees, _blanks, _checks, _moves)
