from datetime import date, timedelta

import pytest

from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, TODAY, holder, person, tree
from gongkai.kernel.catalogue import selectors, services
from gongkai.kernel.catalogue.rules import ColumnKind, DutyState, Freshness
from gongkai.kernel.catalogue.selectors import Published
from gongkai.kernel.catalogue.tests.factories import column, duty, site

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_the_tree_of_a_site_is_one_query(django_assert_num_queries):
    top = site(tree().province)
    services.load_columns(site=top, **ACT)
    with django_assert_num_queries(1):
        roots = selectors.column_tree(top)
        names = [node.item.name for root in roots for node in root.walk()]
    assert len(names) == top.columns.count()
    assert [root.item.name for root in roots][:3] == ["要闻动态", "通知公告", "政策"]


def test_a_closed_column_is_not_offered_but_its_pages_are_found():
    top = site(tree().province)
    notices = services.close_column(column=column(top), **ACT)
    assert selectors.column_tree(top) == [] and selectors.column_choices(top.organ) == []
    assert len(selectors.column_tree(top, closed_too=True)) == 1
    assert not selectors.columns_for(top.organ).filter(pk=notices.pk).exists()
    assert selectors.column_at(top, "notices/") == notices


def test_a_county_record_may_stand_in_its_citys_channel_and_on_the_provincial_site():
    place = tree()
    top = site(place.province)
    channel = site(place.city, code="changsha", address="", parent=top)
    beside = site(place.beside, code="zhuzhou", address="", parent=top)
    for where in (top, channel, beside):
        column(where)
    assert {found.site for found in selectors.columns_for(place.county)} == {top, channel}
    assert selectors.site_of(place.county) == channel
    assert selectors.site_of(place.province) == top


def test_a_column_limited_to_an_organ_is_offered_to_that_organ_only():
    place = tree()
    top = site(place.province)
    group = column(top, "cities", "市州", kind=ColumnKind.GROUP)
    mine = column(top, "changsha", "长沙", parent=group, organ=place.city)
    assert list(selectors.columns_for(place.city)) == [mine]
    assert list(selectors.columns_for(place.beside)) == []
    ((_site, nodes),) = selectors.column_choices(place.city)
    assert [node.item.name for node in nodes[0].walk()] == ["市州", "长沙"]
    assert selectors.column_choices(place.beside) == []


def test_the_breadcrumb_leads_from_the_first_level_down():
    top = site(tree().province)
    services.load_columns(site=top, **ACT)
    budget = selectors.column_at(top, "disclosure/statutory/budget/")
    assert [found.name for found in selectors.breadcrumb(budget)] == [
        "政府信息公开",
        "法定主动公开内容",
        "财政预决算",
    ]


def test_freshness_is_told_for_each_column():
    top = site(tree().province)
    notices, news = column(top), column(top, "news", "要闻", kind=ColumnKind.DYNAMIC)
    newest = {notices.pk: TODAY - timedelta(days=15), news.pk: TODAY - timedelta(days=15)}
    rows = selectors.column_freshness([notices, news], newest, TODAY)
    assert [row.state for row in rows] == [Freshness.FRESH, Freshness.STALE]


def test_the_desk_sees_by_division_what_is_missing_or_stale(django_assert_num_queries):
    place = tree()
    office, land = place.province.divisions.all()
    report = duty(place.province, "a", name="年度报告", division=office, refresh="yearly", refresh_by="01-31")
    results = duty(place.province, "b", name="审批结果", division=land, refresh="days", refresh_number=31)
    duty(place.province, "c", name="规范性文件", division=land)
    duty(place.province, "d", name="收费项目")
    duty(place.province, "e", name="听证材料", division=land, on_request=True)
    officer = holder(Role.OPEN_GOVERNMENT_OFFICE, place.province)
    published = {report.pk: Published(12, date(2026, 1, 20)), results.pk: Published(3, date(2026, 8, 1))}
    with django_assert_num_queries(2):  # the posts, the entries
        rows = selectors.duty_status(selectors.duties(officer, TODAY), published, TODAY)
    assert [row.division for row in rows] == [office, land, None]
    assert [(row.count(DutyState.MISSING), row.count(DutyState.STALE)) for row in rows] == [
        (0, 0),
        (1, 1),
        (1, 0),
    ]


def test_an_officer_sees_the_duties_of_the_own_division_and_another_organ_none():
    place = tree()
    office, land = place.province.divisions.all()
    mine = duty(place.province, "a", division=land)
    duty(place.province, "b", division=office)
    duty(place.city, "c", division=place.city.divisions.first())
    officer = holder(Role.INFORMATION_OFFICER, place.province, land)
    assert list(selectors.duties(officer, TODAY)) == [mine]
    assert list(selectors.duties(person("liuyi", place.city), TODAY)) == []


def test_the_negative_list_is_the_organs_own_and_ends_when_retired():
    place = tree()
    made = services.create_negative_entry(
        organ=place.province, name="执法案卷", patterns=["询问笔录"], basis="政府信息公开条例 第十六条", **ACT
    )
    texts = {"标题": "关于某案的情况", "附件《材料》": "询问笔录共三页"}
    assert selectors.negative_matches(place.province, texts) == ["执法案卷"]
    assert selectors.negative_findings(place.province, texts)[0].where == "附件《材料》"
    assert selectors.negative_matches(place.city, texts) == []
    services.retire_negative_entry(entry=made, reason="经评估可以公开", **ACT)
    assert selectors.negative_matches(place.province, texts) == []


def test_registration_is_required_from_the_day_the_organ_set():
    province = tree().province
    assert selectors.registration_since(province) is None
    services.require_registration(organ=province, since=date(2010, 1, 1), **ACT)
    assert selectors.registration_since(province) == date(2010, 1, 1)


def test_a_subject_is_written_with_its_main_class():
    services.load_classifications(**ACT)
    names = selectors.subject_names()
    assert names["02-01"] == "综合政务\\政务公开"
    assert names["05"] == "国土资源、能源"
    assert len(selectors.subject_tree()) == 22
    assert selectors.service_class_names()["legal-mining"] == "法人和其他组织\\矿产勘查与开采"
