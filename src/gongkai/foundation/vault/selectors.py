"""Reads: the blind indexes of a typed value, which keys are in use, what is wrong with the key files."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.views.decorators.debug import sensitive_variables

from gongkai.foundation.vault.fields import SealedAttribute
from gongkai.foundation.vault.keys import ring
from gongkai.foundation.vault.models import Rotation
from gongkai.foundation.vault.sealing import index_of

Progress = Callable[[int, int], None]
CHUNK = 2000


@sensitive_variables()
def indexes_of(kind: str, plain: str) -> list[str]:
    """What a blind index column may hold for a value, one for each key there is: for `column__in=`."""
    keys = ring()
    return [index_of(kind, plain, keys.generation(name)) for name in keys.names()] if plain.strip() else []


@dataclass(frozen=True, slots=True)
class Status:
    """`uses`: key -> number of values, the forgotten ones under the empty name. `missing`: keys that values
    need and nobody has."""

    current: str
    keys: tuple[str, ...]
    uses: dict[str, int]
    unfinished: str = ""

    @property
    def missing(self) -> list[str]:
        return sorted(name for name in self.uses if name and name not in self.keys)

    @property
    def idle(self) -> list[str]:
        """Older keys that no value needs."""
        return [name for name in self.keys if name != self.current and not self.uses.get(name)]


def sealed_models() -> list[tuple[type[models.Model], list[models.Field]]]:
    """Every table with sealed columns, in the order of their names."""
    found = [(model, sealed_fields(model)) for model in apps.get_models() if not model._meta.proxy]
    return sorted(((m, f) for m, f in found if f), key=lambda pair: pair[0]._meta.db_table)


def sealed_fields(model: type[models.Model]) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if issubclass(f.descriptor_class, SealedAttribute)]


def count_rows() -> int:
    return sum(model._base_manager.count() for model, _fields in sealed_models())


def status(progress: Progress | None = None) -> Status:
    """Which keys there are and what uses them. Reads the head of every value once."""
    keys = ring()
    uses: Counter[str] = Counter()
    done, total = 0, count_rows() if progress else 0
    for model, fields in sealed_models():
        for values in values_of(model, fields):
            uses.update(value.generation for value in values if value is not None)
            done += 1
            if progress and done % CHUNK == 0:
                progress(done, total)
    unfinished = Rotation.objects.filter(finished_at=None).values_list("generation", flat=True).first()
    names = keys.names()
    return Status(names[-1] if names else "", names, dict(uses), unfinished or "")


def values_of(model: type[models.Model], fields: list[models.Field]) -> Iterator[tuple]:
    """The sealed columns of every row, streamed."""
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    return rows.iterator(CHUNK)


def problems() -> list[tuple[str, str]]:
    """(file, code) of what is wrong with the keys: of the files, and `needed` for a key that is gone.

    Quick: of each table only the newest value is asked for its key.
    """
    keys = ring()
    found = keys.problems()
    for model, fields in sealed_models():
        for field in fields:
            newest = model._base_manager.exclude(**{f"{field.attname}__isnull": True}).order_by("-pk")
            value = newest.values_list(field.attname, flat=True).first()
            if value is not None and value.generation and value.generation not in keys.names():
                found.append((keys.path(value.generation).name, "needed"))
    return list(dict.fromkeys(found))
