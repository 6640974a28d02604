"""/api/v1/requests: the organ's own systems hand in, look up and hear what happened; nobody else sees anything."""

import itertools
import json
from copy import deepcopy
from datetime import date

import pytest
from django.test import Client

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.selectors import by_code
from gongkai.domains.foi.tests.factories import NOW, handled, office, submitted
from gongkai.faces.openapi.models import IdempotencyKey
from gongkai.faces.openapi.requests.document import EXAMPLE
from gongkai.faces.openapi.services import create_token
from gongkai.faces.openapi.tests.caller import Caller, codes
from gongkai.foundation.orgs.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
ID = "110101199003070011"
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def made(shared_rows):
    made = office()
    Post.objects.update(since=None)
    return made


@pytest.fixture
def where(made, db):
    return deepcopy(made)


@pytest.fixture
def system(where):
    return token(where)


def token(where, *scopes, person=None):
    made, secret = create_token(
        name="政务服务平台",
        person=person or where.clerk,
        organ=where.organ,
        scopes=list(scopes or ("requests.intake", "requests.read")),
        expires_on=date(2099, 12, 31),
        by=where.admin,
        at=NOW,
    )
    return Caller(made, secret)


def hand_in(system, cells=None, *, key="", **headers):
    number = {"HTTP_IDEMPOTENCY_KEY": key or f"request-{next(_numbers)}"}
    body = json.dumps(EXAMPLE if cells is None else cells).encode()
    kind = headers.pop("content_type", "application/json")
    return Client().post(
        "/api/v1/requests", body, content_type=kind, **{**system.authorization, **number, **headers}
    )


def test_an_application_is_taken(system, where):
    response = hand_in(system)
    assert response.status_code == 201, response.content.decode()
    taken = response.json()
    request = Request.objects.select_related("applicant").get()
    assert (taken["id"], taken["number"]) == (request.pk, request.number)
    assert (taken["stage"], taken["received_on"], taken["due_on"]) == ("unconfirmed", None, None)
    assert by_code(request.number, taken["code"]) == request
    assert request.applicant.name.masked() == "欧阳**"
    assert request.source_key == EXAMPLE["key"]


def test_both_sides_confirmed_makes_it_received(system):
    days = {"submitted_at": "2026-11-02T10:00:00+08:00", "office_confirmed_on": "2026-11-03"}
    response = hand_in(system, EXAMPLE | days | {"applicant_confirmed_on": "2026-11-04"})
    assert response.status_code == 201, response.content.decode()
    taken = response.json()
    assert (taken["stage"], taken["received_on"], taken["due_on"]) == ("received", "2026-11-04", "2026-12-02")


def test_the_same_request_again_makes_nothing_and_tells_no_code(system):
    first, second = (hand_in(system, key="one").json() for _time in range(2))
    assert first["code"] and second["code"] == ""
    assert {**first, "code": ""} == second
    assert Request.objects.count() == 1
    assert first["code"] not in IdempotencyKey.objects.get().answer


def test_key_and_content_are_held_apart(system):
    hand_in(system, key="one")
    assert hand_in(system, EXAMPLE | {"key": "other"}, key="one").status_code == 409
    response = hand_in(system, key="two")
    assert (response.status_code, codes(response)) == (422, ["key_taken"])
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"identity": "110101199003070012"}, ("check_sign", "identity")),
        ({"description": ""}, ("description", "description")),
        ({"channel": "网上"}, ("not_a_choice", "channel")),
        ({"channel": "pigeon"}, ("not_a_choice", "channel")),
        ({"stage": "answered"}, ("unknown_field", "stage")),
        ({"submitted_at": "2026-11-02"}, ("not_a_moment", "submitted_at")),
        ({"submitted_at": "2099-01-01T00:00:00+08:00"}, ("in_future", "submitted_at")),
        ({"submitted_at": "2007-05-01T09:00:00+08:00"}, ("before_law", "submitted_at")),
        ({"submitted_at": "2007-05-01T09:00:00+08:00", "channel": "counter"}, ("before_law", "submitted_at")),
        (
            {"submitted_at": "2026-11-02T10:00:00+08:00", "office_confirmed_on": "2026-11-01"},
            ("before_arrival", "office_confirmed_on"),
        ),
        ({"applicant_confirmed_on": "2099-01-01"}, ("in_future", "applicant_confirmed_on")),
        ({"name": 7}, ("wrong_type", "name")),
    ],
)
def test_what_is_wrong_is_told_with_its_field(system, changes, fault):
    response = hand_in(system, EXAMPLE | changes)
    assert response.status_code == 422
    assert fault in {(reason["code"], reason["where"]) for reason in response.json()["reasons"]}
    assert ID not in response.content.decode()
    assert not Request.objects.exists()


def test_scopes_rights_and_forms(system, where):
    assert hand_in(token(where, "requests.read")).status_code == 403
    assert hand_in(token(where, person=where.officer)).status_code == 403
    assert hand_in(system, content_type="text/plain").status_code == 415
    assert hand_in(system, HTTP_IDEMPOTENCY_KEY="").status_code == 400
    assert Client().get("/api/v1/requests").status_code == 401
    assert token(where, "requests.intake").get("/requests").status_code == 403
    assert not Request.objects.exists()


def test_the_list_is_masked_paged_and_narrowed(system, where):
    made = [submitted(where, NOW) for _n in range(3)]
    first = system.get("/requests?limit=2").json()
    second = system.get(f"/requests?limit=2&cursor={first['next']}").json()
    assert [row["id"] for row in first["requests"] + second["requests"]] == [r.pk for r in reversed(made)]
    assert second["next"] is None
    row = first["requests"][0]
    assert (row["applicant"]["name"], row["due_on"]) == ("欧阳**", "2026-12-18")
    assert "欧阳试样" not in json.dumps(first, ensure_ascii=False)
    assert "description" not in row
    assert len(system.get(f"/requests?number={made[1].number}").json()["requests"]) == 1
    assert system.get("/requests?stage=answered").json()["requests"] == []
    assert len(system.get("/requests?received_since=2026-11-20&stage=received").json()["requests"]) == 3
    assert system.get("/requests?stage=none").status_code == 400


def test_other_organs_and_divisions_see_nothing(system, where):
    request = submitted(where, NOW)
    other = office("431S00", "云岭省林业局")
    Post.objects.update(since=None)
    stranger = token(other)
    assert stranger.get("/requests").json()["requests"] == []
    assert stranger.get(f"/requests/{request.pk}").status_code == 404
    assert stranger.get("/requests/events").json()["events"] == []
    assert token(where, person=where.officer).get("/requests").json()["requests"] == []
    assert system.get(f"/requests/{request.pk}").status_code == 200


def test_one_request_explains_its_day(system, where):
    request = handled(where)
    response = system.get(f"/requests/{request.pk}")
    told = response.json()
    assert [act["kind"] for act in told["acts"]] == ["submit", "register", "assign"]
    assert any("2026" in sentence for sentence in told["explanation"])
    again = system.get(f"/requests/{request.pk}", HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304
    assert system.get(f"/requests/{2**63}").status_code == 404


def test_events_come_in_order_and_none_is_lost(system, where):
    request = handled(where)
    services.withdraw(request=request, reason="已取得", by=where.clerk, at=NOW)
    seen, after = [], 0
    while True:
        page = system.get(f"/requests/events?after={after}&limit=2").json()
        seen += page["events"]
        after = page["next"]
        if not page["more"]:
            break
    assert [one["event"] for one in seen] == [
        "request.submit",
        "request.register",
        "request.assign",
        "request.withdraw",
    ]
    assert [one["seq"] for one in seen] == sorted({one["seq"] for one in seen})
    assert seen[-1] | {"seq": 0, "at": ""} == {
        "seq": 0,
        "event": "request.withdraw",
        "id": request.pk,
        "number": request.number,
        "on": "2026-11-20",
        "at": "",
        "stage": "answered",
        "detail": {},
    }
    assert system.get(f"/requests/events?after={after}").json() == {
        "events": [],
        "next": after,
        "more": False,
    }


def test_queries(system, where, django_assert_max_num_queries):
    for _n in range(8):
        submitted(where, NOW)
    with django_assert_max_num_queries(6):
        assert len(system.get("/requests").json()["requests"]) == 8
    with django_assert_max_num_queries(6):
        assert len(system.get("/requests/events?limit=100").json()["events"]) == 16
    with django_assert_max_num_queries(12):
        system.get(f"/requests/{Request.objects.first().pk}")


def test_a_file_comes_with_it(system):
    text = "6ZqQ5oKj54K55ZCN5Y2V"
    response = hand_in(system, EXAMPLE | {"attachments": [{"name": "委托书.txt", "content": text}]})
    assert response.status_code == 201, response.content.decode()
    assert [m.label for m in Request.objects.get().materials.all()] == ["委托书.txt"]
