"""The pages: who sees what, every state, sums with their gaps, years, and queries that do not grow with organs."""

from datetime import date

import pytest
from django.test import Client

from gongkai.oversight.collecting.tests.factories import NOW, collected, province

pytestmark = [pytest.mark.django_db]
HOME = "/desk/collection/"


@pytest.fixture
def where():
    return province()


@pytest.fixture(autouse=True)
def in_february(monkeypatch):
    import gongkai.kernel.ui.pages as pages

    monkeypatch.setattr(pages.timezone, "now", lambda: NOW)


def visit(person) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(person)
    return client


def text(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def place(where, organ, **more) -> str:
    return "&".join([f"organ={organ.pk}", *(f"{key}={value}" for key, value in more.items())])


def test_on_a_day_after_the_due_day_who_is_missing_is_seen_at_once(where):
    collected(where, where.sheng)
    collected(where, where.lin, day=date(2026, 2, 5))
    collected(where, where.qing, changes={"table3.r24.total": 99})
    collected(where, where.bai, day=None)
    page = text(visit(where.office), HOME)
    for words in (
        "按时公布",
        "逾期 5 天公布",
        "公布日期不详",
        "缺报告，已逾期 9 天",
        "第四十九条",
        "2026-01-31",
    ):
        assert words in page
    missing = text(visit(where.office), f"{HOME}?state=missing")
    assert "河湾县自然资源局" in missing and "清溪县自然资源局" not in missing
    assert "清溪县自然资源局" in text(visit(where.office), f"{HOME}?state=contradictory")
