"""The blank application form (第二十九条), laid out by the same renderer as the letters."""

from django.utils.translation import gettext as _

from gongkai.domains.foi.portal.forms import DELIVERIES
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Form, IdentityKind
from gongkai.kernel.letters.rules.composing import Document, Paragraph, Table

BOX, LINE = "□", "\n"


def paper_form(organ: str) -> Document:
    """One page to print: who, what, in which form; and what the applicant confirms by signing."""
    rows = (
        (_("申请人类别"), _boxes(ApplicantKind)),
        (_("姓名或单位名称"), ""),
        (_("证件类型"), _boxes(IdentityKind)),
        (_("证件号码"), ""),
        (_("电话、邮箱"), ""),
        (_("通信地址"), ""),
        (_("所需信息"), LINE * 5),
        (_("提供形式"), _boxes(Form)),
        (_("获取方式"), _boxes(DELIVERIES)),
        (_("签名、日期"), ""),
    )
    note = _(
        "“所需信息”请写明名称、文号或者便于查询的其他特征；单位申请的，证件号码填统一社会信用代码，并写明经办人。请附身份证明复印件。当面提交或邮寄均可；书写有困难的，可以口头提出，由工作人员代为填写，经本人确认后签名。"
    )
    return Document(
        title=_("政府信息公开申请表"),
        addressee=f"{organ}：",
        blocks=(Table(rows), Paragraph(note)),
        attachments=(),
        copies=(),
        organ=organ,
        red_head="",
        number="",
        dated_on=None,
        signed=False,
    )


def _boxes(choices) -> str:
    return "　".join(f"{BOX}{one.label}" for one in choices)
