"""The pages of acts on a case: each act by client with a refusal, foreign cases, doors by role, few queries."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, holder, person
from gongkai.kernel.casework import owners, selectors, services
from gongkai.kernel.casework.acting import DeskAct, offers
from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.tests.factories import agree, office, opened, waiting
from gongkai.kernel.casework.tests.test_services import verbs
from gongkai.kernel.clocks import subjects
from gongkai.kernel.clocks.subjects import Subject

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
KIND = "plot-of-desk-tests"


def look(reader, subject_id, today):
    """A subject that everybody of the organ sees, but for one who is new."""
    return None if reader.username == "new" else Subject("云岭试样宗地", f"/desk/?plot={subject_id}")


subjects.register(KIND, look)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(scope="module")
def made(shared_rows):
    return office()


@pytest.fixture
def place(made, db):
    return deepcopy(made)


@pytest.fixture
def case(place):
    return opened(place, subject_type=KIND)


@pytest.fixture
def helper(place):
    return person("wangliu", place.organ, name="王六")


def browser(reader) -> Client:
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(case: Case, verb: str) -> str:
    return (
        reverse("cases:remind", args=[case.pk])
        if verb == "remind"
        else reverse("cases:act", args=[case.pk, verb])
    )


def look_at(reader, case: Case, verb: str, status: int = 200) -> str:
    found = browser(reader).get(address(case, verb))
    assert found.status_code == status, (verb, found.status_code)
    return found.content.decode()


def press(reader, case: Case, verb: str, *, lands: str | None = None, **data) -> str:
    """What the page says after the act; it lands on the page of the subject unless the act is refused."""
    found = browser(reader).post(address(case, verb), data, follow=True)
    assert found.status_code == 200
    lands = f"/desk/?plot={case.subject_id}" if lands is None else lands
    assert [where for where, _code in found.redirect_chain] == ([lands] if lands else [])
    return found.content.decode()


def offered(reader, case: Case) -> dict[str, list[str]]:
    found = offers(Case.objects.get(pk=case.pk), reader, TODAY, at=NOW)
    return {offer.verb: [reason.code for reason in offer.reasons] for offer in found.all}


def test_what_is_delegated_comes_back_and_is_signed(place, case, helper):
    item = waiting(case)
    given = {"item": item.pk, "to": helper.pk}
    assert "请写明交办要求" in press(place.head, case, "delegate", lands="", instruction=" ", **given)
    assert "已交 王六 办理" in press(place.head, case, "delegate", instruction="请核对附件", **given)
    lent = WorkItem.objects.get(person=helper)
    assert "填写交办意见" in look_at(helper, case, "opinion")
    assert "请填写意见或理由" in press(helper, case, "opinion", lands="", item=lent.pk, outcome="agree")
    assert selectors.count_inbox(place.head, TODAY) == 0
    said = press(helper, case, "opinion", item=lent.pk, outcome="agree", opinion="附件齐全，建议公开")
    assert "意见已交回交办人" in said
    assert [row.item for row in selectors.inbox(place.head, TODAY)] == [item]
    assert agree(case, place.head).active_step == "secrecy_review"


def test_nobody_is_asked_about_what_the_own_posts_do_not_show(place, case):
    new = person("new", place.organ, name="新来的人")
    given = {"to": new.pk, "item": waiting(case).pk}
    for verb, more in (("delegate", {"instruction": "请拟"}), ("add-signer", {"placement": "before"})):
        assert "看不到这一事项" in press(place.head, case, verb, lands="", **given, **more)
    assert not WorkItem.objects.filter(person=new).exists()


def test_a_delegation_is_called_back(place, case, helper):
    services.delegate(item=waiting(case), to=helper, instruction="请拟意见", by=place.head, at=NOW)
    lent = WorkItem.objects.get(person=helper)
    assert "请填写意见或理由" in press(place.head, case, "give-back", lands="", item=lent.pk)
    assert "回到交办人" in press(place.head, case, "give-back", item=lent.pk, reason="本人已返岗")
    assert waiting(case).state == "open" and waiting(case).returns_to is None
    look_at(place.head, case, "give-back", status=403)


def test_reassigning_names_who_holds_the_post(place, case):
    second = person("second-head", place.organ, name="郑副科长")
    given = {"role": Role.DIVISION_HEAD, "organ": place.organ, "division": place.division}
    orgs.give_post(person=second, since=date(2019, 1, 1), **given, **ACT)
    shown = look_at(place.head, case, "reassign")
    assert "郑副科长" in shown and f'value="{place.officer.pk}"' not in shown
    item = {"item": waiting(case).pk}
    assert "请填写转办的理由" in press(place.head, case, "reassign", lands="", to=second.pk, **item)
    assert "没有保存" in press(
        place.head, case, "reassign", lands="", to=place.officer.pk, reason="出差", **item
    )
    assert "已转 郑副科长 办理" in press(place.head, case, "reassign", to=second.pk, reason="出差", **item)
    assert waiting(case).person == second


def test_adding_signers_and_taking_them_out(place, case, helper):
    given = {"to": helper.pk, "reason": "请把关"}
    assert f"{Role.LEADER.label}）" in look_at(place.head, case, "add-signer")
    assert "没有保存" in press(place.head, case, "add-signer", lands="", placement="sideways", **given)
    assert "已请 王六 加签" in press(place.head, case, "add-signer", placement="before", **given)
    later = person("zhaoqi", place.organ, name="赵七")
    press(place.leader, case, "add-signer", to=later.pk, placement="after", reason="请复核")
    look_at(place.officer, case, "remove-signer", status=403)
    shown = look_at(place.leader, case, "remove-signer")
    assert "王六" in shown and "赵七" in shown
    step = case.steps.get(seats__0__person=later.pk)
    press(place.leader, case, "remove-signer", item=step.key)
    assert "已取消加签" in press(place.head, case, "remove-signer", item=waiting(case).pk)
    assert [row.step.key for row in selectors.inbox(place.head, TODAY)] == ["division_head"]
    assert verbs(case)[-2:] == ["case.remove_signer", "case.remove_signer"]


def test_reminding_once_an_hour(place, case, monkeypatch):
    assert "已催办" in press(place.officer, case, "remind")
    assert offered(place.officer, case)["remind"] == ["reminded_recently"]
    assert "一小时内已经催办过" in press(place.officer, case, "remind")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))
    press(place.officer, case, "remind")
    assert waiting(case).reminded_count == 2
    assert "正等您本人办理" in press(place.head, case, "remind")


def test_what_is_not_offered_is_shut_and_what_cannot_be_done_now_says_why(place, case):
    assert offered(place.officer, case) == {
        "remind": [], "delegate": ["not_your_turn"], "reassign": ["not_your_turn"],
        "add-signer": ["not_your_turn"], "circulate": [],
    }  # fmt: skip
    shown = look_at(place.officer, case, "delegate")
    assert "现在不由您办理" in shown and "disabled" in shown
    assert offered(place.reviewer, case) == {}
    for verb in DeskAct.values:
        if verb == "remind":
            assert browser(place.reviewer).post(address(case, verb)).status_code == 403
        else:
            look_at(place.reviewer, case, verb, status=403)
    page = browser(place.officer).get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "现在不能办的 3 项和原因" in page and "催办" in page


def test_foreign_cases_and_unknown_acts_do_not_exist(place, case):
    stranger = holder(Role.LEADER, place.beside)
    for one in (browser(stranger), browser(person("idle", place.organ))):
        assert one.get(reverse("cases:detail", args=[case.pk])).status_code == 404
        assert one.post(address(case, "remind")).status_code == 404
        for verb in PAGED:
            assert one.get(address(case, verb)).status_code == 404
            assert one.post(address(case, verb), {"reason": "理由"}).status_code == 404
    assert verbs(case) == ["case.open"]
    look_at(place.head, case, "approve", status=404)
    assert Client().get(address(case, "delegate")).status_code == 302


PAGED = [verb for verb in DeskAct.values if verb != "remind"]


def test_a_foreign_item_cannot_be_chosen(place, case, helper):
    other = opened(place, case.definition, subject_type=KIND, subject_id="18")
    given = {"item": waiting(other).pk, "to": helper.pk, "instruction": "请拟意见"}
    assert "没有保存" in press(place.head, case, "delegate", lands="", **given)
    assert waiting(other).state == "open" and not WorkItem.objects.filter(person=helper).exists()


def test_the_list_of_people_is_short_and_can_be_searched(place, case):
    for number in range(120):
        person(f"p{number}", place.organ, name=f"同事{number:03d}")
    client = browser(place.head)
    client.get(address(case, "delegate"))
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(address(case, "delegate")).content.decode()
    assert len(queries) <= 16
    assert shown.count("<option") == 101 and "按姓名缩小名单" in shown
    found = client.get(address(case, "delegate"), {"q": "同事119"}).content.decode()
    assert found.count("<option") == 2 and "同事119" in found


# --- orders and copies ---


def test_an_order_waits_until_it_is_reported(place, case):
    look_at(place.officer, case, "supervise", status=403)
    assert "请写明督办要求" in press(place.leader, case, "supervise", lands="", days="3", text=" ")
    assert "没有保存" in press(place.leader, case, "supervise", lands="", days="2", text="请三日内报送")
    assert "已督办" in press(place.leader, case, "supervise", days="3", text="请三日内报送进展")
    for asked in (place.officer, place.head):
        (waiting_order,) = selectors.orders_to_report(asked, TODAY)
        assert (waiting_order.order.text, waiting_order.due_on > TODAY) == ("请三日内报送进展", True)
    assert selectors.orders_to_report(place.reviewer, TODAY) == []
    assert offered(place.leader, case)["report"] == ["not_yours"]
    item = {"item": waiting_order.order.pk}
    assert "请填写办理情况" in press(place.officer, case, "report", lands="", reply=" ", **item)
    assert "由起草人或者现在的办理人回报" in look_at(place.leader, case, "report")
    assert "已回报" in press(place.officer, case, "report", reply="附件已补齐，今日送签。", **item)
    assert selectors.orders_to_report(place.head, TODAY) == []
    look_at(place.officer, case, "report", status=403)
    shown = browser(place.head).get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "附件已补齐，今日送签。" in shown


def test_a_copy_is_unread_until_it_is_read(place, case, helper):
    far = holder(Role.LEADER, place.beside)
    assert "没有保存" in press(place.officer, case, "circulate", lands="", to=[far.pk])
    assert "请选择传阅对象" in press(place.officer, case, "circulate", lands="")
    assert "已送阅：王六" in press(place.officer, case, "circulate", to=[helper.pk], note="请了解")
    assert "选的人都已送过" in press(place.head, case, "circulate", to=[helper.pk])
    (copy,) = selectors.unread_copies(helper)
    address = reverse("cases:read", args=[copy.pk])
    assert browser(place.head).post(address).status_code == 404
    assert browser(helper).get(address).status_code == 405
    page = browser(helper).get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "送我阅知" in page and "请了解" in page and "催办" not in page
    found = browser(helper).post(address, {"back": "case"})
    assert found["Location"] == reverse("cases:detail", args=[case.pk])
    assert selectors.unread_copies(helper) == []
    assert browser(helper).post(address)["Location"] == reverse("desk:home")
    assert verbs(case)[-2:] == ["case.circulate", "case.read_copy"]


def test_taking_out_the_last_signer_ends_the_case_and_its_owner_hears_of_it(place, case, helper, monkeypatch):
    heard = []
    owner = owners.Owner("case.view", lambda case, decision, by, at: heard.append((case.pk, decision.agreed)))
    monkeypatch.setattr(owners, "_owners", {KIND: owner})
    for signer in (place.head, place.reviewer):
        agree(case, signer)
    services.add_signer(case=case, person=helper, placement="after", by=place.leader, at=NOW)
    agree(case, place.leader)
    press(place.leader, case, "remove-signer", item=waiting(case).pk)
    assert heard == [(case.pk, True)]
