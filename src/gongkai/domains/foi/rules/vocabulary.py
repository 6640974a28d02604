"""The closed lists of a request, each with its law. Codes of answers follow the fact base: A1 … A17.

Grounds for withholding (N14-1 …, Q36-7) have their home in `kernel.records.rules.vocabulary.GROUNDS`.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.kernel.records.rules.vocabulary import GROUNDS, Ground


class Channel(TextChoices):
    """How a request reaches the organ: its day of receipt follows from it (第三十一条, see `receipt`)."""

    COUNTER = "counter", _("当面提交")
    SIGNED_POST = "signed_post", _("邮寄（签收）")
    ORDINARY_POST = "ordinary_post", _("平常信函")
    FAX = "fax", _("传真")
    EMAIL = "email", _("电子邮件")
    INTERNET = "internet", pgettext_lazy("channel", "网上申请")
    ORAL = "oral", _("口头提出")


class ApplicantKind(TextChoices):
    """The columns of the statutory table: a natural person, or one of five kinds of organisation."""

    NATURAL_PERSON = "natural_person", _("自然人")
    ENTERPRISE = "enterprise", _("商业企业")
    RESEARCH = "research", _("科研机构")
    PUBLIC_INTEREST = "public_interest", _("社会公益组织")
    LEGAL_SERVICE = "legal_service", _("法律服务机构")
    OTHER = "other", pgettext_lazy("applicant", "其他组织")


class IdentityKind(TextChoices):
    """What proves who applies (第二十九条第（一）项); see `identity`."""

    RESIDENT_ID = "resident_id", _("居民身份证")
    RESIDENCE_PERMIT = "residence_permit", _("港澳台居民居住证")
    PASSPORT = "passport", _("护照")
    HONG_KONG_MACAU_PERMIT = "hong_kong_macau_permit", _("港澳居民来往内地通行证")
    TAIWAN_PERMIT = "taiwan_permit", _("台湾居民来往大陆通行证")
    FOREIGN_RESIDENCE = "foreign_residence", _("外国人永久居留身份证")
    CREDIT_CODE = "credit_code", _("统一社会信用代码")


class Form(TextChoices):
    """In which form information is asked for and given (第二十九条第（三）项, 第四十条)."""

    PAPER = "paper", _("纸质")
    ELECTRONIC = "electronic", _("电子文档")
    DISC = "disc", _("光盘等存储介质")
    INSPECTION = "inspection", _("查阅、抄录")


class Delivery(TextChoices):
    """By which way it is to arrive (第二十九条第（三）项)."""

    PICK_UP = "pick_up", _("当面领取")
    POST = "post", pgettext_lazy("delivery", "邮寄")
    EMAIL = "email", _("电子邮件")
    FAX = "fax", _("传真")
    ONLINE = "online", _("网上查看")


def spell_delivery(said: str) -> str:
    """The way of delivery in words: a choice of the form by its label, what was written on paper as it stands."""
    return str(Delivery(said).label) if said in Delivery.values else said


class Force(StrEnum):
    """What the law says of an answer: the organ must give it, or may."""

    MUST = "must"
    MAY = "may"


class AnswerKind(TextChoices):
    """The forms of answer, a closed list; each is one row of the statutory table (withholding: one by ground)."""

    A1 = "A1", _("已主动公开，告知方式和途径")
    A2 = "A2", _("可以公开，予以提供")
    A3 = "A3", _("部分公开")
    A4 = "A4", _("不予公开")
    A5 = "A5", _("属于行政查询事项，依照有关法律、行政法规办理")
    A6 = "A6", _("经检索不存在")
    A7 = "A7", _("不属于本机关负责公开")
    A8 = "A8", _("没有现成信息，需要加工、分析")
    A9 = "A9", _("补正后申请内容仍不明确")
    A10 = "A10", _("信访、投诉、举报类申请")
    A11 = "A11", _("重复申请")
    A12 = "A12", _("要求提供公开出版物")
    A13 = "A13", _("无正当理由大量反复申请")
    A14 = "A14", _("要求确认或者重新出具已获取的信息")
    A15 = "A15", _("无正当理由逾期不补正")
    A16 = "A16", _("逾期未按收费通知缴费")
    A17 = "A17", _("其他处理（申请人撤回等）")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the law and the statutory table say of a kind of answer.

    `row`: number of the row in the table of the annual report since 2021 (1-25); None: by the ground, see
    `row_of`. `article` is empty for what only practice and the table know.
    """

    kind: AnswerKind
    article: str
    row: int | None
    force: Force = Force.MUST


ANSWERS: dict[AnswerKind, Answer] = {
    answer.kind: answer
    for answer in (
        Answer(AnswerKind.A1, "政府信息公开条例第三十六条第（一）项", 3),
        Answer(AnswerKind.A2, "政府信息公开条例第三十六条第（二）项", 3),
        Answer(AnswerKind.A3, "政府信息公开条例第三十七条", 4),
        Answer(AnswerKind.A4, "政府信息公开条例第三十六条第（三）项", None),
        Answer(AnswerKind.A5, "政府信息公开条例第三十六条第（七）项", 12),
        Answer(AnswerKind.A6, "政府信息公开条例第三十六条第（四）项", 13),
        Answer(AnswerKind.A7, "政府信息公开条例第三十六条第（五）项", 13),
        Answer(AnswerKind.A8, "政府信息公开条例第三十八条", 14, Force.MAY),
        Answer(AnswerKind.A9, "政府信息公开条例第三十条", 15),
        Answer(AnswerKind.A10, "政府信息公开条例第三十九条第一款", 16),
        Answer(AnswerKind.A11, "政府信息公开条例第三十六条第（六）项", 17),
        Answer(AnswerKind.A12, "政府信息公开条例第三十九条第二款", 18, Force.MAY),
        Answer(AnswerKind.A13, "政府信息公开条例第三十五条", 19, Force.MAY),
        Answer(AnswerKind.A14, "", 20),
        Answer(AnswerKind.A15, "政府信息公开条例第三十条", 21),
        Answer(AnswerKind.A16, "国办函〔2020〕109号", 22),
        Answer(AnswerKind.A17, "", 23),
    )
}
"""By kind, all by the law in force since 2019-05-15."""

_ROWS = {"N14-1": 5, "N14-2": 6, "N14-3": 7, "N15": 8, "N16-1": 9, "N16-2": 10, "N16-3": 11, "Q36-7": 12}


def row_of(kind: AnswerKind, grounds: tuple[str, ...] = ()) -> int:
    """The row of the statutory table that counts a request so answered: exactly one.

    Partly given is counted as such only, whatever its grounds. Of several grounds the first one given counts.
    ValueError for withholding without a ground, KeyError for an unknown one.
    """
    row = ANSWERS[kind].row
    if row is not None:
        return row
    if not grounds:
        raise ValueError("withholding has a ground")
    ground = GROUNDS[grounds[0]].code
    return next(found for prefix, found in _ROWS.items() if ground.startswith(prefix))


WITHHELD_GROUNDS: dict[str, Ground] = {code: g for code, g in GROUNDS.items() if code.startswith("N")}
"""Grounds of 第十四条 to 第十六条: what A4 and the withheld part of A3 may rest on. Q36-7 is A5, no refusal."""


class Matter(TextChoices):
    """What comes in as a request and may be something else (norm: not counted among requests, but told)."""

    REQUEST = "request", _("政府信息公开申请")
    PETITION = "petition", _("信访")
    COMPLAINT = "complaint", _("投诉、举报")
    HOTLINE = "hotline", _("热线事项")
    CONSULTATION = "consultation", _("咨询")
    ARCHIVE_ENQUIRY = "archive_enquiry", _("资料查询")
    REGISTER_QUERY = "register_query", _("不动产登记资料查询")
    PUBLICATION = "publication", _("公开出版物")
    CORRECTION_OF_OWN_DATA = "correction_of_own_data", _("更正本人信息")
    RECONFIRMATION = "reconfirmation", _("要求确认或者重新出具")
    SERVICE = "service", _("办理业务")
    REVIEW = "review", _("行政复议申请")


@dataclass(frozen=True, slots=True)
class Route:
    """Where a matter goes and what the applicant is told. `answer`: the kind, if it is treated as a request."""

    matter: Matter
    article: str
    advice: str | Promise
    answer: AnswerKind | None = None


ROUTES: dict[Matter, Route] = {
    route.matter: route
    for route in (
        Route(
            Matter.PETITION,
            "政府信息公开条例第三十九条第一款",
            _("告知通过信访渠道提出"),
            AnswerKind.A10,
        ),
        Route(
            Matter.COMPLAINT,
            "政府信息公开条例第三十九条第一款",
            _("告知通过投诉、举报渠道提出"),
            AnswerKind.A10,
        ),
        Route(Matter.HOTLINE, "", _("转热线办理，告知热线号码和编号")),
        Route(Matter.CONSULTATION, "", _("转业务处室解答，告知咨询电话")),
        Route(Matter.ARCHIVE_ENQUIRY, "档案法", _("转档案机构办理，告知查询地点和所需材料")),
        Route(
            Matter.REGISTER_QUERY,
            "不动产登记暂行条例第二十七条",
            _("告知向不动产登记机构查询，权利人、利害关系人凭有关材料办理"),
            AnswerKind.A5,
        ),
        Route(
            Matter.PUBLICATION,
            "政府信息公开条例第三十九条第二款",
            _("告知获取公开出版物的途径"),
            AnswerKind.A12,
        ),
        Route(
            Matter.CORRECTION_OF_OWN_DATA,
            "政府信息公开条例第四十一条",
            _("按更正办理；无权更正的，转送或者告知有权机关"),
        ),
        Route(
            Matter.RECONFIRMATION,
            "",
            _("告知已获取信息的情况，不再确认或者重新出具"),
            AnswerKind.A14,
        ),
        Route(Matter.SERVICE, "", _("转办事窗口，告知办事指南")),
        Route(Matter.REVIEW, "行政复议法", _("转法制机构，告知复议机关")),
    )
}
"""By matter, all but REQUEST. Who insists on the form of a request gets the answer named, where there is one."""
