"""Bank card numbers (ISO/IEC 7812): what a run of digits must be like to be taken for one.

Where a number can be read either way it is asked about: an answer takes a moment, what is public stays so.
"""

import re

_CARD = re.compile(
    r"62\d{14,17}|4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|35[2-8]\d{13}"
    r"|60\d{14,17}|(?:9558|9559|955880|69|68|84|90|94|95|96|98|99)\d{12,17}"
)
_GROUPS = frozenset(
    {(4, 4, 4, last) for last in (1, 2, 3, 4)}
    | {(4, 4, 4, 4, last) for last in (1, 2, 3)}
    | {(6, 10), (6, 13), (4, 6, 5)}
)
_SERIAL = re.compile(r"[1-6]\d(?:0[1-9]|[1-7]\d|90)\d\d(?:19|20)\d\d")
"""Region code and year: many file numbers begin so; a card number only beside a word for it or in groups."""
_GANSU = re.compile(
    r"62(?:0[1-9](?:0[0-5]|11|2[1-6]|8[12])|1[01](?:0[02]|2[1-7])|12(?:0[02]|2[1-478])|(?:29|30)(?:0[01]|2[1-7]))"
)
"""The one province whose region codes begin like the cards of all Chinese banks; without 621225 and 621226, which a
bank gives to most of its cards."""
_LABEL = re.compile(r"卡号|银行卡|账号|帐号|账户|开户行|收款")
_STRONG_LABEL = re.compile(r"卡号|银行卡|账号|帐号")
_CARD_WORD = re.compile(r"(?<!立)卡(?!片|车|口|点)|存折|账户|开户行|收款")


def luhn_is_valid(digits: str) -> bool:
    """ISO/IEC 7812 check digit of a card number."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        digit = int(sign) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def is_card(value: str, lengths: tuple[int, ...], before: str) -> bool:
    """`value`: digits only; `lengths` of the groups it is written in; `before`: the words before it."""
    single = set(lengths) == {1}
    grouped = len(lengths) > 1 and not single
    if (grouped and lengths not in _GROUPS) or not has_check_digit(value):
        return False
    if _LABEL.search(before[-20:]):
        return True
    if _CARD.fullmatch(value) is None:
        return False
    return grouped or not _begins_like_a_file(value)


def is_named_card(value: str, before: str) -> bool:
    """A word for a card before it: then no unit behind it and no other word makes it something else."""
    if _STRONG_LABEL.search(before[-20:]):
        return True
    return bool(_CARD.fullmatch(value) and _CARD_WORD.search(before[-20:]))


def is_bank_number(value: str) -> bool:
    """The numbers of Chinese banks: no amount of money has so many digits."""
    return value.startswith("62") and not _begins_like_a_file(value)


def has_check_digit(value: str) -> bool:
    return 13 <= len(value) <= 19 and len(set(value)) >= 3 and luhn_is_valid(value)


def _begins_like_a_file(value: str) -> bool:
    """Region code and year. A number of a Chinese bank is one all the same, unless the code is a real county's."""
    if _SERIAL.match(value) is None:
        return False
    return not value.startswith("62") or _GANSU.match(value) is not None
