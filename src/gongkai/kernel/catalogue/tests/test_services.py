import pytest
from django.db import IntegrityError, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import ACT, tree
from gongkai.kernel.catalogue import events, services
from gongkai.kernel.catalogue.models import DutyEntry, Site
from gongkai.kernel.catalogue.rules import ColumnKind
from gongkai.kernel.catalogue.tests.factories import column, duty, site

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def refused(call, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as caught:
        call(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


def verbs() -> list[str]:
    return list(Entry.objects.order_by("chain", "number").values_list("verb", flat=True))


def test_an_organ_has_one_site_and_a_county_none():
    place = tree()
    site(place.province)
    assert refused(site, place.province, code="second") == ["site_second"]
    assert refused(site, place.county, code="county") == ["site_level"]
    assert verbs() == ["site.create"]


def test_a_city_gets_a_channel_on_the_provincial_site_but_not_the_reverse():
    place = tree()
    top = site(place.province)
    channel = site(place.city, code="changsha", name="长沙频道", address="", parent=top)
    assert channel.parent == top
    assert refused(site, place.county, code="wangcheng", parent=channel) == ["channel_depth"]
    Site.objects.filter(pk=channel.pk).update(parent=None)
    channel.refresh_from_db()
    assert refused(site, place.beside, code="zhuzhou", parent=channel) == ["channel_organ"]


def test_a_column_stands_under_its_parent_and_is_told_in_ledger_and_event(monkeypatch):
    monkeypatch.setattr(registry, "subscribers", {events.COLUMN_CHANGED: ["site.render"]})
    top = site(tree().province)
    policy = column(top, "policy", "政策", kind=ColumnKind.GROUP)
    documents = column(top, "documents", "政策文件", kind=ColumnKind.POLICY, parent=policy)
    assert documents.path == "policy/documents/"
    assert verbs() == ["site.create", "column.create", "column.create"]
    assert set(Job.objects.values_list("kind", flat=True)) == {"site.render"}


def test_two_columns_of_one_address_or_name_are_refused():
    top = site(tree().province)
    column(top)
    assert refused(column, top) == ["column_name_taken", "slug_taken"]


def test_the_address_of_a_column_cannot_be_edited():
    notices = column(site(tree().province))
    with pytest.raises(ValueError, match="path"):
        services.change_column(column=notices, changes={"path": "elsewhere/"}, **ACT)


def test_a_change_is_entered_with_old_and_new_and_no_change_is_no_act():
    notices = column(site(tree().province))
    services.change_column(column=notices, changes={"name": "公告公示"}, **ACT)
    services.change_column(column=notices, changes={"name": "公告公示"}, **ACT)
    assert verbs()[2:] == ["column.change"]
    assert Entry.objects.get(verb="column.change").detail == {"changes": {"name": ["通知公告", "公告公示"]}}


def test_a_column_closes_from_below_and_opens_from_above():
    top = site(tree().province)
    policy = column(top, "policy", "政策", kind=ColumnKind.GROUP)
    documents = column(top, "documents", "政策文件", parent=policy)
    assert refused(services.close_column, column=policy, **ACT) == ["column_has_children"]
    services.close_column(column=documents, **ACT)
    services.close_column(column=policy, **ACT)
    assert refused(services.reopen_column, column=documents, **ACT) == ["column_parent_closed"]
    services.reopen_column(column=policy, **ACT)
    assert services.reopen_column(column=documents, **ACT).closed_on is None


def test_the_only_column_of_a_duty_stays_open_until_another_serves_it():
    place = tree()
    top, budget = site(place.province), duty(place.province)
    first = column(top, "budget", "财政预决算", duty=budget)
    assert refused(services.close_column, column=first, **ACT) == ["column_serves_duty"]
    column(top, "finance", "财政信息", duty=budget)
    assert services.close_column(column=first, **ACT).closed_on is not None


def test_a_column_serves_only_duties_and_organs_of_its_own_site():
    place = tree()
    channel = site(place.city, code="changsha", address="https://zygh.changsha.gov.cn")
    assert refused(column, channel, duty=duty(place.beside)) == ["column_duty"]
    assert refused(column, channel, organ=place.province) == ["column_organ"]


def test_columns_move_before_a_neighbour():
    top = site(tree().province)
    one, two, three = (column(top, slug, slug) for slug in ("one", "two", "three"))
    services.move_column(column=three, before=one, **ACT)
    services.move_column(column=one, before=None, **ACT)
    assert [found.slug for found in top.columns.order_by("position")] == ["three", "two", "one"]


def test_a_duty_is_given_to_a_division_of_its_own_organ():
    place = tree()
    foreign = place.city.divisions.first()
    assert refused(duty, place.province, division=foreign) == ["duty_division"]
    kept = duty(place.province, division=place.province.divisions.first())
    assert refused(duty, place.province) == ["duty_code"]
    changed = services.change_duty(entry=kept, changes={"refresh": "yearly", "refresh_by": "03-31"}, **ACT)
    assert changed.refresh_by == "03-31"
    assert refused(services.retire_duty, entry=kept, reason=" ", **ACT) == ["duty_retire_reason"]


def test_the_database_refuses_a_limit_without_unit_and_a_rhythm_without_number():
    kept = duty(tree().province)
    wrongs = [{"limit_number": 20}, {"limit_unit": "day"}, {"refresh": "days"}, {"refresh": "yearly"}]
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            DutyEntry.objects.filter(pk=kept.pk).update(**wrong)


def test_a_negative_entry_is_kept_changed_and_retired_with_reasons():
    province = tree().province
    made = services.create_negative_entry(
        organ=province, name="执法案卷", patterns=["询问笔录"], basis="政府信息公开条例 第十六条第二款", **ACT
    )
    wrong = {"entry": made, "changes": {"patterns": ["的"]}, **ACT}
    assert refused(services.change_negative_entry, **wrong) == ["negative_patterns"]
    assert refused(services.retire_negative_entry, entry=made, reason="", **ACT) == ["negative_retire_reason"]
    services.retire_negative_entry(entry=made, reason="经评估可以公开", **ACT)
    assert verbs() == ["negative_entry.create", "negative_entry.retire"]


def test_a_refusal_leaves_no_trace():
    province = tree().province
    refused(site, province, address="not an address")
    assert not Site.objects.exists() and verbs() == []
