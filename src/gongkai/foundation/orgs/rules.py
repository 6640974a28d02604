"""Levels, roles, the role matrix and what posts cover. Pure; the matrix is role_matrix.csv beside this file.

Substitution does not chain: who substitutes A holds A's own posts, never those that A holds for others.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason


class Level(TextChoices):
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县")
    TOWNSHIP = "township", _("乡镇")
    VILLAGE = "village", _("村")


class OrganKind(TextChoices):
    """Who discloses in its own name (条例 第十条、第五十四条)."""

    DEPARTMENT = "department", _("行政机关")
    DISPATCHED = "dispatched", _("派出机构")
    AUTHORISED = "authorised", _("法律、法规授权的组织")


CONTACT_LABELS = {
    "office": _("政府信息公开工作机构"),
    "leader": _("负责人"),
    "address": _("办公地址"),
    "postcode": _("邮政编码"),
    "hours": _("办公时间"),
    "phone": _("联系电话"),
    "fax": _("传真号码"),
    "email": _("互联网联系方式"),
}
"""What the guide says about reaching an organ (政府信息公开条例 第十二条): key of `Organ.contact` -> label."""


class Role(TextChoices):
    INFORMATION_OFFICER = "information_officer", _("信息员")
    DIVISION_HEAD = "division_head", _("处室负责人")
    SECRECY_REVIEWER = "secrecy_reviewer", _("保密审查员")
    LEADER = "leader", _("分管领导")
    OPEN_GOVERNMENT_OFFICE = "open_government_office", _("公开办")
    WINDOW_CLERK = "window_clerk", _("窗口人员")
    LEGAL = "legal", _("法制机构")
    INSPECTOR = "inspector", _("检查员")
    AUDITOR = "auditor", _("审计员")
    ADMINISTRATOR = "administrator", _("系统管理员")


class Scope(Enum):
    """How far a capability reaches, widest last."""

    NONE = "-"
    DIVISION = "division"
    ORGAN = "organ"
    BELOW = "below"  # the organ and every organ under it


@cache
def role_matrix() -> dict[tuple[str, str], Scope]:
    """(capability, role) -> Scope, as read from role_matrix.csv. ValueError for an unknown role or scope."""
    text = (files("gongkai.foundation.orgs") / "role_matrix.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        (row["capability"], Role(role).value): Scope(row[role])
        for row in rows
        for role in row
        if role not in {"capability", "meaning"}
    }


@cache
def capabilities() -> frozenset[str]:
    return frozenset(capability for capability, _role in role_matrix())


def scope_of(capability: str, role: str) -> Scope:
    """What the matrix grants. KeyError for a capability that the matrix does not list: fail closed."""
    return role_matrix()[capability, role]


def roles_with(capability: str) -> frozenset[str]:
    """All roles to which the matrix grants the capability at any reach."""
    return frozenset(
        role
        for (name, role), scope in role_matrix().items()
        if name == capability and scope is not Scope.NONE
    )


# --- what a person's posts cover --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post in force today, held by the person or by somebody whom the person substitutes.

    `division_id` is the post's division or, where the post names none, the holder's own in that organ.
    `holder_id` is the person the post was given to.
    """

    role: str
    organ_id: int
    organ_path: str
    division_id: int | None
    holder_id: int
    organ_wide: bool = False
    """Names no division and needs none: serves every division, as `holders` sees it."""

    def serves(self, *, role: str, organ_id: int, division_id: int | None) -> bool:
        """Whether this post answers for the role there; None asks for the whole organ."""
        same = self.role == role and self.organ_id == organ_id
        return same and (division_id is None or self.organ_wide or self.division_id == division_id)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where a capability applies: whole organs, organs with all below (by path prefix), single divisions."""

    organs: frozenset[int] = frozenset()
    below: frozenset[str] = frozenset()
    divisions: frozenset[tuple[int, int]] = frozenset()  # (organ id, division id)

    def __bool__(self) -> bool:
        return bool(self.organs or self.below or self.divisions)

    def covers(self, *, organ_id: int, organ_path: str, division_id: int | None) -> bool:
        """A row of the organ, of the division named or (None) of no division. Fails closed."""
        return (
            organ_id in self.organs
            or any(organ_path.startswith(prefix) for prefix in self.below)
            or (organ_id, division_id) in self.divisions
        )


def coverage(posts: Iterable[HeldPost], capability: str) -> Coverage:
    """What the posts together grant. KeyError for a capability outside the matrix.

    A post without any division grants nothing at division reach: rows of no division belong to the organ.
    """
    granted = [(scope_of(capability, post.role), post) for post in posts]
    return Coverage(
        organs=frozenset(post.organ_id for scope, post in granted if scope is Scope.ORGAN),
        below=frozenset(post.organ_path for scope, post in granted if scope is Scope.BELOW),
        divisions=frozenset(
            (post.organ_id, post.division_id)
            for scope, post in granted
            if scope is Scope.DIVISION and post.division_id is not None
        ),
    )


@cache
def division_roles() -> frozenset[str]:
    """Roles that reach one division only in something: their posts must name the division."""
    return frozenset(role for (_name, role), scope in role_matrix().items() if scope is Scope.DIVISION)


def in_force(since: date | None, until: date | None, today: date) -> bool:
    """Both ends belong to the period; an open end has no limit."""
    return (since is None or since <= today) and (until is None or today <= until)


def overlap(a: tuple[date | None, date | None], b: tuple[date | None, date | None]) -> bool:
    """Whether two periods (since, until), open ends allowed, share a day."""
    (a_since, a_until), (b_since, b_until) = a, b
    starts_before_end = a_since is None or b_until is None or a_since <= b_until
    ends_after_start = b_since is None or a_until is None or b_since <= a_until
    return starts_before_end and ends_after_start


# --- reasons ----------------------------------------------------------------------------------------------

ORGAN_CODE = re.compile(r"[0-9A-Z-]{6,20}")
_ORDER = [Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]


def reasons_against_roles_together(roles: Iterable[str]) -> list[Reason]:
    """Roles that one person may not hold on the same day, by posts or by substitution.

    An auditor reads everything and changes nothing, so holds nothing else. An administrator gives out the
    posts, so does not review: nobody appoints himself to let a text pass.
    """
    held = set(roles)
    reasons = []
    if Role.AUDITOR in held and len(held) > 1:
        reasons.append(Reason("auditor_alone", _("审计员只读不改，不得兼任其他角色。"), where="role"))
    if Role.ADMINISTRATOR in held and held & roles_with("record.review"):
        reasons.append(Reason("administrator_reviews", _("系统管理员不得兼任保密审查员。"), where="role"))
    return reasons


def reasons_against_organ(
    *, code: str, level: str, region_code: str, parent: tuple[str, str] | None
) -> list[Reason]:
    """`parent` is (level, region code) of the organ above, or None for the topmost organ."""
    reasons = []
    if not ORGAN_CODE.fullmatch(code):
        reasons.append(
            Reason("organ_code", _("机关代码应为 6 至 20 位数字、大写字母或短横线。"), where="code")
        )
    if parent is None:
        return reasons
    if _ORDER.index(Level(level)) < _ORDER.index(Level(parent[0])):
        reasons.append(Reason("organ_level", _("机关的层级不得高于其上级机关。"), where="level"))
    if not region_code.startswith(region_stem(parent[1])):
        reasons.append(Reason("organ_region", _("机关的行政区划不在上级机关的区划之内。"), where="region"))
    return reasons


def region_stem(code: str) -> str:
    """The significant digits of a GB/T 2260 code: 430000 -> 43, 430100 -> 4301, 430112 -> 430112."""
    head, rest = code[:6], code[6:]
    if rest:
        return code
    for digits in (2, 4):
        if set(head[digits:]) == {"0"}:
            return head[:digits]
    return head
