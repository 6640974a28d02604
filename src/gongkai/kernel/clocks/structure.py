"""Triggers: what the clock itself did is written once."""

from gongkai.foundation.common.triggers import Refusal, append_only, install, never_replaced

ACT = "clocks_clockact"


def refusals() -> list[Refusal]:
    """The triggers of clocks."""
    return [*append_only(ACT), never_replaced(ACT, "clock_id, kind, due_on")]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())
