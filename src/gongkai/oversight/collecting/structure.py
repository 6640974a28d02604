"""Triggers: what was collected stays as it was read; a newer file stands beside it."""

from gongkai.foundation.common.triggers import Refusal, append_only, install, never_replaced

TABLE = "collecting_collected"


def refusals() -> list[Refusal]:
    """The triggers of collected reports."""
    return [*append_only(TABLE), never_replaced(TABLE)]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())
