"""A sign-off chain with people in every role of one organ, for tests of this and higher apps."""

from dataclasses import dataclass

from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, holder, tree
from gongkai.kernel.casework import services
from gongkai.kernel.casework.models import Case, Definition, WorkItem

CODE = "notice_sign_off"
SIGN_OFF = [
    {"key": "division_head", "name": "处室负责人审核", "role": "division_head", "reach": "division"},
    {"key": "secrecy_review", "name": "保密审查", "role": "secrecy_reviewer", "per_item": True},
    {"key": "leader", "name": "分管领导签发", "role": "leader"},
]


@dataclass(frozen=True)
class Office:
    """The province's organ, its second division, and one person in each role."""

    organ: Organ
    division: Division
    beside: Organ
    officer: Person
    head: Person
    reviewer: Person
    leader: Person
    office: Person


def office() -> Office:
    place = tree()
    division = place.province.divisions.last()
    roles = (
        Role.INFORMATION_OFFICER,
        Role.DIVISION_HEAD,
        Role.SECRECY_REVIEWER,
        Role.LEADER,
        Role.OPEN_GOVERNMENT_OFFICE,
    )
    return Office(
        place.province, division, place.beside, *(holder(role, place.province, division) for role in roles)
    )


def sign_off(steps: list[dict] | None = None, organ: Organ | None = None) -> Definition:
    return services.define(
        code=CODE, name="信息公开审签", steps=steps or SIGN_OFF, organ=organ, item_by_item=not steps, **ACT
    )


def opened(place: Office, definition: Definition | None = None, subject_id: str = "17", **fields) -> Case:
    given = {
        "definition": definition or sign_off(),
        "subject_type": "record",
        "subject_id": subject_id,
        "organ": place.organ,
        "division": place.division,
        "title": "关于加强耕地保护监督工作的通知",
        "by": place.officer,
        "at": ACT["at"],
    }
    return services.open_case(**{**given, **fields})


def waiting(case: Case) -> WorkItem:
    """The first item that waits."""
    return WorkItem.objects.filter(case=case, state="open").order_by("id").first()


def agree(case: Case, by: Person, **fields):
    given = {"outcome": "agree", "opinion": "同意", "at": ACT["at"]}
    return services.act(item=waiting(case), by=by, **{**given, **fields})
