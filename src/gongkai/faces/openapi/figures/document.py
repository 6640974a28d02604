"""The part of the OpenAPI document that tells of figures."""

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
from gongkai.faces.openapi.figures.parameters import ONE
from gongkai.faces.openapi.output import DAY, TEXT
from gongkai.faces.openapi.schema import closed

_TOKEN = [{"token": []}]
_BAD = {
    "s400": "A parameter is unknown or unusable.",
    "s401": "No token, or a bad one.",
    "s403": "The token, or its person, may not see this.",
}
_FLAG = {"type": "boolean"}
_KEY = {"type": ["string", "integer", "boolean", "null"]}


def figure_paths() -> dict:
    return {"/figures": {"get": _list()}, "/figures/{code}": {"get": _one()}}


def figure_components() -> dict:
    names = {"type": "object", "additionalProperties": TEXT}
    about = {
        "metric": TEXT,
        "name": TEXT,
        "unit": TEXT,
        "counts": TEXT | {"description": "What one is."},
        "dated_by": TEXT | {"description": "The day that decides the period."},
        "by": names | {"description": "Dimension and its name."},
        "law": TEXT,
        "provisional": _FLAG | {"description": "Recorded one by one until its own domain counts it."},
        "stated": _FLAG | {"description": "A number that people state, for exactly one period."},
    }
    part = closed(
        {
            "keys": {
                "type": "array",
                "items": _KEY,
                "description": "In the order of divided_by; null: none.",
            },
            "labels": {"type": "array", "items": TEXT},
            "value": {"type": ["number", "null"]},
        }
    )
    nothing = {
        "type": ["string", "null"],
        "enum": ["blank", "not_applicable", None],
        "description": "Why there is no value: nobody filled it in, or the organ says that there is none such.",
    }
    value = {
        "from": DAY,
        "to": DAY,
        "organ": TEXT,
        "below": _FLAG,
        "value": {"type": ["number", "null"]},
        "nothing": nothing,
        "divided_by": {"type": "array", "items": TEXT},
        "parts": {"type": "array", "items": part},
    }
    return {
        "FigureSummary": closed(about),
        "Figure": closed(about | value),
        "FigureList": closed({"figures": {"type": "array", "items": ref("FigureSummary")}}),
    }


def _list() -> dict:
    return {
        "operationId": "listFigures",
        "summary": "What can be counted, as far as the person of the token may see it",
        "security": _TOKEN,
        "parameters": [CONDITION],
        "responses": {
            "200": as_json(ref("FigureList"), "All of them.", ETAG),
            **UNCHANGED,
            **refusals(**_BAD),
            **too_often(),
        },
    }


def _one() -> dict:
    code = {
        "name": "code",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z_.]{1,80}$"},
        "description": "As `metric` of the list.",
    }
    return {
        "operationId": "readFigure",
        "summary": "One figure of a period, divided as asked, over the rows that the person of the token may see",
        "security": _TOKEN,
        "parameters": [code, *described(ONE), CONDITION],
        "responses": {
            "200": as_json(ref("Figure"), "The figure.", ETAG),
            **UNCHANGED,
            **refusals(**_BAD, s404="No such figure."),
            **too_often(),
        },
    }
