"""What a row of the register looks like to a machine: the one table behind import, export and the handbook."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.domains.foi.rules.classing import Topic, Trade
from gongkai.domains.foi.rules.fees import Basis
from gongkai.domains.foi.rules.vocabulary import (
    AnswerKind,
    ApplicantKind,
    Channel,
    Delivery,
    Form,
    IdentityKind,
    Matter,
)
from gongkai.kernel.records.rules.vocabulary import GROUNDS
from gongkai.kernel.records.tabular.fields import CHOICE, CHOICES, DATE, FLAG, IGNORED, LOOKUP, Field
from gongkai.kernel.records.tabular.layouts import flat


def _options(choices, **aliases: str):
    """Words of older registers first, so that the label of today is what an export writes."""
    older = [(aliases[word], word) for word in aliases]
    return (*older, *((choice.value, choice.label) for choice in choices))


CHANNELS = _options(
    Channel,
    当面="counter",
    来访="counter",
    信函="ordinary_post",
    挂号信="signed_post",
    邮寄="signed_post",
    网上="internet",
    网络="internet",
    邮件="email",
    口头="oral",
)  # fmt: skip
KINDS = _options(ApplicantKind, 公民="natural_person", 个人="natural_person", 企业="enterprise")


def _days(*fields: tuple[str, object]) -> Iterable[Field]:
    return (Field(name, label, DATE) for name, label in fields)


FIELDS: tuple[Field, ...] = (
    Field("key", _("来源标识"), limit=120, help="Stable key in the register it comes from.", example="old:2019:17"),
    Field("number", _("登记号"), limit=60, aliases=("编号", "受理编号"), help="Kept as it is; empty: one is given."),
    Field("channel", _("渠道"), CHOICE, options=CHANNELS, aliases=("申请方式", "申请渠道"), example="counter"),
    *_days(("submitted_on", _("提交日期"))),
    Field("received_on", _("收到申请之日"), DATE, aliases=("收到日期", "受理日期"), example="2019-06-03"),
    Field("applicant_kind", _("申请人类别"), CHOICE, options=KINDS, aliases=("申请人类型",), example="natural_person"),
    Field("name", _("姓名"), limit=60, aliases=("申请人", "申请人姓名"), help="Sealed.", example="欧阳试样"),
    Field("identity_kind", _("证件类型"), CHOICE, options=_options(IdentityKind, 身份证="resident_id"), example="resident_id"),
    Field("identity", _("证件号码"), limit=40, aliases=("身份证号",), help="Sealed.", example="110101199003070011"),
    Field("phone", _("联系电话"), limit=40, aliases=("电话",), help="Sealed.", example="13800001234"),
    Field("email", _("电子邮箱"), limit=120, help="Sealed."),
    Field("address", _("通信地址"), limit=200, aliases=("地址",), help="Sealed."),
    Field("agent", _("代理人"), limit=60, help="Sealed."),
    Field("organisation", _("组织名称"), limit=120, aliases=("单位名称",)),
    Field("organisation_code", _("统一社会信用代码"), limit=18),
    Field("subject", _("事由"), limit=200, aliases=("标题",), help="A short title without personal data."),
    Field(
        "description",
        _("所需政府信息的描述"),
        limit=5000,
        aliases=("申请内容", "内容描述"),
        example="下湾村2019年第三批次征地公告和补偿安置方案",
    ),
    Field("document_number", _("文号"), limit=80),
    Field("place", _("地点"), limit=120),
    Field("form", _("提供方式"), CHOICE, options=_options(Form, 电子="electronic", 纸面="paper"), example="paper"),
    Field("delivery", _("获取途径"), CHOICE, options=_options(Delivery, 自行领取="pick_up")),
    Field("purpose", _("用途"), limit=300, help="Regulation of 2007 only."),
    Field("written_up", _("由工作人员代填"), FLAG),
    Field("division", _("承办处室"), LOOKUP, aliases=("处室",), help="Name of a division of the organ."),
    Field("matter", _("事项类别"), CHOICE, options=_options(Matter)),
    Field("topic", _("所涉内容"), CHOICE, options=_options(Topic), example="land_acquisition"),
    Field("information_years", _("所涉年份"), limit=12, help="A year, or the first and the last.", example="2008-2019"),
    Field("applicant_place", _("申请人所在地"), limit=20, help="A city or province, by name or code; nothing smaller.", example="430100"),
    Field("applicant_trade", _("申请人职业"), CHOICE, options=_options(Trade), example="farmer"),
    *_days(("routed_on", _("转告日期")), ("correction_requested_on", _("告知补正之日"))),
    Field("correction_items", _("需要补正的事项"), limit=2000),
    *_days(
        ("correction_until", _("补正期限")),
        ("correction_received_on", _("收到补正之日")),
        ("correction_lapsed_on", _("逾期未补正之日")),
    ),
    Field(
        "consultations",
        _("征求意见"),
        limit=2000,
        help="third_party:NAME@SENT~REPLIED=REPLY, several with semicolons; Chinese words are understood.",
        example="第三方:云岭试样矿业有限公司@2019-06-10~2019-06-21=不同意公开",
    ),
    *_days(("extended_on", _("告知延期之日"))),
    Field("extension_days", _("延长工作日"), limit=3),
    Field("extension_reason", _("延期理由"), limit=500),
    *_days(("delayed_on", _("告知延迟答复之日")), ("delayed_until", _("延迟到何日答复"))),
    Field("fee_basis", _("计收方式"), CHOICE, options=_options(Basis), example="page"),
    Field("fee_count", _("收费件数或页数"), limit=7),
    Field("fee_month_before", _("当月此前件数"), limit=5),
    Field("fee_amount", _("收费金额（元）"), limit=9),
    *_days(
        ("fee_noticed_on", _("收费通知之日")),
        ("fee_delivered_on", _("收到收费通知之日")),
        ("fee_paid_on", _("缴费之日")),
        ("fee_lapsed_on", _("逾期未缴费之日")),
    ),
    Field("answer_kind", _("答复类型"), CHOICE, options=_options(AnswerKind), example="A2"),
    Field(
        "grounds",
        _("不予公开的依据"),
        CHOICES,
        options=tuple((code, code) for code in GROUNDS),  # labels hold commas, which part a list
        help="Codes, e.g. N15-1; needed for A3 and A4.",
    ),
    Field("answered_on", _("答复日期"), DATE, aliases=("办结日期",), example="2019-06-28"),
    Field("answer_text", _("答复内容"), limit=5000),
    *_days(("archived_on", _("归档日期"))),
    Field(
        "appeals",
        _("复议诉讼"),
        limit=2000,
        help="review:BODY@FILED=RESULT@DECIDED; `lawsuit_after_review` is a lawsuit about a review.",
        example="复议:云岭省人民政府@2019-07-15=结果维持@2019-09-10",
    ),
    *(
        Field(name, label, IGNORED, help="Written by the platform; not read.")
        for name, label in (
            ("stage", _("环节")),
            ("due_on", _("到期日")),
            ("registered_by", pgettext_lazy("register", "登记人员")),
            ("left_behind", _("没有带出的事项")),
            ("refusal", _("未导入原因")),
        )
    ),
)  # fmt: skip
BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
LAYOUT = flat(_("依申请公开台账"), "description", FIELDS)
