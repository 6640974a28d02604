"""An application as another system hands it in: strict JSON values to an application and the facts of its arrival."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.exchange.fields import BY_NAME as REGISTER
from gongkai.domains.foi.exchange.reading import application_of
from gongkai.domains.foi.rules.application import Application
from gongkai.domains.foi.rules.receipt import Facts, reasons_against_facts, reasons_before_law
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Channel, IdentityKind
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.records.tabular.fields import DATE, FLAG, Field
from gongkai.kernel.records.tabular.values import read_values

_TAKEN = (
    "key",
    "name",
    "identity",
    "phone",
    "email",
    "address",
    "agent",
    "organisation",
    "organisation_code",
    "subject",
    "description",
    "document_number",
    "place",
    "form",
    "delivery",
    "written_up",
)
_FACTS = (
    ("signed_for_on", gettext_lazy("签收之日"), "Signed post: the day the organ signed for it."),
    ("asked_on", gettext_lazy("要求确认之日"), "The day the office asked the applicant to confirm."),
    ("office_confirmed_on", gettext_lazy("机关确认之日"), "Internet, fax, e-mail: the organ's confirmation."),
    ("applicant_confirmed_on", gettext_lazy("申请人确认之日"), "The applicant's confirmation."),
    ("written_up_on", gettext_lazy("代为填写之日"), "Oral requests."),
)


def _closed(name: str, choices) -> Field:
    known = REGISTER[name]
    return Field(
        name, known.label, known.type, options=tuple((choice.value, choice.label) for choice in choices)
    )


FIELDS: tuple[Field, ...] = (
    _closed("channel", Channel),
    _closed("applicant_kind", ApplicantKind),
    _closed("identity_kind", IdentityKind),
    *(REGISTER[name] for name in _TAKEN),
    Field(
        "submitted_at",
        gettext_lazy("提交时间"),
        limit=40,
        help="Moment with its zone at which it was handed in; empty: now. Never in the future.",
    ),
    *(Field(name, label, DATE, help=help_text) for name, label, help_text in _FACTS),
    Field(
        "acknowledged", gettext_lazy("申请人签认"), FLAG, help="Oral: the applicant signed what was written."
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
NEEDED = ("channel", "applicant_kind", "description")


@dataclass(frozen=True, slots=True)
class Incoming:
    application: Application
    facts: Facts
    submitted_at: datetime
    key: str = ""


def read_incoming(cells: Mapping[str, object], *, at: datetime) -> tuple[Incoming | None, list[Reason]]:
    """The application, or None with every reason why the values cannot be taken. The rules of intake come after."""
    values, reasons = read_values(cells, BY_NAME, strict=True)
    submitted = _moment(values, at, reasons)
    facts = {name: values.get(name) for name, _label, _help in _FACTS}
    arrival = Facts(
        arrived_on=shanghai_date(submitted), acknowledged=bool(values.get("acknowledged")), **facts
    )
    reasons += reasons_against_facts(arrival, shanghai_date(at))
    reasons += reasons_before_law(str(values.get("channel") or ""), arrival, "submitted_at")
    if reasons:
        return None, reasons
    return Incoming(application_of(values), arrival, submitted, str(values.get("key") or "")), []


def _moment(values: Mapping[str, object], at: datetime, reasons: list[Reason]) -> datetime:
    text = str(values.get("submitted_at") or "")
    if not text:
        return at
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1990 <= moment.year <= 2100:
        said = _("提交时间应带时区，例如 2026-05-20T09:30:00+08:00。")
        reasons.append(Reason("not_a_moment", said, "", "submitted_at"))
        return at
    if moment > at:
        reasons.append(Reason("in_future", _("提交时间不能晚于现在。"), "", "submitted_at"))
        return at
    return moment
