"""The forms before 2019: lists of indicators, each with a unit and one number.

2014 to 2018: the statistics form of 国办发〔2014〕32号 (norms 2.7). 2008 to 2013 there was no national form; the list
of Shanghai spread to other provinces (norms 2.8; 定西市 numbers it 01 to 35), here called 2009.

Groupings that later forms made differently are left as they were printed: of what was not given, one list counts
together what another keeps apart. Only the joins of norms 2.9 are safe over the years.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.oversight.reporting.rules.form import Equation, Form, Relation, Row, Table

COUNT, WAN, YUAN = "count", "wan", "yuan"
_COLUMNS = {"万元": WAN, "元": YUAN}


@dataclass(frozen=True, slots=True)
class Indicator:
    """`parts`: indicators whose sum it is; `of_which`: some of those counted in it (其中)."""

    key: str
    label: str
    unit: str = "件"
    parts: tuple["Indicator", ...] = ()
    of_which: tuple["Indicator", ...] = ()
    alias: tuple[str, ...] = ()


_I = Indicator


@dataclass(frozen=True, slots=True)
class Block:
    """One titled list of a form."""

    code: str
    title: str
    indicators: tuple[Indicator, ...]


def _list_form(
    code: str,
    years: tuple[int, int],
    source: str,
    blocks: tuple[Block, ...],
    more: tuple[Equation, ...],
    sections: dict[str, str],
    printed_in: dict[str, str],
) -> Form:
    equations = (*(e for block in blocks for e in _equations(block.code, block.indicators)), *more)
    tables = tuple(_table(block) for block in blocks)
    return Form(code, *years, source, tables, equations, sections, printed_in)


def _table(block: Block) -> Table:
    rows = (_row(one, heads) for one, heads in _walk(block.indicators))
    return Table(block.code, block.title, tuple(rows))


def _walk(
    indicators: tuple[Indicator, ...], heads: tuple[str, ...] = ()
) -> Iterator[tuple[Indicator, tuple[str, ...]]]:
    """Each with the labels of those it is part of."""
    for one in indicators:
        yield one, heads
        yield from _walk((*one.parts, *one.of_which), (*heads, one.label))


def _row(one: Indicator, heads: tuple[str, ...]) -> Row:
    return Row(one.key, one.label, ((_COLUMNS.get(one.unit, COUNT), ""),), heads, one.unit, one.alias)


def _equations(block: str, indicators: tuple[Indicator, ...]) -> Iterator[Equation]:
    """L-1: a total is the sum of its parts; L-2: some of those counted are not more than all."""
    for one in indicators:
        here = _cell(block, one)
        if one.parts:
            yield Equation("L-1", here, (here,), tuple(_cell(block, part) for part in one.parts))
        for part in one.of_which:
            yield Equation("L-2", here, (_cell(block, part),), (here,), relation=Relation.AT_MOST)
        yield from _equations(block, (*one.parts, *one.of_which))


def _cell(block: str, one: Indicator) -> str:
    return f"{block}.{one.key}.{_COLUMNS.get(one.unit, COUNT)}"


# --- 2014 to 2018 -----------------------------------------------------------------------------------------------

_RESULTS_2014 = (
    _I("corrected", "（二）被依法纠错数"),
    _I("other", "（三）其他情形数"),
)

_BLOCKS_2014 = (
    Block("proactive", "一、主动公开情况", (
        _I("records", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", of_which=(
            _I("normative", "其中：主动公开规范性文件数", "条"),
        )),
        _I("normative_made", "制发规范性文件总数", "件"),
        _I("gazette", "1.政府公报公开政府信息数", "条"),
        _I("website", "2.政府网站公开政府信息数", "条"),
        _I("microblog", "3.政务微博公开政府信息数", "条"),
        _I("wechat", "4.政务微信公开政府信息数", "条"),
        _I("other_ways", "5.其他方式公开政府信息数", "条"),
    )),
    Block("response", "二、回应解读情况", (
        _I("topics", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
        _I("conferences", "1.参加或举办新闻发布会总次数", "次", of_which=(
            _I("conferences_by_head", "其中：主要负责同志参加新闻发布会次数", "次"),
        )),
        _I("interviews", "2.政府网站在线访谈次数", "次", of_which=(
            _I("interviews_by_head", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
        )),
        _I("interpretations", "3.政策解读稿件发布数", "篇"),
        _I("social_media", "4.微博微信回应事件数", "次"),
        _I("other_ways", "5.其他方式回应事件数", "次"),
    )),
    Block("requests", "三、依申请公开情况", (
        _I("received", "（一）收到申请数", parts=(
            _I("counter", "1.当面申请数"),
            _I("fax", "2.传真申请数"),
            _I("internet", "3.网络申请数"),
            _I("post", "4.信函申请数"),
        )),
        _I("concluded", "（二）申请办结数", parts=(
            _I("in_time", "1.按时办结数"),
            _I("extended", "2.延期办结数"),
        )),
        _I("answered", "（三）申请答复数", parts=(
            _I("already_public", "1.属于已主动公开范围数"),
            _I("given", "2.同意公开答复数"),
            _I("partly_given", "3.同意部分公开答复数"),
            _I("withheld", "4.不同意公开答复数", parts=(
                _I("state_secret", "其中：涉及国家秘密"),
                _I("trade_secret", "涉及商业秘密"),
                _I("privacy", "涉及个人隐私"),
                _I("stability", "危及国家安全、公共安全、经济安全和社会稳定"),
                _I("no_record", "不是《条例》所指政府信息"),
                _I("other_law", "法律法规规定的其他情形"),
            )),
            _I("not_ours", "5.不属于本行政机关公开数", alias=("不属于本机关公开数",)),
            _I("not_existing", "6.申请信息不存在数", alias=("信息不存在数",)),
            _I("to_correct", "7.告知作出更改补充数"),
            _I("other_channel", "8.告知通过其他途径办理数"),
        )),
    )),
    Block("review", "四、行政复议数量", (
        _I("total", "行政复议数量", parts=(_I("upheld", "（一）维持具体行政行为数"), *_RESULTS_2014)),
    )),
    Block("lawsuit", "五、行政诉讼数量", (
        _I("total", "行政诉讼数量", parts=(
            _I("upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", alias=("维持或驳回诉讼请求数",)),
            *_RESULTS_2014,
        )),
    )),
    Block("complaints", "六、举报投诉数量", (_I("total", "举报投诉数量"),)),
    Block("fees", "七、依申请公开信息收取的费用", (_I("charged", "依申请公开信息收取的费用", "万元"),)),
    Block("means", "八、机构建设和保障经费情况", (
        _I("offices", "（一）政府信息公开工作专门机构数", "个"),
        _I("reading_places", "（二）设置政府信息公开查阅点数", "个"),
        _I("staff", "（三）从事政府信息公开工作人员数", "人", parts=(
            _I("full_time", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
            _I("part_time", "2.兼职人员数", "人"),
        )),
        _I(
            "budget",
            "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
            "万元",
        ),
    )),
    Block("training", "九、政府信息公开会议和培训情况", (
        _I("meetings", "（一）召开政府信息公开工作会议或专题会议数", "次"),
        _I("courses", "（二）举办各类培训班数", "次"),
        _I("trained", "（三）接受培训人员数", "人次"),
    )),
)  # fmt: skip


def _not_more_answers(answered: str, received: str) -> Equation:
    """L-3. Neither list knows what was taken over from the year before, so that more answers need an explanation."""
    return Equation("L-3", answered, (answered,), (received,), relation=Relation.AT_MOST)


FORM_2014 = _list_form(
    "2014",
    (2014, 2018),
    "国办发〔2014〕32号",
    _BLOCKS_2014,
    (_not_more_answers("requests.answered.count", "requests.received.count"),),
    {str(n): block.title for n, block in enumerate(_BLOCKS_2014, start=1)},
    {block.code: str(n) for n, block in enumerate(_BLOCKS_2014, start=1)},
)

# --- 2008 to 2013, the list of Shanghai -------------------------------------------------------------------------

_KINDS_2009 = (
    _I("given", "1.同意公开数", "条", alias=("同意公开答复数",)),
    _I("partly_given", "2.同意部分公开数", "条", alias=("同意部分公开答复数",)),
    _I("no_record", "3.“非《规定》所指政府信息”数", "条", alias=("非政府信息数", "非《条例》所指政府信息数")),
    _I("not_existing", "4.信息不存在数", "条"),
    _I("not_ours", "5.“非本机关职责权限范围”数", "条", alias=("非本机关政府信息数",)),
    _I("unclear", "6.“申请内容不明确”数", "条"),
    _I("repeated", "7.“重复申请”数", "条"),
    _I("withheld", "8.不予公开总数", "条", parts=(
        _I("state_secret", "（1）“国家秘密”数", "条"),
        _I("trade_secret", "（2）“商业秘密”数", "条"),
        _I("privacy", "（3）“个人隐私”数", "条"),
        _I("in_progress", "（4）“过程中信息且影响安全稳定”数", "条"),
        _I("stability", "（5）“危及安全和稳定”数", "条"),
        _I("other_law", "（6）“法律法规规定的其他情形”数", "条"),
    )),
)  # fmt: skip
_BLOCKS_2009 = (
    Block("proactive", "附表一 主动公开政府信息情况统计", (
        _I("records", "主动公开信息数", "条", of_which=(
            _I("electronic", "其中：全文电子化的主动公开信息数", "条"),
        )),
        _I("normative", "新增的行政规范性文件数", "条"),
    )),
    Block("requests", "附表二 依申请公开政府信息情况统计", (
        _I("catalogued", "依申请公开信息目录数", "条"),
        _I("received", "受理申请总数", "条", parts=(
            _I("counter", "1.当面申请数", "条"),
            _I("fax", "2.传真申请数", "条"),
            _I("email", "3.电子邮件申请数", "条"),
            _I("internet", "4.网上申请数", "条"),
            _I("post", "5.信函申请数", "条"),
            _I("other_ways", "6.其他形式申请数", "条"),
        )),
        _I("answered", "对申请的答复总数", "条", parts=_KINDS_2009),
    )),
    Block("enquiries", "附表三 咨询情况统计", (
        _I("services", "提供服务类信息数", "条"),
        _I("online", "网上咨询数", "人次"),
        _I("on_site", "现场接待人数", "人次"),
        _I("phone", "咨询电话接听数", "人次"),
        _I("visits", "网站专栏页面访问量", "人次"),
    )),
    Block("appeals", "附表四 复议、诉讼情况统计表", (
        _I("review", "行政复议数"),
        _I("lawsuit", "行政诉讼数"),
        _I("petition", "行政申诉数"),
    )),
    Block("means", "附表五 政府支出与收费情况统计", (
        _I("charged", "收取费用总数", "元"),
        _I("staff", "政府信息公开指定专职人员总数", "人", parts=(
            _I("full_time", "1.全职人员数", "人"),
            _I("part_time", "2.兼职人员数", "人"),
        )),
        _I("spent", "处理政府信息公开的实际支出", "万元"),
    )),
)  # fmt: skip
_HEADINGS_2009 = (
    "一、概述",
    "二、主动公开政府信息情况",
    "三、依申请公开政府信息情况",
    "四、政府信息公开咨询处理情况",
    "五、政府信息公开复议、诉讼情况",
    "六、政府信息公开支出与收费",
    "七、其他相关工作情况",
    "八、存在的主要问题和改进措施",
)
_KINDS_AND_RECEIVED = Equation(
    "L-3",
    "requests.received.count",
    tuple(f"requests.{one.key}.count" for one in _KINDS_2009),
    ("requests.received.count",),
    relation=Relation.AT_MOST,
)

FORM_2009 = _list_form(
    "2009",
    (2008, 2013),
    "指标统计附表",
    _BLOCKS_2009,
    (_not_more_answers("requests.answered.count", "requests.received.count"), _KINDS_AND_RECEIVED),
    dict(zip("12345678", _HEADINGS_2009, strict=True)),
    {"proactive": "2", "requests": "3", "enquiries": "4", "appeals": "5", "means": "6"},
)
