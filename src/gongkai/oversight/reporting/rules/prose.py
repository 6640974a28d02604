"""The numbers in the words of a report, held against its tables (T3-5), and the percentages in them (T3-7).

Only phrases of which it is certain what they count are read; what is said in another way is left alone, for a
wrong alarm would teach people to look away.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongkai.kernel.figures.rules.values import Value
from gongkai.oversight.reporting.rules.checks import Finding, Values, Verdict, assess
from gongkai.oversight.reporting.rules.form import Equation, Form
from gongkai.oversight.reporting.rules.numerals import narrow
from gongkai.oversight.reporting.rules.versions import TOTAL

STATED = "text."
"""Before the address of a number that stands in the text; `text.12` is the one at place 12."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`pattern` has one group, the number; `cells`: those whose sum it should be."""

    name: str
    pattern: re.Pattern[str]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A number found in the text, with the words it stands in and the cells it should be the sum of."""

    name: str
    number: Decimal
    words: str
    at: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage found in the text beside the number it belongs to."""

    number: Decimal
    percent: Decimal
    places: int
    words: str
    at: int


_N = r"(\d[\d,]*)\s*(?:件|宗|起)"
_OF = r"[^\d。；;]{0,12}?"


def _phrases(form: Form) -> tuple[Phrase, ...]:
    return _phrases_of_lists(form) if form.is_list else _phrases_of_tables(form)


def _phrases_of_tables(form: Form) -> tuple[Phrase, ...]:
    roles = form.roles
    assert roles is not None
    withheld = _rows_under(form, "（三）不予公开")
    impossible = _rows_under(form, "（四）无法提供")
    declined = _rows_under(form, "（五）不予处理")
    said = (
        (
            "本年新收",
            rf"(?:新收|新增|共?收到|共?受理)(?:到|的)?(?:政府)?信息公开申请{_OF}{_N}",
            (roles.received,),
        ),
        ("上年结转", rf"上一?年度?结转{_OF}{_N}", (roles.carried_in,)),
        ("结转下年", rf"结转(?:至|到)?(?:下一?|次)年度?{_OF}{_N}", (roles.carried_out,)),
        ("予以公开和部分公开", rf"予以公开(?:及|和|、)部分公开{_OF}{_N}", (roles.given, roles.partly_given)),
        ("予以公开", rf"(?<!不)予以公开(?!及|和|、){_OF}{_N}", (roles.given,)),
        ("部分公开", rf"(?<!及)(?<!和)(?<!、)部分公开{_OF}{_N}", (roles.partly_given,)),
        ("不予公开", rf"不予公开{_OF}{_N}", withheld),
        ("无法提供", rf"无法提供{_OF}{_N}", impossible),
        ("不予处理", rf"不予处理{_OF}{_N}", declined),
    )
    upheld = (
        ("复议维持", rf"行政复议(?:案件)?{_N}[^。;]{{0,20}}?均(?:获|被|予以)?维持", ("review",)),
        (
            "诉讼维持",
            rf"行政诉讼(?:案件)?{_N}[^。;]{{0,8}}?均(?:获|被|予以)?维持",
            ("direct", "after_review"),
        ),
    )
    suits = (
        ("行政复议", rf"行政复议(?:案件)?{_OF}{_N}", ("review",)),
        ("行政诉讼", rf"行政诉讼(?:案件)?{_OF}{_N}", ("direct", "after_review")),
    )
    return (
        *(Phrase(name, re.compile(pattern), _totals("table3", rows)) for name, pattern, rows in said),
        *(Phrase(name, re.compile(pattern), _totals("table4", rows)) for name, pattern, rows in suits),
        *(
            Phrase(name, re.compile(pattern), tuple(f"table4.{row}.upheld" for row in rows))
            for name, pattern, rows in upheld
        ),
    )


def _totals(table: str, rows: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{table}.{row}.{TOTAL}" for row in rows)


def _rows_under(form: Form, head: str) -> tuple[str, ...]:
    return tuple(row.key for row in form.table3.rows if head in row.heads)


_ANY = r"(\d[\d,]*)"
_LISTS = {
    "2014": (
        ("收到申请", rf"(?:共?收到|共?受理)(?:了|到|的)?(?:政府)?信息(?:依申请)?公开(?:申请)?{_N}", "requests.received.count"),
        ("回应热点或舆情", rf"回应公众关注热点或重大舆情数?{_ANY}\s*[次件]", "response.topics.count"),
        ("新闻发布会", rf"参加或举办新闻发布会总次数{_ANY}\s*次", "response.conferences.count"),
        ("在线访谈", rf"政府网站在线访谈(?:总?次数)?{_ANY}\s*次", "response.interviews.count"),
        ("政务微博", rf"政务微博公开政府信息数?{_ANY}\s*[条件]", "proactive.microblog.count"),
        ("政务微信", rf"政务微信公开政府信息数?{_ANY}\s*[条件]", "proactive.wechat.count"),
        ("专职人员", rf"专职人员{_ANY}\s*[人名]", "means.full_time.count"),
        ("兼职人员", rf"兼职人员{_ANY}\s*[人名]", "means.part_time.count"),
        ("行政复议", rf"行政复议(?:案件)?{_OF}{_N}", "review.total.count"),
        ("行政诉讼", rf"行政诉讼(?:案件)?{_OF}{_N}", "lawsuit.total.count"),
    ),
    "2009": (
        ("主动公开", rf"主动公开(?:政府)?信息{_ANY}\s*条", "proactive.records.count"),
        ("受理申请", rf"受理(?:的)?(?:政府)?信息公开申请{_ANY}\s*[件条宗]?(?=[,。;])", "requests.received.count"),
        (
            "全部答复",
            rf"受理(?:的)?(?:政府)?信息公开申请{_ANY}\s*[件条宗]?,全部(?:按要求|按时|依法|按规定)?答复",
            "requests.answered.count",
        ),
        ("现场接待", rf"现场接待(?:人数)?{_ANY}\s*人?次", "enquiries.on_site.count"),
        ("咨询电话", rf"咨询电话接听{_ANY}\s*人?次", "enquiries.phone.count"),
        ("网上咨询", rf"网上咨询{_ANY}\s*人?次", "enquiries.online.count"),
        ("专栏访问量", rf"专栏(?:页面)?访问量为?{_ANY}\s*人?次", "enquiries.visits.count"),
        ("行政复议", rf"行政复议、行政诉讼案?件?各{_ANY}\s*件", "appeals.review.count"),
        ("行政诉讼", rf"行政复议、行政诉讼案?件?各{_ANY}\s*件", "appeals.lawsuit.count"),
        ("全职人员", rf"{_ANY}\s*名全职(?:工作)?人员", "means.full_time.count"),
        ("工作人员", rf"{_ANY}\s*名工作人员承担", "means.staff.count"),
        ("实际支出", rf"支出费用{_ANY}\s*万元", "means.spent.wan"),
    ),
}  # fmt: skip
"""What the reports of those years say in words, and the indicator that it is."""


def _phrases_of_lists(form: Form) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(name, re.compile(pattern), (cell,)) for name, pattern, cell in _LISTS.get(form.code, ())
    )


_NONE = r"(?:(?:未|没有)(?:发生|产生|引发|出现|被申请|被提起)[^,。;\d败错超逾]{0,16}?|无(?:因[^,。;\d败错超逾]{0,12}?)?)"
_REVIEW, _LAWSUIT = ("table4.review.total",), ("table4.direct.total", "table4.after_review.total")
_ZEROS = (
    ("行政复议", rf"{_NONE}行政复议(?!机关|决定|法|条例|答复|制度|体制)(?![^,。;]*\d)", _REVIEW),
    ("行政诉讼", rf"{_NONE}(?:行政复议(?:案件)?(?:、|和|及|或者?))?行政诉讼(?!法)(?![^,。;]*\d)", _LAWSUIT),
    ("本年新收", r"(?:未|没有)(?:收到|受理)[^,。;\d]{0,6}?信息公开申请(?=[,。;]|$)", ("table3.r1.total",)),
)
"""无, 未发生, 没有: none, of the thing that they stand with and of no other (a clause ends where the comma stands)."""


def _none_said(text: str) -> Iterator[Stated]:
    for name, pattern, cells in _ZEROS:
        for found in re.finditer(rf"(?:(?<=[,。;\n])|^)[^,。;\d\n]{{0,12}}?({pattern})", text):
            yield Stated(name, Decimal(0), found[1], found.start(1), cells)


def stated(form: Form, text: str) -> list[Stated]:
    """Numbers of the text of which it is certain what they count; full-width digits are read as digits."""
    text = narrow(text)
    return sorted(_stated(form, text), key=lambda one: one.at)


def _stated(form: Form, text: str) -> Iterator[Stated]:
    if not form.is_list:
        yield from _none_said(text)
    for phrase in _phrases(form):
        for found in phrase.pattern.finditer(text):
            yield Stated(phrase.name, _number(found[1]), found[0], found.start(), phrase.cells)


def check_text(form: Form, values: Values, text: str) -> list[Finding]:
    """T3-5: what the text says is what the tables say; T3-7: percentages recomputed from the table's totals."""
    return [*_numbers(form, values, text), *_shares(form, values, text)]


def _numbers(form: Form, values: Values, text: str) -> Iterator[Finding]:
    for one in stated(form, text):
        place = f"{STATED}{one.at}"
        known: dict[str, Value] = {**values, place: one.number}
        yield assess(Equation("T3-5", one.words, (place,), one.cells), known)


_SHARE = re.compile(r"(\d[\d,]*)\s*(?:件|宗|起)[,,、]?\s*(?:约?占[^\d,。;,]{0,20})?(\d+(?:\.(\d+))?)\s*%")


def shares(text: str) -> list[Share]:
    text = narrow(text)
    return [
        Share(_number(m[1]), Decimal(m[2]), len(m[3] or ""), m[0], m.start()) for m in _SHARE.finditer(text)
    ]


def _shares(form: Form, values: Values, text: str) -> Iterator[Finding]:
    for share in shares(text):
        yield _recompute(form, values, share)


def _recompute(form: Form, values: Values, share: Share) -> Finding:
    """Of the answered, of the received, or of both kinds of incoming: one of the bases must give the percentage."""
    bases = _bases(form, values)
    check = Equation("T3-7", share.words, (f"{STATED}{share.at}",), ())
    if not bases:
        return Finding(check, Verdict.NOT_ASSESSABLE)
    found = [_percent(share.number, base, share.places) for base in bases]
    verdict = Verdict.PASS if share.percent in found else Verdict.FAIL
    return Finding(check, verdict, share.percent, share.percent if verdict is Verdict.PASS else found[0])


def _bases(form: Form, values: Values) -> list[Decimal]:
    sums = [[values.get(cell) for cell in cells] for cells in _base_cells(form)]
    found = [sum(some, Decimal(0)) for some in sums if all(isinstance(v, Decimal) for v in some)]
    return [base for base in found if base]


def _base_cells(form: Form) -> tuple[tuple[str, ...], ...]:
    roles = form.roles
    if roles is None:
        return (("requests.answered.count",), ("requests.received.count",))
    rows = ((roles.answered,), (roles.received,), (roles.received, roles.carried_in))
    return tuple(_totals("table3", some) for some in rows)


def _percent(part: Decimal, whole: Decimal, places: int) -> Decimal:
    return (part * 100 / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
