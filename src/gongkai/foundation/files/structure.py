"""Triggers: a file stays what it was when it was stored. Its copy, its kind and its words are those that were inspected.

All of a row is written at once, by `services.store` and `keep_made`. After that only its acceptance is added, once
(`accept_as_is`), and the row may go as a whole (`forget`, `erase`); a room whose rows name files keeps those of
its own (records/structure.py).
"""

from gongkai.foundation.common.triggers import Refusal, install, never_replaced

TABLE = "files_storedfile"
FIXED = (
    "id",
    "organ_id",
    "digest",
    "name",
    "kind",
    "media_type",
    "size",
    "stored_at",
    "text",
    "text_state",
    "public_state",
    "public_problem",
    "public_digest",
    "public_size",
    "notes",
    "sealed",
)
ACCEPTANCE = ("accepted_at", "accepted_by", "accepted_name", "accepted_reason")


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


def refusals() -> list[Refusal]:
    """The triggers of stored files."""
    accepted = f"OLD.accepted_at IS NOT NULL AND ({_changed(ACCEPTANCE)})"
    return [
        Refusal(f"{TABLE}_fixed", TABLE, "UPDATE", _changed(FIXED), "a stored file stays what it was"),
        Refusal(f"{TABLE}_accepted", TABLE, "UPDATE", accepted, "an acceptance is not rewritten"),
        never_replaced(TABLE, "organ_id, digest, name, sealed"),
    ]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())
