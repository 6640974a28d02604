"""Every promise a room makes by trigger stands in the database after all migrations: a rebuilt table loses its own."""

import importlib
import pkgutil

import pytest
from django.db import DatabaseError, connection, transaction

import gongkai
from gongkai.foundation.common.triggers import ALWAYS, Refusal, install, remove, wanted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
ROOMS = sorted(
    found.name
    for found in pkgutil.walk_packages(gongkai.__path__, "gongkai.", onerror=lambda name: None)
    if found.name.endswith(".structure")
)


def _standing() -> set[str]:
    table = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(table)
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("room", ROOMS)
def test_no_migration_loses_a_trigger(room):
    promised = {
        refusal.name for refusal in wanted(connection.vendor, importlib.import_module(room).refusals())
    }
    assert promised
    assert promised <= _standing()


def test_rooms_with_promises_are_found():
    assert len(ROOMS) >= 5


def test_a_refusal_can_be_put_twice_and_taken_away():
    refusal = Refusal("foundation_try", "orgs_region", "DELETE", ALWAYS, "stays")
    with connection.schema_editor() as editor:
        install(editor, [refusal])
        install(editor, [refusal])
    with pytest.raises(DatabaseError, match="orgs_region: stays"), transaction.atomic():
        _remove_a_region()
    with connection.schema_editor() as editor:
        remove(editor, refusal.table, refusal.name)
    _remove_a_region()


def _remove_a_region() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orgs_region (code, name, level, former_names) VALUES ('999999', '试验县', 'county', '[]')"
        )
        cursor.execute("DELETE FROM orgs_region WHERE code = '999999'")
