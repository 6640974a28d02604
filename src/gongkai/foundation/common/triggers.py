"""Promises that the database itself keeps: a change is refused under a condition, by whatever way it comes.

SQLite drops triggers when Django rebuilds a table: a later migration that alters a protected table must
install them again. tests/contracts/test_triggers.py shows when that was forgotten.
"""

from collections.abc import Iterable
from typing import NamedTuple

ALWAYS = "1 = 1"


class Refusal(NamedTuple):
    """`event` is INSERT, UPDATE or DELETE; `condition` is SQL over NEW and OLD, in the words of PostgreSQL."""

    name: str
    table: str
    event: str
    condition: str
    message: str


def append_only(table: str) -> list[Refusal]:
    """Rows of `table` are written once and never changed or removed."""
    return [
        Refusal(f"{table}_no_{event.lower()}", table, event, ALWAYS, "is append-only")
        for event in ("UPDATE", "DELETE")
    ]


def install(editor, refusals: Iterable[Refusal]) -> None:
    """Put the triggers in place, in a migration. Safe to call again."""
    statements = _on_postgresql if editor.connection.vendor == "postgresql" else _on_sqlite
    for refusal in refusals:
        for statement in statements(refusal):
            editor.execute(statement, None)


def remove(editor, table: str, name: str) -> None:
    """Take one trigger away, if it is there."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", None)
        editor.execute(f"DROP FUNCTION IF EXISTS {name}()", None)
    else:
        editor.execute(f"DROP TRIGGER IF EXISTS {name}", None)


def _on_sqlite(refusal: Refusal) -> list[str]:
    name, table, event, condition, message = refusal
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")  # the standard's words need SQLite 3.39
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {message}'); END",
    ]


def _on_postgresql(refusal: Refusal) -> list[str]:
    name, table, event, condition, message = refusal
    row = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{table}: {message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
