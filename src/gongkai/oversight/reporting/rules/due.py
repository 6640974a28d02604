"""When the report of a year is due, and whose report has the longer limit.

Since the report of 2019 departments publish by 31 January, governments by 31 March (条例 2019 第四十九条); before it every
organ had until 31 March (条例 2007 第三十一条, an article known but not seen word for word, so the page says so). The
report of 2018 came out under the old rules. The day is a day of the calendar: it does not move with holidays.
"""

import re
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 2008
"""The first report under the regulations, which took effect on 1 May 2008."""


@dataclass(frozen=True, slots=True)
class Rule:
    """For reports since that year: the last day in the year after. `seen`: whether the words of the law were at hand.

    `government`: for governments alone or for the others alone; None for all.
    """

    since: int
    month: int
    day: int
    law: str
    seen: bool = True
    government: bool | None = None


RULES = (
    Rule(2019, 1, 31, "政府信息公开条例（2019年）第四十九条", government=False),
    Rule(2019, 3, 31, "政府信息公开条例（2019年）第四十九条", government=True),
    Rule(FIRST_YEAR, 3, 31, "政府信息公开条例（2007年）第三十一条", seen=False),
)


@dataclass(frozen=True, slots=True)
class Due:
    day: date
    law: str
    seen: bool


def due(year: int, *, government: bool = False) -> Due:
    """The last day for the report of that year. ValueError before 2008."""
    for rule in RULES:
        if year >= rule.since and rule.government in (None, government):
            return Due(date(year + 1, rule.month, rule.day), rule.law, rule.seen)
    raise ValueError(f"no report of {year}")


def is_government(name: str) -> bool:
    """Whether the report of an organ of this name is that of a government, or of a place (宿迁市). Its office reports as a department."""
    return re.search(r"(?:人民政府|[省市县区州盟旗乡镇])$", name.strip()) is not None
