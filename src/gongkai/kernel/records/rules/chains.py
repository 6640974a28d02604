"""Sign-off chains as an administrator writes them: rows with an order, a name and a role. Pure.

Rows of the same order are asked at the same time (会签). The review is always item by item (条例 第十七条), and a
role that answers for a division is asked in the division of the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from gongkai.foundation.orgs.rules import Role, Scope, division_roles, scope_of

SIGNERS = tuple(role for role in Role if scope_of("record.sign", role) is not Scope.NONE)
"""Roles that may stand in a chain: those that may sign at all."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form; `key`: of the step it came from, empty for a new one."""

    order: int
    name: str
    role: str
    key: str = ""


def steps_of(rows: Iterable[Row], before: Sequence[dict] = ()) -> list[dict]:
    """Steps of a definition (format: casework.rules.definitions). What the form does not show is kept of `before`."""
    known = {step["key"]: step for step in before}
    steps: list[dict] = []
    for _order, group in groupby(sorted(rows, key=lambda row: row.order), key=lambda row: row.order):
        together = list(group)
        key = _key(together[0], {step["key"] for step in steps})
        kept = {"decides": False} if known.get(key, {}).get("decides") is False else {}
        steps.append({"key": key, "name": together[0].name.strip(), **_asked(together), **kept})
    return steps


def rows_of(steps: Sequence[dict]) -> list[Row]:
    """The rows that `steps_of` makes these steps of."""
    return [
        Row(number, step["name"], seat["role"], step["key"])
        for number, step in enumerate(steps, 1)
        for seat in step.get("parallel") or [step]
    ]


def is_for_records(steps: Sequence[dict]) -> bool:
    """Whether what walks this chain may become public: one step reviews item by item."""
    return any(step.get("per_item") for step in steps)


def _asked(together: list[Row]) -> dict:
    if len(together) > 1:
        return {"parallel": [_seat(row) for row in together]}
    seat = _seat(together[0])
    return seat | {"per_item": True} if seat["role"] == Role.SECRECY_REVIEWER else seat


def _seat(row: Row) -> dict:
    reach = {"reach": "division"} if row.role in division_roles() else {}
    return {"role": row.role, **reach}


def _key(row: Row, used: set[str]) -> str:
    wanted = row.key or (f"{row.role}_review" if row.role == Role.SECRECY_REVIEWER else row.role)
    numbered = (f"{wanted}_{number}" for number in range(2, len(used) + 3))
    return wanted if wanted not in used else next(key for key in numbered if key not in used)
