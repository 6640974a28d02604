"""An application as it is handed in, and what keeps it from being one (第二十九条). Pure.

The law asks for name, proof of identity, contact; a description by which the information can be found; the form
in which it is wanted. Nothing else may be demanded, and since 2019 no purpose.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.identity import folded, reasons_against_number
from gongkai.domains.foi.rules.titles import TITLE_LENGTH, title_of
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Channel, Form, IdentityKind
from gongkai.foundation.common.reasons import Reason

LAW = "政府信息公开条例 第二十九条"
SUBJECT_LENGTH = TITLE_LENGTH
DESCRIPTION_LENGTH = 5000
TOO_SHORT = 4
LENGTHS = {"document_number": 80, "place": 120, "delivery": 60, "purpose": 300}
"""Longest texts of the other columns, in characters."""
ORGANISATION_LENGTH = 120
SEALED = ("name", "identity", "phone", "email", "address", "agent")
"""Columns of an applicant that lie sealed, in the order in which they are shown."""
PARTICULARS = {
    "name": "name",
    "agent": "name",
    "identity": "resident_id",
    "phone": "mobile",
    "email": "email",
    "address": "address",
}
"""Column -> kind of its mask."""
OLDEST = timedelta(days=366 * 20)


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """Who asks. `identity` belongs to the person, or to who acts for an organisation."""

    kind: str
    name: str = field(default="", repr=False)
    identity_kind: str = ""
    identity: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    organisation: str = ""
    organisation_code: str = ""

    def columns(self) -> dict:
        """By column; what was left empty stays empty, which is not the same as unknown."""
        values = {name: value.strip() for name, value in asdict(self).items()}
        values["identity"] = folded(self.identity)
        values["organisation_code"] = folded(self.organisation_code)
        return {name: (value or None) if name in SEALED else value for name, value in values.items()}

    def particulars(self) -> list[tuple[str, str]]:
        """What must not stand in a title, each with its kind of mask. An organisation's name may."""
        return [(kind, getattr(self, name)) for name, kind in PARTICULARS.items() if getattr(self, name)]


@dataclass(frozen=True, slots=True)
class Application:
    """One application. `subject`: a short title written by the office, else cut from the words; masked either way."""

    channel: str
    applicant: ApplicantFacts
    description: str = field(repr=False)
    subject: str = ""
    document_number: str = ""
    place: str = ""
    form: str = ""
    delivery: str = ""
    purpose: str = ""
    written_up: bool = False

    def about(self) -> dict:
        """The columns of the request itself."""
        return {
            "channel": self.channel,
            "description": self.description.strip(),
            "subject": title_of(self.subject.strip() or self.description, known=self.applicant.particulars()),
            "document_number": self.document_number.strip(),
            "place": self.place.strip(),
            "form": self.form,
            "delivery": self.delivery.strip(),
            "purpose": self.purpose.strip(),
            "written_up": self.written_up,
        }


def reasons_against_application(
    asked: Application, *, on: date, today: date, finished: bool = False
) -> list[Reason]:
    """Everything that is missing or wrong, each with the field. `on`: the day it arrived.

    `finished`: it was answered long ago; of an old register nobody can ask again what it does not hold, but
    what it holds has to be right. (The regulation of 2007 asked for no proof of identity.)
    """
    who = asked.applicant
    reasons = [*_times(on, today), *_about(asked), *_applicant(who, today)]
    return [reason for reason in reasons if not (finished and _only_missing(reason, who))]


def _only_missing(reason: Reason, who: ApplicantFacts) -> bool:
    absent = {
        "identity_kind": not who.identity.strip(),
        "number_missing": True,
        "contact": True,
        "name": bool(who.organisation.strip()),
    }
    return absent.get(reason.code, False)


def _times(on: date, today: date) -> Iterator[Reason]:
    if on > today:
        yield Reason("in_future", _("到达日期不能晚于今天。"), where="submitted_on")
    if today - on > OLDEST:
        yield Reason("too_old", _("到达日期早得不合情理，请核对年份。"), where="submitted_on")


def _about(asked: Application) -> Iterator[Reason]:
    if asked.channel not in Channel.values:
        yield Reason("channel", _("请选择申请渠道。"), LAW, "channel")
    if len(asked.description.strip()) < TOO_SHORT:
        said = _("请描述所需的政府信息：名称、文号，或者便于查询的其他特征。")
        yield Reason("description", said, LAW, "description")
    if len(asked.description) > DESCRIPTION_LENGTH:
        said = _("描述请不超过 %d 字，其余内容可作为附件提交。") % DESCRIPTION_LENGTH
        yield Reason("description_long", said, where="description")
    for name, most in LENGTHS.items():
        if len(getattr(asked, name).strip()) > most:
            yield Reason("too_long", _("此项请不超过 %d 字。") % most, where=name)
    if asked.form and asked.form not in Form.values:
        yield Reason("form", _("没有这种提供方式。"), LAW, "form")


def _applicant(who: ApplicantFacts, today: date) -> Iterator[Reason]:
    if who.kind not in ApplicantKind.values:
        yield Reason("applicant_kind", _("请选择申请人类别。"), LAW, "kind")
        return
    if who.kind == ApplicantKind.NATURAL_PERSON:
        if not who.name.strip():
            yield Reason("name", _("请填写申请人姓名。"), LAW, "name")
        yield from _identity(who.identity_kind, who.identity, today)
    else:
        yield from _organisation(who, today)
    if not (who.phone.strip() or who.email.strip() or who.address.strip()):
        said = _("请至少填写一种联系方式：电话、电子邮箱或者通信地址。")
        yield Reason("contact", said, LAW, "phone")


def _identity(kind: str, number: str, today: date) -> Iterator[Reason]:
    if kind not in IdentityKind.values or kind == IdentityKind.CREDIT_CODE:
        yield Reason("identity_kind", _("请选择证件类型。"), LAW, "identity_kind")
        return
    for reason in reasons_against_number(kind, number, today):
        yield replace(reason, where="identity")


def _organisation(who: ApplicantFacts, today: date) -> Iterator[Reason]:
    if len(who.organisation.strip()) > ORGANISATION_LENGTH:
        yield Reason("too_long", _("此项请不超过 %d 字。") % ORGANISATION_LENGTH, where="organisation")
    if not who.organisation.strip():
        yield Reason("organisation", _("请填写组织名称。"), LAW, "organisation")
    if not who.name.strip():
        yield Reason("name", _("请填写法定代表人或者经办人姓名。"), LAW, "name")
    for reason in reasons_against_number(IdentityKind.CREDIT_CODE, who.organisation_code, today):
        yield replace(reason, where="organisation_code")
