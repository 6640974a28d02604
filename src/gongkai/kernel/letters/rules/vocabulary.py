"""The words of the room: kinds of field, states of a letter, ways to send and to prove service; plain values."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FieldKind(TextChoices):
    TEXT = "text", _("文字")
    DATE = "date", _("日期")
    NUMBER = "number", _("数字")
    LIST = "list", _("清单")
    REMEDY = "remedy", _("救济途径")


class State(TextChoices):
    """Where a letter stands. `cancelled` keeps its number: a number once given is accounted for."""

    DRAFTED = "drafted", _("草拟")
    APPROVED = "approved", _("已签发")
    PRINTED = "printed", _("已打印")
    SEALED = "sealed", _("已用印")
    SENT = "sent", _("已发出")
    SERVED = "served", _("已送达")
    UNDELIVERED = "undelivered", _("退回未送达")
    CANCELLED = "cancelled", _("已作废")


OPEN = frozenset({State.DRAFTED, State.APPROVED, State.PRINTED})
"""States in which the words may still change. From the seal on they never do."""

UNSENT = OPEN | {State.SEALED}
"""States of a letter that nobody outside has seen: it may be given up."""


class Manner(TextChoices):
    SEAL = "seal", _("盖章")
    SIGNATURE = "signature", _("签字")


class Channel(TextChoices):
    POST = "post", _("邮寄")
    ELECTRONIC = "electronic", _("网上送达")
    COUNTER = "counter", _("当面送达")


class Evidence(TextChoices):
    """What proves that the letter reached its reader."""

    RECEIPT = "receipt", _("送达回证")
    COURIER_SIGNATURE = "courier_signature", _("邮件签收记录")
    COUNTER_SIGNATURE = "counter_signature", _("当面签收")
    ELECTRONIC_READ = "electronic_read", _("网上阅读记录")


PROVES = {
    Channel.POST: frozenset({Evidence.RECEIPT, Evidence.COURIER_SIGNATURE}),
    Channel.ELECTRONIC: frozenset({Evidence.RECEIPT, Evidence.ELECTRONIC_READ}),
    Channel.COUNTER: frozenset({Evidence.RECEIPT, Evidence.COUNTER_SIGNATURE}),
}


class Counts(TextChoices):
    """Which date makes a letter effective."""

    SENT = "sent", _("发出之日")
    SERVED = "served", _("签收之日")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One merge field of a text. `personal`: masked in lists, and never spelled in the audit ledger."""

    name: str
    label: str
    kind: str = FieldKind.TEXT
    required: bool = True
    personal: bool = False

    def as_dict(self) -> dict:
        return {
            "name": self.name,
            "label": self.label,
            "kind": str(self.kind),
            "required": self.required,
            "personal": self.personal,
        }


@dataclass(frozen=True, slots=True)
class Text:
    """A letter text as the rules see it: its declared fields and its body in the syntax of `rules.syntax`."""

    code: str
    name: str
    body: str
    fields: tuple[FieldSpec, ...] = ()

    def field(self, name: str) -> FieldSpec | None:
        return next((spec for spec in self.fields if spec.name == name), None)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the words. `number` is empty and `dated_on` None while the letter is a draft."""

    organ: str = ""
    red_head: str = ""
    number: str = ""
    dated_on: date | None = None
