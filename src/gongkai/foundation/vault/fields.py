"""Columns of sealed values, and the row they stand in."""

import base64
import uuid
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from gongkai.foundation.vault.rules.masks import MASKS
from gongkai.foundation.vault.sealing import index_of, opened, sealed_json, sealed_text
from gongkai.foundation.vault.values import Sealed


class SealedRow(models.Model):
    """A row with sealed columns. `vault_id` is what its values are bound to, known before the row has a key.

    Not for append-only tables: a change of keys writes the sealed columns again.
    """

    vault_id = models.UUIDField(_("封存标识"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def place_of(row: models.Model, field: models.Field) -> str:
    """table:row:field, to which a value is bound."""
    return f"{row._meta.db_table}:{row.vault_id}:{field.attname}"


class SealedAttribute(DeferredAttribute):
    """Seals whatever plain is assigned, at once; gives the handle, bound to its row."""

    def __get__(self, row, owner=None):
        value = super().__get__(row, owner)
        return Sealed(value.token, place_of(row, self.field)) if isinstance(value, Sealed) else value

    @sensitive_variables()
    def __set__(self, row, value):
        field = self.field
        if isinstance(value, Sealed):
            if value.place and value.place != place_of(row, field):
                raise ValueError(f"a value sealed for {value.place} does not fit {place_of(row, field)}")
            row.__dict__[field.attname] = value
        elif field.is_blank(value):
            row.__dict__[field.attname] = None
            field.put_index(row, None)
        else:
            row.__dict__[field.attname] = field.sealed(row, value)
            field.put_index(row, value)


class _SealedField(models.BinaryField):
    """The bytes of an envelope. Cannot be compared, ordered by, or written past its row."""

    descriptor_class = SealedAttribute

    def __init__(self, *args, index: str = "", **options):
        self.index_column = index
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        if self.index_column:
            options["index"] = self.index_column
        return name, path, args, options

    def is_blank(self, value: Any) -> bool:
        return value in (None, "", b"")  # the last: what a column of bytes begins with

    def handle(self, row: models.Model) -> Sealed | None:
        """The sealed value of a row, bound to it; None when it is empty."""
        return getattr(row, self.attname)

    def put_index(self, row: models.Model, plain: Any) -> None:
        """Only text has an index."""

    def from_db_value(self, value, expression, connection) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value):
        """For deserialisation: what `value_to_string` wrote, never plain text."""
        return Sealed(base64.b64decode(value)) if isinstance(value, str) else value

    def value_to_string(self, obj) -> str:
        value = self.handle(obj)
        return base64.b64encode(value.token).decode() if value else ""

    def get_prep_value(self, value):
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: assign to a row, and search by its blind index")
        return None if value is None else value.token

    def get_db_prep_value(self, value, connection, prepared=False):
        if not prepared:
            value = self.get_prep_value(value)
        return super().get_db_prep_value(value, connection, prepared=True)

    def get_lookup(self, name):
        if name != "isnull":
            raise FieldError(f"{self.name} is sealed: search by its blind index")
        return super().get_lookup(name)


class SealedTextField(_SealedField):
    """A text. `mask`: a kind of `rules.masks.MASKS`. `index`: name of the BlindIndexField that follows it."""

    def __init__(self, *args, mask: str = "hidden", **options):
        if mask not in MASKS:
            raise ValueError(f"no mask {mask!r}; there are {', '.join(MASKS)}")
        self.mask = mask
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"mask": self.mask}

    @sensitive_variables()
    def sealed(self, row: models.Model, value: str) -> Sealed:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes text, not {type(value).__name__}")
        return sealed_text(value, kind=self.mask, place=place_of(row, self))

    @sensitive_variables()
    def put_index(self, row: models.Model, plain: str | None) -> None:
        if self.index_column:
            row.__dict__[self.index_column] = index_of(self.mask, plain) if plain else ""


class SealedJSONField(_SealedField):
    """A JSON value. `masks`: entry -> kind, of the entries whose masks are shown."""

    def __init__(self, *args, masks: dict[str, str] | None = None, **options):
        self.masks = dict(masks or {})
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"masks": self.masks}

    def is_blank(self, value: Any) -> bool:
        return value is None or value == b""

    @sensitive_variables()
    def sealed(self, row: models.Model, value: Any) -> Sealed:
        return sealed_json(value, kinds=self.masks, place=place_of(row, self))


class OpenAttribute(SealedAttribute):
    """Sealed where it lies, plain where the row is read: who may see the row may read it, and nobody writes that down.

    Opened when it is first asked for, so that a list that does not show it pays nothing.
    """

    @sensitive_variables()
    def __get__(self, row, owner=None):
        if row is None:
            return self
        held = super().__get__(row, owner)
        if not isinstance(held, Sealed):
            return self.field.nothing()
        known = row.__dict__.get(self._memory())
        if known is None or known[0] != held.token:
            known = (held.token, self.field.nothing() if held.is_forgotten else opened(held))
            row.__dict__[self._memory()] = known
        return known[1]

    def sealed_of(self, row: models.Model) -> Sealed | None:
        return super().__get__(row, type(row))

    def _memory(self) -> str:
        return f"_open_{self.field.attname}"


class _OpenField(_SealedField):
    """A column of `OpenAttribute`; never without a seal on the disk, in a backup, in a dump."""

    descriptor_class = OpenAttribute

    def handle(self, row: models.Model) -> Sealed | None:
        return getattr(type(row), self.attname).sealed_of(row)

    def pre_save(self, model_instance, add):
        return self.handle(model_instance)


class OpenTextField(_OpenField, SealedTextField):
    """Free text that people on the matter read: sealed at rest, plain to the program. Empty is ""."""

    def nothing(self) -> str:
        return ""


class OpenJSONField(_OpenField, SealedJSONField):
    """A JSON object, the same way. Empty is {}. What is changed inside it is not saved: assign it anew."""

    def nothing(self) -> dict:
        return {}


class _IndexAttribute(DeferredAttribute):
    """Written by the sealed column; the blank default of a new row does not undo what that wrote."""

    def __set__(self, row, value):
        if value or not row.__dict__.get(self.field.attname):
            row.__dict__[self.field.attname] = value


class BlindIndexField(models.CharField):
    """Equality without plain text: `filter(column__in=selectors.indexes_of(kind, typed))`.

    During a change of keys equal values may have two indexes, so a unique constraint on it holds within one key.
    """

    descriptor_class = _IndexAttribute

    def __init__(self, *args, **options):
        super().__init__(
            *args,
            **{
                "max_length": 64,
                "blank": True,
                "default": "",
                "db_index": True,
                "editable": False,
                **options,
            },
        )
