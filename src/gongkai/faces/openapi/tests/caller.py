"""A system that calls the interface."""

import itertools
import json
from dataclasses import dataclass

from django.test import Client

from gongkai.faces.openapi.models import ApiToken
from gongkai.faces.openapi.schema import example

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Caller:
    token: ApiToken
    secret: str

    @property
    def authorization(self) -> dict[str, str]:
        return {"HTTP_AUTHORIZATION": f"Bearer {self.secret}"}

    def get(self, path: str, **headers):
        return Client().get(f"/api/v1{path}", **self.authorization, **headers)

    def propose(
        self, cells=None, *, key: str = "", body: bytes | None = None, kind="application/json", **headers
    ):
        """POST a draft; `body` instead of cells for what is no JSON."""
        data = body if body is not None else json.dumps(cells).encode()
        number = {"HTTP_IDEMPOTENCY_KEY": key or f"request-{next(_numbers)}"}
        return Client().post(
            "/api/v1/drafts", data, content_type=kind, **self.authorization, **{**number, **headers}
        )


def draft(**fields) -> dict:
    return {**example(), "key": f"oa:{next(_numbers)}", **fields}


def codes(response) -> list[str]:
    return [reason["code"] for reason in response.json()["reasons"]]
