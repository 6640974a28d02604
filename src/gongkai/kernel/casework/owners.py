"""What the app of a subject says of its cases: who may be asked to sign, what a case that ends leads to.

Filled when the apps are loaded. A subject type that nobody registered asks nothing and hears nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.casework.models import Case
from gongkai.kernel.casework.rules import Decision
from gongkai.kernel.clocks.subjects import Subject, seen_by

Carry = Callable[[Case, Decision, Person, datetime], None]


@dataclass(frozen=True, slots=True)
class Owner:
    """`signs`: capability that an added signer needs; `carry`: takes the end of a case over to the subject."""

    signs: str
    carry: Carry


_owners: dict[str, Owner] = {}


def register(subject_type: str, owner: Owner) -> None:
    """ValueError when another app has the type."""
    if _owners.setdefault(subject_type, owner) != owner:
        raise ValueError(f"two owners for {subject_type}")


def carry(case: Case, decision: Decision, *, by: Person, at: datetime) -> None:
    """Tell the app of the subject that an act of casework itself ended the case, in the same transaction."""
    owner = _owners.get(case.subject_type)
    if owner is not None and decision.concluded:
        owner.carry(case, decision, by, at)


def subject_of(case: Case, person: Person, today: date) -> Subject | None:
    """What the case is about as the person sees it, or None."""
    return seen_by(person, case.subject_type, case.subject_id, today)


def reasons_against_asking(case: Case, person: Person, today: date, *, to_sign: bool = False) -> list[Reason]:
    """Nobody is asked about what the own posts do not show; who is to sign needs the right to sign there."""
    if subject_of(case, person, today) is None:
        return [Reason("cannot_see", _("%(name)s的岗位看不到这一事项。") % {"name": person.name}, where="to")]
    owner = _owners.get(case.subject_type)
    if not to_sign or owner is None:
        return []
    if may(person, owner.signs, organ=case.organ, division=case.division, today=today):
        return []
    return [Reason("holds_no_post", _("该人员不具备办理本环节的岗位。"), where="to")]
