"""The catalogue on the desk: what is missing or stale, and the forms that change it with their refusals."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gongkai.faces.desk.tests.office import office, signed_in
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, holder
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.models import Column, DutyEntry, NegativeEntry, Site
from gongkai.kernel.records import duty_counts
from gongkai.kernel.records.tests.factories import NOW, bureau, drafted, published

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PLAIN = {"article": "20-7", "name": "部门预算", "source": "预算法 第十四条", "refresh": "on_change"}


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def here():
    return office()


@pytest.fixture
def client(here):
    return here.client(Role.OPEN_GOVERNMENT_OFFICE)


# --- what stands under a duty ------------------------------------------------------------------------------


def test_a_record_counts_by_its_column_or_by_the_duty_it_is_filed_under():
    here = bureau()
    by_column = catalogue.create_duty(organ=here.organ, code="a", values=PLAIN, **ACT)
    by_filing = catalogue.create_duty(organ=here.organ, code="b", values={**PLAIN, "name": "决算"}, **ACT)
    catalogue.change_column(column=here.column, changes={"duty": by_column}, **ACT)
    first = published(here)
    second = published(here, at=NOW + timedelta(days=1), title="关于公布决算的通知")
    assert duty_counts.published_by_duty([here.organ.pk])[by_column.pk].count == 2
    second.duty = by_filing
    second.save(update_fields=["duty"])
    found = duty_counts.published_by_duty([here.organ.pk])
    assert {pk: row.count for pk, row in found.items()} == {by_column.pk: 1, by_filing.pk: 1}
    assert found[by_filing.pk].newest == (NOW + timedelta(days=1)).date()
    assert duty_counts.public_under(by_column) == [first]
    assert duty_counts.newest_by_column([here.site.pk])[here.column.pk].count == 2
    elsewhere = duty_counts.published_by_duty([here.organ.pk + 1])
    assert elsewhere == duty_counts.published_by_duty([]) == {} == duty_counts.newest_by_column([])


def test_the_duty_page_says_by_division_what_is_missing_and_why(client, here):
    text = text_of(client.get(reverse("catalogue:duties")))
    assert "还没有公开过，自形成或变更之日起 20 个工作日内应当公开。" in text
    assert "待核对：与本地公开目录一致" in text
    only = text_of(client.get(reverse("catalogue:duties"), {"state": "stale"}))
    assert "没有符合条件的事项" in only
    found = text_of(client.get(reverse("catalogue:duties"), {"q": "部门预算"}))
    assert "部门预算" in found and "政府集中采购" not in found


def test_the_duty_page_costs_the_same_however_long_the_catalogue(client, here, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        client.get(reverse("catalogue:duties"))


def test_an_inspector_chooses_among_the_organs_below_and_sees_no_others(here):
    mine = catalogue.create_duty(
        organ=here.place.county, code="x", values={**PLAIN, "name": "县级事项"}, **ACT
    )
    city = signed_in(holder(Role.INSPECTOR, here.place.city))
    seen = text_of(city.get(reverse("catalogue:duties"), {"organ": here.place.county.pk}))
    assert "县级事项" in seen and "省自然资源厅" not in seen
    assert city.get(reverse("catalogue:duty", args=[mine.pk])).status_code == 200
    beside = signed_in(holder(Role.INSPECTOR, here.place.beside))
    assert beside.get(reverse("catalogue:duty", args=[mine.pk])).status_code == 404


def test_an_organ_without_a_catalogue_may_load_the_shipped_lines(here):
    county = signed_in(holder(Role.OPEN_GOVERNMENT_OFFICE, here.place.county))
    assert "载入通用事项" in text_of(county.get(reverse("catalogue:duties")))
    county.post(reverse("catalogue:duties-load"))
    assert here.place.county.duties.exists()


# --- writing duties -----------------------------------------------------------------------------------------


def test_a_duty_is_created_and_a_refusal_keeps_what_was_typed(client, here):
    bad = client.post(
        reverse("catalogue:duty-new"), {**PLAIN, "code": "20-1a", "refresh": "yearly", "refresh_by": "02-29"}
    )
    text = text_of(bad)
    assert bad.status_code == 422
    assert "编号为空或已被使用" in text and "二月最迟为 02-28" in text
    assert 'value="预算法 第十四条"' in text
    client.post(
        reverse("catalogue:duty-new"), {**PLAIN, "code": "z-1", "limit_number": "20", "limit_unit": "day"}
    )
    made = DutyEntry.objects.get(organ=here.place.province, code="z-1")
    assert (made.limit_number, made.limit_unit) == (20, "day")
    assert Entry.objects.filter(verb="duty.create", subject_id=str(made.pk)).count() == 1


def test_a_duty_of_another_organ_is_not_ours_to_change(here):
    other = signed_in(holder(Role.OPEN_GOVERNMENT_OFFICE, here.place.city))
    entry = here.place.province.duties.filter(confirmed=False).first()
    assert other.get(reverse("catalogue:duty-edit", args=[entry.pk])).status_code == 403
    assert other.post(reverse("catalogue:duty-retire", args=[entry.pk]), {"reason": "x"}).status_code == 403
    assert other.get(reverse("catalogue:duty-new"), {"organ": here.place.province.pk}).status_code == 404
    other.post(reverse("catalogue:duties-confirm"), {"entry": [entry.pk]})
    entry.refresh_from_db()
    assert entry.retired_on is None and not entry.confirmed


def test_shipped_lines_are_confirmed_one_act_each(client, here):
    lines = list(here.place.province.duties.filter(confirmed=False)[:2])
    client.post(reverse("catalogue:duties-confirm"), {"entry": [line.pk for line in lines]})
    assert Entry.objects.filter(verb="duty.change").count() == 2
    assert not here.place.province.duties.filter(pk__in=[line.pk for line in lines], confirmed=False).exists()


def test_retiring_needs_a_reason(client, here):
    entry = here.place.province.duties.first()
    address = reverse("catalogue:duty-retire", args=[entry.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "职能划转。"}).status_code == 302
    entry.refresh_from_db()
    assert entry.retired_on is not None


# --- columns and sites --------------------------------------------------------------------------------------


def test_a_column_is_created_changed_moved_and_closed(client, here):
    new = reverse("catalogue:column-new", args=[here.site.pk])
    bad = client.post(new, {"name": "通知公告", "slug": "Notices!", "kind": "notice"})
    assert bad.status_code == 422
    assert "栏目地址只能用小写字母" in text_of(bad) and "同级已有同名栏目" in text_of(bad)
    assert client.post(new, {"name": "专项整治", "slug": "campaign", "kind": "topic"}).status_code == 302
    column = Column.objects.get(path="campaign/")
    assert column.position == here.site.columns.filter(parent=None).count()
    edit = reverse("catalogue:column-edit", args=[column.pk])
    client.post(edit, {"name": "专项行动", "kind": "topic", "freshness_days": "30"})
    client.post(reverse("catalogue:column-move", args=[column.pk]), {"to": "up"})
    client.post(reverse("catalogue:column-close", args=[column.pk]))
    column.refresh_from_db()
    assert (column.name, column.freshness_days) == ("专项行动", 30)
    assert column.closed_on is not None
    verbs = Entry.objects.filter(subject_type="column", subject_id=str(column.pk)).order_by("number")
    assert list(verbs.values_list("verb", flat=True)) == [
        "column.create",
        "column.change",
        "column.move",
        "column.close",
    ]


def test_moving_goes_one_place_and_stops_at_the_ends(client, here):
    def order():
        return list(here.site.columns.filter(parent=None, closed_on=None).values_list("slug", flat=True))

    def move(slug, to):
        column = here.site.columns.get(parent=None, slug=slug)
        client.post(reverse("catalogue:column-move", args=[column.pk]), {"to": to})

    first, second, *rest = order()
    move(first, "down")
    assert order() == [second, first, *rest]
    move(second, "up")
    assert order() == [second, first, *rest]
    move(rest[-1], "up")
    assert order()[-2] == rest[-1]
    move(rest[-1], "down")
    move(rest[-1], "down")
    assert order() == [second, first, *rest]


def test_a_statutory_column_is_not_closed_and_the_law_is_named(client, here):
    column = here.site.columns.get(path="disclosure/guide/")
    answer = client.post(reverse("catalogue:column-close", args=[column.pk]), follow=True)
    assert "国办公开办函〔2019〕61号" in text_of(answer)
    column.refresh_from_db()
    assert column.closed_on is None


def test_the_tree_shows_empty_columns_and_costs_the_same_however_many(
    client, here, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        text = text_of(client.get(reverse("catalogue:columns")))
    assert "空白" in text and "/disclosure/statutory/budget/" in text


def test_a_county_may_open_a_channel_but_no_site_of_its_own(here):
    county = signed_in(holder(Role.OPEN_GOVERNMENT_OFFICE, here.place.county))
    assert "没有自己的网站" in text_of(county.get(reverse("catalogue:columns")))
    own = {"code": "wangcheng", "name": "望城区自然资源局", "address": "https://wc.example.org"}
    refused = county.post(reverse("catalogue:site-new"), own)
    assert refused.status_code == 422 and "县级部门原则上不开设网站" in text_of(refused)
    channel = {"code": "wangcheng", "name": "望城频道", "parent": here.site.pk}
    assert county.post(reverse("catalogue:site-new"), channel).status_code == 302
    assert Site.objects.get(code="wangcheng").parent == here.site
    assert county.get(reverse("catalogue:site-edit", args=[here.site.pk])).status_code == 403


# --- the negative list --------------------------------------------------------------------------------------


def test_the_negative_list_is_tried_written_and_ended(client, here):
    new = reverse("catalogue:negative-new")
    bad = client.post(new, {"name": "案卷", "patterns": "卷", "basis": "条例 第十六条"})
    assert bad.status_code == 422 and "至少一个两个字以上的词" in text_of(bad)
    client.post(
        new, {"name": "案卷笔录", "patterns": "询问笔录 被询问人\n勘测笔录", "basis": "条例 第十六条"}
    )
    entry = NegativeEntry.objects.get(name="案卷笔录")
    assert entry.patterns == ["询问笔录 被询问人", "勘测笔录"]
    tried = text_of(client.post(reverse("catalogue:negative"), {"text": "附：现场勘测笔录三页"}))
    assert "案卷笔录" in tried and "…附:现场勘测笔录三页…" in tried
    retire = reverse("catalogue:negative-retire", args=[entry.pk])
    assert client.post(retire, {"reason": ""}).status_code == 422
    client.post(retire, {"reason": "已公开结案。"})
    assert "没有匹配" in text_of(client.post(reverse("catalogue:negative"), {"text": "勘测笔录"}))


def test_withheld_items_come_up_after_a_year():
    here = bureau()
    old = NOW - timedelta(days=400)
    record = published(here)  # public ones never come up
    withheld = _withheld(here, old)
    young = _withheld(here, NOW - timedelta(days=300))
    found = list(duty_counts.withheld_to_reassess(here.officer, NOW.date()))
    assert found == [withheld]
    assert record not in found and young not in found
    assert list(duty_counts.withheld_to_reassess(here.admin, NOW.date())) == []


def _withheld(here, at):
    return drafted(here, at=at, attribute="withheld", ground="N16-2d", ground_text="请示报告。")
