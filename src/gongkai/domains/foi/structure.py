"""Triggers: acts are append-only, an answer keeps its words, a request is never removed (条例 第四十五条)."""

from gongkai.foundation.common.triggers import ALWAYS, Refusal, install, never_replaced

ACTS = ("foi_requestact", "foi_appealevent", "foi_conference")
KEPT = ("foi_request", "foi_answer", *ACTS)
_WORDS = ("request_id", "version", "kind", "text", "digest")
_CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _WORDS)
_SIGNED_ANEW = "OLD.signed_at IS NOT NULL AND (NEW.signed_at IS NULL OR NEW.signed_at <> OLD.signed_at)"
REFUSAL = "what was done to a request stays"


def refusals() -> list[Refusal]:
    """The triggers of requests."""
    conditions = [
        *((table, "UPDATE", ALWAYS) for table in ACTS),
        *((table, "DELETE", ALWAYS) for table in KEPT),
        ("foi_answer", "UPDATE", f"{_CHANGED} OR {_SIGNED_ANEW}"),
    ]
    kept = [
        Refusal(f"{table}_kept_{event.lower()}", table, event, condition, REFUSAL)
        for table, event, condition in conditions
    ]
    return kept + replaced()


def replaced() -> list[Refusal]:
    """What REPLACE would take away."""
    return [
        never_replaced("foi_request", "number", "organ_id, source_key"),
        never_replaced("foi_answer", "request_id, version"),
        *map(never_replaced, ACTS),
    ]


def protect(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, refusals())


def forbid_replacing(apps, editor) -> None:
    """For migrations.RunPython; safe to call again."""
    install(editor, replaced())
