"""What the OpenAPI document says of annual reports."""

from gongkai.faces.openapi.describing import (
    CONDITION,
    ETAG,
    UNCHANGED,
    as_json,
    described,
    ref,
    refusals,
    too_often,
)
from gongkai.faces.openapi.reports.output import DETAIL, SUMMARY
from gongkai.faces.openapi.reports.parameters import PARAMETERS
from gongkai.faces.openapi.schema import closed


def report_components() -> dict:
    page = {
        "type": "object",
        "required": ["reports", "next"],
        "additionalProperties": False,
        "properties": {
            "reports": {"type": "array", "items": closed(SUMMARY)},
            "next": {"type": ["string", "null"]},
        },
    }
    return {"ReportPage": page, "AnnualReport": closed(DETAIL)}


def report_paths() -> dict:
    return {"/reports": {"get": _list()}, "/reports/{organ}/{year}": {"get": _detail()}}


def _list() -> dict:
    return {
        "operationId": "listReports",
        "summary": "Public annual reports, newest year first",
        "security": [{}, {"token": []}],
        "parameters": [*described(PARAMETERS), CONDITION],
        "responses": {
            "200": as_json(ref("ReportPage"), "A page.", ETAG),
            **UNCHANGED,
            **refusals(s400="A parameter is unknown or unusable.", s401="The token is bad."),
            **too_often(),
        },
    }


def _detail() -> dict:
    return {
        "operationId": "readReport",
        "summary": "One public annual report: tables, words, files",
        "security": [{}, {"token": []}],
        "parameters": [
            {
                "name": "organ",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "pattern": "^[0-9A-Za-z-]{1,30}$"},
                "description": "Code of the organ.",
            },
            {
                "name": "year",
                "in": "path",
                "required": True,
                "schema": {"type": "integer", "minimum": 1900, "maximum": 2100},
                "description": "The year reported on.",
            },
            CONDITION,
        ],
        "responses": {
            "200": as_json(ref("AnnualReport"), "The report.", ETAG),
            **UNCHANGED,
            **refusals(s401="The token is bad.", s404="No such public report."),
            **too_often(),
        },
    }
