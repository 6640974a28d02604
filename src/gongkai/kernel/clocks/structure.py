"""Triggers: what the clock itself did is written once."""

from gongkai.foundation.common.triggers import Refusal, append_only, install


def refusals() -> list[Refusal]:
    """The triggers of clocks."""
    return append_only("clocks_clockact")


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())
