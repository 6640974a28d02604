"""What an answer must say of remedies: by its kind, its grounds and its day. One text for all is unlawful.

Since 2024-01-01 (行政复议法 2023, 第二十三条第一款第（四）项) who was refused must ask for review first, and the
answer must say so. The courts read the refusal as one by 第十四条 to 第十六条 of the Regulations only
(法释〔2025〕8号). Every other answer: review or lawsuit, as the applicant likes; so was it for all before 2024.
Whether a limit that ran out unanswered comes under 第（三）项 is not confirmed: a setting, and until it is
decided both ways are told. A dispute about content is for the legal division, not for this text.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.vocabulary import WITHHELD_GROUNDS, AnswerKind
from gongkai.kernel.clocks.limits import REVIEW_LAW_2023

REVIEW_FIRST_LAW = "行政复议法第二十三条第一款第（四）项"
SILENCE_LAW = "行政复议法第二十三条第一款第（三）项"
REVIEW_DAYS = 60
"""Calendar days from knowing (行政复议法 第二十条; 第九条 before 2024)."""
SUIT_MONTHS = 6
"""From knowing (行政诉讼法 第四十六条, since 2015-05-01; three months before: 1989, 第三十九条)."""
SUIT_LAW_2015 = date(2015, 5, 1)


class Way(StrEnum):
    REVIEW_FIRST = "review_first"
    REVIEW_OR_SUIT = "review_or_suit"
    BOTH_TOLD = "both_told"


class SilenceReading(TextChoices):
    """How 第（三）项 is read for a limit that ran out unanswered."""

    UNCONFIRMED = "unconfirmed", _("尚待法制机构确认：两种途径都告知")
    REVIEW_FIRST = "review_first", _("先申请行政复议")
    FREE = "free", _("可以申请复议，也可以直接起诉")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One paragraph of a letter. `text` has the merge fields {organ}, {review_organ} and {court}; it is part of
    a Chinese legal document and is not translated. `part` says which part of the answer it is about.
    """

    way: Way
    text: str
    laws: tuple[str, ...]
    part: str = ""

    def merged(self, *, organ: str, review_organ: str, court: str) -> str:
        return self.text.format(organ=organ, review_organ=review_organ, court=court)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the paragraph depends on. `on` is the day of the answer. `kind` None: the limit ran out unanswered."""

    kind: AnswerKind | None
    on: date
    grounds: tuple[str, ...] = field(default=())


def remedies(
    answered: Answered, *, silence: SilenceReading = SilenceReading.UNCONFIRMED
) -> tuple[Remedy, ...]:
    """The paragraphs for an answer: two for one that gives a part, one for each other."""
    if answered.kind is None:
        return (_of_silence(answered.on, silence),)
    if answered.on < REVIEW_LAW_2023:
        return (_free(answered.on),)
    if answered.kind == AnswerKind.A3:
        first = _review_first("本告知书中不予公开的部分", "withheld") if _withheld(answered) else None
        given = _free(answered.on, "本告知书的其他内容" if first else "本告知书", "given" if first else "")
        return (first, given) if first else (given,)
    if answered.kind == AnswerKind.A4 and _withheld(answered):
        return (_review_first("本告知书"),)
    return (_free(answered.on),)


def _withheld(answered: Answered) -> bool:
    """A refusal by 第十四条 to 第十六条; one whose ground is not known yet counts as such."""
    return not answered.grounds or any(code in WITHHELD_GROUNDS for code in answered.grounds)


def _of_silence(on: date, reading: SilenceReading) -> Remedy:
    if reading == SilenceReading.FREE or on < REVIEW_LAW_2023:
        return _free(on, "{organ}逾期未作答复的行为")
    if reading == SilenceReading.REVIEW_FIRST:
        found = _review_first("{organ}逾期未作答复的行为")
        return Remedy(found.way, found.text, (SILENCE_LAW, *found.laws[1:]))
    text = (
        "对{organ}逾期未作答复的行为不服的，可以在知道或者应当知道之日起 60 日内向{review_organ}申请行政复议；"
        "对行政复议决定不服的，再向人民法院提起行政诉讼。能否不经行政复议直接向{court}提起行政诉讼，以人民法院的认定为准。"
    )
    return Remedy(Way.BOTH_TOLD, text, (SILENCE_LAW, "行政复议法第二十条", "行政诉讼法第四十六条"))


def _review_first(what: str, part: str = "") -> Remedy:
    text = (
        f"对{what}不服的，应当自知道或者应当知道之日起 {REVIEW_DAYS} 日内先向{{review_organ}}申请行政复议；"
        "对行政复议决定不服的，可以自收到行政复议决定书之日起 15 日内向人民法院提起行政诉讼。"
    )
    return Remedy(
        Way.REVIEW_FIRST, text, (REVIEW_FIRST_LAW, "行政复议法第二十条", "行政诉讼法第四十五条"), part
    )


def _free(on: date, what: str = "本告知书", part: str = "") -> Remedy:
    months = SUIT_MONTHS if on >= SUIT_LAW_2015 else 3
    review = "行政复议法第二十条" if on >= REVIEW_LAW_2023 else "行政复议法第九条"
    suit = "行政诉讼法第四十六条" if on >= SUIT_LAW_2015 else "行政诉讼法第三十九条"
    text = (
        f"对{what}不服的，可以自知道或者应当知道之日起 {REVIEW_DAYS} 日内向{{review_organ}}申请行政复议，"
        f"或者自知道或者应当知道之日起 {months} 个月内向{{court}}提起行政诉讼。"
    )
    return Remedy(Way.REVIEW_OR_SUIT, text, (review, suit), part)
