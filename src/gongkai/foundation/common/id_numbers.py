"""Numbers of people and organisations with a check sign: GB 11643 and GB 32100. Values in half width."""

from datetime import date

PROVINCES = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66))
    for code in codes
) | {"71", "81", "82", "83"}
"""First two digits of a region code; 81, 82, 83 are the residence permits for Hong Kong, Macau and Taiwan."""

CHECK_SIGNS = "10X98765432"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_PLACES = {sign: place for place, sign in enumerate(_CREDIT_SIGNS)}


def is_date(digits: str) -> bool:
    """Eight digits YYYYMMDD that are a real day."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def looks_like_resident_id(value: str) -> bool:
    """18 signs with region and birthday, whatever the check sign. `value` in upper case."""
    return (
        len(value) == 18
        and value.isascii()
        and value[:17].isdigit()
        and value[17] in CHECK_SIGNS
        and value[:2] in PROVINCES
        and value[6:8] in ("18", "19", "20")
        and is_date(value[6:14])
    )


def resident_id_is_valid(value: str) -> bool:
    """GB 11643: 18 signs, region, a real date, check sign by ISO 7064 MOD 11-2."""
    value = value.upper()
    return looks_like_resident_id(value) and value[17] == check_sign(value[:17])


def check_sign(digits: str) -> str:
    """The check sign after 17 digits (ISO 7064 MOD 11-2)."""
    return CHECK_SIGNS[sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11]


def credit_code_is_valid(value: str) -> bool:
    """GB 32100: 18 signs without I, O, S, V and Z, a region at places 3-8, check sign MOD 31."""
    value = value.upper()
    if len(value) != 18 or not set(value) <= _CREDIT_PLACES.keys() or not value[2:8].isdigit():
        return False
    return value[17] == credit_check_sign(value[:17])


def credit_check_sign(signs: str) -> str:
    """The check sign after 17 signs of a unified social credit code."""
    total = sum(_CREDIT_PLACES[sign] * pow(3, place, 31) for place, sign in enumerate(signs))
    return _CREDIT_SIGNS[-total % 31]
