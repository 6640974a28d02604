"""Digests: SM3 (GB/T 32905) over canonical JSON, so that the same content always gives the same digest."""

import json
from datetime import date, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes


def sm3(data: bytes) -> str:
    """SM3 digest of the bytes as 64 hexadecimal characters."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(value: Any) -> bytes:
    """One spelling of a JSON value: sorted keys, no white space, UTF-8. Dates become ISO strings."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return text.encode()


def digest_of(value: Any) -> str:
    """SM3 over the canonical JSON of a value."""
    return sm3(canonical_json(value))
