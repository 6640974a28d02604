"""Region codes by GB/T 2260 as values: 430102 lies in 430100, which lies in 430000."""

_LENGTHS = (2, 4, 6, 9, 12)


def normal_code(code: str) -> str:
    """The code at its full width: "43" -> "430000", "4301" -> "430100". "" stays (the whole country).

    ValueError for anything that is not such a code.
    """
    code = code.strip()
    if not code:
        return ""
    if not (code.isascii() and code.isdigit() and len(code) in _LENGTHS):
        raise ValueError(f"{code!r} is not a region code")
    return code.ljust(6, "0")


def lineage(code: str) -> tuple[str, ...]:
    """The region and its ancestors, widest first, without the country: 430102 -> 430000, 430100, 430102."""
    code = normal_code(code)
    if not code:
        return ()
    prefixes = [code[:width] for width in _LENGTHS if width <= len(code)]
    chain = [prefix.ljust(6, "0") for prefix in prefixes]
    return tuple(dict.fromkeys(chain))
