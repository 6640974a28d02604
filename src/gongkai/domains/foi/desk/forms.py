"""Forms of the register, the intake and the settings. They only read what was typed; the rules judge it."""

from datetime import date, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.desk.fields import a_day, area, choice, files, line
from gongkai.domains.foi.models import OfficeSetting
from gongkai.domains.foi.register import ON_HAND, Due, Filters, Waits
from gongkai.domains.foi.rules.application import (
    DESCRIPTION_LENGTH,
    SUBJECT_LENGTH,
    ApplicantFacts,
    Application,
)
from gongkai.domains.foi.rules.receipt import Facts
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import (
    AnswerKind,
    ApplicantKind,
    Channel,
    Delivery,
    Form,
    IdentityKind,
)
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Division

ALL = _("全部")
AT_THE_DESK = [(value, label) for value, label in Channel.choices if value != Channel.INTERNET]
IDENTITIES = [(value, label) for value, label in IdentityKind.choices if value != IdentityKind.CREDIT_CODE]
_WHO = frozenset(ApplicantFacts.__dataclass_fields__)
_WHAT = ("channel", "description", "subject", "document_number", "place", "form", "delivery")
_RECEIPT = ("signed_for_on", "asked_on", "office_confirmed_on", "applicant_confirmed_on")


class FilterForm(forms.Form):
    """Filters of the register; each is optional."""

    q = line(_("事由或登记号"), 100, required=False)
    stage = choice(_("环节"), [(ON_HAND, _("在办")), *Stage.choices], ALL, required=False)
    due = choice(_("期限"), Due.choices, ALL, required=False)
    waits = choice(_("等谁办"), Waits.choices, ALL, required=False)
    division = choice(_("承办处室"), [], ALL, required=False)
    channel = choice(_("渠道"), Channel.choices, ALL, required=False)
    answer = choice(
        _("答复类型"), [(k.value, f"{k.value} {k.label}") for k in AnswerKind], ALL, required=False
    )
    applicant = choice(_("申请人类别"), ApplicantKind.choices, ALL, required=False)
    year = forms.IntegerField(label=_("收到年份"), min_value=2008, max_value=2100, required=False)
    since = a_day(_("收到日期自"), required=False)
    until = a_day(_("至"), required=False)
    mine = forms.BooleanField(label=_("只看我承办的"), required=False)
    doubtful = forms.BooleanField(label=_("导入时存疑的"), required=False)
    same = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, divisions: list[Division], **options):
        super().__init__(*args, **options)
        named = [(str(one.pk), one.name) for one in divisions]
        self.fields["division"].choices = [("", ALL), ("none", _("尚未交办")), *named]

    def filters(self) -> Filters:
        """What can be read; a value that is no choice narrows nothing."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})


class IntakeForm(forms.Form):
    """A request that came by counter, post, fax, e-mail or word of mouth, with the facts of its arrival."""

    channel = forms.ChoiceField(
        label=_("怎么收到的"), choices=AT_THE_DESK, initial=Channel.COUNTER, widget=forms.RadioSelect
    )
    submitted_on = a_day(_("到达日期"))
    signed_for_on = a_day(_("签收日期"), required=False, help_text=_("收发室签收的，填收发室签收之日。"))
    signed_by = line(_("签收人"), 40, required=False)
    tracking_number = line(_("邮件号"), 40, required=False, help_text=_("挂号信、EMS 的单号。"))
    asked_on = a_day(
        _("联系申请人确认之日"), required=False, help_text=_("平常信函应当在收到当日联系申请人。")
    )
    office_confirmed_on = a_day(_("本机关确认收到之日"), required=False)
    applicant_confirmed_on = a_day(
        _("申请人确认之日"), required=False, help_text=_("还没有确认的，先不填，登记后再补记。")
    )
    confirmation = line(
        _("确认的方式和记录"), 200, required=False, help_text=_("如：电话确认，10:20，本人接听。")
    )
    acknowledged = forms.BooleanField(label=_("已读给申请人听，申请人签字或者按印"), required=False)

    kind = choice(_("申请人类别"), ApplicantKind.choices, initial=ApplicantKind.NATURAL_PERSON)
    name = line(_("姓名（组织填经办人）"), 60, required=False)
    organisation = line(_("组织名称"), 120, required=False)
    organisation_code = line(_("统一社会信用代码"), 24, required=False)
    identity_kind = choice(_("证件类型"), IDENTITIES, required=False, initial=IdentityKind.RESIDENT_ID)
    identity = line(_("证件号码"), 40, required=False)
    identity_seen = forms.BooleanField(label=_("我已核对证件原件或者复印件"), required=False)
    phone = line(_("联系电话"), 40, required=False)
    email = line(_("电子邮箱"), 120, required=False)
    address = line(_("通信地址"), 200, required=False)
    agent = line(_("代理人"), 60, required=False, help_text=_("委托他人提出的，填受托人姓名，并上传委托书。"))

    description = area(
        _("所需政府信息的描述"),
        rows=5,
        required=False,
        help_text=_("照申请人的原话录入：名称、文号，或者便于查询的其他特征。"),
    )
    subject = line(
        _("事由（台账上显示）"),
        SUBJECT_LENGTH,
        required=False,
        help_text=_("一句话概括要什么信息，不写姓名、电话；不填则取描述开头。"),
    )
    document_number = line(_("文号"), 80, required=False)
    place = line(_("地点"), 120, required=False, help_text=_("如：林江市河湾县柳树镇下湾村"))
    form = choice(_("希望的形式"), Form.choices, _("没有说明"), required=False)
    delivery = choice(_("希望的获取途径"), Delivery.choices, _("没有说明"), required=False)
    materials = files(_("申请书、证件、委托书的扫描件"), help_text=_("可以一次选几个文件。"))
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("description", "identity", "organisation_code"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["description"].widget.attrs["maxlength"] = DESCRIPTION_LENGTH

    def application(self) -> Application:
        data = self.cleaned_data
        who = {name: data[name] for name in _WHO}
        if who["kind"] == ApplicantKind.NATURAL_PERSON:
            who |= {"organisation": "", "organisation_code": ""}
        oral = data["channel"] == Channel.ORAL
        return Application(
            applicant=ApplicantFacts(**who), written_up=oral, **{name: data[name] for name in _WHAT}
        )

    def receipt(self) -> Facts:
        """The facts that the channel asks for; those of another channel are left out."""
        data = self.cleaned_data
        wanted = {name for name, channels in SHOWN_FOR.items() if data["channel"] in channels.split("|")}
        days = {name: data[name] for name in _RECEIPT if name in wanted}
        oral = data["channel"] == Channel.ORAL
        return Facts(
            **days,
            written_up_on=data["submitted_on"] if oral else None,
            acknowledged=oral and data["acknowledged"],
        )

    def evidence(self) -> dict[str, str]:
        """What proves the arrival besides its days: of the channel, where given."""
        data = self.cleaned_data
        return {
            name: data[name].strip()
            for name in ("signed_by", "tracking_number", "confirmation")
            if data["channel"] in SHOWN_FOR[name].split("|") and data[name].strip()
        }

    def arrived(self, at: datetime) -> datetime:
        """The moment of arrival: now if it was today, else noon of the day."""
        on: date = self.cleaned_data["submitted_on"]
        return at if on == at.astimezone(SHANGHAI).date() else datetime.combine(on, time(12), SHANGHAI)


SHOWN_FOR = {
    "signed_for_on": "signed_post",
    "signed_by": "signed_post",
    "tracking_number": "signed_post",
    "asked_on": "ordinary_post",
    "office_confirmed_on": "fax|email",
    "applicant_confirmed_on": "ordinary_post|fax|email",
    "confirmation": "ordinary_post|fax|email",
    "acknowledged": "oral",
}
"""Receipt fact -> the channels that ask for it (政府信息公开条例 第三十一条, 第二十九条第二款)."""


class UnmaskForm(forms.Form):
    field = forms.ChoiceField(label=_("查看哪一项"))
    reason = line(
        _("查看的事由"), 200, help_text=_("会永久记入台账，不要写证件号、电话。如：邮寄答复需核对地址。")
    )

    def __init__(self, *args, choices, **options):
        super().__init__(*args, **options)
        self.fields["field"].choices = choices


class SettingForm(forms.ModelForm):
    """How requests are handled in an organ."""

    class Meta:
        model = OfficeSetting
        fields = (
            "review_organ",
            "court",
            "office_address",
            "office_phone",
            "office_hours",
            "mailbox",
            "silence",
            "reply_days",
            "unserved_days",
            "small_pages",
            "small_pieces",
            "open_for_requests",
        )
