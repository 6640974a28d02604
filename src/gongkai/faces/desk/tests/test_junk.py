"""No address answers junk with an error of the program: every parameter of every address gets all of it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from hypothesis import example, given
from hypothesis import strategies as st
from tests.contracts.house import python_files

from gongkai.faces.desk.manage.ledger import LedgerFilter
from gongkai.faces.desk.tests.office import office
from gongkai.faces.openapi import services as tokens
from gongkai.faces.openapi.parameters import PARAMETERS
from gongkai.faces.openapi.selectors import Cursor as ApiCursor
from gongkai.foundation.common.typed import place_in_list, whole_number
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import NOW
from gongkai.kernel.records.desk.duties import DutyFilter
from gongkai.kernel.records.desk.forms import FilterForm
from gongkai.kernel.records.register import Cursor
from gongkai.kernel.search.rules import FILTERS

JUNK = (
    "²", "~²", "2026-11-21T08:00:00+00:00~²", "0001-01-01T00:00:00+23:59~1", "2026-11-21T08:00:00+00:00~1",
    "9" * 40, "9" * 18, "-1", "٣", "1.5", "\x00", "a\x00b", "%", "'\"<>", "../..", "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe", "0001-01-01", "9999-12-31", "9999", "0000", "²²²²", "~", "x" * 3000, "１２", "=", "true", "visible",
)  # fmt: skip
READ = re.compile(r"(?:GET|given)\.(?:get|getlist)\(\s*[\"'](\w+)[\"']")


def names() -> list[str]:
    """Every name that some view looks for in an address."""
    found = {name for path in python_files() for name in READ.findall(path.read_text("utf-8"))}
    found |= {parameter.name for parameter in PARAMETERS} | set(FILTERS)
    for form in (LedgerFilter, DutyFilter, FilterForm):
        found |= set(form.base_fields)
    return sorted(found)


def patterns(resolver=None, before: str = "") -> Iterator[tuple[str, dict]]:
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, one.pattern.converters
        else:
            yield from patterns(one, route)


def addresses() -> list[str]:
    """Every address, its places filled with a number that may be there and with ones that no table holds."""
    found = []
    for route, converters in patterns():
        for number, word in (("1", "notice"), ("9" * 30, "²"), ("0", "a%00b"), ("1", "x" * 300)):
            path = re.sub(r"<int:\w+>", number, route)
            found.append("/" + re.sub(r"<\w+:\w+>", word if "%" in word else quote(word), path))
            if not converters:
                break
    return found


def queries() -> Iterator[str]:
    """All names at once for each value; then each name alone, with the values that are nearly right."""
    known = names()
    for value in JUNK:
        yield urlencode([(name, value) for name in known])


def test_the_walk_finds_what_there_is():
    assert {"after", "before", "organ", "site", "year", "q", "cursor", "validity", "page"} <= set(names())
    assert len(addresses()) > 80


def callers(here) -> dict[str, Client]:
    office_person = here.people["open_government_office"]
    _token, secret = tokens.create_token(
        name="办公自动化", person=office_person, organ=here.place.province, scopes=["records.read"],
        expires_on=date(2099, 12, 31), by=here.people["administrator"], at=NOW,
    )  # fmt: skip
    return {
        **{role: here.client(role) for role in (Role.OPEN_GOVERNMENT_OFFICE, Role.SECRECY_REVIEWER)},
        "administrator": here.client(Role.ADMINISTRATOR),
        "auditor": here.client(Role.AUDITOR),
        "system": Client(headers={"Authorization": f"Bearer {secret}"}),
    }


def failures(client: Client, asked: list[str]) -> list[str]:
    client.raise_request_exception = False
    return [address[:200] for address in asked if client.get(address).status_code == 500]


@pytest.fixture(scope="module")
def here(shared_rows):
    return office()


WHO = ["office", "rest", "system"]


def asked_of(who: str, clients: dict[str, Client]) -> dict[str, Client]:
    """Every page that somebody may open, once, by the first who may. `office` opens most of them; `rest`: what only
    the others open; `system`: what the interface for machines answers."""
    machine = who == "system"
    first, *others = ["system"] if machine else [name for name in clients if name != "system"]
    paths = [
        a for a in addresses() if a.startswith("/api/") == machine and "9999" not in a and "xxx" not in a
    ]
    found: dict[str, str] = {}
    for name in (first, *others):
        found |= {a: name for a in paths if a not in found and clients[name].get(a).status_code == 200}
    return {a: clients[name] for a, name in found.items() if (name == first) != (who == "rest")}


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize("who", WHO)
def test_junk_in_the_query(here, who):
    mine = asked_of(who, callers(here))
    assert len(mine) >= 2
    for address, client in mine.items():
        assert failures(client, [f"{address}?{query}" for query in queries()]) == []


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize("who", ["open_government_office", "administrator", "system"])
def test_junk_in_the_path(here, who):
    assert failures(callers(here)[who], addresses()) == []


@given(st.text(max_size=40))
@example("~²")
@example("0001-01-01T00:00:00+14:00~1")
@example("2026-11-21T08:00:00+00:00~" + "9" * 19)
def test_a_place_in_a_list_is_read_or_is_none(text):
    found = Cursor.parse(text)
    assert found is None or found.at.astimezone(UTC).year > 1900
    assert (place_in_list(text) is None) == (found is None)
    number = whole_number(text)
    assert number is None or number < 10**18


@given(st.integers(0, 4 * 10**9), st.integers(0, 10**17))
def test_our_own_places_are_read_back(moment, pk):
    for kind in (Cursor, ApiCursor):
        one = kind(datetime.fromtimestamp(moment, UTC), pk)
        assert kind.parse(str(one)) == one
