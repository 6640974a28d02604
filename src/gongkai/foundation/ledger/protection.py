"""Triggers that refuse to change or remove an entry. A second lock: verification finds what goes round them.

SQLite drops triggers when Django rebuilds a table, so a later migration that alters `Entry` must install
them again (a test looks for them).
"""

TABLE = "ledger_entry"
REFUSAL = "the ledger is append-only"

_SQLITE = [
    f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_AWAY = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("UPDATE", "DELETE")]

_POSTGRESQL = [
    f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION {TABLE}_refuse()",
]
_POSTGRESQL_AWAY = [
    f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS {TABLE}_no_truncate ON {TABLE}",
    f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
]


def removal(vendor: str) -> list[str]:
    """The statements that take the triggers away, for "postgresql" or "sqlite"."""
    return _POSTGRESQL_AWAY if vendor == "postgresql" else _SQLITE_AWAY


def install(apps, schema_editor) -> None:
    """For migrations.RunPython."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor) -> None:
    """The way back of `install`."""
    for statement in removal(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)
