"""A province with two cities and their counties, people of the provincial office, and report files. Nobody is real."""

import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Organ, Person, Region
from gongkai.foundation.orgs.rules import Level, Role
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.services import collect
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import COLUMNS, FORM_2021, RESULTS

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=SHANGHAI)
YEAR = 2025
TREE = (
    ("sheng", "430S00", "430000", "云岭省自然资源厅", "省厅", Level.PROVINCE, None),
    ("lin", "430100", "430100", "林江市自然资源局", "林江市局", Level.CITY, "sheng"),
    ("qing", "430121", "430121", "清溪县自然资源局", "清溪县局", Level.COUNTY, "lin"),
    ("bai", "430181", "430181", "白石县自然资源局", "白石县局", Level.COUNTY, "lin"),
    ("ping", "430300", "430300", "平湖市自然资源局", "平湖市局", Level.CITY, "sheng"),
    ("he", "430321", "430321", "河湾县自然资源局", "河湾县局", Level.COUNTY, "ping"),
)
ROLES = {"office": Role.OPEN_GOVERNMENT_OFFICE, "inspector": Role.INSPECTOR, "clerk": Role.WINDOW_CLERK}


@dataclass(frozen=True)
class Province:
    """`province.lin` is an organ; `province.office` a person of the province, `province.people["lin"]` one of a city."""

    organs: dict[str, Organ]
    people: dict[str, Person]

    def __getattr__(self, name: str):
        if name.startswith("__"):  # of a copy in the making
            raise AttributeError(name)
        found = {**self.organs, **self.people}
        try:
            return found[name]
        except KeyError:
            raise AttributeError(name) from None


def province() -> Province:
    organs: dict[str, Organ] = {}
    for key, code, region, name, short, level, upper in TREE:
        parent = organs.get(upper)
        organs[key] = _organ(code, region, name, short, level, parent)
    people = {role: _person(organs["sheng"], f"p-{role}", ROLES[role]) for role in ROLES}
    people["lin_office"] = _person(organs["lin"], "c1-office", Role.OPEN_GOVERNMENT_OFFICE)
    people["qing_office"] = _person(organs["qing"], "x1-office", Role.OPEN_GOVERNMENT_OFFICE)
    return Province(organs, people)


def _organ(code: str, region: str, name: str, short: str, level: str, parent: Organ | None) -> Organ:
    place, _made = Region.objects.get_or_create(
        code=region,
        defaults={"name": name[:3], "level": level, "parent": parent.region if parent else None},
    )
    return orgs.create_organ(
        code=code, name=name, short_name=short, level=level, region=place, parent=parent, by=SYSTEM, at=NOW
    )


def _person(organ: Organ, username: str, role: Role) -> Person:
    person = orgs.create_person(
        username=username, name=f"{role.label}甲", organ=organ, password="a-long-password", by=SYSTEM, at=NOW
    )
    orgs.give_post(person=person, role=role, organ=organ, since=date(2019, 1, 1), by=SYSTEM, at=NOW)
    return person


# --- reports ----------------------------------------------------------------------------------------------------


def numbers(form: Form = FORM_2021, *, base: int = 3, carried_in: int = 2, carried_out: int = 2) -> dict:
    """Values that fulfil every check of one report: `base` answers with 予以公开 of natural persons, the rest zero."""
    zero = dict.fromkeys(form.labels, Decimal(0))
    table, roles = form.table3, form.roles
    per_row = {
        roles.received: base - carried_in + carried_out,
        roles.carried_in: carried_in,
        roles.given: base,
        roles.answered: base,
        roles.carried_out: carried_out,
    }
    for row, number in per_row.items():
        zero[table.cell(row, COLUMNS[0])] = zero[table.cell(row, COLUMNS[-1])] = Decimal(number)
    for way in ("review", "direct", "after_review"):
        zero[form.table4.cell(way, RESULTS[0])] = zero[form.table4.cell(way, RESULTS[-1])] = Decimal(1)
    return zero


def report(name: str, year: int = YEAR, form: Form = FORM_2021, changes=None, text=None, **how) -> Report:
    """A lawful report of that organ; `changes`: cells that say something else."""
    values = numbers(form, **how) | {cell: _value(value) for cell, value in (changes or {}).items()}
    return Report(form, values, year, name, text or {"6": "本年度没有收取信息处理费。"})


def _value(value):
    return Decimal(value) if isinstance(value, int) else value


def file_of(one: Report, kind: str = "html") -> io.BytesIO:
    return io.BytesIO(FORMATS[kind](one))


def collected(
    where: Province, organ: Organ, year: int = YEAR, day: date | None = date(2026, 1, 20), **how
) -> Collected:
    """A report of the organ, read from a page, as the office of the province collects it."""
    kind = how.pop("kind", "html")
    made = report(organ.name, year, **how)
    return collect(
        organ=organ, year=year, upload=file_of(made, kind), name=f"{organ.short_name}{year}.{kind}",
        published_on=day, by=where.office, at=NOW,
    )  # fmt: skip


def as_json(told: dict) -> io.BytesIO:
    return io.BytesIO(json.dumps(told, ensure_ascii=False).encode())
