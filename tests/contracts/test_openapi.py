"""The interface is what its document says: the file in the repository, the answers, and the handbook's examples."""

import json
import re
import shlex
from datetime import date

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from gongkai.domains.foi.exchange.fields import FIELDS as REQUEST_FIELDS
from gongkai.faces.openapi import services
from gongkai.faces.openapi.document import document
from gongkai.faces.wsgi import application
from gongkai.foundation.orgs.models import Post
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import NOW, holder
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.tabular.fields import DRAFT_FIELDS, FIELDS
from gongkai.kernel.records.tests.importing_world import cells, world
from tests.contracts.house import ROOT

PAGE = ROOT / "docs" / "handbook" / "api.md"
REQUESTS = ROOT / "docs" / "handbook" / "requests.md"


@pytest.fixture
def place(db):
    place = world()
    place.take(*(cells(n) for n in range(1, 4)), plan=place.public())
    place.take(cells(7), cells(8))
    return place


@pytest.fixture
def secret(place):
    admin = holder(Role.ADMINISTRATOR, place.organ, username="admin")
    Post.objects.update(since=None)
    _token, secret = services.create_token(
        name="办公自动化", person=place.office, organ=place.organ, 
        scopes=["drafts.write", "records.read", "requests.intake", "requests.read", "figures.read"],
        expires_on=date(2099, 12, 31), by=admin, at=NOW,
    )  # fmt: skip
    return secret


def test_the_schema_file_is_current():
    filed = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert filed == document(), "write it again: gongkai export openapi > docs/openapi.json"


def test_the_document_is_the_same_in_every_language(db):
    texts = {
        Client().get("/api/v1/openapi.json", HTTP_ACCEPT_LANGUAGE=tag).content for tag in ("en", "zh-hans")
    }
    assert len(texts) == 1
    assert json.loads(texts.pop()) == document()


def _validator(name: str) -> Draft202012Validator:
    whole = {**document(), "$ref": f"#/components/schemas/{name}"}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_answers_are_as_documented(place, secret):
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    def valid(name, path, **headers):
        _validator(name).validate(Client().get(f"/api/v1{path}", **headers).json())

    valid("RecordPage", "/records")
    valid("RecordPage", "/records?scope=visible", **bearer)
    valid("Record", "/records/430S00/2026-00001")
    valid("FigureList", "/figures", **bearer)
    valid("Figure", "/figures/records.published?by=kind,month", **bearer)
    valid("Figure", "/figures/staff.full_time", **bearer)
    valid("Reasons", "/figures/staff.full_time")
    valid("Reasons", "/records?limit=0")
    valid("Reasons", "/records/none")


def test_schema_and_reader_take_the_same_fields():
    properties = document()["components"]["schemas"]["Draft"]["properties"]
    assert set(properties) == {field.name for field in DRAFT_FIELDS} | {"attachments"}
    with pytest.raises(ValidationError):
        _validator("Draft").validate({"title": "甲", "attribute": "proactive", "stage": "signed"})
    _validator("Draft").validate(document()["components"]["schemas"]["Draft"]["example"])


OPERATIONS = [
    "listRecords",
    "readRecord",
    "proposeDraft",
    "readSchema",
    "listRequests",
    "readRequest",
    "listRequestEvents",
    "handInRequest",
    "listReports",
    "readReport",
    "listFigures",
    "readFigure",
]
_CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def kept_connection():
    """The application, called directly, would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("name", OPERATIONS)
def test_generated_requests(place, secret, name):
    """Whatever is asked, right or wrong: no crash, and an answer that the document names."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = schema.find_operation_by_id(name)

    @given(case=operation.as_strategy())
    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def run(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=_CHECKS)

    run()


# --- the handbook -------------------------------------------------------------------------------------------


def _commands(page=PAGE) -> list[list[str]]:
    """The curl commands of the page, in order, as argument lists."""
    blocks = re.findall(r"```sh\n(curl .*?)```", page.read_text("utf-8"), re.S)
    return [shlex.split(block.replace("\\\n", " ")) for block in blocks]


def _call(arguments: list[str], secret: str):
    """What curl would do with `-X -H -d -G -F` on an address of ours."""
    headers, method, data, address, given = {}, "GET", None, "", iter(arguments[1:])
    for argument in given:
        if argument == "-H":
            name, _colon, value = next(given).partition(": ")
            headers["HTTP_" + name.upper().replace("-", "_")] = value.replace("$TOKEN", secret)
        elif argument in {"-d", "--data"}:
            method, data = "POST", next(given)
        elif argument.startswith("-"):
            assert argument in {"-s", "-i", "-sS"}, argument
        else:
            address = argument.replace("$GONGKAI", "")
    if method == "POST":
        kind = headers.pop("HTTP_CONTENT_TYPE")
        return Client().post(address, data, content_type=kind, **headers)
    return Client().get(address, **headers)


def test_the_examples_of_the_handbook_work(place, secret):
    commands = _commands()
    assert len(commands) >= 4
    answers = [_call(command, secret) for command in commands]
    assert [a.status_code for a in answers] == [200] * (len(answers) - 2) + [201, 200], [
        a.content for a in answers
    ]
    drafted = Record.objects.get(pk=answers[-2].json()["id"])
    assert drafted.stage == "draft"


def test_the_examples_about_requests_work(place, secret):
    handed_in, listed, heard = (_call(command, secret) for command in _commands(REQUESTS))
    assert [a.status_code for a in (handed_in, listed, heard)] == [201, 200, 200], handed_in.content
    assert listed.json()["requests"][0]["id"] == handed_in.json()["id"]
    assert [event["event"] for event in heard.json()["events"]] == ["request.submit"]
    for name, found in (("RequestTaken", handed_in), ("RequestPage", listed), ("RequestEvents", heard)):
        _validator(name).validate(found.json())
    one = _call(
        ["curl", f"/api/v1/requests/{handed_in.json()['id']}", "-H", "Authorization: Bearer $TOKEN"], secret
    )
    _validator("Request").validate(one.json())


def test_the_handbook_names_every_field_of_requests():
    text = REQUESTS.read_text("utf-8")
    assert [field.name for field in REQUEST_FIELDS if f"`{field.name}`" not in text] == []


def test_the_handbook_names_every_field():
    text = PAGE.read_text("utf-8")
    missing = [field.name for field in FIELDS if f"`{field.name}`" not in text]
    assert missing == []
