"""What each kind of answer demands before it may be given: `reasons_against_answering`.

The refusal list of the answer's page, of the API and of the service are this one list. It asks for what the
law wants recorded or told; whether it is right remains a matter of people.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.questions import follow
from gongkai.domains.foi.rules.vocabulary import ANSWERS, WITHHELD_GROUNDS, AnswerKind
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.rules.vocabulary import GROUNDS

REGULATIONS = "政府信息公开条例"
HARM = "N14-3"
THIRD_PARTY = "N15"


class ThirdParty(StrEnum):
    """Where the consultation of one third party stands. Silence is not consent (第三十二条)."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    CONSENTED = "consented"
    OBJECTED = "objected"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of the answer about to be given. Texts empty, days None, where nothing is recorded.

    `grounds`: codes, of a refusal or of the withheld part. `path`: the choices at the five questions, which
    must lead to `kind`. `third_parties`: one entry for each whose rights are concerned; `told_third_parties`:
    those overruled were told in writing, with reasons; `objections_kept`: in a partial disclosure, all that a
    third party objected to is withheld, so nobody is overruled. `original_beside`: a file is to be given uncovered
    beside its own redacted copy. `limit_over`: the period set for correcting or paying
    is over. `served`: the notice that set it was served.
    """

    kind: AnswerKind
    today: date
    path: tuple[str, ...] = ()
    reasons: str = ""
    grounds: tuple[str, ...] = ()
    named_law: str = ""
    harm_evidence: str = ""
    third_parties: tuple[ThirdParty, ...] = ()
    public_interest: str = ""
    told_third_parties: bool = False
    objections_kept: bool = False
    waiting_for_organs: int = 0
    address: str = ""
    files: int = 0
    available_on: date | None = None
    redactions_verified: bool = False
    original_beside: bool = False
    access_law: str = ""
    search_record: str = ""
    right_organ: str = ""
    right_organ_unknown: bool = False
    earlier_answer: str = ""
    channel: str = ""
    corrected_on: date | None = None
    served: bool = False
    limit_over: bool = False
    reasons_asked_on: date | None = None
    reasons_judged: str = ""
    open_fee: bool = False
    other_form: bool = False
    other_form_reason: str = ""
    rests_on: tuple[str, ...] = ()
    """Conferences and opinions of divisions inside the house that the answer rests on, each spelled; told to nobody."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing an answer needs. `where`: the field of Facts; `lacks`: whether it is not there."""

    code: str
    text: str | Promise
    where: str
    lacks: Callable[[Facts], bool] = field(compare=False)
    law: str = ""
    """Its own article, where it is another than that of the kind."""


def _empty(name: str) -> Callable[[Facts], bool]:
    return lambda facts: not getattr(facts, name)


def _text(code: str, where: str, text: str | Promise) -> Demand:
    return Demand(code, text, where, lambda facts: not getattr(facts, where).strip())


def _named(start: str, name: str) -> Callable[[Facts], bool]:
    """A field that is needed when a ground begins so."""
    return lambda facts: any(c.startswith(start) for c in facts.grounds) and not getattr(facts, name).strip()


REASONS = _text("reasons_missing", "reasons", _("请写明理由。"))
_WITHHOLDING = (
    REASONS,
    Demand("ground_missing", _("请选择不予公开的法定理由。"), "grounds", _empty("grounds")),
    Demand(
        "wrong_ground",
        _("不予公开只能依据第十四条至第十六条；其他情形另有答复类型。"),
        "grounds",
        lambda facts: any(code not in WITHHELD_GROUNDS for code in facts.grounds),
    ),
    Demand(
        "law_not_named",
        _("依据法律、行政法规禁止公开的，应写明该法律、行政法规（规章不能作为依据）。"),
        "named_law",
        lambda facts: any(_needs_law(c) for c in facts.grounds) and not facts.named_law.strip(),
        "第十四条",
    ),
    Demand(
        "harm_missing",
        _("应写明公开后可能危及国家安全、公共安全、经济安全、社会稳定的依据。"),
        "harm_evidence",
        _named(HARM, "harm_evidence"),
        "第十四条",
    ),
    Demand(
        "third_party_not_heard",
        _("涉及商业秘密、个人隐私的，应先书面征求第三方意见。"),
        "third_parties",
        lambda facts: any(c.startswith(THIRD_PARTY) for c in facts.grounds) and not facts.third_parties,
        "第三十二条",
    ),
    Demand(
        "third_party_consents",
        _("第三方都同意公开，不能再以其权益为由不予公开。"),
        "third_parties",
        lambda facts: _all_consent(facts) and any(c.startswith(THIRD_PARTY) for c in facts.grounds),
        "第十五条",
    ),
)
_HEARD = (
    Demand(
        "third_party_open",
        _("第三方的意见尚未收到，期限也未届满。"),
        "third_parties",
        lambda facts: bool({ThirdParty.NOT_ASKED, ThirdParty.WAITING} & set(facts.third_parties)),
        "第三十二条",
    ),
    Demand(
        "organs_open",
        _("其他机关的意见尚未收到。"),
        "waiting_for_organs",
        lambda facts: facts.waiting_for_organs > 0,
        "第三十四条",
    ),
)
_OVERRULED = (
    Demand(
        "public_interest_missing",
        _("第三方不同意公开而决定公开的，应写明不公开会对公共利益造成重大影响的理由。"),
        "public_interest",
        lambda facts: _overrules(facts) and not facts.public_interest.strip(),
        "第十五条",
    ),
    Demand(
        "third_party_not_told",
        _("决定公开的内容和理由应书面告知第三方：请用“告知第三方”拟好告知书并发出。"),
        "told_third_parties",
        lambda facts: _overrules(facts) and not facts.told_third_parties,
        "第三十二条",
    ),
)
_GIVING = (
    Demand(
        "original_beside",
        _("提供了遮盖件的文件，不能再提供未遮盖的原件，请取消勾选原件。"),
        "keep",
        lambda facts: facts.original_beside,
        "第三十七条",
    ),
    Demand(
        "nothing_given",
        _("请附上提供的信息，或者写明获取的方式、途径和时间。"),
        "files",
        lambda facts: not facts.files and not (facts.address.strip() and facts.available_on),
    ),
    Demand(
        "form_reason_missing",
        _("不按申请人要求的形式提供的，应写明理由。"),
        "other_form_reason",
        lambda facts: facts.other_form and not facts.other_form_reason.strip(),
        "第四十条",
    ),
    Demand(
        "fee_open",
        _("收费通知尚未缴费，缴费完成后才能提供。"),
        "open_fee",
        lambda facts: facts.open_fee,
        "第四十二条",
    ),
)
_SERVED = Demand(
    "notice_not_served", _("没有送达记录：通知未送达的，期限不开始计算。"), "served", _empty("served")
)
_OVER = Demand("limit_not_over", _("通知规定的期限尚未届满。"), "limit_over", _empty("limit_over"))

DEMANDS: dict[AnswerKind, tuple[Demand, ...]] = {
    AnswerKind.A1: (_text("place_missing", "address", _("请写明已公开信息的获取方式、途径。")),),
    AnswerKind.A2: (*_HEARD, *_OVERRULED, *_GIVING),
    AnswerKind.A3: (
        *_WITHHOLDING,
        *_HEARD,
        *_OVERRULED,
        *_GIVING,
        Demand(
            "redaction_unverified",
            _("区分处理后的文件尚未通过遮盖校验。"),
            "redactions_verified",
            lambda facts: facts.files > 0 and not facts.redactions_verified,
        ),
    ),
    AnswerKind.A4: (*_WITHHOLDING, *_HEARD),
    AnswerKind.A5: (_text("access_law_missing", "access_law", _("请写明规定查询办法的法律、行政法规。")),),
    AnswerKind.A6: (_text("search_missing", "search_record", _("请记录检索的范围、方法和结果。")),),
    AnswerKind.A7: (
        REASONS,
        Demand(
            "organ_missing",
            _("能够确定负责公开的机关的，应告知其名称、联系方式；不能确定的，请注明。"),
            "right_organ",
            lambda facts: not facts.right_organ.strip() and not facts.right_organ_unknown,
        ),
    ),
    AnswerKind.A8: (REASONS,),
    AnswerKind.A9: (
        REASONS,
        Demand(
            "never_corrected",
            _("申请人尚未补正：先要求补正，收到补正后仍不明确的才能这样答复。"),
            "corrected_on",
            _empty("corrected_on"),
        ),
    ),
    AnswerKind.A10: (_text("channel_missing", "channel", _("请告知提出信访、投诉、举报的渠道。")),),
    AnswerKind.A11: (_text("earlier_missing", "earlier_answer", _("请注明先前的答复。")),),
    AnswerKind.A12: (_text("place_missing", "address", _("请告知获取公开出版物的途径。")),),
    AnswerKind.A13: (
        REASONS,
        Demand(
            "reasons_not_asked",
            _("应先要求申请人说明理由。"),
            "reasons_asked_on",
            _empty("reasons_asked_on"),
        ),
        _text("reasons_not_judged", "reasons_judged", _("请写明申请人说明的理由为何不合理。")),
    ),
    AnswerKind.A14: (_text("earlier_missing", "earlier_answer", _("请注明申请人先前获取信息的情况。")),),
    AnswerKind.A15: (
        _SERVED,
        _OVER,
        Demand(
            "was_corrected",
            _("申请人已经补正。"),
            "corrected_on",
            lambda facts: facts.corrected_on is not None,
        ),
    ),
    AnswerKind.A16: (_SERVED, _OVER),
    AnswerKind.A17: (REASONS,),
}


def reasons_against_answering(facts: Facts) -> list[Reason]:
    """All that the answer still lacks; empty when it may be given."""
    return [*_of_the_path(facts), *_of_the_demands(facts)]


def _of_the_demands(facts: Facts) -> Iterator[Reason]:
    for demand in DEMANDS[facts.kind]:
        if demand.lacks(facts):
            law = REGULATIONS + demand.law if demand.law else ANSWERS[facts.kind].article
            yield Reason(demand.code, demand.text, law, demand.where)


def _of_the_path(facts: Facts) -> list[Reason]:
    """The five questions lead to this answer, or were not asked (an imported register)."""
    if facts.path and follow(facts.path) != facts.kind:
        return [Reason("path_differs", _("五问的结论与答复类型不一致。"), "", "kind")]
    return []


def _needs_law(code: str) -> bool:
    return code in GROUNDS and GROUNDS[code].needs_named_law


def _overrules(facts: Facts) -> bool:
    """Something is given that a third party does not want given."""
    kept = facts.kind == AnswerKind.A3 and facts.objections_kept
    return ThirdParty.OBJECTED in facts.third_parties and not kept


def _all_consent(facts: Facts) -> bool:
    return bool(facts.third_parties) and set(facts.third_parties) == {ThirdParty.CONSENTED}
