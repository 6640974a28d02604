"""Numbers of the papers that prove who applies (政府信息公开条例 第二十九条第（一）项). Refused is only what cannot be
such a number; whether it belongs to the applicant is for an official to see.

Check signs are tested where the standard has one: resident ID and residence permits (GB 11643), the
foreigner's permanent residence card of 2023, the unified social credit code (GB 32100). For the others the
form: passports differ by country, and old forms of permits are still shown.
"""

import re
from collections.abc import Callable
from datetime import date
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.vocabulary import IdentityKind
from gongkai.foundation.common.id_numbers import (
    check_sign,
    credit_code_is_valid,
    is_date,
    looks_like_resident_id,
    resident_id_is_valid,
)
from gongkai.foundation.common.reasons import Reason

_HOME_PERMITS = ("81", "82", "83")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{5,12}")
_HONG_KONG_MACAU = re.compile(r"[HM]\d{8}(?:\d{2})?")
_TAIWAN = re.compile(r"\d{8}|\d{10}(?:[A-Z]|\([A-Z]\))?")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}\d{12}")
_FOREIGN_NEW = re.compile(r"9\d{16}[\dX]")


def folded(number: str) -> str:
    """The number as it is kept and compared: half width, upper case, without spaces and hyphens."""
    return re.sub(r"[\s\-‐-―·]", "", normalize("NFKC", number)).upper()


def is_credit_code(number: str) -> bool:
    """Whether it reads as the unified social credit code of an organisation, which is public."""
    return credit_code_is_valid(folded(number))


def reasons_against_number(kind: str, number: str, today: date) -> list[Reason]:
    """Why this cannot be the number of such a paper; empty if it can. ValueError for an unknown kind."""
    kind, number = IdentityKind(kind), folded(number)
    if not number:
        return [_no("number_missing", _("请填写证件号码。"))]
    return _CHECKS[kind](number, today)


def birthday_of(kind: str, number: str) -> date | None:
    """The day of birth that the number says, for papers whose number does."""
    number = folded(number)
    if reasons_against_number(kind, number, date.max):
        return None
    if len(number) == 18 and kind in _WITH_BIRTHDAY:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return None


def _resident_id(number: str, today: date) -> list[Reason]:
    if len(number) == 15 and number.isdigit():
        return [_no("old_id", _("15 位居民身份证已停止使用，请填写 18 位号码。"))]
    if number[:2] in _HOME_PERMITS:
        return [_no("residence_permit", _("这是港澳台居民居住证号码，请选择相应的证件类型。"))]
    return _numbered(number, today)


def _residence_permit(number: str, today: date) -> list[Reason]:
    if number[:2] not in _HOME_PERMITS:
        return [_no("not_permit", _("港澳台居民居住证号码以 81、82 或 83 开头。"))]
    return _numbered(number, today)


def _numbered(number: str, today: date) -> list[Reason]:
    """GB 11643: form, region and birthday, then the check sign, so that the applicant hears what is wrong."""
    if len(number) != 18:
        return [_no("length", _("证件号码应为 18 位。"))]
    if not looks_like_resident_id(number):
        return [_no("form", _("证件号码的地区或者出生日期不对，请核对。"))]
    if not resident_id_is_valid(number):
        return [_no("check_sign", _("证件号码的校验位不对，请核对是否有一位写错。"))]
    return _born(number, today)


def _born(number: str, today: date) -> list[Reason]:
    if number[6:14] > today.strftime("%Y%m%d"):
        return [_no("not_born", _("证件号码中的出生日期晚于今天。"))]
    return []


def _foreign_residence(number: str, today: date) -> list[Reason]:
    """Old: three letters and twelve digits. Since 2023: 18 signs that begin with 9, check sign as GB 11643."""
    if _FOREIGN_OLD.fullmatch(number):
        return []
    if not _FOREIGN_NEW.fullmatch(number) or not is_date(number[6:14]):
        return [_no("form", _("外国人永久居留身份证号码应为 3 个字母加 12 位数字，或以 9 开头的 18 位。"))]
    if number[17] != check_sign(number[:17]):
        return [_no("check_sign", _("证件号码的校验位不对，请核对是否有一位写错。"))]
    return _born(number, today)


def _credit_code(number: str, today: date) -> list[Reason]:
    if len(number) != 18:
        return [_no("length", _("统一社会信用代码应为 18 位。"))]
    if not credit_code_is_valid(number):
        return [_no("check_sign", _("统一社会信用代码不对（不含字母 I、O、S、V、Z），请核对。"))]
    return []


def _formed(pattern: re.Pattern, text) -> Callable[[str, date], list[Reason]]:
    def check(number: str, today: date) -> list[Reason]:
        return [] if pattern.fullmatch(number) else [_no("form", text)]

    return check


def _no(code: str, text) -> Reason:
    return Reason(code, text, "政府信息公开条例第二十九条", "identity_number")


_WITH_BIRTHDAY = {IdentityKind.RESIDENT_ID, IdentityKind.RESIDENCE_PERMIT, IdentityKind.FOREIGN_RESIDENCE}
_CHECKS: dict[IdentityKind, Callable[[str, date], list[Reason]]] = {
    IdentityKind.RESIDENT_ID: _resident_id,
    IdentityKind.RESIDENCE_PERMIT: _residence_permit,
    IdentityKind.PASSPORT: _formed(_PASSPORT, _("护照号码应为 5 至 12 位字母和数字。")),
    IdentityKind.HONG_KONG_MACAU_PERMIT: _formed(
        _HONG_KONG_MACAU, _("港澳居民来往内地通行证号码应为 H 或 M 加 8 位（旧证 10 位）数字。")
    ),
    IdentityKind.TAIWAN_PERMIT: _formed(
        _TAIWAN, _("台湾居民来往大陆通行证号码应为 8 位数字（旧证 10 位数字）。")
    ),
    IdentityKind.FOREIGN_RESIDENCE: _foreign_residence,
    IdentityKind.CREDIT_CODE: _credit_code,
}
