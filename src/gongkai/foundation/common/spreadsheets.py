"""Texts in files for spreadsheets: a cell must not act as a formula there."""

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Text that a spreadsheet would take for a formula, made harmless by an apostrophe."""
    risky = text.startswith(_RUNS) or (text.startswith("'") and text[1:].startswith((*_RUNS, "'")))
    return f"'{text}" if risky else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_RUNS, "'")) else text
