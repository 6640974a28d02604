"""/api/v1/figures: numbers for other systems, over what the person of the token may see; nothing is not zero."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from gongkai.domains.foi.tests.factories import NOW, office, submitted
from gongkai.faces.openapi.services import create_token
from gongkai.faces.openapi.tests.caller import Caller
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Post
from gongkai.kernel.figures.registry import known_metrics
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.rules.values import NOT_APPLICABLE
from gongkai.kernel.figures.services import record_act, state_figure

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DAY = shanghai_date(NOW)


@pytest.fixture(scope="module")
def made(shared_rows):
    found = office()
    Post.objects.update(since=None)
    for _number in range(3):
        submitted(found, NOW)
    act = {"title": "新闻发布会", "evidence": "会议通知", "by": found.people["office"], "at": NOW}
    record_act(organ=found.organ, kind="press.conference", happened_on=DAY, **act)
    return found


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def token(where, *scopes, person=None):
    made, secret = create_token(
        name="数据中心",
        person=person or where.people["office"],
        organ=where.organ,
        scopes=list(scopes or ("figures.read",)),
        expires_on=date(2099, 12, 31),
        by=where.admin,
        at=NOW,
    )
    return Caller(made, secret)


def get(caller, path="", **query):
    headers = caller.authorization if caller else {}
    return Client().get(f"/api/v1/figures{path}", query, **headers)


def test_the_list_tells_what_each_figure_counts(where):
    told = get(token(where)).json()["figures"]
    assert {one["metric"] for one in told} == {one.code for one in known_metrics()}
    assert all(one["counts"] and one["unit"] and one["dated_by"] for one in told)


def test_a_figure_is_counted_for_a_period_and_divided(where):
    told = get(token(where), "/requests.received", **{"from": DAY, "to": DAY, "by": "channel,month"}).json()
    assert (told["value"], told["nothing"], told["organ"]) == (3, None, where.organ.code)
    assert told["parts"] == [
        {"keys": ["counter", DAY.month], "labels": ["当面提交", str(DAY.month)], "value": 3}
    ]
    assert get(token(where), "/acts.press.conference", to=DAY).json()["value"] == 1


def test_blank_and_not_applicable_are_not_zero(where):
    caller, span = token(where), {"from": "2025-01-01", "to": "2025-12-31"}
    blank = get(caller, "/staff.full_time", **span).json()
    assert (blank["value"], blank["nothing"]) == (None, "blank")
    act = {"evidence": "三定规定", "by": where.people["office"], "at": NOW}
    state_figure(organ=where.organ, code="staff.units", period=year(2025), value=NOT_APPLICABLE, **act)
    state_figure(organ=where.organ, code="staff.full_time", period=year(2025), value=Decimal(0), **act)
    assert get(caller, "/staff.units", **span).json()["nothing"] == "not_applicable"
    zero = get(caller, "/staff.full_time", **span).json()
    assert (zero["value"], zero["nothing"]) == (0, None)


def test_a_token_counts_only_what_its_person_may_see(where):
    other = office("430121S", "清溪县自然资源局")
    clerk = token(where, person=where.clerk)
    assert get(clerk, "/requests.received", to=DAY).status_code == 200
    assert get(clerk, "/records.published", to=DAY).status_code == 403
    assert "records.published" not in {one["metric"] for one in get(clerk).json()["figures"]}
    assert get(token(where), "/requests.received", organ=other.organ.code).status_code == 403
    assert get(None, "/requests.received").status_code == 401
    assert get(token(where, "records.read"), "/requests.received").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-02-30"}, {"from": "0001-01-01"}, {"from": "2026-05-01", "to": "2026-01-01"}, {"by": "nothing"},
        {"by": "organ;x"}, {"organ": "无"}, {"below": "maybe"}, {"strange": "1"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(where, query):
    answer = get(token(where), "/requests.received", **query)
    assert answer.status_code == 400 and answer.json()["reasons"][0]["code"] in {
        "bad_parameter",
        "unknown_parameter",
    }


def test_an_unknown_figure_is_not_found(where):
    assert get(token(where), "/no.such.figure").status_code == 404
