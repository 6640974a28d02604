"""The forms of the annual report, each in force for the reports of certain years.

Here are those with three tables: 国办公开办函〔2021〕30号 (reports since 2021), 国办公开办函〔2019〕60号 (2019 and
2020). The older ones are lists of indicators, see `older`; what a form is, see `form`.
"""

from gongkai.oversight.reporting.rules.equations import statutory
from gongkai.oversight.reporting.rules.form import Form, Roles, Row, Table
from gongkai.oversight.reporting.rules.older import FORM_2009, FORM_2014

APPLICANTS = ("natural_person", "enterprise", "research", "public_interest", "legal_service", "other")
"""Column keys of table three: the applicant kinds of the requests, in the order of the form."""
TOTAL = "total"
COLUMNS = (*APPLICANTS, TOTAL)
COLUMN_LABELS = {
    "natural_person": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other": "其他",
    TOTAL: "总计",
}
COLUMN_NAMES = {label: key for key, label in COLUMN_LABELS.items()} | {"其他组织": "other", "合计": TOTAL}
"""Name of a column in somebody's file -> its key."""
RESULTS = ("upheld", "corrected", "other", "pending", TOTAL)
RESULT_LABELS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    TOTAL: "总计",
}
WAYS = {"review": "行政复议", "direct": "未经复议直接起诉", "after_review": "复议后起诉"}


# --- table three ------------------------------------------------------------------------------------------------

_SEVEN = tuple(COLUMN_LABELS.items())
_WITHHELD = (
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
)
_IMPOSSIBLE = ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
_DECLINED = (
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
)
_OTHERWISE = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)
_RESULT = "三、本年度办理结果"


def _table_three(others: tuple[str, ...]) -> Table:
    """`others`: the rows under （六）, one in the form of 2019, three since 2021."""
    named: list[tuple[str, tuple[str, ...]]] = [
        ("一、本年新收政府信息公开申请数量", ()),
        ("二、上年结转政府信息公开申请数量", ()),
        ("（一）予以公开", (_RESULT,)),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", (_RESULT,)),
        *((label, (_RESULT, "（三）不予公开")) for label in _WITHHELD),
        *((label, (_RESULT, "（四）无法提供")) for label in _IMPOSSIBLE),
        *((label, (_RESULT, "（五）不予处理")) for label in _DECLINED),
        *((label, (_RESULT, "（六）其他处理") if len(others) > 1 else (_RESULT,)) for label in others),
        ("（七）总计", (_RESULT,)),
        ("四、结转下年度继续办理", ()),
    ]
    rows = (Row(f"r{i}", label, _SEVEN, heads) for i, (label, heads) in enumerate(named, start=1))
    return Table("table3", "表三", tuple(rows))


def _roles(last: int) -> Roles:
    """`last`: number of the last row; the total stands before it, the results from the third row on."""
    groups = tuple(f"r{i}" for i in range(3, last - 1))
    return Roles("r1", "r2", groups, f"r{last - 1}", f"r{last}")


# --- table four -------------------------------------------------------------------------------------------------

_TABLE_FOUR = Table(
    "table4",
    "表四",
    tuple(
        Row(way, label, tuple(RESULT_LABELS.items()), ("行政诉讼",) if way != "review" else ())
        for way, label in WAYS.items()
    ),
)

# --- table two --------------------------------------------------------------------------------------------------

_DOCUMENTS = (("made", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数"))
_DECIDED = (("decided", "本年处理决定数量"),)
_ARTICLE = "第二十条第（{}）项"

TABLE_TWO_2021 = Table(
    "table2",
    "表二",
    (
        Row("rules", "规章", _DOCUMENTS, (_ARTICLE.format("一"),)),
        Row("normative", "行政规范性文件", _DOCUMENTS, (_ARTICLE.format("一"),)),
        Row("licences", "行政许可", _DECIDED, (_ARTICLE.format("五"),)),
        Row("penalties", "行政处罚", _DECIDED, (_ARTICLE.format("六"),)),
        Row("coercion", "行政强制", _DECIDED, (_ARTICLE.format("六"),)),
        Row("fees", "行政事业性收费", (("wan", "本年收费金额"),), (_ARTICLE.format("八"),), "万元"),
    ),
)

_SHOWN = (("made", "本年新制作数量"), ("opened", "本年新公开数量"), ("open", "对外公开总数量"))
_ITEMS = (("before", "上一年项目数量"), ("change", "本年增/减"), ("decided", "处理决定数量"))
_CHARGED = (("before", "上一年项目数量"), ("change", "本年增/减"))
_BOUGHT = (("count", "采购项目数量"), ("wan", "采购总金额"))

TABLE_TWO_2019 = Table(
    "table2",
    "表二",
    (
        Row("rules", "规章", _SHOWN, (_ARTICLE.format("一"),)),
        Row("normative", "规范性文件", _SHOWN, (_ARTICLE.format("一"),)),
        Row("licences", "行政许可", _ITEMS, (_ARTICLE.format("五"),)),
        Row("services", "其他对外管理服务事项", _ITEMS, (_ARTICLE.format("五"),)),
        Row("penalties", "行政处罚", _ITEMS, (_ARTICLE.format("六"),)),
        Row("coercion", "行政强制", _ITEMS, (_ARTICLE.format("六"),)),
        Row("fees", "行政事业性收费", _CHARGED, (_ARTICLE.format("八"),)),
        Row("procurement", "政府集中采购", _BOUGHT, (_ARTICLE.format("九"),)),
    ),
)

TITLES = {
    "table2": "二、主动公开政府信息情况",
    "table3": "三、收到和处理政府信息公开申请情况",
    "table4": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
}
"""Table -> the heading of the section in which it stands."""
SECTIONS = {
    "1": "一、总体情况",
    "2": TITLES["table2"],
    "3": TITLES["table3"],
    "4": TITLES["table4"],
    "5": "五、存在的主要问题及改进情况",
    "6": "六、其他需要报告的事项",
}


def _statutory(code: str, since: int, until: int | None, source: str, two: Table, three: Table) -> Form:
    tables, roles = (two, three, _TABLE_FOUR), _roles(len(three.rows))
    equations = statutory(tables, roles, COLUMNS, TOTAL)
    printed_in = {"table2": "2", "table3": "3", "table4": "4"}
    return Form(code, since, until, source, tables, equations, SECTIONS, printed_in, roles)


FORM_2021 = _statutory(
    "2021", 2021, None, "国办公开办函〔2021〕30号", TABLE_TWO_2021, _table_three(_OTHERWISE)
)
FORM_2019 = _statutory(
    "2019", 2019, 2020, "国办公开办函〔2019〕60号", TABLE_TWO_2019, _table_three(("（六）其他处理",))
)
FORMS = {form.code: form for form in (FORM_2021, FORM_2019, FORM_2014, FORM_2009)}
STATUTORY = (FORM_2021, FORM_2019)
"""Those with three tables."""


def form_of(year: int) -> Form | None:
    """The form for the report of that year; None before there were reports (2008)."""
    return next((form for form in FORMS.values() if form.covers(year)), None)
