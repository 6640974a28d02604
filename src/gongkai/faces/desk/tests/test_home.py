"""The first page: what waits, what came back, what comes up; a bounded number of queries for every role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.domains.foi import services as foi
from gongkai.domains.foi.tests import factories as requests
from gongkai.faces.desk.inbox import cards, orders
from gongkai.faces.desk.tests.office import signed_in
from gongkai.foundation.jobs.models import DailyRun
from gongkai.foundation.jobs.registry import daily
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.selectors import keep_posts
from gongkai.foundation.orgs.tests.factories import holder
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.selectors import cases_of, orders_to_report
from gongkai.kernel.records import services
from gongkai.kernel.records.tests.factories import NOW, at_review, bureau, drafted, signed, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = NOW.date()


@pytest.fixture
def office():
    return bureau()


@pytest.fixture
def asking():
    """An office that answers requests too."""
    return requests.office()


def page(person) -> dict:
    return cards(keep_posts(person, TODAY), TODAY, at=NOW)


def test_what_waits_is_shown_with_its_step_and_the_days_left(office):
    record = submitted(office)
    (todo,) = page(office.head)["todos"]
    assert todo.title == record.title
    assert todo.step == "处室负责人审核"
    assert todo.days is not None and todo.days > 0
    assert todo.address == reverse("records:detail", args=[record.pk])
    assert todo.acting_for == ""
    assert page(office.leader)["todos"] == []


def test_a_substitute_sees_whose_work_it_is(office):
    submitted(office)
    orgs.substitute(
        absent=office.head,
        substitute=office.office,
        since=TODAY,
        until=TODAY + timedelta(days=3),
        reason="出差",
        by=office.admin,
        at=NOW,
    )
    (todo,) = page(office.office)["todos"]
    assert todo.acting_for == office.head.name


def test_what_was_sent_back_stands_apart_and_not_among_the_drafts(office):
    record = submitted(office)
    other = drafted(office, title="关于清理规范性文件的通知")
    services.send_back(record=record, reason="请补充依据。", by=office.head, at=NOW)
    shown = page(office.officer)
    assert [todo.title for todo in shown["returned"]] == [record.title]
    assert shown["todos"] == []
    assert shown["drafts"] == [other]


def test_a_clock_that_ends_soon_is_shown_to_who_may_see_the_record(office):
    long_ago = drafted(office, made_on=TODAY - timedelta(days=60))
    (line,) = page(office.officer)["clocks"]
    assert line.title == long_ago.title and line.light == "red" and line.days < 0
    beside = orgs.create_division(organ=office.organ, name="矿业权管理处", by=office.admin, at=NOW)
    assert page(holder(Role.INFORMATION_OFFICER, office.organ, beside))["clocks"] == []


def test_requests_wait_beside_records_the_most_urgent_first(asking):
    late = requests.handled(asking, NOW - timedelta(days=60))
    new = requests.submitted(asking, NOW - timedelta(days=2))
    at_review(asking.bureau)
    shown = page(asking.office)
    assert [(todo.address, todo.light) for todo in shown["todos"]] == [
        (reverse("requests:detail", args=[new.pk]), "green")
    ]
    (todo,) = shown["todos"]
    assert (todo.kind, todo.step, todo.number) == ("依申请公开", "待审查登记", new.number)
    mine = page(asking.officer)
    assert [todo.number for todo in mine["todos"]] == [late.number]
    assert (mine["todos"][0].light, mine["todos"][0].days < 0, mine["late"]) == ("red", True, 1)
    assert [line.title for line in mine["clocks"]] == [f"{late.number} {late.subject}"]
    submitted(asking.bureau)
    assert {todo.kind for todo in page(asking.head)["todos"]} == {"政府信息"}


def test_an_extension_waits_for_somebody_else_than_who_proposed_it(asking):
    request = requests.handled(asking)
    foi.propose_extension(request=request, days=10, reason="需要向档案馆调取原件", by=asking.office, at=NOW)
    assert page(asking.office)["todos"] == []
    assert [todo.step for todo in page(asking.leader)["todos"]] == ["延期待决定"]


def test_a_paused_request_waits_for_nobody_here(asking):
    request = requests.handled(asking)
    made = foi.consult(
        request=request, party="third_party", matter="评估报告", organisation="云岭试样矿业有限公司", by=asking.officer, at=NOW
    )  # fmt: skip
    requests.issue(asking, made.letter, NOW)
    assert page(asking.officer)["todos"] == []


def test_a_planned_publication_is_shown_to_the_office_only(office):
    record = signed(office)
    services.schedule(record=record, publish_at=NOW + timedelta(days=2), by=office.office, at=NOW)
    assert [plan.record for plan in page(office.office)["plans"]] == [record]
    assert page(office.officer)["plans"] == []


def test_an_administrator_is_warned_of_silent_workers_and_the_missing_notice(office):
    names = [finding.name for finding in page(office.admin)["warnings"]]
    assert names == ["后台任务", "每日任务", "工作日历"]
    assert page(office.officer)["warnings"] == []


def test_a_clock_that_stands_still_is_red_for_who_answers_for_due_dates(office):
    (warning,) = page(office.office)["warnings"]
    assert (warning.name, warning.good) == ("每日任务", False)
    DailyRun.objects.bulk_create(DailyRun(kind=kind, at=NOW) for kind in daily)
    assert page(office.office)["warnings"] == []


@pytest.mark.parametrize("who", ["officer", "head", "secrecy", "leader", "office", "auditor", "admin"])
def test_the_cards_cost_at_most_thirteen_queries(office, who, django_assert_max_num_queries):
    """One of them for copies to read, one for supervisors' orders, one for told answers that are being corrected."""
    for _n in range(3):
        submitted(office)
        at_review(office)
        drafted(office)
    person = keep_posts(office.people[who], TODAY)
    with django_assert_max_num_queries(13):
        cards(person, TODAY, at=NOW)


@pytest.mark.parametrize("who", ["officer", "office", "admin"])
def test_the_whole_page_costs_the_same_however_much_waits(office, who):
    client = signed_in(office.people[who])
    submitted(office)
    drafted(office)
    counts = []
    for _n in range(2):
        client.get(reverse("desk:home"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk:home")).status_code == 200
        counts.append(len(queries))
        for _m in range(4):
            submitted(office)
            drafted(office)
    assert counts[0] == counts[1] <= 18


def test_the_page_names_the_reader_and_says_what_to_do_when_nothing_waits(office):
    text = signed_in(office.officer).get(reverse("desk:home")).content.decode()
    assert f"{office.officer.name}，您好" in text
    assert "没有等您办理的事项" in text and "起草一条信息" in text
    read_only = signed_in(office.auditor).get(reverse("desk:home")).content.decode()
    assert "您的岗位以查看为主" in read_only


def test_an_account_without_a_post_is_told_so(office):
    idle = orgs.create_person(username="idle", name="何思齐", organ=office.organ, by=office.admin, at=NOW)
    assert "您还没有岗位" in signed_in(idle).get(reverse("desk:home")).content.decode()


def test_posts_are_loaded_once_for_a_request(office):
    client = signed_in(office.office)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("desk:home"))
    assert sum('FROM "orgs_post"' in query["sql"] for query in queries) == 1


def test_copies_to_read_and_orders_to_report_stand_on_the_first_page(office):
    record = submitted(office)
    case = cases_of("record", str(record.pk)).get()
    casework.circulate(case=case, to=[office.leader], note="请了解", by=office.officer, at=NOW)
    casework.supervise(case=case, text="请三日内报送进展", days=3, by=office.leader, at=NOW)
    text = signed_in(office.leader).get(reverse("desk:home")).content.decode()
    copies = text.split('id="copies"')[1].split("</section>")[0]
    assert record.title in copies and "请了解" in copies and "已阅" in copies
    assert 'id="orders"' not in text
    for asked in (office.officer, office.head):
        (line,) = page(asked)["orders"]
        assert (line.order.case, line.days > 0, line.light) == (case, True, "green")
        text = signed_in(asked).get(reverse("desk:home")).content.decode()
        assert "请三日内报送进展" in text.split('id="orders"')[1].split("</section>")[0]
    (copy,) = page(office.leader)["copies"]
    signed_in(office.leader).post(reverse("cases:read", args=[copy.pk]))
    casework.report(supervision=line.order, reply="已办", by=office.officer, at=NOW)
    assert page(office.leader)["copies"] == page(office.head)["orders"] == []


def test_an_order_is_late_when_its_clock_ran_out(office):
    case = cases_of("record", str(submitted(office).pk)).get()
    casework.supervise(case=case, text="请次日报送", days=1, by=office.leader, at=NOW)
    (asked,) = orders_to_report(office.officer, TODAY)
    assert [orders(office.officer, asked.due_on + timedelta(days=n))[0].light for n in (-1, 0, 1)] == [
        "yellow", "yellow", "red",
    ]  # fmt: skip
