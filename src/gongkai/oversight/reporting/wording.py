"""Checks and troubles in words: what is wrong, where, and what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.kernel.figures.rules.values import shown
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.drafting import FIGURE, marks_of
from gongkai.oversight.reporting.rules.equations import CARRIED_OUT, LAST
from gongkai.oversight.reporting.rules.form import Form, Relation
from gongkai.oversight.reporting.rules.interchange import Trouble
from gongkai.oversight.reporting.rules.versions import COLUMN_LABELS, WAYS

CHECKS = {
    "T0-1": gettext_lazy("数量不能小于零"),
    "T0-2": gettext_lazy("件数应为整数"),
    "T2-1": gettext_lazy("现行有效＝上年现行有效＋本年制发－本年废止"),
    "T3-1": gettext_lazy("（七）总计＝（一）至（六）各项之和"),
    "T3-2": gettext_lazy("第一项＋第二项＝第三项＋第四项"),
    "T3-3": gettext_lazy("总计列＝自然人＋法人或其他组织各列"),
    "T3-4": gettext_lazy("上年结转＝上年报告的结转下年度"),
    "T3-5": gettext_lazy("正文所写与表格一致"),
    "T3-7": gettext_lazy("正文的百分比由表格重新计算"),
    "L-1": gettext_lazy("总数＝所列各项之和"),
    "L-2": gettext_lazy("其中数不多于总数"),
    "L-3": gettext_lazy("答复数不多于受理数"),
    "T4-1": gettext_lazy("行政复议总计＝各种结果之和"),
    "T4-2": gettext_lazy("未经复议直接起诉总计＝各种结果之和"),
    "T4-3": gettext_lazy("复议后起诉总计＝各种结果之和"),
}
VERDICTS = {
    Verdict.PASS: gettext_lazy("通过"),
    Verdict.FAIL: gettext_lazy("不符"),
    Verdict.NOT_ASSESSABLE: gettext_lazy("无法核对"),
}
TROUBLES = {
    "unreadable": gettext_lazy(
        "单元格“%(where)s”里的“%(said)s”不是数字，请改为数字；没有的填 0，不适用的填“/”。"
    ),
    "merged": gettext_lazy("单元格“%(where)s”与相邻单元格合并，无法判断“%(said)s”属于哪一格，请拆分。"),
    "twice": gettext_lazy("单元格“%(where)s”出现两次，数字不同（%(said)s），请删去多余的表格。"),
    "unknown-row": gettext_lazy("%(where)s“%(said)s”不是规定表式中的行，没有计入。"),
    "unknown-column": gettext_lazy("“%(said)s”不是规定表式中的列，没有计入。"),
    "unknown-form": gettext_lazy("没有代码为“%(said)s”的表式，按年份和表格判断。"),
    "not-a-row": gettext_lazy("%(where)s 不是完整的一行（%(said)s），没有读取。"),
    "not-a-table": gettext_lazy("%(where)s 不是规定的表格，没有读取。"),
    "no-table": gettext_lazy("文件里没有找到年度报告的统计表。"),
    "doubled-table": gettext_lazy("“%(where)s”在页面上出现两次，只读取一次，请删去重复的表。"),
    "not-readable": gettext_lazy("文件打不开或已损坏。%(said)s"),
    "unknown-kind": gettext_lazy(
        "只能读取网页、文本（.txt）、Word（.docx）、Excel（.xlsx）、PDF、JSON 文件和本平台写出的 CSV 文件。"
    ),
    "no-words": gettext_lazy(
        "这份 PDF 只有图像，没有文字和表格；请使用由文字处理软件导出的 PDF，或者原来的文件。"
    ),
    "empty": gettext_lazy("文件是空的。"),
    "too-large": gettext_lazy("文件过大。"),
}


ADVICE = {
    "T0-1": gettext_lazy("请更正这一格。"),
    "T0-2": gettext_lazy("请更正这一格。"),
    "T2-1": gettext_lazy("请核对上年数，或者更正本年制发、废止、现行有效数。"),
    "T3-4": gettext_lazy(
        "请打开“上年结转”的明细，核对有没有收到日期登记有误、误登记或者应当转告的申请；上年报告有误的，先更正上年报告。"
    ),
    "T3-5": gettext_lazy("请把正文里的数字换成标记，或者更正这一句。"),
    "T3-7": gettext_lazy("请重新计算百分比。"),
}
"""Check -> what to do when it fails."""
_OTHERWISE = gettext_lazy("请打开两边的明细逐件核对。")


def advice_on(finding: Finding) -> str:
    return str(ADVICE.get(finding.check.code, _OTHERWISE))


def rule_of(finding: Finding) -> str:
    return str(CHECKS[finding.check.code])


def place_of(form: Form, finding: Finding) -> str:
    """The row, column, group or words that the check is about."""
    where = finding.check.where
    rows = {row.key: row.label for table in form.tables for row in table.rows}
    if where in form.labels:
        return form.labels[where]
    if finding.check.code in ("T2-1", "T3-3"):
        return rows[where]
    return COLUMN_LABELS.get(where) or WAYS.get(where) or where


def sides_of(finding: Finding) -> str:
    """Both sides of what does not agree, or what is missing."""
    if finding.verdict is Verdict.NOT_ASSESSABLE:
        return _("缺少 %(count)d 个单元格") % {"count": len(finding.missing)} if finding.missing else ""
    if finding.left is None or finding.right is None:
        return shown(finding.left) if finding.left is not None else ""
    said = (
        _("%(left)s，不应多于 %(right)s")
        if finding.check.relation is Relation.AT_MOST
        else _("%(left)s，应为 %(right)s")
    )
    return said % {"left": shown(finding.left), "right": shown(finding.right)}


def cell_name(form: Form, cell: str) -> str:
    """A cell or figure in words; of last year's report as such."""
    if cell.startswith(FIGURE):
        return next((mark.name for mark in marks_of(form).values() if mark.cells == (cell,)), cell)
    if cell.startswith(f"{LAST}table3.{CARRIED_OUT}."):
        return _("上年报告的结转下年度（%s）") % COLUMN_LABELS[cell.rsplit(".", 1)[-1]]
    if cell.startswith(LAST):
        return _("上年报告的 %s") % form.labels.get(cell.removeprefix(LAST), cell.removeprefix(LAST))
    return form.labels.get(cell, cell)


def trouble_line(trouble: Trouble, form: Form | None) -> str:
    where = cell_name(form, trouble.where) if form else trouble.where
    return str(TROUBLES[trouble.code]) % {"where": where, "said": trouble.said}
