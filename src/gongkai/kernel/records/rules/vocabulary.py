"""The closed lists of the register: attributes, grounds, stages, outcomes. Codes follow the glossary."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Attribute(TextChoices):
    """The disclosure attribute, fixed at drafting."""

    PROACTIVE = "proactive", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    WITHHELD = "withheld", _("不予公开")


class Stage(TextChoices):
    """Where a record stands on its way. Whether it is public is NOT here: that is a publication row."""

    DRAFT = "draft", _("起草")
    SIGNING = "signing", _("审签中")
    SIGNED = "signed", _("已签发")
    CANCELLED = "cancelled", _("已注销")


class Outcome(TextChoices):
    """What a secrecy review decides. `refer`: cannot decide, goes to the competent authority (Art. 17)."""

    PASSED = "passed", _("同意公开")
    REFUSED = "refused", _("不同意公开")
    REFER = "refer", _("报主管部门确定")


class Basis(TextChoices):
    """On what a review rests."""

    EXAMINED = "examined", _("逐项审查")
    ALREADY_PUBLIC = "already_public", _("已依法公开")


class WithdrawalKind(TextChoices):
    """What the page at a withdrawn address says at once. Neutral words: none tells what the text held."""

    ERROR = "error", _("内容有误，正在核实")
    REPEATED = "repeated", _("重复发布")
    REPLACED = "replaced", _("已由新的信息代替")
    REEXAMINED = "reexamined", _("公开属性需要重新审核")
    TECHNICAL = "technical", _("技术原因")
    OTHER = "other", _("依法撤回")


class Interpretation(TextChoices):
    """Whether a policy document must be released together with its interpretation."""

    NOT_NEEDED = "not_needed", _("无需解读")
    REQUIRED = "required", _("需要解读")
    WAIVED = "waived", _("经批准不解读")


class RelationKind(TextChoices):
    INTERPRETS = "interprets", pgettext_lazy("relation", "解读")
    AMENDS = "amends", pgettext_lazy("relation", "修改")
    REPEALS = "repeals", pgettext_lazy("relation", "废止")
    REPLACES = "replaces", pgettext_lazy("relation", "代替")
    RENEWS = "renews", pgettext_lazy("relation", "继续有效")


ACTS_ON_VALIDITY = frozenset(RelationKind.values) - {RelationKind.INTERPRETS}
"""What changes whether another document is in force."""


class Audience(TextChoices):
    """公开范围. Kept as the words that stand on the page."""

    EVERYBODY = "面向社会", _("面向社会")
    SOME = "面向特定对象", _("面向特定对象")


class Channel(TextChoices):
    """公开方式. Kept as the words that stand on the page."""

    WEBSITE = "政府网站", _("政府网站")
    GAZETTE = "政府公报", _("政府公报")
    BOARD = "公示栏", _("公示栏")


SAME_AUDIENCE = {
    "全社会": Audience.EVERYBODY.value,
    "面向全社会": Audience.EVERYBODY.value,
    "社会公众": Audience.EVERYBODY.value,
    "全部公开": Audience.EVERYBODY.value,
    "特定对象": Audience.SOME.value,
    "特定群体": Audience.SOME.value,
}
SAME_CHANNEL = {
    "网站": Channel.WEBSITE.value,
    "门户网站": Channel.WEBSITE.value,
    "公报": Channel.GAZETTE.value,
    "信息公开栏": Channel.BOARD.value,
    "公开栏": Channel.BOARD.value,
}
"""Other words for the same in older registers and other systems: read as the word of the list."""


class Disclosure(TextChoices):
    """The five disclosures (五公开)."""

    DECISION = "decision", _("决策公开")
    EXECUTION = "execution", _("执行公开")
    MANAGEMENT = "management", _("管理公开")
    SERVICE = "service", _("服务公开")
    RESULT = "result", _("结果公开")


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal ground for not disclosing (Regulations 2019, Art. 14-16, 36)."""

    code: str
    article: str
    label: str | Promise
    mandatory: bool
    needs_named_law: bool = False


STATE_SECRET = "N14-1"

GROUNDS: dict[str, Ground] = {
    ground.code: ground
    for ground in (
        Ground(STATE_SECRET, "第十四条", _("依法确定为国家秘密"), True),
        Ground("N14-2", "第十四条", _("法律、行政法规禁止公开"), True, needs_named_law=True),
        Ground("N14-3a", "第十四条", _("公开后可能危及国家安全"), True),
        Ground("N14-3b", "第十四条", _("公开后可能危及公共安全"), True),
        Ground("N14-3c", "第十四条", _("公开后可能危及经济安全"), True),
        Ground("N14-3d", "第十四条", _("公开后可能危及社会稳定"), True),
        Ground("N15-1", "第十五条", _("涉及商业秘密，公开会损害第三方合法权益"), True),
        Ground("N15-2", "第十五条", _("涉及个人隐私，公开会损害第三方合法权益"), True),
        Ground("N16-1a", "第十六条第一款", _("内部事务信息：人事管理"), False),
        Ground("N16-1b", "第十六条第一款", _("内部事务信息：后勤管理"), False),
        Ground("N16-1c", "第十六条第一款", _("内部事务信息：内部工作流程"), False),
        Ground("N16-2a", "第十六条第二款", _("过程性信息：讨论记录"), False),
        Ground("N16-2b", "第十六条第二款", _("过程性信息：过程稿"), False),
        Ground("N16-2c", "第十六条第二款", _("过程性信息：磋商信函"), False),
        Ground("N16-2d", "第十六条第二款", _("过程性信息：请示报告"), False),
        Ground("N16-3", "第十六条第二款", _("行政执法案卷信息"), False),
        Ground("Q36-7", "第三十六条第（七）项", _("法律、行政法规另有查询规定的信息"), True),
    )
}
"""By code. `mandatory` False: the organ *may* withhold (Art. 16); True: it must."""
