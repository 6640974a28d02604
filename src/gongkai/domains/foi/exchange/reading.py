"""Cells of a row to a request with its history; every fault with the field it stands in."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from gongkai.domains.foi.exchange.fields import BY_NAME
from gongkai.domains.foi.rules.application import ApplicantFacts, Application
from gongkai.domains.foi.rules.classing import Classes, reasons_against_classifying, years_in
from gongkai.domains.foi.rules.past import Past, appeals_in, consultations_in
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Channel, IdentityKind, Matter
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.tabular.values import Lookups, read_values

_APPLICANT = ("name", "identity_kind", "identity", "phone", "email", "address", "agent")
_ORGANISATION = ("organisation", "organisation_code")
_ABOUT = ("description", "subject", "document_number", "place", "form", "delivery", "purpose")
_HISTORY = (
    "routed_on",
    "correction_requested_on",
    "correction_items",
    "correction_until",
    "correction_received_on",
    "correction_lapsed_on",
    "extended_on",
    "extension_reason",
    "delayed_on",
    "delayed_until",
    "fee_basis",
    "fee_noticed_on",
    "fee_delivered_on",
    "fee_paid_on",
    "fee_lapsed_on",
    "answer_kind",
    "grounds",
    "answered_on",
    "answer_text",
    "archived_on",
)
_NUMBERS = ("extension_days", "fee_count", "fee_month_before", "fee_amount")
_SPELLED = {"consultations": consultations_in, "appeals": appeals_in}
_CLASSES = {
    "since": "information_years",
    "until": "information_years",
    "place": "applicant_place",
    "trade": "applicant_trade",
}
"""Where a reason against a class stands in a row."""


def read_past(
    cells: Mapping[str, object], lookups: Lookups, places: Mapping[str, str] | None = None
) -> tuple[Past | None, dict[str, object], list[Reason]]:
    """(the request or None, its values by field, every reason why not). `places`: code -> name."""
    values, reasons = read_values(cells, BY_NAME, lookups)
    classes = _classes(values, places or {}, reasons)
    spelled = {name: _spelled(name, values, reasons) for name in _SPELLED}
    numbers = {name: _whole_number(name, values, reasons) for name in _NUMBERS}
    if not values.get("submitted_on") and not values.get("received_on") and not _said(reasons):
        text = _("没有提交日期，也没有收到申请之日。")
        reasons.append(Reason("day_missing", text, "政府信息公开条例 第三十一条", "received_on"))
    if reasons:
        return None, values, reasons
    told = {name: values[name] for name in _HISTORY if values.get(name)}
    return _past(values, told, spelled | numbers | {"classes": classes}), values, []


def _said(reasons: list[Reason]) -> bool:
    return any(reason.where in ("submitted_on", "received_on") for reason in reasons)


def _past(values: dict, told: dict, spelled: dict) -> Past:
    submitted = values.get("submitted_on") or values["received_on"]
    received = values.get("received_on")
    if received is None and values.get("channel") == Channel.COUNTER:
        received = submitted  # 第三十一条第一项
    return Past(
        application=application_of(values),
        submitted_on=submitted,
        received_on=received,
        number=values.get("number", ""),
        matter=values.get("matter") or Matter.REQUEST,
        **spelled,
        **told,
    )


def _classes(values: dict, places: Mapping[str, str], reasons: list[Reason]) -> Classes:
    """What the row says for the counts of reports; its years and place in words."""
    codes = {name: code for code, name in places.items()}
    since, until = _years(values, reasons)
    place = str(values.get("applicant_place") or "")
    topic, trade = (str(values.get(name) or "") for name in ("topic", "applicant_trade"))
    found = Classes(topic, since, until, codes.get(place, place), trade)
    if found:
        facts = {"applicant": _kind(values), "now": Classes(), "places": places}
        against = reasons_against_classifying(found, stage="", **facts)
        reasons += [replace(one, where=_CLASSES.get(one.where, one.where)) for one in against]
    return found


def _years(values: dict, reasons: list[Reason]) -> tuple[int | None, int | None]:
    try:
        return years_in(str(values.get("information_years") or ""))
    except ValueError:
        text = _("所涉年份写作 2017，或者起止年份 2008-2019。")
        reasons.append(Reason("not_spelled", text, "", "information_years"))
        return None, None


def application_of(values: Mapping[str, object]) -> Application:
    """The application among the values of a row, or of a request of another system."""

    def texts(names: tuple[str, ...]) -> dict[str, str]:
        return {name: str(values.get(name) or "") for name in names}

    kind = _kind(values)
    who = texts(_APPLICANT) | (texts(_ORGANISATION) if kind != ApplicantKind.NATURAL_PERSON else {})
    if kind == ApplicantKind.NATURAL_PERSON and who["identity"] and not who["identity_kind"]:
        who["identity_kind"] = IdentityKind.RESIDENT_ID.value  # what a register calls 证件号码 without more
    return Application(
        channel=str(values.get("channel") or ""),
        applicant=ApplicantFacts(kind=kind, **who),
        written_up=bool(values.get("written_up")) or values.get("channel") == Channel.ORAL,
        **texts(_ABOUT),
    )


def _kind(values: Mapping[str, object]) -> str:
    """Nothing said and no organisation named: a person. Which kind of organisation nobody can guess."""
    guessed = "" if values.get("organisation") else ApplicantKind.NATURAL_PERSON.value
    return str(values.get("applicant_kind") or guessed)


def _spelled(name: str, values: dict, reasons: list[Reason]) -> tuple:
    try:
        return _SPELLED[name](str(values.get(name) or ""))
    except ValueError as error:
        label, help_text = BY_NAME[name].label, BY_NAME[name].example
        words = {"label": label, "part": str(error)[:40], "example": help_text}
        text = _("%(label)s中的“%(part)s”看不懂，应写作：%(example)s") % words
        reasons.append(Reason("not_spelled", text, "", name))
        return ()


def _whole_number(name: str, values: dict, reasons: list[Reason]) -> int:
    text = str(values.get(name) or "0")
    if text.isdecimal() and text.isascii():
        return int(text)
    said = _("%(label)s应为整数。") % {"label": BY_NAME[name].label}
    reasons.append(Reason("not_a_number", said, "", name))
    return 0


def key_of(values: Mapping[str, object]) -> str:
    """The key of a row: its own, its number, or what it says; so that the same row is known again."""
    if values.get("key"):
        return str(values["key"])
    if values.get("number"):
        return f"number:{values['number']}"
    return f"content:{digest_of(sorted((name, str(value)) for name, value in values.items()))[:40]}"
