"""Numbers that somebody else gave: what only fills the field, and what does not look like one."""

import re
import unicodedata

_NOTHING = re.compile(
    r"[\W_]*(?:(?:暂|尚|还)?(?:无|没有|未)(?:编号|登记号?|审图号|统一登记号|办理|取得|批准|申请|有)?|不适用|不涉及|待定|待补充?|待办|待批"
    r"|(?:正在)?(?:办理|审核|审批|申请)中|空|略|none|null|nan|undefined|nil|n/?a|x+|0+)?[\W_]*",
    re.I,
)
_MAP_APPROVAL = re.compile(
    r"(?:审图号[:\s]*)?(?:GS ?[\u4e00-\u9fff]{0,2}|[\u4e00-\u9fff]{1,3} ?S) ?[(〔\[][0-9]{4}[)〕\]] ?第?[0-9]{1,6}号",
    re.I,
)


def says_nothing(text: str) -> bool:
    """True for a field that is empty or filled with words for "there is none": 无, 暂无, —, 办理中, N/A."""
    return _NOTHING.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def looks_like_map_approval(text: str) -> bool:
    """True for the usual form of a map approval number: GS（2026）12号, 湘S（2026）12号.

    Practice, no rule of law: good for a question to whoever reviews, never for a refusal.
    """
    return _MAP_APPROVAL.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None
