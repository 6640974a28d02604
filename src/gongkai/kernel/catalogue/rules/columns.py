"""Sites and columns: kinds, the page tag ColumnType, freshness, reasons."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.rules import Level


class ColumnKind(TextChoices):
    """What a column lists; it decides the layout of the list page and how soon it grows stale."""

    DYNAMIC = "dynamic", _("动态要闻")
    NOTICE = "notice", _("通知公告")
    POLICY = "policy", _("政策文件")
    INTERPRETATION = "interpretation", _("政策解读")
    DISCLOSURE = "disclosure", _("法定主动公开内容")
    RESULT = "result", _("结果公示")
    GUIDE = "guide", _("指南与制度")
    ANNUAL_REPORT = "annual_report", _("年度报告")
    INSTITUTION = "institution", _("机构概况")
    TOPIC = "topic", _("专题")
    INTERACTION = "interaction", _("互动交流")
    GROUP = "group", _("栏目组")  # holds columns, lists nothing itself


_TYPES = {
    ColumnKind.DYNAMIC: "要闻动态",
    ColumnKind.NOTICE: "通知公告",
    ColumnKind.POLICY: "政策文件",
    ColumnKind.INTERPRETATION: "政策解读",
    ColumnKind.INSTITUTION: "概况信息",
    ColumnKind.TOPIC: "专题专栏",
    ColumnKind.INTERACTION: "互动交流",
}


def column_type(kind: str) -> str:
    """Value of the page tag ColumnType (国办发〔2017〕47号 附件) where the column names none of its own."""
    return _TYPES.get(ColumnKind(kind), "信息公开")


STATUTORY_PARTS = frozenset({"guide", "rules", "statutory", "annual-report"})
"""Uniform parts below `disclosure`: 指南、制度、法定主动公开内容、年报 (国办公开办函〔2019〕61号)."""

FRESHNESS = {ColumnKind.DYNAMIC: 14, ColumnKind.NOTICE: 183, ColumnKind.POLICY: 183}
"""Days after which the inspection counts a column as not updated: two weeks for news, six months for notices
and policies (国办秘函〔2019〕19号 单项否决 四). Other kinds have no general limit."""


class Freshness(Enum):
    EMPTY = "empty"  # 空白栏目
    STALE = "stale"
    FRESH = "fresh"


def freshness(kind: str, own_limit: int | None, newest: date | None, today: date) -> Freshness:
    """State of a column whose newest public record is of `newest`. `own_limit` (days) goes before the kind's.

    A record of the last day of the limit is still fresh. A group is never empty.
    """
    if kind == ColumnKind.GROUP:
        return Freshness.FRESH
    if newest is None:
        return Freshness.EMPTY
    limit = own_limit or FRESHNESS.get(ColumnKind(kind))
    late = limit is not None and newest + timedelta(days=limit) < today
    return Freshness.STALE if late else Freshness.FRESH


# --- reasons ------------------------------------------------------------------------------------------------

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOMAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?:/[a-z0-9/_-]*)?")
_SITE_ID = re.compile(r"\d{10}|bm\d{8}")
DEPTH = 4
RESERVED = frozenset(
    {
        "about",
        "api",
        "assets",
        "catalogue",
        "channels",
        "desk",
        "errors",
        "feeds",
        "files",
        "healthz",
        "library",
        "media",
        "organs",
        "records",
        "search",
        "sitemaps",
        "static",
    }
)
"""First parts of addresses that belong to the house; no column of the first level may take them."""


@dataclass(frozen=True, slots=True)
class ColumnState:
    """What closing a column depends on."""

    path: str
    is_open: bool
    open_children: int = 0
    only_column_of_duty: str = ""  # name of a duty entry that no other open column serves


def reasons_against_closing(column: ColumnState) -> list[Reason]:
    """A closed column takes no new records; its pages stay where they are."""
    reasons = []
    if not column.is_open:
        reasons.append(Reason("column_closed", _("栏目已经停用。")))
    if is_statutory(column.path):
        reasons.append(
            Reason("column_statutory", _("政府信息公开的统一栏目不得停用。"), "国办公开办函〔2019〕61号")
        )
    if column.open_children:
        reasons.append(Reason("column_has_children", _("栏目之下还有使用中的子栏目，请先停用子栏目。")))
    if column.only_column_of_duty:
        text = _("公开事项「%(name)s」只在本栏目公开，请先为它指定其他栏目。") % {
            "name": column.only_column_of_duty
        }
        reasons.append(Reason("column_serves_duty", text, "政府信息公开条例 第二十条"))
    return reasons


def is_statutory(path: str) -> bool:
    """`disclosure` itself and the four uniform parts directly below it."""
    parts = path.strip("/").split("/")
    return parts[0] == "disclosure" and (len(parts) == 1 or (len(parts) == 2 and parts[1] in STATUTORY_PARTS))


def reasons_against_column(
    *, slug: str, name: str, kind: str, parent_path: str, freshness_days: int | None
) -> list[Reason]:
    """`parent_path` is the address of the column above ("disclosure/statutory/"), or empty."""
    reasons = []
    if not _SLUG.fullmatch(slug):
        reasons.append(Reason("slug", _("栏目地址只能用小写字母、数字和短横线。"), where="slug"))
    if not parent_path and slug in RESERVED:
        reasons.append(Reason("slug_reserved", _("该栏目地址为系统保留。"), where="slug"))
    if parent_path.count("/") >= DEPTH:
        reasons.append(Reason("column_depth", _("栏目最多四级。"), where="parent"))
    if not name.strip():
        reasons.append(Reason("column_name", _("请填写栏目名称。"), where="name"))
    if kind not in ColumnKind.values:
        reasons.append(Reason("column_kind", _("栏目类型不存在。"), where="kind"))
    if freshness_days is not None and freshness_days < 1:
        reasons.append(Reason("freshness_days", _("更新周期至少为一天。"), where="freshness_days"))
    return reasons


def reasons_against_site(*, level: str, address: str, id_code: str, is_channel: bool) -> list[Reason]:
    """`level` of the sponsoring organ; a channel is a part of another organ's site."""
    reasons = []
    if Level(level) not in {Level.PROVINCE, Level.CITY} and not is_channel:
        text = _("县级部门原则上不开设网站，信息在上级网站发布。")
        reasons.append(Reason("site_level", text, "国办发〔2017〕47号", where="organ"))
    if not is_channel and not _DOMAIN.fullmatch(address):
        reasons.append(
            Reason(
                "site_address", _("请填写完整的网站地址，如 https://zrzyt.hunan.gov.cn。"), where="address"
            )
        )
    if id_code and not _SITE_ID.fullmatch(id_code):
        reasons.append(
            Reason("site_id_code", _("网站标识码应为 10 位数字，或 bm 加 8 位数字。"), where="id_code")
        )
    return reasons
