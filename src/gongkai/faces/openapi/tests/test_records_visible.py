"""GET /records with a token: what its person may see, and nothing else."""

import json

import pytest
from django.test import Client

from gongkai.faces.openapi.tests.caller import codes
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import NOW, holder
from gongkai.kernel.records import services as records
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import Content

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def get(path, **headers):
    return Client().get(f"/api/v1{path}", **headers)


def titles(response):
    assert response.status_code == 200, response.content.decode()
    return [record["title"] for record in response.json()["records"]]


@pytest.fixture
def drafts(place):
    """A draft and a submitted one in each of three organs; `numbers` of the submitted ones."""
    numbers = {}
    for organ in (place.organ, place.tree.city, place.tree.beside):
        clerk = holder(
            Role.INFORMATION_OFFICER, organ, organ.divisions.first(), username=f"clerk-{organ.code}"
        )
        for state in ("草稿", "在审件"):
            record = records.draft(
                organ=organ, division=organ.divisions.first(), by=clerk, at=NOW, source_key=f"{organ.code}-{state}",
                content=Content(title=f"{organ.name}{state}", attribute="proactive"),
            )  # fmt: skip
        numbers[organ.code] = f"{organ.code}/2026-00001"
        Record.objects.filter(pk=record.pk).update(index_number=numbers[organ.code], stage="signing")
    return numbers


def test_nobody_sees_drafts_without_a_token(drafts):
    assert get("/records?scope=visible").status_code == 401
    assert titles(get("/records")) == []
    for number in drafts.values():
        assert get(f"/records/{number}").status_code == 404


def test_other_organs_drafts_are_never_visible(place, drafts, caller):
    system = caller(place.tree.city.people.get(username="clerk-430100S00"), "records.read", "drafts.write")
    answers = [system.get("/records?scope=visible"), system.get("/records")]
    answers += [system.get(f"/records/{number}") for number in drafts.values()]
    text = "".join(json.dumps(a.json(), ensure_ascii=False) for a in answers)
    assert "长沙市自然资源和规划局草稿" in text
    assert "湖南省自然资源厅草稿" not in text
    assert "湖南省自然资源厅在审件" not in text
    assert "株洲" not in text
    assert [a.status_code for a in answers] == [200, 200, 404, 200, 404]
    for organ in ("430S00", "430200S00"):
        assert titles(system.get(f"/records?scope=visible&organ={organ}")) == []
        key = {"kind": "amends", "key": f"{organ}-草稿"}
        number = {"kind": "amends", "index_number": drafts[organ]}
        for relation in (key, number):
            response = system.propose({"title": "甲", "attribute": "proactive", "relations": [relation]})
            assert codes(response) == ["relation_not_found"], "no answer tells what another organ has"


def test_a_division_sees_its_own(place, drafts, caller):
    second = place.organ.divisions.all()[1]
    officer = holder(Role.INFORMATION_OFFICER, place.organ, second, username="second")
    system = caller(officer, "records.read")
    assert titles(system.get("/records?scope=visible")) == []
    assert system.get(f"/records/{drafts['430S00']}").status_code == 404


def test_a_token_for_drafts_reads_nothing_more(place, drafts, caller):
    system = caller(place.office, "drafts.write")
    assert system.get("/records?scope=visible").status_code == 403
    assert system.get(f"/records/{drafts['430S00']}").status_code == 404


def test_answers_about_what_is_not_public_are_private(place, drafts, caller):
    system = caller(place.office, "records.read")
    assert system.get("/records?scope=visible")["Cache-Control"].startswith("private")
    assert system.get(f"/records/{drafts['430S00']}")["Cache-Control"].startswith("private")
    assert "Authorization" in get("/records")["Vary"]
