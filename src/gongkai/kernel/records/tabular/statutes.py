"""Texts of law as rows of the register. Pure.

A source row is {"title", "date", "category", "text"}: `text` is Markdown whose head, up to the INFO END
comment, tells when and by whom it was adopted, promulgated and put into force.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.catalogue.rules import DocumentKind, kind_from_title
from gongkai.kernel.records.rules.vocabulary import Attribute, RelationKind
from gongkai.kernel.records.tabular.markdown import to_html

HEAD_END = "<!-- INFO END -->"
COLUMN = "policy/laws"
PUBLIC_DATABASE = "https://flk.npc.gov.cn/"
"""国家法律法规数据库, where texts of law are public: the first address unless another is given."""

_DATED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*(.*)")
_IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:正式)?(?:施行|实施|生效)")
_ORDER = re.compile(r"(?:中华人民共和国)?([\u4e00-\u9fff、]{2,40}?令)第?\s*(\d+)\s*号")
_CONGRESS = re.compile(
    r"([\u4e00-\u9fff]{0,16}?)(?:第?[一二三四五六七八九十百]+届)?(全国)?人民代表大会(常务委员会)?"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:省|市|县|州)")
_CLAUSE = re.compile(r"^第[一二三四五六七八九十百千零]+条\s*")
_ADOPTION = re.compile(r"通过|批准|公布|发布|修正|修订|公告|令第")
_LOCAL = re.compile(r"DLC/(?P<place>[^/]+?)地方法规")
_MUNICIPALITIES = {"上海", "北京", "重庆", "天津"}
_ABSTRACT = 200

_SUBJECTS = {
    "宪法": "02",
    "宪法相关法": "02",
    "行政法": "02",
    "行政法规": "02",
    "经济法": "03",
    "社会法": "15",
    "民法典": "16",
    "民法商法": "16",
    "刑法": "16",
    "诉讼与非诉讼程序法": "16",
    "司法解释": "16",
}


@dataclass(frozen=True, slots=True)
class Statute:
    """A text of law. `title` carries the part of a code that was split (民法典 人格权编)."""

    title: str
    made_on: date | None
    category: str
    head: tuple[str, ...]  # lines of promulgation
    text: str  # Markdown below the head

    @property
    def day(self) -> date | None:
        """The day that orders versions of one title: of making, else of effect."""
        return self.made_on or effective_on(self)

    @property
    def key(self) -> str:
        day = self.day.isoformat() if self.day else "undated"
        key = f"statute:{self.title}@{day}"
        return key if len(key) <= 200 else f"statute:{sm3(key.encode())}"


def read_statute(cells: Mapping[str, object]) -> tuple[Statute | None, list[Reason]]:
    """The statute of a source row, or why not. Undated, it takes the newest adoption its head names."""
    reasons = [
        Reason("wrong_type", _("“%s”应为文字。") % name, "", name)
        for name in ("title", "category", "text")
        if not isinstance(cells.get(name), str) or not cells[name].strip()
    ]
    made_on, text = None, cells.get("date")
    try:
        made_on = date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        reasons.append(Reason("not_a_date", _("日期“%s”应写作 2026-01-31。") % str(text)[:30], "", "date"))
    if reasons:
        return None, reasons
    head, _mark, body = (
        cells["text"].partition(HEAD_END) if HEAD_END in cells["text"] else ("", "", cells["text"])
    )
    lines = [line.strip().strip("\u3000") for line in head.split("\n") if line.strip()]
    parts = [line.lstrip("# ").strip() for line in lines if line.startswith("#")]
    title = " ".join(dict.fromkeys([cells["title"].strip(), *parts[1:]]))
    told = tuple(line for line in lines if not line.startswith("#"))
    made_on = made_on or max((day for day, what in _told(told) if _ADOPTION.search(what)), default=None)
    return Statute(title, made_on, cells["category"].strip(), told, body.strip()), []


def row_of(statute: Statute, *, address: str, predecessor: Statute | None = None) -> dict[str, object]:
    """The statute as a row of the register (see `fields`). A later version replaces its predecessor."""
    effective = effective_on(statute)
    return {
        "key": statute.key,
        "title": statute.title,
        "abstract": abstract(statute.text),
        "body": to_html("\n\n".join((*statute.head, statute.text))),
        "document_number": order_number(statute),
        "issuer": issuer(statute),
        "made_on": statute.made_on and statute.made_on.isoformat(),
        "effective_on": effective and effective.isoformat(),
        "kind": str((kind_from_title(statute.title) or DocumentKind.OTHER).value),
        "subject": _SUBJECTS.get(statute.category, "02"),
        "columns": [COLUMN],
        "scope": "面向社会",
        "mode": "政府网站",
        "keywords": statute.category.split("/")[-1] if "/" in statute.category else statute.category,
        "attribute": Attribute.PROACTIVE.value,
        "relations": [_replaces(statute, predecessor)] if predecessor else [],
        "evidence": {
            "issuer": issuer(statute),
            "address": address,
            "date": statute.day and statute.day.isoformat(),
            "evidence": evidence(statute),
        },
    }


def _replaces(statute: Statute, earlier: Statute) -> dict[str, object]:
    since = effective_on(statute) or statute.made_on
    return {
        "kind": RelationKind.REPLACES.value,
        "key": earlier.key,
        "on": since and since.isoformat(),
        "optional": True,
    }


def effective_on(statute: Statute) -> date | None:
    """The day named as 施行 by the head, else by the last clause, if it is this text's own: not before it was made."""
    days = [day for day, told in _told(statute.head) if told.startswith("施行")]
    days = days or [day for found in _IN_FORCE.finditer(statute.text) if (day := _day(found.groups()))][-1:]
    later = [day for day in days if statute.made_on is None or day >= statute.made_on]
    return min(later, default=None)


def issuer(statute: Statute) -> str:
    """The organ that issued it: by the category where that is enough, else by the head, else by the place."""
    category = statute.category
    if category == "行政法规":
        return "国务院"
    if category.startswith("部门规章/"):
        return category.partition("/")[2]
    if category == "司法解释":
        return _courts(statute)
    local = _LOCAL.match(category)
    for _day, told in _told(statute.head):
        found = _CONGRESS.search(told)
        if found and (local is None or not found[2]):
            place = _place(found[1], statute.title) if local else ""
            return f"{place}{found[2] or ''}人民代表大会{found[3] or ''}"
    if local:
        place = local["place"]
        return f"{place}{'市' if place in _MUNICIPALITIES else '省'}人民代表大会常务委员会"
    return "全国人民代表大会常务委员会" if category not in {"宪法", "民法典"} else "全国人民代表大会"


def _place(told: str, title: str) -> str:
    """The place as the head names it; from the title where the head says only 市 or 县."""
    told = told.removeprefix("经")
    found = _PLACE.match(title)
    return found[0] if len(told) < 2 and found else told


def _courts(statute: Statute) -> str:
    named = statute.title.partition("关于")[0]
    courts = [name for name in ("最高人民法院", "最高人民检察院") if name in named]
    return "、".join(courts) or "最高人民法院"


def order_number(statute: Statute) -> str:
    """国务院令第711号, when the head names one order, or one on the day of this text."""
    orders = [(day, found) for day, told in _told(statute.head) if (found := _ORDER.search(told))]
    own = [found for day, found in orders if day == statute.made_on] or [found for _d, found in orders[:2]]
    return f"{own[0][1]}第{own[0][2]}号" if len(own) == 1 else ""


def abstract(text: str) -> str:
    """The statutory element 内容概述: the first clause, cut at a sentence."""
    clauses = [
        line.strip() for line in text.split("\n") if line.strip() and not line.startswith(("#", "|", "<"))
    ]
    first = next((line for line in clauses if line.startswith("第一条")), clauses[0] if clauses else "")
    first = _CLAUSE.sub("", first)
    return first if len(first) <= _ABSTRACT else first[:_ABSTRACT].rpartition("，")[0] + "……"


def evidence(statute: Statute) -> str:
    """What shows that the text is public already: the acts of promulgation that it names itself."""
    return "；".join(statute.head)[:900] or _("法律文本类别：%s") % statute.category


def _day(parts: Iterable[str]) -> date | None:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def _told(head: Iterable[str]) -> list[tuple[date, str]]:
    """The dated lines of a head: day and what was done on it."""
    found = []
    for line in head:
        if match := _DATED.match(line):
            try:
                found.append((date(*(int(part) for part in match.groups()[:3])), match[4]))
            except ValueError:  # 2月30日 in a head; the line still stands in the text
                continue
    return found
