"""Triggers: what was entered, stated and closed is written once."""

from gongkai.foundation.common.triggers import Refusal, append_only, install, never_replaced

KEYS = {
    "figures_act": (),
    "figures_actvoid": ("act_id",),
    "figures_statement": (),
    "figures_closing": ("organ_id, since, until",),
    "figures_namedcorrection": (),
}
"""Table -> its unique keys besides the id."""


def refusals() -> list[Refusal]:
    """The triggers of figures."""
    kept = [refusal for table in KEYS for refusal in append_only(table)]
    return [*kept, *(never_replaced(table, *keys) for table, keys in KEYS.items())]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())
