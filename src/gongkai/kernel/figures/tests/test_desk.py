"""Desk pages of figures: a number opens its rows, acts and figures are entered with evidence, a month is closed."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, holder, tree
from gongkai.kernel.figures import services
from gongkai.kernel.figures.closings import differences
from gongkai.kernel.figures.models import Act, ActVoid, Closing, Statement
from gongkai.kernel.figures.rules.spans import Span
from gongkai.kernel.figures.tests.test_entering import TITLE, act

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(timezone.now())
LAST = TODAY.replace(day=1) - timedelta(days=1)
LAST_MONTH = f"{LAST:%Y-%m}"


@pytest.fixture
def here():
    return tree()


def signed_in(place, role=Role.OPEN_GOVERNMENT_OFFICE, division=None):
    client = Client()
    client.force_login(holder(role, place, division))
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def page(client, name, figure=None, **query):
    return client.get(reverse(f"figures:{name}", args=[figure] if figure else []), query)


def test_the_list_names_every_figure_with_what_it_counts(here, django_assert_max_num_queries):
    client = signed_in(here.province)
    with django_assert_max_num_queries(8):
        text = text_of(page(client, "list"))
    assert "新闻发布会" in text and "逐件登记的事项，作废的不计" in text and "暂时逐件登记" in text
    assert "专职工作人员" in text


def test_every_number_of_a_page_opens_as_many_rows_as_it_says(here, django_assert_max_num_queries):
    client = signed_in(here.province)
    figure = "acts.press.conference"
    for number in range(4):
        act(here.province, day=LAST, division=here.divisions(here.province)[number % 2])
    act(here.province, day=LAST)
    act(here.city, day=LAST)
    span = {"from": f"{LAST.year}-01-01", "to": f"{LAST.year}-12-31"}
    with django_assert_max_num_queries(12):
        text = text_of(page(client, "detail", figure, by=["division", "month"], **span))
    links = re.findall(r'href="(rows/\?[^"]+)">(?:<strong>)?(\d+)<', text)
    assert sorted(int(number) for _address, number in links) == [1, 2, 2, 5]
    for address, number in links:
        listed = client.get(reverse("figures:detail", args=[figure]) + address.replace("&amp;", "&"))
        assert text_of(listed).count("title-link") == int(number)


def test_rows_lead_to_their_page_and_go_out_as_a_file(here):
    client = signed_in(here.province)
    made = act(here.province, day=LAST, evidence="=HYPERLINK(1)")
    span = {"from": str(LAST), "to": str(LAST)}
    assert reverse("figures:act", args=[made.pk]) in text_of(
        page(client, "rows", "acts.press.conference", **span)
    )
    out = page(client, "export", "acts.press.conference", format="csv", **span)
    lines = list(csv.reader(io.StringIO(out.content.decode("utf-8-sig"))))
    assert lines[0][0] == "标题" and lines[1][0] == TITLE
    assert "'=HYPERLINK(1)" in lines[1], "a text never acts as a formula"
    book = openpyxl.load_workbook(
        io.BytesIO(page(client, "export", "acts.press.conference", format="xlsx", **span).content)
    )
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert TITLE in {cell.value for cell in cells} and "f" not in {cell.data_type for cell in cells}
    assert page(client, "export", "acts.press.conference", format="exe", **span).status_code == 404


def test_nobody_counts_what_he_may_not_see(here):
    act(here.beside, day=LAST)
    client = signed_in(here.city)
    assert page(client, "detail", "acts.press.conference", organ=here.beside.pk).status_code == 404
    assert page(client, "detail", "no.such.figure").status_code == 404
    assert page(client, "rows", "acts.press.conference", by_nothing="1").status_code == 404
    assert page(signed_in(here.county, Role.ADMINISTRATOR), "list").status_code == 403
    above = signed_in(here.province, Role.INSPECTOR)
    text = text_of(
        page(above, "detail", "acts.press.conference", below="1", **{"from": str(LAST), "to": str(LAST)})
    )
    assert "<strong>1</strong>" in text


def test_blank_zero_and_not_applicable_are_shown_as_three_things(here):
    client = signed_in(here.province)
    span = {"from": "2025-01-01", "to": "2025-12-31"}
    assert "<strong>没有填报</strong>" in text_of(page(client, "detail", "staff.full_time", **span))
    address = f"{reverse('figures:stated')}?from=2025-01-01&to=2025-12-31"
    posted = {
        "state-staff.full_time": "number",
        "value-staff.full_time": "0",
        "evidence-staff.full_time": "编制册",
    }
    posted |= {"state-staff.units": "not_applicable", "evidence-staff.units": "三定规定"}
    assert client.post(address, posted).status_code == 302
    assert "<strong>0</strong>" in text_of(page(client, "detail", "staff.full_time", **span))
    assert "<strong>不适用</strong>" in text_of(page(client, "detail", "staff.units", **span))
    assert Statement.objects.count() == 2
    assert client.post(address, posted).status_code == 302
    assert Statement.objects.count() == 2, "what is not changed is not stated again"
    posted["value-staff.full_time"] = "3"
    client.post(address, posted)
    assert "以前填过 1 次" in text_of(client.get(address))


def test_a_refused_statement_keeps_nothing_and_loses_nothing_typed(here):
    client = signed_in(here.province)
    address = f"{reverse('figures:stated')}?from=2025-01-01&to=2025-12-31"
    posted = {
        "state-staff.full_time": "number",
        "value-staff.full_time": "3",
        "evidence-staff.full_time": "编制册",
    }
    posted |= {
        "state-staff.part_time": "number",
        "value-staff.part_time": "二十三",
        "evidence-staff.part_time": "",
    }
    answer = client.post(address, posted)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "兼职工作人员：请写明依据" in text and 'value="二十三"' in text and 'value="编制册"' in text
    assert not Statement.objects.exists()


def test_an_act_is_entered_and_voided_by_whom_it_is_for(here):
    own, other = here.divisions(here.province)
    officer = signed_in(here.province, Role.INFORMATION_OFFICER, own)
    typed = {
        "kind": "training.course",
        "happened_on": str(LAST),
        "title": "2026年政务公开业务培训班（第一期）",
        "quantity": "1",
    }
    typed |= {"evidence": "湘自然资办便函〔2026〕41号"}
    assert officer.post(reverse("figures:act-new"), typed | {"division": other.pk}).status_code == 422
    assert officer.post(reverse("figures:act-new"), typed).status_code == 422, (
        "an officer enters for the own division"
    )
    assert (
        officer.post(reverse("figures:act-new"), typed | {"division": own.pk, "evidence": ""}).status_code
        == 422
    )
    assert officer.post(reverse("figures:act-new"), typed | {"division": own.pk}).status_code == 302
    made = Act.objects.get()
    address = reverse("figures:act", args=[made.pk])
    assert signed_in(here.province, Role.LEADER).post(address, {"reason": "越权"}).status_code == 403
    assert signed_in(here.beside).get(address).status_code == 404
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "与第二期重复登记"}).status_code == 302
    assert ActVoid.objects.get().reason == "与第二期重复登记"
    assert "已作废" in text_of(officer.get(address))


def test_a_month_is_closed_and_what_changes_is_named(here):
    act(here.province, "weibo.post", LAST, quantity=30, division=here.divisions(here.province)[0])
    client = signed_in(here.province)
    query = f"?period={LAST_MONTH}"
    text = text_of(client.get(reverse("figures:closing") + query))
    assert "政务微博发布" in text and "办公室" in text
    running = text_of(client.get(reverse("figures:closing") + f"?period={TODAY:%Y-%m}"))
    assert "统计期最后一天过后才能结账。" in running and "disabled" in running
    officer = signed_in(here.province, Role.INFORMATION_OFFICER, here.divisions(here.province)[0])
    assert officer.post(reverse("figures:close") + query).status_code == 403
    assert client.post(reverse("figures:close") + query).status_code == 302
    closing = Closing.objects.get()
    services.record_act(
        organ=here.province, kind="weibo.post", happened_on=LAST, title="补登", evidence="台账", **ACT
    )
    assert "结账时 0，现在 1" in text_of(client.get(reverse("figures:closing") + query))
    wrong = {"metric": "acts.weibo.post", "division": "77", "reason": "补登"}
    assert client.post(reverse("figures:name-correction") + query, wrong).status_code == 404
    named = {"metric": "acts.weibo.post", "division": "none", "reason": "漏登的一条补登"}
    assert client.post(reverse("figures:name-correction") + query, named).status_code == 302
    assert [one.named for one in differences(closing)] == [True]
    assert "漏登的一条补登" in text_of(client.get(reverse("figures:closing") + query))


def test_a_year_shows_what_is_open_and_closed_and_its_sheet_keeps_the_closed_numbers(
    here, django_assert_max_num_queries
):
    first, second = here.divisions(here.province)
    act(here.province, "weibo.post", LAST, quantity=30, division=first)
    act(here.province, "weibo.post", LAST, quantity=12, division=second)
    services.close_period(organ=here.province, period=Span(LAST_MONTH).period, by=SYSTEM, at=timezone.now())
    act(here.province, "weibo.post", LAST, quantity=5)
    client = signed_in(here.province)
    with django_assert_max_num_queries(10):
        text = text_of(page(client, "closings", year=LAST.year))
    assert "已结账" in text and "待结账" in text and Closing.objects.get().digest[:16] in text
    address = f"{reverse('figures:sheet')}?period={LAST_MONTH}"
    text = text_of(client.get(address))
    assert "<strong>42</strong>" in text and "<td>30</td><td>12</td>" in text and "SM3" in text
    lines = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
    assert lines == [
        ["指标", "单位", "合计", first.name, second.name],
        ["政务微博发布", "条", "42", "30", "12"],
    ]
    running = text_of(client.get(f"{reverse('figures:sheet')}?period={LAST.year}"))
    assert "<strong>47</strong>" in running and "尚未结账" in running and "未分处室" in running


@pytest.mark.parametrize("text", ["", "1999", "9999-99", "abc"])
def test_an_unreadable_month_is_the_last_one(here, text):
    answer = signed_in(here.province).get(reverse("figures:closing"), {"period": text})
    assert answer.status_code == 200 and LAST_MONTH in text_of(answer)


@pytest.mark.parametrize(
    "query", ["from=x&to=y", "from=2026-05-01&to=2026-01-01", "organ=x", "by=nothing", "page=-3"]
)
def test_odd_addresses_do_no_harm(here, query):
    client = signed_in(here.province)
    for tail in ("", "rows/", "export/"):
        address = f"{reverse('figures:detail', args=['acts.weibo.post'])}{tail}?{query}"
        assert client.get(address).status_code in {200, 404}


@pytest.mark.django_db(transaction=True)
def test_a_file_may_be_the_evidence(here):
    client = signed_in(here.province)
    upload = SimpleUploadedFile("会议签到.txt", "签到表：三十二人".encode())
    typed = {
        "kind": "meeting.held",
        "happened_on": str(LAST),
        "title": "全省政务公开视频会议",
        "quantity": "1",
    }
    answer = client.post(reverse("figures:act-new"), typed | {"evidence_file": upload})
    assert answer.status_code == 302, text_of(answer)
    assert Act.objects.get().evidence_file.name == "会议签到.txt"
