"""The part of the OpenAPI document that tells of requests."""

from gongkai.domains.foi.exchange.incoming import FIELDS, NEEDED
from gongkai.domains.foi.rules.stages import Stage
from gongkai.faces.openapi.describing import (
    CONDITION,
    ETAG,
    KEY,
    UNCHANGED,
    as_json,
    described,
    ref,
    refusals,
    too_often,
)
from gongkai.faces.openapi.output import DAY, TEXT
from gongkai.faces.openapi.requests.output import DETAIL, NEWS_SCHEMA, SUMMARY, Shown
from gongkai.faces.openapi.requests.parameters import EVENTS, LIST
from gongkai.faces.openapi.schema import attachments_schema, closed, field_schema

_TOKEN = [{"token": []}]
_BAD = {"s401": "No token, or a bad one.", "s403": "The token may not do this."}
_ASKED = refusals(s400="A parameter is unknown or unusable.", **_BAD)
EXAMPLE = {
    "key": "service-platform:2026:00017",
    "channel": "internet",
    "applicant_kind": "natural_person",
    "name": "欧阳试样",
    "identity_kind": "resident_id",
    "identity": "110101199003070011",
    "phone": "13800001234",
    "description": "柳树镇下湾村2025年第三批次建设用地征收土地公告及补偿安置方案",
    "form": "electronic",
}


def request_paths() -> dict:
    return {
        "/requests": {"get": _list(), "post": _intake()},
        "/requests/{id}": {"get": _detail()},
        "/requests/events": {"get": _events()},
    }


def request_components() -> dict:
    return {
        "Intake": intake_schema(),
        "RequestTaken": closed(
            {
                "id": {"type": "integer"},
                "number": TEXT,
                "code": TEXT
                | {"description": "Query code of the applicant; told once, empty when repeated."},
                "stage": {"type": "string", "enum": Stage.values},
                "received_on": DAY,
                "due_on": DAY,
            }
        ),
        "RequestSummary": _shown(SUMMARY),
        "Request": _shown(SUMMARY + DETAIL),
        "RequestPage": closed(
            {
                "requests": _list_of("RequestSummary"),
                "next": {"type": ["string", "null"], "description": "Cursor of the next page."},
            }
        ),
        "RequestEvent": NEWS_SCHEMA,
        "RequestEvents": closed(
            {
                "events": _list_of("RequestEvent"),
                "next": {"type": "integer", "description": "Ask after this number."},
                "more": {"type": "boolean", "description": "Whether to ask again at once."},
            }
        ),
    }


def intake_schema() -> dict:
    """An application as POST /requests takes it."""
    properties = {field.name: field_schema(field) for field in FIELDS}
    properties["attachments"] = attachments_schema()
    return {
        "type": "object",
        "required": list(NEEDED),
        "additionalProperties": False,
        "properties": properties,
        "example": EXAMPLE,
    }


def _shown(table: tuple[Shown, ...]) -> dict:
    return closed({one.name: one.schema for one in table})


def _list_of(name: str) -> dict:
    return {"type": "array", "items": ref(name)}


def _list() -> dict:
    return {
        "operationId": "listRequests",
        "summary": "Requests of the token's organ that its person may see, newest first; applicants masked",
        "security": _TOKEN,
        "parameters": [*described(LIST), CONDITION],
        "responses": {
            "200": as_json(ref("RequestPage"), "A page.", ETAG),
            **UNCHANGED,
            **_ASKED,
            **too_often(),
        },
    }


def _detail() -> dict:
    number = {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "description": "As `id` of the list.",
    }
    return {
        "operationId": "readRequest",
        "summary": "One request with its acts, its due day and the explanation of that day",
        "security": _TOKEN,
        "parameters": [number, CONDITION],
        "responses": {
            "200": as_json(ref("Request"), "The request.", ETAG),
            **UNCHANGED,
            **refusals(**_BAD, s404="No such request, or not to be seen."),
            **too_often(),
        },
    }


def _events() -> dict:
    return {
        "operationId": "listRequestEvents",
        "summary": "What happened to requests, in the order in which it became true; nothing is left out",
        "security": _TOKEN,
        "parameters": [*described(EVENTS), CONDITION],
        "responses": {
            "200": as_json(ref("RequestEvents"), "Some events.", ETAG),
            **UNCHANGED,
            **_ASKED,
            **too_often(),
        },
    }


def _intake() -> dict:
    key = KEY | {"description": "One for each application. Repeated with the same content: the same answer."}
    return {
        "operationId": "handInRequest",
        "summary": "An application that came in elsewhere, with the facts of its arrival",
        "description": "Checked by the same rules as at the counter. The day of receipt follows from the channel "
        "and the facts, by article 31; without them the request waits for confirmation.",
        "security": _TOKEN,
        "parameters": [key],
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref("Intake")}}},
        "responses": {
            "201": as_json(
                ref("RequestTaken"), "It is in the register (now, or by the same request before)."
            ),
            **refusals(
                s400="Not readable: no idempotency key, no JSON, not UTF-8.",
                **_BAD,
                s409="The idempotency key was used for another request.",
                s413="Too large.",
                s415="No JSON.",
                s422="Readable, but refused; every reason is told.",
            ),
            **too_often(),
        },
    }
