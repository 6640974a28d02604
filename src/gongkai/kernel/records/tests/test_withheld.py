"""The yearly second look at withheld information (条例 第十八条): when it is due, and what keeps it due."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.kernel.records import services
from gongkai.kernel.records.desk import duties
from gongkai.kernel.records.duty_counts import withheld_to_reassess
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.tests.factories import NOW, Bureau, content, drafted, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = NOW.date()
WITHHELD = {"attribute": "withheld", "ground": "N16-2d", "ground_text": "请示报告。"}


def withheld(office: Bureau, days: int) -> Record:
    """Withheld since so many days."""
    return drafted(office, NOW - timedelta(days=days), **WITHHELD)


def save(office: Bureau, record: Record, days: int, **changes) -> None:
    base = fresh(record).current.number
    text = content(office, **changes)
    at = NOW - timedelta(days=days)
    services.save(record=fresh(record), content=text, base=base, by=office.officer, at=at)


def reassess(office: Bureau, record: Record, days: int, *, keep: bool) -> None:
    at = NOW - timedelta(days=days)
    services.reassess(record=fresh(record), keep_withheld=keep, reason="已复核。", by=office.officer, at=at)


def listed(office: Bureau, day: date = TODAY) -> list[Record]:
    return list(withheld_to_reassess(office.officer, day))


def test_saving_anew_does_not_begin_the_year_again(office):
    record = withheld(office, 400)
    save(office, record, 10, title="改了标题的请示", **WITHHELD)
    (found,) = listed(office)
    assert found == record
    assert found.withheld_since == found.counted_from == NOW - timedelta(days=400)


def test_an_interrupted_withholding_begins_anew(office):
    record = withheld(office, 800)
    save(office, record, 500)
    save(office, record, 300, **WITHHELD)
    assert listed(office) == []
    (found,) = listed(office, TODAY + timedelta(days=100))
    assert found.withheld_since == NOW - timedelta(days=300)


def test_a_look_at_it_is_good_for_a_year_and_for_this_withholding_only(office):
    record = withheld(office, 800)
    reassess(office, record, 200, keep=True)
    assert listed(office) == []
    (found,) = listed(office, TODAY + timedelta(days=200))
    assert found.counted_from == NOW - timedelta(days=200)
    save(office, record, 100)
    save(office, record, 50, **WITHHELD)
    assert listed(office, TODAY + timedelta(days=200)) == []


def test_what_may_be_public_stays_until_its_attribute_changes(office):
    record = withheld(office, 400)
    reassess(office, record, 5, keep=False)
    (found,) = listed(office)
    assert found.may_open
    save(office, record, 4, title="只改了标题", **WITHHELD)
    assert [row.may_open for row in listed(office)] == [True]
    save(office, record, 3)
    assert listed(office) == []


def test_the_page_shows_all_of_them_page_by_page_and_home_counts_them(office, monkeypatch):
    monkeypatch.setattr(duties, "WITHHELD", 2)
    monkeypatch.setattr(duties, "today", lambda: TODAY)
    for days in (500, 450, 400):
        withheld(office, days)
    reassess(office, withheld(office, 900), 1, keep=False)
    client = Client()
    client.force_login(office.office, backend="django.contrib.auth.backends.ModelBackend")
    seen, address = [], reverse("catalogue:withheld")
    answer = client.get(address)
    assert "共 4 件" in answer.content.decode()
    while True:
        seen += [row.pk for row in answer.context["rows"]]
        if not answer.context["older"]:
            break
        answer = client.get(address, {"after": answer.context["older"]})
    assert len(seen) == len(set(seen)) == 4
    assert "评估为可以公开，待改属性" in answer.content.decode()
    assert duties.duty_summary(office.office, TODAY)["withheld"] == 4
    home = client.get(reverse("desk:freshness")).content.decode()
    assert "不公开信息到期应评估" in home
