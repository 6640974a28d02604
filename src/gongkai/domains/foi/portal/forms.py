"""The fields of the application: what was typed, how each is shown, what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.rules.application import DESCRIPTION_LENGTH, ApplicantFacts, Application
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Channel, Delivery, Form, IdentityKind
from gongkai.foundation.common.reasons import Reason

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DIGITS = re.compile(r"[0-9０-９]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
IDENTITY_KINDS = [(k.value, k.label) for k in IdentityKind if k != IdentityKind.CREDIT_CODE]
DELIVERIES = [Delivery.ONLINE, Delivery.POST, Delivery.EMAIL, Delivery.PICK_UP]


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it. `most`: longest text, in characters."""

    name: str
    label: str | Promise
    most: int
    hint: str | Promise = ""
    type: str = "text"
    autocomplete: str = "off"
    mode: str = ""
    required: bool = False
    value: str = ""
    errors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def described_by(self) -> str:
        parts = ([f"{self.id}-hint"] if self.hint else []) + ([f"{self.id}-error"] if self.errors else [])
        return " ".join(parts)


FIELDS = (
    Field(
        "description",
        gettext_lazy("您想要什么信息"),
        DESCRIPTION_LENGTH,
        gettext_lazy("写清名称、时间、地点或者事情经过，一件事写一份。例：下湾村2025年第三批次征地的公告和补偿安置方案。"),
        required=True,
    ),
    Field("place", gettext_lazy("涉及的地点（可不填）"), 120, gettext_lazy("写到乡镇、村或者项目名称。")),
    Field("document_number", gettext_lazy("文号（可不填）"), 80, gettext_lazy("例：云自然资发〔2025〕12号")),
    Field("kind", gettext_lazy("您以什么身份申请"), 16, required=True),
    Field("name", gettext_lazy("姓名"), 60, gettext_lazy("单位申请的，填法定代表人或者经办人姓名。"), autocomplete="name", required=True),
    Field("identity_kind", gettext_lazy("证件类型"), 24, required=True),
    Field("identity", gettext_lazy("证件号码"), 40, gettext_lazy("条例要求申请人提供身份证明；号码加密保存，不会公开。"), required=True),
    Field("organisation", gettext_lazy("单位名称"), 120, autocomplete="organization", required=True),
    Field("organisation_code", gettext_lazy("统一社会信用代码"), 40, gettext_lazy("18 位，见营业执照或登记证书。"), required=True),
    Field("phone", gettext_lazy("电话"), 30, gettext_lazy("电话、电子邮箱、通信地址至少填一项，便于与您确认。"), type="tel", autocomplete="tel"),
    Field("email", gettext_lazy("电子邮箱"), 120, type="email", autocomplete="email"),
    Field("address", gettext_lazy("通信地址"), 200, gettext_lazy("选择邮寄的，请填写能收到邮件的地址。"), autocomplete="street-address"),
    Field("form", gettext_lazy("希望得到什么形式"), 16),
    Field("delivery", gettext_lazy("怎样交给您"), 16),
)  # fmt: skip
NAMES = tuple(field.name for field in FIELDS)
CHECKED_ELSEWHERE = frozenset({"description", "place", "document_number", "organisation"})
BEGIN = {
    "kind": ApplicantKind.NATURAL_PERSON.value,
    "identity_kind": IdentityKind.RESIDENT_ID.value,
    "form": Form.ELECTRONIC.value,
    "delivery": Delivery.ONLINE.value,
}
CHOICES = {
    "kind": ApplicantKind.choices,
    "identity_kind": IDENTITY_KINDS,
    "form": Form.choices,
    "delivery": [(one.value, one.label) for one in DELIVERIES],
}


def typed(post: QueryDict) -> dict[str, str]:
    """What was typed, without signs that no database keeps; of a choice only what can be chosen."""
    values = {name: _UNSEEN.sub("", post.get(name, "")).strip() for name in NAMES}
    for name, choices in CHOICES.items():
        if values[name] and values[name] not in dict(choices):
            values[name] = ""
    return values


def restored(kept: Mapping) -> dict[str, str]:
    """What a saved form held; fields it did not know stay as they begin."""
    return BEGIN | {name: str(value) for name, value in kept.items() if name in NAMES}


def application_of(values: Mapping[str, str]) -> Application:
    """As the services take it. Of an organisation the code is the proof of identity."""
    person = values["kind"] == ApplicantKind.NATURAL_PERSON
    who = ApplicantFacts(
        kind=values["kind"],
        name=values["name"],
        identity_kind=values["identity_kind"] if person else IdentityKind.CREDIT_CODE.value,
        identity=values["identity"] if person else "",
        phone=values["phone"],
        email=values["email"],
        address=values["address"],
        organisation="" if person else values["organisation"],
        organisation_code="" if person else values["organisation_code"],
    )
    about = {name: values[name] for name in ("description", "place", "document_number", "form", "delivery")}
    return Application(channel=Channel.INTERNET, applicant=who, **about)


def reasons_against_typing(values: Mapping[str, str], *, confirmed: bool) -> list[Reason]:
    """What the form itself asks besides 第二十九条: lengths, readable contacts, the applicant's confirmation."""
    reasons = []
    for field in FIELDS:
        if field.name not in CHECKED_ELSEWHERE and len(values[field.name]) > field.most:
            said = _("“%(label)s”请不超过 %(most)d 字。") % {"label": field.label, "most": field.most}
            reasons.append(Reason("too_long", said, where=field.name))
    if values["email"] and not _EMAIL.fullmatch(values["email"]):
        reasons.append(Reason("email", _("电子邮箱应当像 name@example.cn 这样，请核对。"), where="email"))
    if values["phone"] and len(_DIGITS.findall(values["phone"])) < 7:
        reasons.append(Reason("phone", _("电话号码不完整，请核对；座机请加区号。"), where="phone"))
    if values["delivery"] == Delivery.POST and not values["address"]:
        reasons.append(Reason("address", _("选择邮寄的，请填写通信地址。"), where="address"))
    if values["delivery"] == Delivery.EMAIL and not values["email"]:
        reasons.append(Reason("email", _("选择电子邮件的，请填写电子邮箱。"), where="email"))
    if not confirmed:
        said = _("请勾选确认，表示这份申请由您提出、内容属实。")
        reasons.append(Reason("confirm", said, "政府信息公开条例 第三十一条", "confirm"))
    return reasons


def fields_of(values: Mapping[str, str], reasons: Iterable[Reason] = ()) -> dict[str, Field]:
    """Every field with its value and what is wrong with it."""
    wrong: dict[str, list[str]] = {}
    for reason in reasons:
        wrong.setdefault(reason.where, []).append(str(reason.text))
    return {
        field.name: replace(field, value=values.get(field.name, ""), errors=tuple(wrong.get(field.name, ())))
        for field in FIELDS
    }


ANCHORS = {"identity_number": "f-identity", "file": "f-files"}


def summary_of(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    """(id of the field, sentence) for the list above the form, in the order of the fields."""
    order = {name: place for place, name in enumerate((*NAMES, "files", "file", "proof", "confirm"))}
    ordered = sorted(reasons, key=lambda reason: order.get(reason.where, len(order)))
    return [
        (ANCHORS.get(reason.where, f"f-{reason.where or 'form'}"), str(reason.text)) for reason in ordered
    ]
