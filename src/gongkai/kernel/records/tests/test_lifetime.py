"""Years of validity that an organ has set: proposed by the editor, warned of, and what ends soon is found in time."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.selectors import validity_years
from gongkai.kernel.records.desk.duties import duty_summary
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.register import EXPIRING, Filters, register_page
from gongkai.kernel.records.rules.content import Content, RelationFact
from gongkai.kernel.records.rules.lifetime import Lifetime, last_day, warnings
from gongkai.kernel.records.rules.vocabulary import RelationKind
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.tests.factories import NOW, Bureau, bureau, drafted, fresh, published

TODAY = NOW.date()
BEGIN = date(2026, 12, 1)
FIVE = Lifetime(years=5, trial=2)


def normative(**changes) -> Content:
    return Content(**{"title": "征地信息公开办法", "normative": True, "effective_on": BEGIN} | changes)


def codes(content: Content, lifetime: Lifetime = FIVE) -> list[str]:
    return [warning.code for warning in warnings(content, lifetime)]


# --- the rule ---------------------------------------------------------------------------------------------------


def test_the_years_end_on_the_day_that_answers_to_the_first():
    assert last_day(normative(), FIVE) == date(2031, 12, 1)
    assert last_day(normative(effective_on=date(2024, 2, 29)), FIVE) == date(2029, 2, 28)
    assert last_day(normative(title="征地信息公开办法（试行）"), FIVE) == date(2028, 12, 1)
    assert last_day(normative(title="征地信息公开暂行办法"), Lifetime(years=5)) == date(2031, 12, 1)


def test_without_a_day_of_effect_the_issue_counts_then_the_making():
    days = {"effective_on": None, "issued_on": date(2026, 11, 12), "made_on": date(2026, 11, 10)}
    assert last_day(normative(**days), FIVE) == date(2031, 11, 12)
    assert last_day(normative(**days | {"issued_on": None}), FIVE) == date(2031, 11, 10)
    assert last_day(normative(effective_on=None), FIVE) is None


def test_missing_and_longer_are_warned_of_shorter_is_not():
    assert codes(normative()) == ["expiry_missing"]
    assert codes(normative(expires_on=date(2031, 12, 2))) == ["expiry_longer"]
    assert codes(normative(expires_on=date(2031, 12, 1))) == []
    assert codes(normative(expires_on=date(2027, 12, 1))) == []


def test_nothing_set_or_not_normative_is_never_warned_of():
    assert codes(normative(), Lifetime()) == []
    assert codes(normative(normative=False)) == []
    assert codes(normative(), Lifetime(trial=2)) == []


@given(st.dates(min_value=date(1949, 10, 1)), st.integers(1, 30))
def test_the_proposed_day_is_never_warned_of_and_the_next_one_is(begin, years):
    lifetime = Lifetime(years=years)
    last = last_day(normative(effective_on=begin), lifetime)
    if last is None:
        assert begin.year + years > date.max.year
        return
    assert (last.year - begin.year, last.month) == (years, begin.month)
    assert codes(normative(effective_on=begin, expires_on=last), lifetime) == []
    if last < date.max:
        later = normative(effective_on=begin, expires_on=last + timedelta(1))
        assert codes(later, lifetime) == ["expiry_longer"]


# --- the setting ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(shared_rows) -> Bureau:
    made = bureau()
    set_years(made, 5, 2)
    return made


@pytest.fixture
def office(made, db) -> Bureau:
    return deepcopy(made)


def set_years(office: Bureau, years, trial) -> None:
    catalogue.set_validity_years(organ=office.organ, years=years, trial=trial, by=office.office, at=NOW)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.postgresql
def test_an_organ_sets_its_years_and_takes_them_back(office):
    assert validity_years(office.organ) == (5, 2)
    assert validity_years(bureau("430S07", "云岭省林业局").organ) == (None, None)
    set_years(office, None, None)
    assert validity_years(office.organ) == (None, None)
    assert Entry.objects.filter(verb="practice.set_validity").count() == 2
    for wrong in (0, 31):
        with pytest.raises(NotAllowed):
            set_years(office, wrong, None)


def test_the_office_sets_it_on_the_desk_and_others_do_not(office):
    address = reverse("catalogue:negative-validity")
    client = signed_in(office.office)
    assert "规范性文件有效期" in client.get(reverse("catalogue:negative")).content.decode()
    client.post(address, {"years": "3", "trial": ""})
    assert validity_years(office.organ) == (3, None)
    client.post(address, {"years": "99", "trial": ""})
    signed_in(office.officer).post(address, {"years": "9", "trial": ""})
    assert validity_years(office.organ) == (3, None)


# --- the editor -------------------------------------------------------------------------------------------------


def typed(**changes) -> dict:
    return {"title": "征地信息公开办法", "normative": "on", "effective_on": BEGIN.isoformat()} | changes


def expiry(record: Record) -> date | None:
    return fresh(record).current.expires_on


def test_the_editor_puts_the_last_day_in_once_and_the_officer_may_change_it(office):
    client = signed_in(office.officer)
    answer = client.post(reverse("records:new"), typed(), follow=True)
    assert "预填失效日期 2031-12-01" in answer.content.decode()
    record = Record.objects.get()
    assert expiry(record) == date(2031, 12, 1)
    edit = reverse("records:edit", args=[record.pk])
    client.post(edit, typed(base="1", expires_on="2029-12-01"))
    assert expiry(record) == date(2029, 12, 1)
    answer = client.post(edit, typed(base="2", expires_on=""), follow=True)
    assert expiry(record) is None, "emptied on purpose it stays empty"
    assert "应为 2031-12-01" in answer.content.decode()
    assert "应为 2031-12-01" in client.get(edit).content.decode()


def test_it_is_put_in_when_the_document_becomes_a_normative_one(office):
    client = signed_in(office.officer)
    client.post(reverse("records:new"), typed(normative="", effective_on=""))
    record = Record.objects.get()
    assert expiry(record) is None
    client.post(reverse("records:edit", args=[record.pk]), typed(base="1"))
    assert expiry(record) == date(2031, 12, 1)


def test_anothers_document_and_an_organ_without_years_get_none(office):
    client = signed_in(office.officer)
    client.post(reverse("records:new"), typed(issuer="云岭省人民政府"))
    assert expiry(Record.objects.get()) is None
    set_years(office, None, None)
    client.post(reverse("records:new"), typed(title="征地补偿办法"))
    assert expiry(Record.objects.get(title="征地补偿办法")) is None


def test_the_warning_stands_beside_the_gate_and_keeps_nothing_back(office):
    longer = {"effective_on": BEGIN, "expires_on": date(2040, 1, 1), "normative": True}
    record = drafted(office, **longer)
    client = signed_in(office.officer)
    page = client.get(reverse("records:detail", args=[record.pk])).content.decode()
    assert "晚于本机关设定的 5 年有效期（2031-12-01）" in page
    out = published(office, title="已公开的办法", **longer)
    assert hasattr(out, "publication")
    assert "expiry" not in str(gate_snapshot(record, at=NOW))


# --- what ends soon ---------------------------------------------------------------------------------------------


def public_until(office: Bureau, title: str, last: date, **changes) -> Record:
    given = {"normative": True, "effective_on": date(2021, 12, 1), "made_on": date(2021, 11, 20)}
    return published(office, title=title, expires_on=last, **given | changes)


@pytest.mark.postgresql
def test_what_ends_within_ninety_days_is_on_the_list_and_the_first_page(office):
    soon = public_until(office, "三个月内失效的办法", TODAY + timedelta(90))
    today = public_until(office, "今天失效的办法", TODAY)
    public_until(office, "九十一天后失效的办法", TODAY + timedelta(91))
    public_until(office, "昨天失效的办法", TODAY - timedelta(1))
    public_until(office, "不是规范性文件的通知", TODAY, normative=False)
    drafted(office, title="没有公开的办法", normative=True, expires_on=TODAY)
    renewed = public_until(office, "已宣布继续有效的办法", TODAY)
    published(
        office, title="关于公布继续有效文件目录的通知", relations=(RelationFact(RelationKind.RENEWS, renewed.pk),)
    )  # fmt: skip
    rows = register_page(office.office, TODAY, Filters(stage=EXPIRING)).rows
    assert {line.pk for line in rows} == {soon.pk, today.pk}
    assert duty_summary(office.office, TODAY)["expiring"] == 2
    client = signed_in(office.office)
    assert "90 日内失效" in client.get(reverse("records:list")).content.decode()
