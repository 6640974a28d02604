"""Forms of the acts on a request, one each. What is missing or unlawful, the services say."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.desk.fields import a_day, area, choice, files, line
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.fees import MOST, Basis
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.vocabulary import ROUTES, Matter
from gongkai.domains.foi.selectors import overruled
from gongkai.domains.foi.services.consulting import reply_by_default
from gongkai.foundation.orgs.models import Division, Person

REPLIES = [(value, label) for value, label in Reply.choices if value != Reply.SILENT]
MATTERS = [(value, label) for value, label in Matter.choices if value != Matter.REQUEST]
OPINION_DAYS = 5
"""Calendar days proposed for the opinion of a division; the official decides."""
CORRECTING_DAYS = 15
"""Calendar days proposed for a correction; the law says "reasonable" and the official decides."""


class ActForm(forms.Form):
    """Made with the request it is about and the day of looking."""

    def __init__(self, *args, about: Request, on: date, **options):
        super().__init__(*args, **options)
        self.about, self.on = about, on
        self.prepare()

    def prepare(self) -> None:
        """Choices and proposals that depend on the request."""


class NothingForm(ActForm):
    pass


class ConfirmForm(ActForm):
    day = a_day(_("双方确认之日"), help_text=_("双方中后确认的一方确认之日；自次日起计算答复期限。"))
    asked_on = a_day(_("联系申请人之日"), required=False, help_text=_("平常信函应当在收到当日联系申请人。"))

    def prepare(self):
        self.initial.setdefault("day", self.on)


class AssignForm(ActForm):
    division = forms.ModelChoiceField(label=_("承办处室"), queryset=Division.objects.none())
    handler = forms.ModelChoiceField(
        label=_("承办人"), queryset=Person.objects.none(), required=False, empty_label=_("由处室自定")
    )
    note = area(_("交办意见"), 2, required=False, max_length=500)
    subject = line(
        _("事由（台账上显示）"), 200, required=False, help_text=_("一句话写明要的是什么；不要写个人信息。")
    )

    def prepare(self):
        self.initial.setdefault("subject", self.about.subject)
        people = Person.objects.filter(organ=self.about.organ_id, is_active=True, division__isnull=False)
        self.fields["division"].queryset = Division.objects.filter(organ=self.about.organ_id)
        self.fields["handler"].queryset = people.select_related("division").order_by("division_id", "name")
        self.fields["handler"].label_from_instance = lambda one: f"{one.name}（{one.division.name}）"
        self.initial.setdefault("division", self.about.division_id)
        self.initial.setdefault("handler", self.about.handler_id)


class RouteForm(ActForm):
    matter = choice(_("事项类别"), MATTERS, _("请选择"), required=False)
    notice = area(
        _("告知的内容"),
        4,
        required=False,
        max_length=2000,
        help_text=_("写明为什么不作为申请处理、应向何处提出。"),
    )

    def prepare(self):
        self.advice = [(str(Matter(m).label), str(r.advice), r.article, m) for m, r in ROUTES.items()]


class CorrectionForm(ActForm):
    items = area(
        _("需要补正的事项"),
        4,
        required=False,
        max_length=2000,
        help_text=_("一次写全：哪里不明确，需要补充什么。以后不能再次要求补正。"),
    )
    until = a_day(_("补正期限"), help_text=_("法律只要求期限合理，这里的日期是建议。"))

    def prepare(self):
        self.initial.setdefault("until", self.on + timedelta(days=CORRECTING_DAYS))


class CorrectionReceivedForm(ActForm):
    content = area(_("补正的内容"), 4, required=False, max_length=5000)
    day = a_day(_("收到补正之日"), help_text=_("答复期限自次日起重新计算，不是接着算。"))
    good_reason = area(_("逾期的正当理由"), 2, required=False, help_text=_("逾期补正的才填。"))
    materials = files(_("随补正来的材料"))

    def prepare(self):
        self.initial.setdefault("day", self.on)


class ConsultForm(ActForm):
    party = choice(_("征求谁的意见"), Party.choices, _("请选择"), required=False)
    organisation = line(_("单位名称"), 120, required=False)
    name = line(_("姓名"), 60, required=False, help_text=_("征求个人意见的填姓名；加密保存。"))
    contact = line(_("联系方式"), 200, required=False)
    matter = area(
        _("征求意见的内容"),
        4,
        required=False,
        max_length=2000,
        help_text=_("写明申请人要的是什么、涉及对方什么。"),
    )
    until = a_day(
        _("请其他机关于何日前答复"),
        required=False,
        help_text=_(
            "只用于其他机关：法律没有规定它们的期限，由函件写明，过期提醒催办。第三方和共同制作机关依法为收到之日起 15 个工作日。"
        ),
    )

    def prepare(self):
        self.initial.setdefault("until", reply_by_default(self.about.organ, self.on))


class ReplyForm(ActForm):
    ref = choice(_("哪一次征求意见"), [], required=False)
    reply = forms.ChoiceField(
        label=_("对方的意见"), choices=REPLIES, required=False, widget=forms.RadioSelect
    )
    reason = area(_("对方的理由"), 3, required=False, help_text=_("不同意公开的，应当记明理由。"))
    day = a_day(_("收到意见之日"))
    evidence = files(_("回函扫描件"))

    def prepare(self):
        open_ones = [c for c in self.about.consultations.all() if c.replied_on is None]
        self.fields["ref"].choices = [(c.ref, whom(c)) for c in open_ones]
        self.initial.setdefault("day", self.on)


class TellPartyForm(ActForm):
    ref = choice(_("告知哪一方"), [], required=False)
    outcome = area(
        _("决定公开的内容"), 3, required=False, max_length=2000, help_text=_("写明要公开的是哪些信息。")
    )
    reason = area(
        _("决定公开的理由"),
        3,
        required=False,
        max_length=2000,
        help_text=_("写明不公开会对公共利益造成怎样的重大影响。"),
    )

    def prepare(self):
        waiting = [c for c in overruled(self.about.consultations.all()) if c.result_letter_id is None]
        self.fields["ref"].choices = [(c.ref, whom(c)) for c in waiting]


class TransferForm(ActForm):
    right_organ = line(_("负责公开的机关"), 120, required=False)
    notice = area(
        _("告知的内容"),
        4,
        required=False,
        max_length=2000,
        help_text=_("写明怎样向该机关提出申请、联系方式；接在“由该机关负责公开。”之后。"),
    )


def whom(asked) -> str:
    """The consulted one as pages call it: the organisation, else the masked name."""
    return f"{asked.organisation or asked.name or ''}（{asked.get_party_display()}）"


class OpinionsForm(ActForm):
    divisions = forms.ModelMultipleChoiceField(
        label=_("征求哪些处室的意见"),
        queryset=Division.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("处室负责人同时收到待办，各自答复；全部答复后收齐。"),
    )
    question = area(_("征求意见的问题"), 4, required=False, max_length=2000)
    until = a_day(_("请于何日前答复"), help_text=_("答复期限照常计算，不因征求处室意见中止。"))

    def prepare(self):
        others = Division.objects.filter(organ=self.about.organ_id).exclude(pk=self.about.division_id)
        self.fields["divisions"].queryset = others.order_by("position", "id")
        self.initial.setdefault("until", self.on + timedelta(days=OPINION_DAYS))


class ConferenceForm(ActForm):
    held_on = a_day(_("会商日期"))
    place = line(_("地点"), 120, required=False)
    called_by = forms.ModelChoiceField(
        label=_("召集人"), queryset=Person.objects.none(), empty_label=_("请选择")
    )
    divisions = forms.ModelMultipleChoiceField(
        label=_("参加处室"),
        queryset=Division.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.ModelMultipleChoiceField(
        label=_("参加人员"), queryset=Person.objects.none(), required=False, help_text=_("可以选几位。")
    )
    counsel = line(_("法律顾问（外聘的写姓名和单位）"), 200, required=False)
    question = area(_("会商的问题"), 3, required=False, max_length=2000)
    minutes = area(_("会商记录"), 8, required=False, max_length=20_000)
    conclusion = area(
        _("会商结论"), 3, required=False, max_length=2000, help_text=_("拟定答复时可以选作依据。")
    )

    def prepare(self):
        colleagues = Person.objects.filter(organ=self.about.organ_id, is_active=True).order_by("name", "pk")
        self.fields["called_by"].queryset = self.fields["people"].queryset = colleagues
        self.fields["divisions"].queryset = Division.objects.filter(organ=self.about.organ_id).order_by(
            "position", "id"
        )
        self.initial.setdefault("held_on", self.on)


class ExtensionForm(ActForm):
    days = forms.IntegerField(label=_("延长几个工作日"), min_value=1)
    reason = area(_("延期的理由"), 3, required=False, max_length=500, help_text=_("会写进告知申请人的文书。"))

    def __init__(self, *args, cap: int = 20, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("days", cap)
        self.fields["days"].max_value = cap
        self.fields["days"].help_text = _("最多 %d 个工作日，只能延长一次。") % cap


class DecisionForm(ActForm):
    approved = forms.ChoiceField(
        label=_("决定"), choices=[("yes", _("同意延期")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    opinion = area(_("意见"), 2, required=False, max_length=500)


class FeeForm(ActForm):
    basis = forms.ChoiceField(
        label=_("计收方式"), choices=Basis.choices, initial=Basis.PAGE, widget=forms.RadioSelect
    )
    count = forms.IntegerField(
        label=_("页数或件数"),
        min_value=1,
        max_value=max(MOST.values()),
        help_text=_("按量填页数；按件填本件的件数，一般为 1。"),
    )
    determination = area(
        _("为什么认定数量、频次明显超过合理范围"),
        4,
        required=False,
        max_length=1000,
        help_text=_("写成完整的句子：多长时间内申请多少件、多少页，为什么超过合理范围。会写进收费通知。"),
    )


class PaymentForm(ActForm):
    day = a_day(_("缴费之日"), help_text=_("答复期限自缴费完成次日起重新计算。"))
    receipt_number = line(_("票据号"), 60, required=False)

    def prepare(self):
        self.initial.setdefault("day", self.on)


class FoundForm(ActForm):
    found = area(
        _("数量、频次超过合理范围的情况"),
        4,
        required=False,
        max_length=1000,
        help_text=_("写进要求说明理由的通知。"),
    )


class ReasonsReceivedForm(ActForm):
    content = area(_("申请人说明的理由"), 4, max_length=5000)
    day = a_day(_("收到之日"))

    def prepare(self):
        self.initial.setdefault("day", self.on)


class DelayForm(ActForm):
    until = a_day(_("延迟到何日答复"), help_text=_("应当合理，并在原期限届满前告知申请人。"))
    judged = area(
        _("为什么理由合理、为什么不能按期答复"),
        3,
        required=False,
        max_length=500,
        help_text=_("会写进告知申请人的文书，写成完整的句子。"),
    )


class EarlierForm(ActForm):
    earlier = line(_("先前申请的登记号"), 60)


class FoundPublicForm(ActForm):
    index_number = line(
        _("索引号"),
        60,
        required=False,
        help_text=_("申请人指明的那一条已经公开的信息；不能由本机关代为认定。"),
    )
    day = a_day(_("申请人确认之日"))
    said = area(
        _("申请人怎样确认的"),
        3,
        max_length=500,
        help_text=_("写明何时、以什么方式（来电、当面、来信）、怎样说的；记入办理经过。"),
    )
    evidence = files(_("凭据（来信、短信、通话记录等，可以不传）"))
    sure = forms.BooleanField(
        label=_("这一条不是本机关公开的，但确是申请人指明的"),
        required=False,
        help_text=_("只在其他机关公开的信息上需要勾选。"),
    )

    def prepare(self):
        self.initial.setdefault("day", self.on)


class WithdrawForm(ActForm):
    reason = area(_("撤回的情况"), 3, max_length=500, help_text=_("申请人如何提出撤回，有什么凭据。"))
    day = a_day(_("申请人撤回之日"))
    evidence = files(_("凭据（来信、短信、通话记录等，可以不传）"))

    def prepare(self):
        self.initial.setdefault("day", self.on)


class ReasonForm(ActForm):
    reason = area(_("理由"), 3, required=False, max_length=500)


class NewCodeForm(ActForm):
    seen = forms.BooleanField(label=_("我已核对来人的身份证件，确是申请人本人或者其代理人"))
