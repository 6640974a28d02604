"""Pieces of the OpenAPI document that several endpoints share."""


def as_json(schema: dict, description: str, headers: dict | None = None) -> dict:
    made = {"description": description, "content": {"application/json": {"schema": schema}}}
    return {**made, "headers": headers} if headers else made


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def refusals(**codes: str) -> dict:
    return {code.removeprefix("s"): as_json(ref("Reasons"), text) for code, text in codes.items()}


def too_often() -> dict:
    waits = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return {"429": as_json(ref("Reasons"), "The token has asked too often in this minute.", waits)}


ETAG = {"ETag": {"schema": {"type": "string"}, "description": "For If-None-Match."}}
UNCHANGED = {"304": {"description": "Not changed since the ETag of If-None-Match."}}
CONDITION = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "ETag of the answer that the caller has.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


def described(parameters) -> list[dict]:
    """Query parameters from the table that reads them."""
    return [
        {"name": p.name, "in": "query", "schema": p.schema, "description": p.description} for p in parameters
    ]
