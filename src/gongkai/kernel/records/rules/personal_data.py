"""Personal data in a text that is about to go public (政府信息公开条例 第十五条; 个人信息保护法 第二十八条).

What is found is never repeated: a finding says what kind it is, where it stands, and shows the value masked.
Offsets are those of the text given: what is searched is a folded copy (`folding`), and offsets lead back from it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.id_numbers import (
    PROVINCES,
    is_date,
    looks_like_resident_id,
    resident_id_is_valid,
)
from gongkai.kernel.records.rules.cards import is_bank_number, is_card, is_named_card
from gongkai.kernel.records.rules.folding import fold
from gongkai.kernel.records.rules.households import find_households
from gongkai.kernel.records.rules.scattered import scattered


class Kind(TextChoices):
    """What sort of personal data was found."""

    RESIDENT_ID = "resident_id", _("公民身份号码")
    MOBILE = "mobile", _("手机号码")
    BANK_CARD = "bank_card", _("银行卡号")
    BANK_ACCOUNT = "bank_account", _("银行账号")
    PASSPORT = "passport", _("护照或通行证号码")
    HOUSEHOLD = "household", _("分户的家庭信息")


@dataclass(frozen=True, slots=True)
class Finding:
    """One place with personal data.

    `start` and `end` are offsets in the text of `field`. `key` names the finding for the reviewer's
    acceptance: kind, and 32 bits of an SM3 digest of field and value, so short on purpose that the value
    cannot be found by trying all numbers.
    """

    kind: Kind
    field: str
    start: int
    end: int
    excerpt_masked: str
    key: str

    @property
    def label(self) -> str:
        return self.kind.label


class _Hit(NamedTuple):
    kind: Kind
    start: int
    end: int
    value: str  # normalised; never leaves this module
    excerpt: str = ""


_CUT = r"[ -]{0,3}\r?\n[ -]{0,6}"  # the end of a line inside a number, as in the text of a PDF
_RUN = re.compile(
    rf"(?<![0-9])(?<![0-9]\.)[0-9]+(?:(?:[ -]{{1,3}}|{_CUT})[0-9]+)*(?:(?:[ -]?|{_CUT})[Xx](?![0-9A-Za-z]))?"
)
_DOTTED = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(1[3-9][0-9])( ?[.·] ?)?([0-9]{4})( ?[.·] ?)?([0-9]{4})(?![0-9]|\.[0-9])"
)
_GROUP = re.compile(r"[0-9]+|[Xx]")
_LABELLED = re.compile(
    r"(?P<passport>护照|通行证)[^\n0-9A-Za-z]{0,10}(?P<number>[A-Z]{1,2} ?[0-9]{7,9})(?![0-9])"
    r"|(?:账号|帐号|账户|帐户|卡号)[^\n0-9A-Za-z]{0,8}(?P<account>[0-9](?:[ -]?[0-9]){8,31})(?![0-9])",
    re.I,
)
_NUMBER_LABEL = re.compile(
    r"(?:编号|编码|代码|文号|索引号|登记号|许可证号|证书号|产权证号|合同号|备案号|受理号|流水号|批次号|单元号|图号|条码|第|字第|No\.?)"
    r"[\s:)\]]{0,3}$",
    re.I,
)
_ID_LABEL = re.compile(r"(?:身份证|身份号码|证件号)")
_TELEPHONE = re.compile(r"(?:tel|mobile|phone|cell|m|t|sj)$", re.I)
_TELEPHONE_WORD = re.compile(
    r"电话|手机|联系方式|联系人|微信|短信|致电|拨打|(?<![a-z])(?:tel|mobile|phone|wechat|weixin|wx|vx|qq)(?![a-z])",
    re.I,
)
"""So near before a number (12 signs) it says what the number is, whatever else stands beside it."""
_NEXT_TELEPHONE = re.compile(r"/(?:1[3-9][0-9]{9}|0[0-9]{2,3}[ -]?[0-9]{7,8})(?![0-9])")
_TOLD_BEFORE = re.compile(r"[\u4e00-\u9fff,:;(、。]$")
_TOLD_AFTER = re.compile(r"(?!\s?[年月日])\s*(?:[,;)、。]|$|[\u4e00-\u9fff])")
_AMOUNT = re.compile(r"\s?(?:\.[0-9]|元|万元|亿元|平方米|公顷|亩|㎡|m2|%|号(?!码))")

_MOBILE_GROUPS = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (5, 6), (1,) * 11})


def find_personal_data(fields: Mapping[str, str]) -> list[Finding]:
    """All findings in the texts, by field and place. The same value twice in a field has the same key."""
    return [finding for field, text in fields.items() for finding in _find(field, text)]


def mask(text: str, findings: list[Finding]) -> str:
    """The text with the places of these findings (all of this text) starred; its length and lines stay."""
    signs = list(text)
    for finding in findings:
        signs[finding.start : finding.end] = _starred(finding.kind, text[finding.start : finding.end])
    return "".join(signs)


def _find(field: str, text: str) -> Iterator[Finding]:
    folded = fold(text)
    searched = folded.text
    hits = [*_labelled(searched), *_numbers(searched), *_dotted(searched)]
    hits += [_Hit(Kind(p.kind), p.start, p.end, p.value) for p in scattered(searched)]
    hits += [_Hit(Kind.HOUSEHOLD, h.start, h.end, h.value, h.summary) for h in find_households(searched)]
    for hit in sorted(_without_overlaps(hits), key=lambda h: (h.start, h.end)):
        start, end = folded.span(hit.start, hit.end)
        excerpt = hit.excerpt or "".join(_starred(hit.kind, text[start:end]))
        digest = sm3(f"{field}\n{hit.value}".encode())[:8]
        yield Finding(hit.kind, field, start, end, excerpt, f"{hit.kind.value}:{digest}")


def _without_overlaps(hits: list[_Hit]) -> Iterator[_Hit]:
    """What was found in two ways counts once, the longer of two that overlap, a labelled account that is a card as a
    card. Households may hold other findings.
    """
    end = 0
    for hit in sorted(hits, key=lambda h: (h.start, h.kind == Kind.BANK_ACCOUNT, -h.end)):
        if hit.kind == Kind.HOUSEHOLD:
            yield hit
        elif hit.start >= end:
            end = hit.end
            yield hit


def _labelled(text: str) -> Iterator[_Hit]:
    for match in _LABELLED.finditer(text):
        kind, group = (Kind.PASSPORT, "number") if match["passport"] else (Kind.BANK_ACCOUNT, "account")
        yield _Hit(kind, *match.span(group), re.sub(r"[ -]", "", match[group]).upper())


def _numbers(text: str) -> Iterator[_Hit]:
    for run in _RUN.finditer(text):
        if run.end() - run.start() < 11:
            continue
        groups = [m.span() for m in _GROUP.finditer(text, *run.span())]
        first = 0
        while first < len(groups):
            hit, used = _at(text, groups, first)
            if hit:
                yield hit
            first += used


def _dotted(text: str) -> Iterator[_Hit]:
    """Mobile numbers with dots: 138.0013.8000, and beside a word for them 138.00138000 too, else a coordinate."""
    for match in _DOTTED.finditer(text):
        dots = sum(match[place] is not None for place in (2, 4))
        if dots == 2 or (dots and _is_told(text, match.start())):
            yield _Hit(Kind.MOBILE, *match.span(), match[1] + match[3] + match[5])


def _at(text: str, groups: list[tuple[int, int]], first: int) -> tuple[_Hit | None, int]:
    """The finding that begins with group `first` of a run of digits, and how many groups it takes (≥ 1)."""
    value, lengths, cuts = "", (), ()
    for last in range(first, len(groups)):
        a, b = groups[last]
        value += text[a:b]
        lengths += (b - a,)
        if len(value) > 19 or (len(lengths) > 8 and max(lengths) > 1):
            break
        if last > first and "\n" in text[groups[last - 1][1] : a]:
            cuts += (last - first,)
            if len(cuts) > 1:
                break
        kind = None
        if len(value) >= 11:
            kind = (_cut_kind if cuts else _kind)(text, value, groups[first][0], b, _joined(lengths, cuts))
        if kind == Kind.MOBILE and _among_single_digits(groups, first, last):
            continue
        if kind is not None and not _continues(text, groups, first, last):
            return _hit(kind, text, value, groups[first][0], b), len(lengths)
    return None, 1


def _hit(kind: Kind, text: str, value: str, start: int, end: int) -> _Hit:
    """A mobile number is taken without the country code, so that however written it has one key."""
    if kind == Kind.MOBILE:
        value = value[-11:]
        digits = [i for i in range(start, end) if text[i].isdigit()]
        start = digits[-11]
    return _Hit(kind, start, end, value.upper())


def _continues(text: str, groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """True when hyphens tie a grouped number to its neighbours: then it is a piece of a longer code."""
    if first == last:
        return False
    before = first > 0 and "-" in text[groups[first - 1][1] : groups[first][0]]
    after = last + 1 < len(groups) and "-" in text[groups[last][1] : groups[last + 1][0]]
    return before or after


def _among_single_digits(groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """Digits with blanks between, and more such digits beside them: a piece of a longer number."""

    def single(place: int) -> bool:
        return 0 <= place < len(groups) and groups[place][1] - groups[place][0] == 1

    return single(first) and single(last) and (single(first - 1) or single(last + 1))


def _kind(text: str, value: str, start: int, end: int, lengths: tuple[int, ...]) -> Kind | None:
    if _is_id(text, value, start, end, lengths):
        return Kind.RESIDENT_ID
    if not value.isdigit():
        return None
    if _is_mobile(value, lengths):
        kind = Kind.MOBILE
    elif is_card(value, lengths, text[max(0, start - 20) : start]):
        kind = Kind.BANK_CARD
    else:
        return None
    if _is_certain(kind, text, value, start):
        return kind
    amount, named = _AMOUNT.match(text, end), _NUMBER_LABEL.search(text[max(0, start - 12) : start])
    if kind == Kind.BANK_CARD and is_bank_number(value) and amount and not amount[0].startswith("."):
        amount = None
    return None if amount or named or _glued(text, start, end) else kind


def _is_certain(kind: Kind, text: str, value: str, start: int) -> bool:
    """A word before the number says what it is: no unit, letter or other word beside it makes it something else."""
    if kind == Kind.MOBILE:
        return _is_told(text, start)
    return is_named_card(value, text[max(0, start - 20) : start])


def _cut_kind(text: str, value: str, start: int, end: int, lengths: tuple[int, ...]) -> Kind | None:
    """What a number is that the end of a line cuts in two. Two columns of figures must not become one number: an
    identity number needs its check sign, a mobile number a word for it or running text on both sides.
    """
    if _beside_letters(text, start, end) or len(lengths) > 3:
        return None
    labelled = _ID_LABEL.search(text[max(0, start - 16) : start]) and _is_id(text, value, start, end, lengths)
    if labelled or resident_id_is_valid(value):
        return Kind.RESIDENT_ID
    if not value.isdigit() or not _is_mobile(value, lengths):
        return None
    in_text = _TOLD_BEFORE.search(text[max(0, start - 1) : start]) and _TOLD_AFTER.match(text, end)
    return _kind(text, value, start, end, lengths) if in_text or _is_told(text, start) else None


def _joined(lengths: tuple[int, ...], cuts: tuple[int, ...]) -> tuple[int, ...]:
    """Lengths of the groups with those on both sides of a cut as one, unless the cut lies between two groups."""
    if not cuts or lengths in _MOBILE_GROUPS:
        return lengths
    (at,) = cuts
    return (*lengths[: at - 1], lengths[at - 1] + lengths[at], *lengths[at + 1 :])


def _is_told(text: str, start: int) -> bool:
    return _TELEPHONE_WORD.search(text[max(0, start - 12) : start]) is not None


def _beside_letters(text: str, start: int, end: int) -> bool:
    """Letters, dots or slashes right beside: the lines are cut between figures, not within one."""
    return bool(
        re.search(r"[A-Za-z./_]$", text[max(0, start - 1) : start])
        or re.match(r"[A-Za-z_/]|\.[0-9]", text[end : end + 2])
    )


def _is_id(text: str, value: str, start: int, end: int, lengths: tuple[int, ...]) -> bool:
    if len(value) == 18 and looks_like_resident_id(value.upper()):
        return resident_id_is_valid(value) or bool(_ID_LABEL.search(text[max(0, start - 16) : start]))
    whole = len(lengths) == 1 or _ID_LABEL.search(text[max(0, start - 16) : start])
    old = len(value) == 15 and whole and value.isdigit() and value[:2] in PROVINCES
    return (
        old
        and is_date("19" + value[6:12])
        and not _glued(text, start, end)
        and not _NUMBER_LABEL.search(text[max(0, start - 12) : start].replace("身份证编号", ""))
    )


def _is_mobile(value: str, lengths: tuple[int, ...]) -> bool:
    for prefix in ("", "86", "0086", "0"):
        number = value.removeprefix(prefix)
        if len(number) == 11 and number[0] == "1" and number[1] in "3456789" and value == prefix + number:
            return _groups_without(prefix, lengths) in _MOBILE_GROUPS
    return False


def _groups_without(prefix: str, lengths: tuple[int, ...]) -> tuple[int, ...]:
    if len(prefix) == lengths[0]:
        return lengths[1:]
    return (lengths[0] - len(prefix), *lengths[1:])


def _glued(text: str, start: int, end: int) -> bool:
    """True when letters stand right beside the digits, so that they belong to a code (but not "Tel138…")."""
    before = re.search(r"[A-Za-z/_]{1,12}$", text[max(0, start - 12) : start])
    after = re.match(r"[A-Za-z_]|/[0-9]{4,}", text[end : end + 6])
    if after and _NEXT_TELEPHONE.match(text, end):
        after = None
    return bool(after) or bool(before and not _TELEPHONE.search(before[0]) and before[0] != "/")


def _starred(kind: Kind, value: str) -> list[str]:
    """The signs of a value with all but its first three and last two starred; of a household, all of it."""
    places = [i for i, sign in enumerate(value) if sign.isalnum()]
    hidden = set(places if kind == Kind.HOUSEHOLD else places[3:-2])
    return ["*" if i in hidden else sign for i, sign in enumerate(value)]
