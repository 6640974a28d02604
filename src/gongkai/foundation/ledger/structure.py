"""Triggers that refuse to change, remove or replace an entry. A second lock: verification finds what goes round them."""

from gongkai.foundation.common import triggers
from gongkai.foundation.common.triggers import Refusal, append_only, install, never_replaced

TABLE = "ledger_entry"
_TRUNCATE = f"{TABLE}_no_truncate"


def refusals() -> list[Refusal]:
    """The triggers of the ledger."""
    return [*append_only(TABLE), never_replaced(TABLE, "chain, number")]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())
    if editor.connection.vendor == "postgresql":  # SQLite has no TRUNCATE
        editor.execute(
            f"CREATE OR REPLACE TRIGGER {_TRUNCATE} BEFORE TRUNCATE ON {TABLE} "
            f"EXECUTE FUNCTION {TABLE}_no_delete()",
            None,
        )


def unprotect(apps, editor) -> None:
    """The way back of `protect`."""
    for statement in removal(editor.connection.vendor):
        editor.execute(statement, None)


def removal(vendor: str) -> list[str]:
    """The statements that take the triggers away."""
    truncate = [f"DROP TRIGGER IF EXISTS {_TRUNCATE} ON {TABLE}"] if vendor == "postgresql" else []
    return truncate + [
        statement for refusal in refusals() for statement in triggers.removal(vendor, TABLE, refusal.name)
    ]
