"""When what one applicant was given may be made public for all (第四十四条). Pure; the gate is asked afterwards."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason

LAW = "政府信息公开条例 第四十四条"
OPENABLE = ("A2", "A3")


@dataclass(frozen=True, slots=True)
class Conversion:
    """`over`: the answer has left the house. `files`: how many it gave. `converted`: a record was made already."""

    over: bool
    answer_kind: str
    files: int
    converted: bool


def reasons_against_converting(facts: Conversion, *, title: str) -> list[Reason]:
    reasons = []
    if not facts.over or facts.answer_kind not in OPENABLE:
        said = _("只有已经答复并且提供了信息的，才能转为主动公开。")
        reasons.append(Reason("not_given", said, LAW, "stage"))
    if not facts.files:
        reasons.append(Reason("no_file", _("答复没有随附文件，请直接起草信息。"), LAW, "files"))
    if facts.converted:
        reasons.append(Reason("converted_before", _("本件已经转过主动公开。"), LAW, "record"))
    if not title.strip():
        reasons.append(Reason("title", _("请填写信息的标题。"), where="title"))
    return reasons
