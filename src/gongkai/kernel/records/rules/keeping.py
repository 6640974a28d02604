"""What may be kept on this platform at all, before the gate is ever asked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.vocabulary import STATE_SECRET, Attribute

EMPTY = {
    "title": "", "abstract": "", "body": "", "document_number": "", "registration_number": "", "issuer": "",
    "made_on": None, "issued_on": None, "effective_on": None, "expires_on": None, "kind": "", "subject": "",
    "service_class": "", "disclosures": [], "columns": [], "scope": "", "mode": "", "keywords": "", "ground": "",
    "ground_text": "", "normative": False, "interpretation_plan": "", "waiver_reason": "", "contains_map": False,
    "map_number": "", "erratum": "", "relations": [],
}  # fmt: skip
"""A version of which nothing is left. What reviews point at stays: digest, drafter and attribute."""

NEUTRAL_TITLE = "（涉密信息，不在本平台保存）"


def neutral_stub(content: Content) -> Content:
    """For a state secret nothing is kept but that there is one: no title, text or file (保密法 第三十条)."""
    if content.ground != STATE_SECRET:
        return content
    return Content(title=NEUTRAL_TITLE, attribute=Attribute.WITHHELD, ground=STATE_SECRET)


def erased_key(source_key: str) -> str:
    """What stands in place of the source's key: it says nothing, and an import still finds what was erased."""
    return f"erased:{digest_of(source_key)}"


def reasons_against_keeping(marks: Iterable[str]) -> list[Reason]:
    """Text with a classification mark must not be stored, not even as a draft. `marks` names the fields, not the content."""
    return [
        Reason(
            "classification_mark",
            _("“%(where)s”中有密级标志，没有保存。涉密内容请在涉密系统中处理，不得进入本平台。")
            % {"where": where},
            "保守国家秘密法 第三十条",
            where,
        )
        for where in marks
    ]
