"""A first wording of an answer from what was recorded for it. Pure. Part of a Chinese legal document: not translated.

The letter adds addressee, law of the kind, grounds, files and remedies; here stands what is particular to the case.
The official may rewrite it; nothing recorded is left out of the proposal.
"""

from collections.abc import Callable

from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.vocabulary import AnswerKind


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _ended(text: str) -> str:
    """With a full stop."""
    text = text.strip()
    return text if not text or text[-1] in "。！？；" else f"{text}。"


def _with(start: str, text: str) -> str:
    return f"{start}{_ended(text)}" if text.strip() else ""


def _withholding(facts: Facts) -> str:
    return _lines(
        _ended(facts.reasons),
        _with("依据的法律、行政法规：", facts.named_law),
        _with("公开后可能造成的危害：", facts.harm_evidence),
    )


def _giving(facts: Facts) -> str:
    day = (
        f"{facts.available_on.year}年{facts.available_on.month}月{facts.available_on.day}日"
        if facts.available_on
        else ""
    )
    return _lines(
        "您申请的政府信息随本告知书提供。" if facts.files else "",
        _with("获取的方式、途径：", facts.address),
        _with("可以获取的时间：", day),
        _with("提供形式的说明：", facts.other_form_reason),
        _with("权衡公共利益的理由：", facts.public_interest),
    )


def _right_organ(facts: Facts) -> str:
    if facts.right_organ_unknown:
        return "本机关不能确定负责公开该信息的行政机关。"
    return _with("负责公开该信息的行政机关：", facts.right_organ)


_WORDS: dict[AnswerKind, Callable[[Facts], str]] = {
    AnswerKind.A1: lambda f: _with("您申请的政府信息已经主动公开，获取的方式、途径：", f.address),
    AnswerKind.A2: _giving,
    AnswerKind.A3: lambda f: _lines(_giving(f), _with("不予公开部分的理由：", _withholding(f))),
    AnswerKind.A4: _withholding,
    AnswerKind.A5: lambda f: _with("该信息的查询办法由下列法律、行政法规规定，请依照办理：", f.access_law),
    AnswerKind.A6: lambda f: _with("经检索，没有您申请的政府信息。检索情况：", f.search_record),
    AnswerKind.A7: lambda f: _lines(_ended(f.reasons), _right_organ(f)),
    AnswerKind.A8: lambda f: _ended(f.reasons),
    AnswerKind.A9: lambda f: _with("您补正后的申请内容仍不明确：", f.reasons),
    AnswerKind.A10: lambda f: _with("您提出的事项可以通过下列渠道反映：", f.channel),
    AnswerKind.A11: lambda f: _with("本机关此前已经答复：", f.earlier_answer),
    AnswerKind.A12: lambda f: _with("您可以通过下列途径获取该公开出版物：", f.address),
    AnswerKind.A13: lambda f: _lines(_ended(f.reasons), _with("您说明的理由不合理：", f.reasons_judged)),
    AnswerKind.A14: lambda f: _with("您此前已经获取该信息：", f.earlier_answer),
    AnswerKind.A15: lambda f: "您在补正告知书规定的期限内没有补正，也没有正当理由。",
    AnswerKind.A16: lambda f: "您没有在收费通知规定的期限内缴纳信息处理费。",
    AnswerKind.A17: lambda f: _ended(f.reasons),
}


def proposed_text(facts: Facts) -> str:
    """The wording for the kind; empty while nothing was recorded that could be worded."""
    return _WORDS[AnswerKind(facts.kind)](facts)
