"""States, refusals and reminders in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.files.rules.refusals import codes, refusal
from gongkai.oversight.collecting.opened import Opened
from gongkai.oversight.collecting.rules.standing import Standing, State
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.due import Due
from gongkai.oversight.reporting.wording import TROUBLES

STATES = {
    State.IN_TIME: gettext_lazy("按时公布"),
    State.LATE: gettext_lazy("逾期公布"),
    State.UNDATED: gettext_lazy("公布日期不详"),
    State.MISSING: gettext_lazy("缺报告"),
    State.WAITING: gettext_lazy("未到期"),
}
COLOURS = {
    State.IN_TIME: "green",
    State.LATE: "yellow",
    State.UNDATED: "blue",
    State.MISSING: "red",
    State.WAITING: "",
}
ORIGINS = {"platform": gettext_lazy("在平台公布"), "collected": gettext_lazy("收集")}


def reasons_of(opened: Opened) -> list[Reason]:
    """Why a file is no report that can be kept."""
    if opened.problem == "not_a_report":
        text = _(
            "这种文件（%(kind)s）不能读取年度报告；请用网页、Word（.docx）、Excel（.xlsx）、PDF 或 JSON。"
        )
        return [Reason("not_a_report", text % opened.values, where="file")]
    if opened.problem:
        code = opened.problem if opened.problem in codes() else "broken"
        return [refusal(code, opened.where, **opened.values)]
    return [
        Reason(one.code, str(TROUBLES[one.code]) % {"where": one.where, "said": one.said}, where="file")
        for one in opened.troubles
        if opened.said is None or opened.said.lacking
    ]


def law_of(due: Due) -> str:
    """The article that sets the day; a text that was not seen word for word is marked."""
    return due.law if due.seen else _("%s（条文未逐字核对）") % due.law


def standing_line(standing: Standing) -> str:
    """How an organ stands, in one phrase with its days."""
    if standing.state is State.LATE:
        return _("逾期 %d 天公布") % standing.days
    if standing.state is State.MISSING:
        return _("缺报告，已逾期 %d 天") % standing.days
    return str(STATES[standing.state])


ADVICE = {
    "T0": gettext_lazy("请公布机关核对这一格的数字。"),
    "T2": gettext_lazy("请公布机关对照上年报告核对现行有效、制发和废止件数。"),
    "T3-1": gettext_lazy("请公布机关逐项核对办理结果，或者改正（七）总计。"),
    "T3-2": gettext_lazy("请公布机关核对新收、结转和办理结果，四项应当相抵。"),
    "T3-3": gettext_lazy("请公布机关核对这一行各类申请人的数字。"),
    "T3-4": gettext_lazy("请公布机关对照上年报告的结转数，两年之中必有一处要改。"),
    "T3-5": gettext_lazy("请公布机关使正文与表格一致。"),
    "T3-7": gettext_lazy("请公布机关按表格重新计算百分比。"),
    "L-": gettext_lazy("请公布机关核对总数和所列各项。"),
    "T4": gettext_lazy("请公布机关核对这一组的四种结果和总计。"),
}


def what_to_do(finding: Finding) -> str:
    """Who has to do what, where a check fails; nothing for the others."""
    if finding.verdict is not Verdict.FAIL:
        return ""
    code = finding.check.code
    return str(ADVICE.get(code) or ADVICE.get(code[:2], ""))


def reminder(organ: str, year: int, due: Due, standing: Standing) -> str:
    """The text of a reminder to copy; nothing is sent. In Chinese whatever the language of the page: it goes to an office."""
    day = f"{due.day.year}年{due.day.month}月{due.day.day}日"
    if standing.state is State.MISSING:
        middle = f"截至目前未收到，也未在平台上看到贵单位该年度报告，已超过规定期限{standing.days}天。请于3个工作日内公布，并将公布网址和文件报送我单位。"
    else:
        middle = "目前尚未收到贵单位该年度报告。请按期公布，并将公布网址和文件报送我单位。"
    return f"{organ}：\n根据《{due.law[: due.law.index('（')]}》{due.law[due.law.index('）') + 1 :]}，{year}年政府信息公开工作年度报告应当于{day}前公布。{middle}"
