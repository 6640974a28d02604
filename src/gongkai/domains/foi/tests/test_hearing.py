"""Heard inside the house: opinions of divisions beside one another, conferences with counsel, both as basis of an answer."""

import html
import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.events import OPINIONS
from gongkai.domains.foi.models import Answer, Conference, RequestAct
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.tests.factories import DAY, ID_NUMBERS, NOW, fresh, handled, office
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.casework.models import Case, Step, WorkItem

TODAY = shanghai_date(NOW)
UNTIL = date(2026, 11, 27)
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def where():
    return office()


def another(where, name: str, head: str):
    """A further division with its head."""
    division = orgs.create_division(organ=where.organ, name=name, by=SYSTEM, at=NOW)
    person = orgs.create_person(
        username=f"head-{division.pk}", name=head, organ=where.organ, division=division, by=SYSTEM, at=NOW
    )
    orgs.give_post(
        person=person, role=Role.DIVISION_HEAD, organ=where.organ, since=date(2019, 1, 1), by=SYSTEM, at=NOW
    )
    return division, person


@pytest.fixture
def others(where):
    return [another(where, "耕地保护监督处", "耕保负责人"), another(where, "政策法规处", "法规负责人")]


def asked(where, others, request=None, **changes):
    request = request or handled(where)
    told = {"divisions": [d for d, _p in others], "question": "勘测定界图可否提供？", "until": UNTIL}
    return services.ask_opinions(request=request, by=where.officer, at=NOW, **(told | changes))


def said(request, person, agree=True, opinion="可以公开，图上坐标应当遮盖。"):
    return services.give_opinion(request=request, agree=agree, opinion=opinion, by=person, at=NOW)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def saved_answer(where, request):
    facts = Facts(kind=AnswerKind.A6, today=TODAY, search_record="检索档案系统与局室台账，无结果。")
    services.draft_answer(request=request, facts=facts, text="经检索不存在。", by=where.officer, at=NOW)


# --- opinions of divisions --------------------------------------------------------------------------------------


def test_divisions_are_asked_at_once_and_joined_when_the_last_has_answered(where, others):
    request = asked(where, others).request
    assert WorkItem.objects.filter(case__subject_type=OPINIONS, state="open").count() == 2
    said(request, others[0][1])
    assert not request.acts.filter(kind=ActKind.OPINIONS_IN).exists()
    said(request, others[1][1], agree=False, opinion="涉及第三方商业秘密，应先征求意见。")
    assert request.acts.filter(kind=ActKind.OPINIONS_IN).count() == 1
    said(request, where.officer, opinion="已阅")
    assert Case.objects.get(subject_type=OPINIONS).state == "concluded"


def test_an_answer_waits_for_the_divisions_and_ends_the_hearing(where, others):
    request = asked(where, others).request
    saved_answer(where, request)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_answer(request=fresh(request), by=where.officer, at=NOW)
    assert codes(refusal) == {"opinions_open"}
    for _division, head in others:
        said(request, head)
    services.submit_answer(request=fresh(request), by=where.officer, at=NOW)
    assert not WorkItem.objects.filter(case__subject_type=OPINIONS, state="open").exists()


def test_nobody_is_waited_for_when_the_request_ended(where, others):
    request = asked(where, others).request
    services.withdraw(request=request, reason="已经取得。", by=where.clerk, at=NOW)
    assert Case.objects.get(subject_type=OPINIONS).state == "abandoned"


def test_what_speaks_against_asking(where, others):
    request = handled(where)
    for wrong, code in (
        ({"divisions": []}, "divisions"),
        ({"question": " "}, "question"),
        ({"until": TODAY - DAY}, "until_past"),
        ({"until": date(2027, 3, 1)}, "until_late"),
        ({"divisions": [where.division]}, "own_division"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            asked(where, others, request, **wrong)
        assert codes(refusal) == {code}
    asked(where, others, request)
    with pytest.raises(NotAllowed) as refusal:
        asked(where, others, request)
    assert codes(refusal) == {"asked"}


def test_the_divisions_are_reminded(where, others):
    request = asked(where, others).request
    said(request, others[0][1])
    assert services.remind_divisions(request=request, by=where.officer, at=NOW) == 1
    assert WorkItem.objects.get(person=None, state="open", step__kind="joint").reminded_count == 1


def test_a_head_sees_the_matter_without_the_person_and_answers(client, where, others):
    words = f"我叫欧阳试样，身份证{ID_NUMBERS[0]}，申请公开下湾村征收土地公告及勘测定界图。"
    request = asked(where, others, handled(where, description=words)).request
    place = reverse("requests:opinion", args=[request.pk])
    client.force_login(others[0][1])
    inbox = client.get("/desk/").content.decode()
    assert place in inbox
    page = client.get(place).content.decode()
    assert "勘测定界图可否提供" in page and "下湾村征收土地公告" in page
    assert "试样" not in page and ID_NUMBERS[0] not in page
    assert client.post(place, {"agree": "yes", "opinion": " "}).status_code == 422
    assert client.post(place, {"agree": "no", "opinion": "坐标涉密，不宜提供。"}).status_code == 302
    client.force_login(where.officer)
    shown = client.get(reverse("requests:detail", args=[request.pk])).content.decode()
    assert "坐标涉密，不宜提供" in shown and "等待答复" in shown
    wizard = client.get(reverse("requests:answer", args=[request.pk])).content.decode()
    assert "坐标涉密，不宜提供" in wizard


def test_who_was_not_asked_does_not_see_the_question(client, where, others):
    request = asked(where, others[:1]).request
    client.force_login(others[1][1])
    assert client.get(reverse("requests:opinion", args=[request.pk]), follow=True).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_divisions_that_answer_at_the_same_instant_are_joined_once():
    where = office()
    others = [another(where, "耕地保护监督处", "耕保负责人"), another(where, "政策法规处", "法规负责人")]
    request, gate, results = asked(where, others).request, threading.Barrier(2), []

    def answer(person):
        try:
            gate.wait(timeout=30)
            results.append(said(request, person))
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(head,)) for _division, head in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == 2
    assert RequestAct.objects.filter(request=request, kind=ActKind.OPINIONS_IN).count() == 1
    assert Step.objects.filter(case__subject_type=OPINIONS, kind="joint").get().state == "done"
    assert WorkItem.objects.filter(case__subject_type=OPINIONS, state="open").count() == 1


# --- a conference -----------------------------------------------------------------------------------------------


def held(where, request, **changes):
    told = {
        "called_by": where.office,
        "held_on": TODAY,
        "place": "厅机关三楼会议室",
        "divisions": [where.division],
        "people": [where.legal],
        "counsel": "试样律师（云岭试样律师事务所）",
        "question": "勘测定界图是否属于可以提供的信息？",
        "minutes": "法规处：图件不涉密。\n律师：坐标部分建议遮盖。",
        "conclusion": "遮盖坐标后提供勘测定界图。",
    }
    return services.record_conference(request=request, by=where.officer, at=NOW, **(told | changes))


def test_a_conference_is_written_down_and_stays(where):
    request = handled(where)
    made = held(where, request)
    act = request.acts.get(kind=ActKind.CONFER)
    assert (act.on, act.detail["conference"], act.note) == (TODAY, made.pk, "遮盖坐标后提供勘测定界图。")
    for sql in ("UPDATE foi_conference SET conclusion = 'x'", "DELETE FROM foi_conference"):
        with pytest.raises(Exception, match="stays"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_what_speaks_against_a_conference(where, others):
    request = handled(where)
    stranger = office("430S01", "林江市自然资源局").legal
    for wrong, code in (
        ({"conclusion": ""}, "conclusion"),
        ({"minutes": ""}, "minutes"),
        ({"place": ""}, "place"),
        ({"held_on": TODAY + DAY}, "in_future"),
        ({"divisions": [], "people": [], "counsel": ""}, "nobody"),
        ({"people": [stranger]}, "elsewhere"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            held(where, request, **wrong)
        assert codes(refusal) == {code}
    done = services.withdraw(request=request, reason="已经取得。", by=where.clerk, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        held(where, done)
    assert codes(refusal) == {"stage"} and not Conference.objects.exists()


def test_the_conference_is_on_the_page_printed_and_offered_as_basis(client, where):
    request = handled(where)
    client.force_login(where.officer)
    form = {
        "held_on": TODAY.isoformat(), "place": "三楼会议室", "called_by": where.office.pk, "divisions": [where.division.pk],
        "people": [where.legal.pk], "counsel": "试样律师", "question": "图件可否提供？", "minutes": "一致同意。",
        "conclusion": "遮盖坐标后提供。",
    }  # fmt: skip
    act = reverse("requests:act", args=[request.pk, ActKind.CONFER])
    assert client.get(act).status_code == 200
    assert client.post(act, form).status_code == 302
    made = Conference.objects.get()
    page = client.get(reverse("requests:detail", args=[request.pk])).content.decode()
    assert "遮盖坐标后提供。" in page and "试样律师" in page
    printed = client.get(reverse("requests:conference", args=[request.pk, made.pk]))
    assert b"".join(printed.streaming_content).startswith(b"%PDF")
    wizard = reverse("requests:answer", args=[request.pk])
    path = "yes.yes.not_found"
    leaf = html.unescape(client.get(wizard, {"path": path}).content.decode())
    basis = f"疑难件会商 {TODAY.isoformat()} {where.division.name}、试样律师：遮盖坐标后提供。"
    assert basis in leaf, leaf[:200]
    told = {"path": path, "save": "1", "rests_on": basis, "search_record": "检索档案系统，无结果。"}
    answer = client.post(wizard, told)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert Answer.objects.get().facts["rests_on"] == [basis]
    shown = html.unescape(client.get(answer["Location"]).content.decode())
    assert basis in shown.split("依据的会商结论")[1]
