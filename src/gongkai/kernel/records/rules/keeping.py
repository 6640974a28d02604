"""What is kept of a state secret: a neutral stub (保密法 第三十条)."""

from gongkai.foundation.common.digests import digest_of
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

_ERASED = "erased:"
NEUTRAL_TITLE = "（涉密信息，不在本平台保存）"


def neutral_stub(content: Content) -> Content:
    """For a state secret nothing is kept but that there is one: no title, text or file (保密法 第三十条)."""
    if content.ground != STATE_SECRET:
        return content
    return Content(title=NEUTRAL_TITLE, attribute=Attribute.WITHHELD, ground=STATE_SECRET)


def erased_key(source_key: str) -> str:
    """What stands in place of the source's key: it says nothing, and an import still finds what was erased."""
    return source_key if source_key.startswith(_ERASED) else f"{_ERASED}{digest_of(source_key)}"


def kept_key(source_key: str | None, content: Content) -> str | None:
    """The source's key; of a state secret only what `erased_key` leaves, for keys name projects."""
    return erased_key(source_key) if source_key and content.ground == STATE_SECRET else source_key
