"""Kinds of parties, replies, appeals and messages. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Party(TextChoices):
    """Who is consulted. The clock stops for all three (for another organ since 2019)."""

    THIRD_PARTY = "third_party", _("第三方")
    OTHER_ORGAN = "other_organ", _("其他机关")
    CO_MAKER = "co_maker", _("共同制作机关")


class Reply(TextChoices):
    AGREES = "agrees", _("同意公开")
    REFUSES = "refuses", _("不同意公开")
    PARTLY = "partly", _("部分同意")
    SILENT = "silent", _("逾期未答复")


class AppealKind(TextChoices):
    REVIEW = "review", _("行政复议")
    LAWSUIT = "lawsuit", _("行政诉讼")


class AppealStage(TextChoices):
    FILED = "filed", _("收到受理通知")
    REPLIED = "replied", _("已提交答复")
    HEARING = "hearing", _("听证或开庭")
    DECIDED = "decided", _("已作出决定或判决")
    FIRST_INSTANCE = "first", _("一审")
    SECOND_INSTANCE = "second", _("二审")
    WITHDRAWN = "withdrawn", _("申请人撤回")


class AppealResult(TextChoices):
    """The four columns of the statutory table."""

    UPHELD = "upheld", _("结果维持")
    CORRECTED = "corrected", _("结果纠正")
    OTHER = "other", _("其他结果")
    PENDING = "pending", _("尚未审结")


class MessageState(TextChoices):
    WAITING = "waiting", _("待处理")
    JOINED = "joined", _("已并入申请")
    ASIDE = "aside", _("不作为申请")
