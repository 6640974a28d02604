"""Rows are locked from the outside in, so that nobody waits for who waits for him: first the subject (a request,
a record), then what hangs on it (case, letter, clock), last the chain of the ledger.

An act that begins further in, with a letter or a clock, holds its subject first. Which rows these are, the app
of the subject says when it is loaded.
"""

from collections.abc import Callable, Iterable

Pair = tuple[str, str]
"""Type and number of a subject, as letters, cases and clocks name it."""
Hold = Callable[[list[Pair]], None]

_holds: dict[str, Hold] = {}


def hold_with(subject_type: str, hold: Hold) -> None:
    """`hold(pairs)` locks the rows of such subjects in the order of their numbers; several types may share one.

    ValueError when the type has another.
    """
    if _holds.setdefault(subject_type, hold) is not hold:
        raise ValueError(f"two ways to hold {subject_type}")


def hold_subjects(pairs: Iterable[Pair]) -> None:
    """Lock them until the end of the transaction. Subjects of no app that is loaded have no rows to lock."""
    asked: dict[Hold, list[Pair]] = {}
    for pair in pairs:
        hold = _holds.get(pair[0])
        if hold is not None:
            asked.setdefault(hold, []).append(pair)
    for hold in dict.fromkeys(_holds.values()):
        if hold in asked:
            hold(asked[hold])
