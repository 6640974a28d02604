"""How wide words will be when drawn: a drawing cannot ask the browser. Pure."""

from unicodedata import east_asian_width


def width_of(text: str, size: float) -> float:
    """About as wide as it will be: Chinese characters are square."""
    return sum(size * _share(c) for c in text)


def _share(c: str) -> float:
    if east_asian_width(c) in "WFA":
        return 1.0
    return 0.32 if c in ".,:;" else 0.58


def fit(text: str, room: float, size: float) -> str:
    """The text, cut off with an ellipsis where there is no room for all of it."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text + "…" if text else ""
