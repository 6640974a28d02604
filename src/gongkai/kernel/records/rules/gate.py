"""The gate: every reason against making a version public, as one pure function.

There is no other way out. Button, schedule, import, API, command line and the moment of publishing itself
ask here; the page shows the same list beside the disabled button.
"""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.files.rules.names import has_empty_value
from gongkai.kernel.records.rules.approvals import says_nothing
from gongkai.kernel.records.rules.elements import (
    reasons_against_dates,
    reasons_against_gaps,
    reasons_against_values,
)
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.records.rules.snapshot import GateSnapshot
from gongkai.kernel.records.rules.vocabulary import (
    GROUNDS,
    STATE_SECRET,
    Attribute,
    Basis,
    Interpretation,
    Outcome,
)

REGULATIONS = "政府信息公开条例"
EVIDENCE_FIELDS = ("issuer", "address", "date", "evidence")
"""What a review on the basis `already_public` must hold: who issued it, where and when it first stood, the proof."""


def reasons_against_publishing(s: GateSnapshot) -> list[Reason]:
    """All reasons against publication, in the order an official would mend them. Empty: the gate is open."""
    return [reason for rule in _RULES for reason in rule(s)]


def _standing(s: GateSnapshot) -> Iterator[Reason]:
    if s.cancelled:
        yield Reason("cancelled", _("该信息已注销，索引号保留但不得公开。"))
    if not s.is_current:
        yield Reason("not_current", _("这不是最新版本，只能公开最新版本。"))
    if not s.index_number and not s.cancelled:
        yield Reason("no_index_number", _("尚未提交审签，没有索引号。"), f"{REGULATIONS} 第十二条")


def _attribute(s: GateSnapshot) -> Iterator[Reason]:
    attribute = s.content.attribute
    law = f"{REGULATIONS} 第十三条"
    if not attribute:
        yield Reason(
            "attribute_missing",
            _("没有确定公开属性。请选择主动公开、依申请公开或不予公开。"),
            law,
            "attribute",
        )
    elif attribute == Attribute.ON_REQUEST:
        yield Reason("not_proactive", _("公开属性为依申请公开，不在网站公开。"), law, "attribute")
        yield from ground_reasons(s.content.attribute, s.content.ground, s.content.ground_text)
    elif attribute == Attribute.WITHHELD:
        yield Reason("not_proactive", _("公开属性为不予公开。"), law, "attribute")
        yield from ground_reasons(s.content.attribute, s.content.ground, s.content.ground_text)


def ground_reasons(attribute: str, ground: str, ground_text: str) -> Iterator[Reason]:
    """What is not proactive needs a stated reason, withheld a code of the closed list too (Art. 13-16).

    Of a state secret nothing is kept, so no reason in words either.
    """
    said = not says_nothing(ground_text)
    if attribute == Attribute.ON_REQUEST and not said:
        text = _("依申请公开须说明理由。")
        yield Reason("ground_text_missing", text, f"{REGULATIONS} 第十三条", "ground_text")
    if attribute != Attribute.WITHHELD:
        return
    if ground not in GROUNDS:
        yield Reason(
            "ground_missing",
            _("不予公开必须选择法定理由（第十四条至第十六条）。"),
            f"{REGULATIONS} 第十三条",
            "ground",
        )
    elif GROUNDS[ground].needs_named_law and not said:
        yield Reason(
            "ground_law_missing",
            _("须写明禁止公开的法律或行政法规名称及条款（规章不能作为依据）。"),
            f"{REGULATIONS} 第十四条",
            "ground_text",
        )
    elif ground != STATE_SECRET and not said:
        text = _("不予公开须依法依规说明理由。")
        yield Reason("ground_text_missing", text, f"{REGULATIONS} 第十三条", "ground_text")


def _negative_list(s: GateSnapshot) -> Iterator[Reason]:
    for name in s.negative:
        yield Reason("negative_list", _("与本机关负面清单「%(name)s」相符。") % {"name": name})
    for mark in s.marks:
        yield Reason(
            "classification_mark",
            _("含有密级标志「%(mark)s」，涉密内容不得进入本平台。") % {"mark": mark},
            "保守国家秘密法 第三十五条",
        )


def _review(s: GateSnapshot) -> Iterator[Reason]:
    law = "政府信息公开条例 第十七条；保守国家秘密法实施条例 第四十二条"
    review = s.review
    if review is None or review.digest != s.content.digest():
        text = (
            _("内容在上次保密审查之后有改动，须重新审查。")
            if s.reviewed_before
            else _("这一版本还没有经过保密审查。")
        )
        yield Reason("review_missing", text, law)
        return
    if review.outcome == Outcome.REFER:
        yield Reason("review_referred", _("保密审查不能确定，已报主管部门，答复前不得公开。"), law)
    elif not review.passed:
        yield Reason("review_refused", _("保密审查结论为不同意公开。"), law)
    if review.before_withdrawal:
        yield Reason("withdrawn_since", _("这一版本审查之后曾被撤回，须重新审签才能再次公开。"), law)
    if review.reviewer in s.authors:
        yield Reason("reviewer_drafted", _("审查人参与了起草，须由另一人审查。"), law)
    if review.items_decided != 1 or (review.basis == Basis.EXAMINED and review.opened_at is None):
        yield Reason("reviewed_in_bulk", _("保密审查须逐项进行，不能一次审查多件。"), law)
    if review.basis == Basis.ALREADY_PUBLIC:
        yield from _evidence(review.evidence, law)


def _evidence(filled: frozenset[str], law: str) -> Iterator[Reason]:
    missing = [name for name in EVIDENCE_FIELDS if name not in filled]
    if missing:
        yield Reason("evidence_missing", _("“已依法公开”缺少发布机关、首发网址、日期或证据。"), law)


def _chain(s: GateSnapshot) -> Iterator[Reason]:
    if s.review is not None and s.review.basis == Basis.ALREADY_PUBLIC:
        return  # one named reviewer answers for text that is already lawfully public
    if not s.chain.concluded:
        missing = "、".join(s.chain.missing)
        text = _("审签未完成，尚缺：%(steps)s。") % {"steps": missing} if missing else _("还没有完成审签。")
        yield Reason("chain_incomplete", text, f"{REGULATIONS} 第十七条")


def _personal_data(s: GateSnapshot) -> Iterator[Reason]:
    accepted = s.review.accepted if s.review else frozenset()
    for finding in s.findings:
        if finding.key not in accepted:
            yield Reason(
                "personal_data",
                _("%(where)s中有%(label)s，须删除，或由审查人逐项确认可以公开。")
                % {"where": finding.where, "label": finding.label},
                f"{REGULATIONS} 第十五条",
                finding.where,
            )


def reasons_against_saying(place: str, text: str) -> list[Reason]:
    """Against a short text beside the reviewed one (why something was withdrawn or given up): its words are not
    accepted one by one, so it may carry neither personal data nor a mark.
    """
    reasons = [
        Reason(
            "personal_data",
            _("%(where)s中有%(label)s，须删除，或由审查人逐项确认可以公开。")
            % {"where": place, "label": finding.label},
            f"{REGULATIONS} 第十五条",
            place,
        )
        for finding in find_personal_data({place: text})
    ]
    return reasons + reasons_against_marks({place: text})


def _interpretation(s: GateSnapshot) -> Iterator[Reason]:
    content = s.content
    led = s.issued_by_own_organ and s.led_by_own_organ
    if not led or content.interpretation == Interpretation.NOT_NEEDED:
        return
    law = "政策解读“三同步”"
    if content.interpretation == Interpretation.WAIVED:
        if not content.waiver_reason.strip():
            yield Reason(
                "waiver_reason_missing", _("不解读须写明理由，由分管领导签批。"), law, "waiver_reason"
            )
        if not s.chain.leader_signed:
            yield Reason("waiver_not_signed", _("不解读的理由还没有经分管领导签批。"), law)
        return
    if not content.interpretation_plan.strip():
        yield Reason("plan_missing", _("需要解读的文件缺少解读方案。"), law, "interpretation_plan")
    if not s.interpretation.material:
        yield Reason("interpretation_missing", _("需要解读的文件还没有解读材料。"), law)
    elif not s.interpretation.signed_together:
        yield Reason("interpretation_not_together", _("解读材料没有与文件同一轮审签。"), law)


def _normative(s: GateSnapshot) -> Iterator[Reason]:
    content = s.content
    since = s.registration_since
    if not content.normative or not s.issued_by_own_organ or since is None:
        return
    if (content.made_on or s.today) >= since and says_nothing(content.registration_number):
        yield Reason(
            "registration_missing",
            _("规范性文件没有统一登记号，不得作为行政管理的依据。"),
            "规范性文件“三统一”",
            "registration_number",
        )


def _dates(s: GateSnapshot) -> Iterator[Reason]:
    """An organ knows when it made its own document; of another's text a day of issue or of effect is enough."""
    content = s.content
    dated = content.made_on or (not s.issued_by_own_organ and (content.issued_on or content.effective_on))
    if not dated:
        yield Reason("undated", _("没有成文日期。"), f"{REGULATIONS} 第十二条", "made_on")
    elif content.made_on and content.made_on > s.today:
        yield Reason("made_in_future", _("成文日期晚于今天，请核对日期或电脑时钟。"), "", "made_on")
    yield from reasons_against_dates(content, s.today)
    if content.effective_on and content.expires_on and content.expires_on < content.effective_on:
        yield Reason("expires_before_effective", _("失效日期早于施行日期。"), "", "expires_on")


def _elements(s: GateSnapshot) -> Iterator[Reason]:
    content = s.content
    yield from reasons_against_gaps(content)
    yield from reasons_against_values(content)
    if s.foreign_columns:
        text = _("所选栏目中有本机关不能使用的：其他机关的网站、专用栏目，或者只是栏目分组。")
        yield Reason("column_foreign", text, "", "columns")
    elif content.columns and not set(content.columns) & s.public_columns:
        yield Reason("column_closed", _("所选栏目已停用或不存在，请重新选择。"), "", "columns")


def _map(s: GateSnapshot) -> Iterator[Reason]:
    if s.content.contains_map and says_nothing(s.content.map_number):
        yield Reason(
            "map_number_missing", _("含有地图但没有审图号。"), "地图管理条例 第二十二条", "map_number"
        )


def _null_words(s: GateSnapshot) -> Iterator[Reason]:
    named = [(name, getattr(s.content, name)) for name in ("title", "document_number", "issuer", "keywords")]
    named += [("attachments", a.name) for a in s.content.attachments]
    for where, text in named:
        if has_empty_value(text):
            text = _("“%(text)s”中含有 None 或 null，是程序留下的空值。") % {"text": text}
            yield Reason("null_word", text, "", where)


def _files(s: GateSnapshot) -> Iterator[Reason]:
    for file in s.files:
        if file.no_public_copy:
            yield Reason("no_public_copy", f"{file.name}：{file.no_public_copy}", "", "attachments")
        if not file.as_saved:
            text = _(
                "附件《%(name)s》在库中的文件已不是送审时的那一份，请重新上传后再送审，并通知系统管理员核查。"
            )
            yield Reason("attachment_changed", text % {"name": file.name}, "", "attachments")


def _material(s: GateSnapshot) -> Iterator[Reason]:
    if s.interpreted_policy_public is False:
        yield Reason("policy_not_public", _("解读的文件还没有公开，解读材料不能先于文件公开。"))


def _relations(s: GateSnapshot) -> Iterator[Reason]:
    """A document is ended or changed by the organ that keeps it here, or by one above; its page shows the act."""
    if {"missing", "itself"} & s.relation_faults:
        yield Reason("relation_not_found", _("关联的文件不在登记簿中，或者就是本文件。"), "", "relations")
    if "foreign" in s.relation_faults:
        text = _("不能修改、废止或代替其他机关的文件，只能由制定机关或其上级机关作出。")
        yield Reason("relation_foreign", text, "", "relations")


def _guarded(s: GateSnapshot) -> Iterator[Reason]:
    """What the room says that made the record: see `records.guards`."""
    yield from s.guarded


_RULES: tuple[Callable[[GateSnapshot], Iterator[Reason]], ...] = (
    _standing,
    _attribute,
    _negative_list,
    _elements,
    _dates,
    _null_words,
    _normative,
    _map,
    _files,
    _interpretation,
    _material,
    _relations,
    _guarded,
    _personal_data,
    _review,
    _chain,
)
