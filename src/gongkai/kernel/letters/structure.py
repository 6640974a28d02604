"""What the database itself keeps: texts and acts are append-only, a letter's row never goes, and from the seal
on nothing of its words, number or files changes.
"""

from gongkai.foundation.common.triggers import ALWAYS, Refusal, append_only, install, never_replaced

APPEND_ONLY = ("letters_lettertext", "letters_letteract")
LETTER = "letters_letter"
FINAL = (
    "organ_id", "subject_type", "subject_id", "case_id", "text_id", "digest", "number", "dated_on", "docx_id",
    "pdf_id", "scan_id", "replaces_id", "sealed_at", "drafted_at",
)  # fmt: skip
MESSAGE = "a sealed letter is final: send another that replaces it"
STANDING = "t.state <> 'cancelled'"
"""A letter that was given up leaves its place to another."""
_EMPTIED = "OLD.fields IS NOT NULL AND NEW.fields IS NULL"
"""The words themselves are sealed: another key may seal them, nobody can write others that fit the digest."""


def refusals(words: str = "digest") -> list[Refusal]:
    """The triggers of letters. `words`: the column that says whether what was filled in has changed."""
    columns = [words if name == "digest" else name for name in FINAL]
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
    final = f"OLD.sealed_at IS NOT NULL AND ({changed} OR {_EMPTIED})"
    return [
        *(refusal for table in APPEND_ONLY for refusal in append_only(table)),
        Refusal(f"{LETTER}_no_delete", LETTER, "DELETE", ALWAYS, "a letter is cancelled, never removed"),
        Refusal(f"{LETTER}_final", LETTER, "UPDATE", final, MESSAGE),
        *replaced(),
    ]


def replaced() -> list[Refusal]:
    """What REPLACE would take away."""
    return [*map(never_replaced, APPEND_ONLY), never_replaced(LETTER, "replaces_id", among=STANDING)]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again, also by those that ran before the words were sealed."""
    with editor.connection.cursor() as cursor:
        there = editor.connection.introspection.get_table_description(cursor, LETTER)
    install(editor, refusals("digest" if "digest" in {one.name for one in there} else "fields"))


def forbid_replacing(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, replaced())
