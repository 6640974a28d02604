"""The OpenAPI document, built from the tables that read requests and write answers.

A copy lies in the repository (docs/openapi.json); a test compares the two.
"""

from functools import cache

from django.utils.translation import override

from gongkai.faces.openapi.parameters import PARAMETERS
from gongkai.faces.openapi.schema import components, draft_schema

VERSION = "1.0.0"


@cache
def document() -> dict:
    """The whole document as plain data; its labels are Chinese, whatever the caller's language."""
    with override("zh-hans"):
        return _document()


def _document() -> dict:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Gongkai 公开",
            "version": VERSION,
            "description": "Public government information for everybody; drafts from office automation with a token.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {
            "/records": {"get": _list()},
            "/records/{index_number}": {"get": _detail()},
            "/drafts": {"post": _draft()},
            "/openapi.json": {"get": _schema()},
        },
        "components": {
            "schemas": components(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _json(schema: dict, description: str, headers: dict | None = None) -> dict:
    made = {"description": description, "content": {"application/json": {"schema": schema}}}
    return {**made, "headers": headers} if headers else made


def _ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def _refusals(**codes: str) -> dict:
    return {code.removeprefix("s"): _json(_ref("Reasons"), text) for code, text in codes.items()}


def _too_often() -> dict:
    waits = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return {"429": _json(_ref("Reasons"), "The token has asked too often in this minute.", waits)}


_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "For If-None-Match."}}
_UNCHANGED = {"304": {"description": "Not changed since the ETag of If-None-Match."}}
_CONDITION = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "ETag of the answer that the caller has.",
}


def _list() -> dict:
    return {
        "operationId": "listRecords",
        "summary": "Public records, newest publication first",
        "description": "Pages by cursor: depth costs nothing, and what is published meanwhile never shifts a page.",
        "security": [{}, {"token": []}],
        "parameters": [
            *(
                {"name": p.name, "in": "query", "schema": p.schema, "description": p.description}
                for p in PARAMETERS
            ),
            _CONDITION,
        ],
        "responses": {
            "200": _json(_ref("RecordPage"), "A page.", _ETAG),
            **_UNCHANGED,
            **_refusals(
                s400="A parameter is unknown or unusable.",
                s401="The token is bad.",
                s403="The token may not do this.",
            ),
            **_too_often(),
        },
    }


def _detail() -> dict:
    number = {
        "name": "index_number",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "maxLength": 60},
        "description": "The index number with its slash, as it is: 430S00/2026-00017.",
    }
    return {
        "operationId": "readRecord",
        "summary": "One record with its text, attachments and relations",
        "security": [{}, {"token": []}],
        "parameters": [number, _CONDITION],
        "responses": {
            "200": _json(_ref("Record"), "The record.", _ETAG),
            **_UNCHANGED,
            **_refusals(s401="The token is bad.", s404="No such public record."),
            **_too_often(),
            "410": _json(_ref("Withdrawn"), "It was public and is withdrawn."),
        },
    }


def _draft() -> dict:
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        "description": "One for each draft. The same key with the same content gets the same answer.",
    }
    parts = {
        "type": "object",
        "required": ["draft"],
        "properties": {
            "draft": draft_schema() | {"properties": _without_attachments()},
            "attachments": {
                "type": "array",
                "items": {"type": "string", "contentMediaType": "application/octet-stream"},
            },
        },
    }
    return {
        "operationId": "proposeDraft",
        "summary": "A draft from office automation; people review, sign and publish it",
        "security": [{"token": []}],
        "parameters": [key],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _ref("Draft")},
                "multipart/form-data": {
                    "schema": parts,
                    "encoding": {"draft": {"contentType": "application/json"}},
                },
            },
        },
        "responses": {
            "201": _json(
                _ref("DraftTaken"), "The draft is in the register (now, or already by the same request)."
            ),
            **_refusals(
                s400="Not readable: no idempotency key, no JSON, not UTF-8.",
                s401="No token, or a bad one.",
                s403="The token may not do this.",
                s409="The idempotency key was used for another request.",
                s413="Too large.",
                s415="Neither JSON nor multipart.",
                s422="Readable, but refused; every reason is told.",
            ),
            **_too_often(),
        },
    }


def _without_attachments() -> dict:
    return {name: schema for name, schema in draft_schema()["properties"].items() if name != "attachments"}


def _schema() -> dict:
    return {
        "operationId": "readSchema",
        "summary": "This document",
        "security": [{}],
        "parameters": [_CONDITION],
        "responses": {"200": _json({"type": "object"}, "OpenAPI 3.1.", _ETAG), **_UNCHANGED},
    }
