"""JSON schemas of what goes in and out, made from the tables that read and write: they cannot drift apart."""

from gongkai.faces.openapi.output import DETAIL, SUMMARY, Shown
from gongkai.kernel.records.tabular import fields as table
from gongkai.kernel.records.tabular.fields import DRAFT_FIELDS, Field
from gongkai.kernel.records.tabular.values import MOST_ITEMS

MOST_ATTACHMENTS = 20


def closed(properties: dict) -> dict:
    """An object with exactly these properties, all of them always there."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


REASON = {
    "type": "object",
    "description": "Why something is not possible: stable code, sentence for the official, law, field.",
    "required": ["code", "text", "law", "where"],
    "additionalProperties": False,
    "properties": {name: {"type": "string"} for name in ("code", "text", "law", "where")},
}
REASONS = {
    "type": "object",
    "required": ["reasons"],
    "additionalProperties": False,
    "properties": {
        "reasons": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Reason"}}
    },
}


def draft_schema() -> dict:
    """A draft as POST /drafts takes it."""
    properties = {field.name: field_schema(field) for field in DRAFT_FIELDS}
    properties["attachments"] = attachments_schema()
    return {
        "type": "object",
        "required": ["title", "attribute"],
        "additionalProperties": False,
        "properties": properties,
        "example": example(),
    }


def attachments_schema() -> dict:
    """Files that come with a JSON body."""
    return {
        "type": "array",
        "maxItems": MOST_ATTACHMENTS,
        "description": "Files in base64. Large ones are better sent as parts of a multipart request.",
        "items": {
            "type": "object",
            "required": ["name", "content"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 200},
                "content": {"type": "string", "contentEncoding": "base64"},
            },
        },
    }


def example() -> dict:
    """A draft that is accepted, for the handbook and its test."""
    return {
        field.name: _plain(field.example) for field in DRAFT_FIELDS if field.example not in ("", (), False)
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def field_schema(field: Field) -> dict:
    """The JSON schema of one field of a draft."""
    made = {
        **_BY_TYPE[field.type](field),
        "description": " ".join(filter(None, (str(field.label), field.help))),
    }
    if field.name == "attribute":
        made["enum"] = [code for code in made["enum"] if code]
    if field.name == "title":
        made["minLength"] = 1
    return made


def _text(field: Field) -> dict:
    return {"type": "string", "maxLength": field.limit} if field.limit else {"type": "string"}


def _choice(field: Field) -> dict:
    return {"type": "string", "enum": [*(code for code, _label in field.options), ""]}


def _choices(field: Field) -> dict:
    items = {"type": "string", "enum": [code for code, _label in field.options]}
    return {"type": "array", "maxItems": MOST_ITEMS, "items": items}


def _relations(field: Field) -> dict:
    item = {
        "type": "object",
        "required": ["kind"],
        "additionalProperties": False,
        "properties": {
            "kind": {"type": "string", "enum": [code for code, _label in field.options]},
            "key": {"type": "string", "maxLength": 200},
            "index_number": {"type": "string", "maxLength": 60},
            "on": {"type": ["string", "null"], "format": "date"},
            "optional": {"type": "boolean"},
        },
    }
    return {"type": "array", "maxItems": MOST_ITEMS, "items": item}


_BY_TYPE = {
    table.TEXT: _text,
    table.HTML: _text,
    table.DATE: lambda field: {"type": ["string", "null"], "format": "date"},
    table.FLAG: lambda field: {"type": "boolean"},
    table.CHOICE: _choice,
    table.CHOICES: _choices,
    table.LOOKUP: lambda field: {"type": "string", "maxLength": 100},
    table.LOOKUPS: lambda field: {"type": "array", "maxItems": MOST_ITEMS, "items": {"type": "string"}},
    table.RELATIONS: _relations,
}


def shown_schema(shown: tuple[Shown, ...]) -> dict:
    """A record as it is answered."""
    return {
        "type": "object",
        "required": [one.name for one in shown if one.always],
        "additionalProperties": False,
        "properties": {one.name: one.schema for one in shown},
    }


def components() -> dict:
    return {
        "Reason": REASON,
        "Reasons": REASONS,
        "Draft": draft_schema(),
        "DraftTaken": {
            "type": "object",
            "required": ["id", "key", "version", "digest", "stage", "reasons_against_publishing"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "integer"},
                "key": {"type": "string"},
                "version": {"type": "integer"},
                "digest": {"type": "string", "description": "SM3 over all that the public would see."},
                "stage": {"type": "string"},
                "reasons_against_publishing": {
                    "type": "array",
                    "description": "What is still missing before the record can be made public.",
                    "items": {"$ref": "#/components/schemas/Reason"},
                },
            },
        },
        "RecordSummary": shown_schema(SUMMARY),
        "Record": shown_schema(SUMMARY + DETAIL),
        "RecordPage": {
            "type": "object",
            "required": ["records", "next"],
            "additionalProperties": False,
            "properties": {
                "records": {"type": "array", "items": {"$ref": "#/components/schemas/RecordSummary"}},
                "next": {
                    "type": ["string", "null"],
                    "description": "Cursor of the next page; null on the last one.",
                },
            },
        },
        "Withdrawn": {
            "type": "object",
            "required": ["reasons", "withdrawn_at"],
            "additionalProperties": False,
            "properties": {
                "reasons": REASONS["properties"]["reasons"],
                "withdrawn_at": {"type": "string", "format": "date-time"},
            },
        },
    }
