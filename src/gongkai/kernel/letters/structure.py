"""What the database itself keeps: texts and acts are append-only, a letter's row never goes, and from the seal
on nothing of its words, number or files changes.

A later migration that makes SQLite rebuild one of these tables must call `protect` again at its end (SQLite
drops triggers with the table); tests/test_services.py shows when that was forgotten.
"""

APPEND_ONLY = ("letters_lettertext", "letters_letteract")
FINAL = (
    "organ_id", "subject_type", "subject_id", "case_id", "text_id", "fields", "number", "dated_on", "docx_id",
    "pdf_id", "scan_id", "replaces_id", "sealed_at", "drafted_at",
)  # fmt: skip
MESSAGE = "a sealed letter is final: send another that replaces it"


def _changed(vendor: str) -> str:
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return "OLD.sealed_at IS NOT NULL AND (" + " OR ".join(f"OLD.{n} {differs} NEW.{n}" for n in FINAL) + ")"


def _triggers(vendor: str) -> list[tuple[str, str, str, str, str]]:
    """(name, table, event, condition, message)"""
    found = [
        (f"{table}_no_{event.lower()}", table, event, "", f"{table} is append-only")
        for table in APPEND_ONLY
        for event in ("UPDATE", "DELETE")
    ]
    found.append(
        ("letters_letter_no_delete", "letters_letter", "DELETE", "", "a letter is cancelled, never removed")
    )
    found.append(("letters_letter_final", "letters_letter", "UPDATE", _changed(vendor), MESSAGE))
    return found


def protect(apps, editor) -> None:
    """Put the triggers in place, whatever the database. For migrations.RunPython; safe to call again."""
    vendor = editor.connection.vendor
    for trigger in _triggers(vendor):
        for statement in (_postgresql if vendor == "postgresql" else _sqlite)(*trigger):
            editor.execute(statement, None)


def _sqlite(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    when = f"WHEN {condition} " if condition else ""
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ]


def _postgresql(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    when = f"WHEN ({condition}) " if condition else ""
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table}: {message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()",
    ]
