"""What every desk page needs besides its own view's data: navigation by capability, the organ, the banner."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.selectors import capabilities_of
from gongkai.kernel.casework.selectors import count_inbox


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    here: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    links: tuple[Link, ...]


NAVIGATION = (
    (
        gettext_lazy("我的工作"),
        (
            ("desk:home", gettext_lazy("待办"), None),
            ("overview:home", gettext_lazy("公开概览"), "request.view"),
            ("figures:list", gettext_lazy("统计指标"), "figure.view"),
        ),
    ),
    (
        gettext_lazy("政府信息"),
        (
            ("records:list", gettext_lazy("信息台账"), "record.view"),
            ("records:new", gettext_lazy("起草信息"), "record.draft"),
            ("records:imports", gettext_lazy("导入待审"), "record.review"),
            ("records:calendar", gettext_lazy("公开日程"), "record.publish"),
            ("catalogue:duties", gettext_lazy("公开事项"), "duty.view"),
            ("redaction:list", gettext_lazy("文件遮盖"), "redaction.view"),
        ),
    ),
    (
        gettext_lazy("依申请公开"),
        (
            ("requests:boards", gettext_lazy("办理看板"), "request.view"),
            ("requests:agenda", gettext_lazy("办理日程"), "request.view"),
            ("requests:list", gettext_lazy("申请台账"), "request.view"),
            ("requests:new", gettext_lazy("登记申请"), "request.register"),
            ("request_mail:list", gettext_lazy("申请邮件"), "request.register"),
            ("requests:appeals", gettext_lazy("复议诉讼"), "request.view"),
            ("requests:setting", gettext_lazy("受理设置"), "request.set"),
        ),
    ),
    (
        gettext_lazy("统计监督"),
        (
            ("reports:list", gettext_lazy("年度报告"), "report.view"),
            ("collection:year", gettext_lazy("年度报告收集"), "collection.view"),
        ),
    ),
    (
        gettext_lazy("文书"),
        (
            ("letters:list", gettext_lazy("文书台账"), "letter.view"),
            ("letters:texts", gettext_lazy("文书样式"), "letter.edit"),
            ("letters:setting", gettext_lazy("文书设置"), "letter.edit"),
        ),
    ),
    (
        gettext_lazy("管理"),
        (
            ("catalogue:columns", gettext_lazy("栏目"), "column.edit"),
            ("manage:calendar", gettext_lazy("工作日历"), "calendar.confirm"),
            ("records:chains", gettext_lazy("审签流程"), "chain.edit"),
            ("manage:people", gettext_lazy("机构人员"), "people.edit"),
            ("manage:ledger", gettext_lazy("操作台账"), "ledger.read"),
            ("manage:health", gettext_lazy("运行状况"), "site.operate"),
        ),
    ),
)
"""(group, ((address name, label, capability that shows it), ...)); None: for everybody signed in."""


def desk(request) -> dict:
    """Context `desk`: only for signed-in officials, so that public pages cost no query."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"desk": {"demonstration": settings.DEMONSTRATION}}
    today = shanghai_date(timezone.now())
    granted = capabilities_of(person, today)
    waiting = count_inbox(person, today)
    return {
        "desk": {
            "demonstration": settings.DEMONSTRATION,
            "organ_name": person.organ.short_name,
            "navigation": _navigation(request.path, granted, waiting),
        }
    }


def _navigation(path: str, granted: frozenset[str], waiting: int) -> list[Group]:
    groups, here = [], _here(path)
    for label, entries in NAVIGATION:
        links = tuple(
            _link(name, text, here, waiting)
            for name, text, capability in entries
            if capability is None or capability in granted
        )
        if links:
            groups.append(Group(str(label), links))
    return groups


HOME = "desk:home"


@cache
def _addresses() -> dict[str, str]:
    """Name -> address of each link; they stay the same while the process lives."""
    return {name: reverse(name) for _label, entries in NAVIGATION for name, _text, _capability in entries}


def _here(path: str) -> str:
    """The name of the page that the path belongs to: the longest address it begins with."""
    found = _addresses()
    inside = [name for name, address in found.items() if name != HOME and path.startswith(address)]
    return max(inside, key=lambda name: len(found[name]), default=HOME if path == found[HOME] else "")


def _link(name: str, text, here: str, waiting: int) -> Link:
    return Link(str(text), _addresses()[name], here=name == here, count=waiting if name == HOME else 0)
