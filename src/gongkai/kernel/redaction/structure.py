"""Triggers: the boxes of a version that is burnt cannot be changed, and its result cannot be exchanged."""

from gongkai.foundation.common.triggers import Refusal, install, never_replaced

OPEN = "('draft', 'failed')"
BOX, TABLE = "redaction_redactionbox", "redaction_redaction"
_CLOSED = "EXISTS (SELECT 1 FROM {t} r WHERE r.id = {row}.redaction_id AND r.state NOT IN {open})"
_EXCHANGED = (
    "OLD.state IN ('burnt', 'approved') AND (NEW.state NOT IN ('burnt', 'approved') "
    "OR NEW.result_id <> OLD.result_id OR NEW.source_id <> OLD.source_id OR NEW.number <> OLD.number)"
)
REFUSAL = "a burnt redaction stays as it is"


def refusals() -> list[Refusal]:
    """The triggers of redactions."""

    def closed(row: str) -> str:
        return _CLOSED.format(t=TABLE, row=row, open=OPEN)

    conditions = (
        (BOX, "INSERT", closed("NEW")),
        (BOX, "UPDATE", f"{closed('OLD')} OR {closed('NEW')}"),
        (BOX, "DELETE", closed("OLD")),
        (TABLE, "UPDATE", _EXCHANGED),
    )
    fixed = [
        Refusal(f"{table}_fixed_{event.lower()}", table, event, condition, REFUSAL)
        for table, event, condition in conditions
    ]
    return fixed + replaced()


def replaced() -> list[Refusal]:
    """What REPLACE would take away."""
    return [never_replaced(BOX), never_replaced(TABLE, "source_id, subject_type, subject_id, number")]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())


def forbid_replacing(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, replaced())
