"""Triggers: acts are append-only, an answer keeps its words, a request is never removed (条例 第四十五条).

A later migration that rebuilds one of the tables on SQLite calls `protect` again for it.
"""

ACTS = ("foi_requestact", "foi_appealevent")
KEPT = ("foi_request", "foi_answer", *ACTS)
_WORDS = ("request_id", "version", "kind", "text", "digest")
REFUSAL = "what was done to a request stays"


def _checks() -> list[tuple[str, str, str]]:
    """(table, event, condition under which it is refused)"""
    changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _WORDS)
    signed_anew = "OLD.signed_at IS NOT NULL AND (NEW.signed_at IS NULL OR NEW.signed_at <> OLD.signed_at)"
    return [
        *((table, "UPDATE", "1 = 1") for table in ACTS),
        *((table, "DELETE", "1 = 1") for table in KEPT),
        ("foi_answer", "UPDATE", f"{changed} OR {signed_anew}"),
    ]


def protect(apps, editor) -> None:
    """For migrations.RunPython."""
    for table, event, condition in _checks():
        name = f"{table}_kept_{event.lower()}"
        refuse = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
        for statement in refuse(name, table, event, condition):
            editor.execute(statement, None)


def _postgresql(name: str, table: str, event: str, condition: str) -> list[str]:
    row = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _sqlite(name: str, table: str, event: str, condition: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    ]
