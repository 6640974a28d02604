"""Triggers: the boxes of a version that is burnt cannot be changed, and its result cannot be exchanged."""

OPEN = "('draft', 'failed')"
BOX, TABLE = "redaction_redactionbox", "redaction_redaction"
_CLOSED = "EXISTS (SELECT 1 FROM {t} r WHERE r.id = {row}.redaction_id AND r.state NOT IN {open})"
_EXCHANGED = (
    "OLD.state IN ('burnt', 'approved') AND (NEW.state NOT IN ('burnt', 'approved') "
    "OR NEW.result_id <> OLD.result_id OR NEW.source_id <> OLD.source_id OR NEW.number <> OLD.number)"
)
REFUSAL = "a burnt redaction stays as it is"


def _checks() -> list[tuple[str, str, str]]:
    def closed(row: str) -> str:
        return _CLOSED.format(t=TABLE, row=row, open=OPEN)

    return [
        (BOX, "INSERT", closed("NEW")),
        (BOX, "UPDATE", f"{closed('OLD')} OR {closed('NEW')}"),
        (BOX, "DELETE", closed("OLD")),
        (TABLE, "UPDATE", _EXCHANGED),
    ]


def protect(apps, editor) -> None:
    """For migrations.RunPython. A later migration that rebuilds one of the tables on SQLite calls it again."""
    for table, event, condition in _checks():
        name = f"{table}_fixed_{event.lower()}"
        if editor.connection.vendor == "postgresql":
            row = "OLD" if event == "DELETE" else "NEW"
            editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {row}; END $$",
                None,
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
                None,
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                None,
            )
