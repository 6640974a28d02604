"""The OpenAPI document, built from the tables that read requests and write answers.

A copy lies in the repository (docs/openapi.json); a test compares the two.
"""

from functools import cache

from django.utils.translation import override

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
from gongkai.faces.openapi.figures.document import figure_components, figure_paths
from gongkai.faces.openapi.parameters import PARAMETERS
from gongkai.faces.openapi.reports.document import report_components, report_paths
from gongkai.faces.openapi.requests.document import request_components, request_paths
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
            **request_paths(),
            **figure_paths(),
            **report_paths(),
            "/openapi.json": {"get": _schema()},
        },
        "components": {
            "schemas": components() | request_components() | report_components() | figure_components(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _list() -> dict:
    return {
        "operationId": "listRecords",
        "summary": "Public records, newest publication first",
        "description": "Pages by cursor: depth costs nothing, and what is published meanwhile never shifts a page.",
        "security": [{}, {"token": []}],
        "parameters": [
            *described(PARAMETERS),
            CONDITION,
        ],
        "responses": {
            "200": as_json(ref("RecordPage"), "A page.", ETAG),
            **UNCHANGED,
            **refusals(
                s400="A parameter is unknown or unusable.",
                s401="The token is bad.",
                s403="The token may not do this.",
            ),
            **too_often(),
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
        "parameters": [number, CONDITION],
        "responses": {
            "200": as_json(ref("Record"), "The record.", ETAG),
            **UNCHANGED,
            **refusals(s401="The token is bad.", s404="No such public record."),
            **too_often(),
            "410": as_json(ref("Withdrawn"), "It was public and is withdrawn."),
        },
    }


def _draft() -> dict:
    key = KEY | {
        "description": "One for each draft. The same key with the same content gets the same answer."
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
                "application/json": {"schema": ref("Draft")},
                "multipart/form-data": {
                    "schema": parts,
                    "encoding": {"draft": {"contentType": "application/json"}},
                },
            },
        },
        "responses": {
            "201": as_json(
                ref("DraftTaken"), "The draft is in the register (now, or already by the same request)."
            ),
            **refusals(
                s400="Not readable: no idempotency key, no JSON, not UTF-8.",
                s401="No token, or a bad one.",
                s403="The token may not do this.",
                s409="The idempotency key was used for another request.",
                s413="Too large.",
                s415="Neither JSON nor multipart.",
                s422="Readable, but refused; every reason is told.",
            ),
            **too_often(),
        },
    }


def _without_attachments() -> dict:
    return {name: schema for name, schema in draft_schema()["properties"].items() if name != "attachments"}


def _schema() -> dict:
    return {
        "operationId": "readSchema",
        "summary": "This document",
        "security": [{}],
        "parameters": [CONDITION],
        "responses": {"200": as_json({"type": "object"}, "OpenAPI 3.1.", ETAG), **UNCHANGED},
    }
