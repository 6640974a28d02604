"""Lists of households: what is compensated to whom. For the village board, not for the web
(国土资厅发〔2014〕29号; norms of land disclosure: household data is only for the members of the village).

A heuristic, in two forms, that prefers asking the reviewer once too often:

- a table: a heading row with a column of persons (户主, 姓名, 被征收人 …) and a column of what a household
  has or gets (面积, 人口, 补偿 …), and under it rows with a personal name and a number. One finding a table;
- a sentence: 户主 with a name, or “李某户”, followed within the line by people, money or area.

Names already masked (张某某, 李**) are no finding. Lines in, so that every test is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛"
    "闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍"
    "涂成苗谷曲盛冉翁蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾"
    "隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平"
)
# also for titles of requests: what may be a person's name, and what only looks like one
PERSON = rf"(?:欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
_NAME = re.compile(rf"{PERSON}(?:[(][^()]{{0,8}}[)])?")
NOT_NAMES = re.compile(
    r"某|合计|小计|总计|单位|安置|高龄|单人|农户|和户|全户|应户|平均|马上|成员|管理|国有|国家|集体|经营|封面|左右|时间|项目"
)

_NAME_HEADS = re.compile(
    r"(?:户主|户主姓名|姓名|被征收人|被征地农户|被征地农民|被拆迁人|被补偿人|权利人|产权人|所有权人|使用权人|承包方代表|承包人|承包户"
    r"|家庭成员|安置人员|安置对象|农户姓名|农户|户名|补偿对象|领款人|参保人|参保人员)(?:姓名|名称|名单)?(?:[(].{0,12}[)])?"
)
_SHARE_HEADS = re.compile(
    r"面积|亩|平方米|㎡|人口|人数|补偿|安置|金额|款|费|补助|与户主关系|房屋|宅基地|参保"
)
_CELLS = re.compile(r"\t| *[|] *| +")
_DIGIT = re.compile(r"[0-9]")

_AMOUNT = r"[0-9]+(?:\.[0-9]+)? ?(?:万元|元|亩|平方米|㎡|公顷|人|口)"
_SENTENCE = re.compile(
    rf"(?:户主(?:姓名)?[:为是]? ?(?P<head>{PERSON})(?=[,、;(\s0-9共家户]|$)"
    rf"|(?:^|[,，。;；、:：\s0-9.组村])(?P<house>{PERSON})一?户(?!口|籍|均|型|数|主))"
    rf"[^\n。]{{0,60}}?{_AMOUNT}",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Household:
    """Where household data stand in the text; `value` is what a key is made of, `summary` names nobody."""

    start: int
    end: int
    value: str
    summary: str


def find_households(text: str) -> list[Household]:
    """Tables and sentences with household data. `text` with full-width signs already folded one to one."""
    tables = list(_tables(text))
    return [*tables, *(s for s in _sentences(text) if not any(t.start <= s.start < t.end for t in tables))]


def is_personal_name(text: str) -> bool:
    """A whole Chinese personal name with a usual surname, not masked, not a word that only looks like one."""
    return _NAME.fullmatch(text) is not None and NOT_NAMES.search(text) is None


def _tables(text: str) -> Iterator[Household]:
    heading: list[str] = []
    column = -1
    rows: list[tuple[int, int]] = []
    place = 0
    for line in text.splitlines(keepends=True):
        cells = _cells(line)
        found = _name_column(cells)
        if found >= 0:
            yield from _table(text, heading, rows)
            heading, column, rows = cells, found, []
        elif column >= 0 and _is_row(cells, column):
            rows.append((place, place + len(line.rstrip())))
        elif len(cells) < 2 and line.strip():
            yield from _table(text, heading, rows)
            column, rows = -1, []
        place += len(line)
    yield from _table(text, heading, rows)


def _cells(line: str) -> list[str]:
    line = line.strip("\r\n")
    return [cell.strip() for cell in (line.split("\t") if "\t" in line else _CELLS.split(line.strip()))]


def _name_column(cells: list[str]) -> int:
    """The column of persons when this row heads a list of households, else -1."""
    shares = any(_SHARE_HEADS.search(cell) for cell in cells if len(cell) < 24)
    if not shares or not 2 <= len(cells) <= 60:
        return -1
    return next((i for i, cell in enumerate(cells) if _NAME_HEADS.fullmatch(cell.replace(" ", ""))), -1)


def _is_row(cells: list[str], column: int) -> bool:
    """A personal name in or right beside the column of persons (merged cells shift it), and a number."""
    near = (cell.replace(" ", "") for cell in cells[max(0, column - 1) : column + 2])
    return any(map(is_personal_name, near)) and any(map(_DIGIT.search, cells[column:]))


def _table(text: str, heading: list[str], rows: list[tuple[int, int]]) -> Iterator[Household]:
    if rows:
        start, end = rows[0][0], rows[-1][1]
        columns = "、".join(cell for cell in heading if cell)[:40]
        yield Household(start, end, re.sub(r"\s+", " ", text[start:end]), f"{columns}（{len(rows)}）")


def _sentences(text: str) -> Iterator[Household]:
    for match in _SENTENCE.finditer(text):
        group = "head" if match["head"] else "house"
        if is_personal_name(match[group]):
            start, end = match.start(group), match.end()
            shown = text[match.end(group) : end]
            yield Household(start, end, text[start:end], re.sub(r"[0-9]", "*", f"**{shown}"))
