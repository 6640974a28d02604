"""Every number of every dashboard equals the rows of the list that it opens, for whoever looks."""

import re
from copy import deepcopy

import pytest
from lxml import html

from gongkai.foundation.common.actors import SYSTEM
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.records.tests.factories import NOW
from gongkai.oversight.overview.tests.province import province

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.xdist_group("a province")]
HOME = "/desk/overview/"
RECEIVED = "/desk/figures/of/requests.received/rows/"
ROLES = ["office", "leader", "head", "officer", "auditor", "inspector"]
ADDRESSES = ["", "?period=2026-10", "?period=2026&organ=430S00&below=1", "?period=2026-Q4&organ=430S00"]


@pytest.fixture(scope="module")
def made(shared_rows):
    return province()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def shown(page) -> dict[str, set[int]]:
    """Address of a list -> the numbers that links to it show."""
    found: dict[str, set[int]] = {}
    for link in html.fromstring(page.content).xpath('//a[contains(@href, "/rows/?")]'):
        says = link.get("aria-label") or link.findtext("title") or "：".join(link.xpath(".//strong/text()"))
        number = re.search(r"：(\d[\d,]*)(?:，|$)|^(\d[\d,]*)$", says)
        if number:
            found.setdefault(link.get("href"), set()).add(int((number[1] or number[2]).replace(",", "")))
    return found


def listed(client, address: str) -> tuple[int, int]:
    """The number that a list says, and the rows that it has on all its pages."""
    rows, after = 0, ""
    while True:
        answer = client.get(f"{address}&after={after}")
        assert answer.status_code == 200, address
        page = answer.context["page"]
        rows, after = rows + len(page.lines), page.older
        if not after:
            return page.count, rows


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("query", ADDRESSES)
def test_every_mark_counts_the_list_that_it_opens(where, role, query):
    client = where.client(role)
    page = client.get(HOME + query)
    assert page.status_code == 200
    numbers = shown(page)
    assert len(numbers) > 15
    for address, said in numbers.items():
        assert len(said) == 1, (address, said)
        assert listed(client, address) == (*said, *said), address


@pytest.mark.parametrize("role", ROLES)
def test_a_dashboard_costs_few_queries(where, role, django_assert_max_num_queries):
    client = where.client(role)
    with django_assert_max_num_queries(25):
        client.get(f"{HOME}?period=2026-10&organ=430S00&below=1")


def test_the_office_sees_what_there_is(where):
    panels = {one.code: one for one in where.client("office").get(f"{HOME}?period=2026-10").context["panels"]}
    october = panels["by-month"].chart.rows[9]
    assert [cell.value for cell in october.cells] == [4, 2]
    assert sum(mark.value for mark in panels["lights"].lights) == 4
    assert {row.label: row.cells[0].value for row in panels["by-kind"].chart.rows}
    panels = {one.code: one for one in where.client("leader").get(f"{HOME}?period=2026-10").context["panels"]}
    assert [mark.value for mark in panels["comparison"].chart.rows[0].cells] == [4, 0, 2]


def test_what_is_missing_is_what_the_page_of_duties_lists(where):
    catalogue.load_duties(organ=where.top.organ, by=SYSTEM, at=NOW)
    client = where.client("inspector")
    panel = next(one for one in client.get(HOME).context["panels"] if one.code == "missing")
    numbers = {row.label: row.cells[0].value for row in panel.chart.rows}
    assert numbers[where.top.organ.short_name] > 10 and numbers[where.city.short_name] == 0
    for row in panel.chart.rows:
        listed = client.get(row.cells[0].address).context["sections"]
        assert sum(len(section.lines) for section in listed) == row.cells[0].value


def test_the_map_adds_up_what_is_below(where):
    panels = {
        one.code: one
        for one in where.client("inspector")
        .get(f"{HOME}?period=2026-10&organ=430S00&below=1")
        .context["panels"]
    }
    (city,) = panels["map"].chart.rows
    assert city.cells[0].value == 3
    assert "本级 4 件" in panels["map"].chart.note
    assert [row.label for row in panels["ranking"].chart.rows] == [where.city.short_name]


def test_what_is_not_counted_is_not_received(where):
    """Told to be none, or registered by mistake: on no board."""
    client = where.client("office")
    lines = client.get(f"{RECEIVED}?from=2026-10-01&to=2026-10-31").context["page"].lines
    assert len(lines) == 4
    assert not any("-X" in text for line in lines for _label, text in line.about)


def test_a_head_sees_the_own_division_only(where):
    numbers = shown(where.client("head").get(f"{HOME}?period=2026-10"))
    received = next(
        number
        for address, number in numbers.items()
        if "received/rows/" in address and "from=2026-10-01&to=2026-10-31" in address
    )
    assert received == {3}
    lines = where.client("head").get(f"{RECEIVED}?from=2026-01-01&to=2026-12-31").context["page"].lines
    assert {dict(line.about)["承办处室"] for line in lines} == {where.top.division.name}


def test_organs_below_are_for_who_reaches_them(where):
    assert where.client("leader").get(f"{HOME}?organ=430100S00").status_code == 404
    assert where.client("leader").get(f"{HOME}?organ=430S00&below=1").context["scope"].below is False
    seen = where.client("inspector").get(HOME)
    assert seen.context["scope"].below is True
    assert "林江市" in seen.content.decode()


def test_strangers_and_administrators_stay_out(where, client):
    assert client.get(HOME).status_code == 302
    assert where.client("admin").get(HOME).status_code == 403
    assert where.client("secrecy").get(RECEIVED).status_code == 404


@pytest.mark.parametrize(
    "query", ["period=2026-13", "period=²026", "period=9999", "by_division=x", "by_division=none"]
)
def test_odd_addresses_answer(where, query):
    assert where.client("office").get(f"{RECEIVED}?{query}").status_code == 200
    assert where.client("office").get(f"{HOME}?{query}").status_code == 200


def test_a_page_has_no_style_attributes_and_names_all_it_links(where):
    text = where.client("office").get(HOME).content.decode()
    assert 'style="' not in text
    page = html.fromstring(text)
    for link in page.xpath("//main//a"):
        assert link.get("aria-label") or "".join(link.itertext()).strip()
    assert RECEIVED in text
