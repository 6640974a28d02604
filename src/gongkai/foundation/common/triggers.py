"""Promises that the database itself keeps: a change is refused under a condition, by whatever way it comes.

SQLite drops triggers when Django rebuilds a table: a later migration that alters a protected table must
install them again. tests/contracts/test_triggers.py shows when that was forgotten.
"""

from collections.abc import Iterable
from typing import NamedTuple

ALWAYS = "1 = 1"


class Refusal(NamedTuple):
    """`event` is INSERT, UPDATE or DELETE; `condition` is SQL over NEW and OLD, in the words of PostgreSQL.

    `only` names the one vendor that needs it; empty for both.
    """

    name: str
    table: str
    event: str
    condition: str
    message: str
    only: str = ""


def append_only(table: str) -> list[Refusal]:
    """Rows of `table` are written once and never changed or removed."""
    return [
        Refusal(f"{table}_no_{event.lower()}", table, event, ALWAYS, "is append-only")
        for event in ("UPDATE", "DELETE")
    ]


def never_replaced(table: str, *keys: str, primary: str = "id", among: str = ALWAYS) -> Refusal:
    """REPLACE takes a row away without asking a trigger of DELETE: on SQLite it is refused as what it is.

    `keys`: the other unique keys of the table, columns joined by ", "; `among`: the rows `t` for which they hold.
    """
    taken = " OR ".join([f"(t.{primary} = NEW.{primary})", *(f"({_same(key)} AND {among})" for key in keys)])
    condition = f"EXISTS (SELECT 1 FROM {table} t WHERE {taken})"
    return Refusal(f"{table}_no_replace", table, "INSERT", condition, "a row is never replaced", "sqlite")


def _same(key: str) -> str:
    return " AND ".join(f"t.{column} = NEW.{column}" for column in key.split(", "))


def install(editor, refusals: Iterable[Refusal]) -> None:
    """Put the triggers in place, in a migration. Safe to call again.

    A table that only a later migration makes gets its own when that migration calls.
    """
    vendor = editor.connection.vendor
    there = set(editor.connection.introspection.table_names())
    statements = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for refusal in (one for one in wanted(vendor, refusals) if one.table in there):
        for statement in statements(refusal):
            editor.execute(statement, None)


def wanted(vendor: str, refusals: Iterable[Refusal]) -> list[Refusal]:
    """Those of `refusals` that stand in a database of the vendor."""
    return [refusal for refusal in refusals if refusal.only in ("", vendor)]


def remove(editor, table: str, name: str) -> None:
    """Take one trigger away, if it is there."""
    for statement in removal(editor.connection.vendor, table, name):
        editor.execute(statement, None)


def removal(vendor: str, table: str, name: str) -> list[str]:
    """The statements of `remove`."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"]
    return [f"DROP TRIGGER IF EXISTS {name}"]


def _on_sqlite(refusal: Refusal) -> list[str]:
    name, table, event, condition, message, _only = refusal
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")  # the standard's words need SQLite 3.39
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {message}'); END",
    ]


def _on_postgresql(refusal: Refusal) -> list[str]:
    name, table, event, condition, message, _only = refusal
    row = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{table}: {message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
