"""Sealing and opening. `opened` is for this app alone: outside, plain text comes from services, with its entry."""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from django.views.decorators.debug import sensitive_variables

from gongkai.foundation.common.digests import canonical_json
from gongkai.foundation.vault.keys import BrokenSeal, Generation, ring
from gongkai.foundation.vault.rules.envelope import (
    LONGEST_MASK,
    NONCE,
    Cipher,
    Envelope,
    Form,
    unpacked,
)
from gongkai.foundation.vault.rules.masks import mask, normalised
from gongkai.foundation.vault.values import Sealed


@sensitive_variables()
def sealed_text(plain: str, *, kind: str, place: str) -> Sealed:
    """Seal a text for a place `table:row:field`; `kind` chooses its mask. ValueError when the text is empty."""
    if not plain:
        raise ValueError("nothing to seal")
    return _sealed(plain.encode(), Form.TEXT, mask(kind, plain)[:LONGEST_MASK], place, ring().current())


@sensitive_variables()
def sealed_json(plain: Any, *, kinds: dict[str, str], place: str) -> Sealed:
    """Seal a JSON value; of an object, the entries named in `kinds` show their masks, in that order."""
    shown = [mask(kind, str(plain[name])) for name, kind in kinds.items() if plain.get(name)] if kinds else []
    return _sealed(
        canonical_json(plain), Form.JSON, (" ".join(shown) or "****")[:LONGEST_MASK], place, ring().current()
    )


@sensitive_variables()
def _sealed(plain: bytes, form: Form, shown: str, place: str, key: Generation) -> Sealed:
    nonce = os.urandom(NONCE)
    head = Envelope(key.cipher, form, key.name, shown).head()
    return Sealed(head + nonce + key.encrypt(nonce, plain, _context(head, place)), place)


def _context(head: bytes, place: str) -> bytes:
    return head + b"\0" + place.encode()


@sensitive_variables()
def opened(value: Sealed) -> Any:
    """The plain text, or the JSON value. BrokenSeal, KeyMissing; LookupError for a forgotten one."""
    envelope = unpacked(value.token)
    plain = _plain(value, envelope)
    return json.loads(plain) if envelope.form is Form.JSON else plain.decode()


@sensitive_variables()
def _plain(value: Sealed, envelope: Envelope) -> bytes:
    if envelope.cipher is Cipher.FORGOTTEN:
        raise LookupError("a forgotten value")
    if not value.place:
        raise ValueError("a sealed value is opened from its row, not from values()")
    key = ring().generation(envelope.generation)
    if key.cipher is not envelope.cipher:
        raise BrokenSeal(value.place)
    try:
        return key.decrypt(envelope.nonce, envelope.content, _context(envelope.head(), value.place))
    except InvalidTag as error:
        raise BrokenSeal(value.place) from error


@sensitive_variables()
def resealed(value: Sealed, key: Generation) -> Sealed:
    """The same content and mask under another key."""
    envelope = unpacked(value.token)
    return _sealed(_plain(value, envelope), envelope.form, envelope.mask, value.place, key)


@sensitive_variables()
def index_of(kind: str, plain: str, key: Generation | None = None) -> str:
    """The blind index of a value under one key; equal for equal values of a kind, wherever they stand."""
    return (key or ring().current()).index(f"{kind}\0{normalised(kind, plain)}")
