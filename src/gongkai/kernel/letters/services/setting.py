"""What an organ sets for its letters: letterhead, red head, spelling of numbers, which date of service counts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.letters.models import LetterSetting, NumberPattern, ServiceRule
from gongkai.kernel.letters.rendering import NotALetterheadError, open_letterhead
from gongkai.kernel.letters.rules.numbers import reasons_against_number_pattern
from gongkai.kernel.letters.rules.serving import reasons_against_service_rule
from gongkai.kernel.letters.selectors import bytes_of


def reasons_against_letterhead(file: StoredFile) -> list[Reason]:
    """Only a .docx that can be opened and written on."""
    if file.kind != "docx":
        return [Reason("letterhead_kind", _("信笺应为 .docx 文件。"), where="letterhead")]
    try:
        open_letterhead(bytes_of(file))
    except NotALetterheadError:
        text = _("信笺文件无法打开，请用文字处理软件另存为 .docx 后再上传。")
        return [Reason("letterhead_unreadable", text, where="letterhead")]
    return []


@transaction.atomic
def set_letterhead(*, organ: Organ, letterhead: StoredFile | None, by: Actor, at: datetime) -> LetterSetting:
    """The sheet on which .docx letters are written from now on; None: the built-in head. Ledger: letter.set."""
    if letterhead is not None:
        refuse(reasons_against_letterhead(letterhead))
    made, _new = LetterSetting.objects.update_or_create(organ=organ, defaults={"letterhead": letterhead})
    _enter(organ, {"letterhead": letterhead.digest if letterhead else ""}, by, at)
    return made


@transaction.atomic
def set_red_head(*, organ: Organ, red_head: str, by: Actor, at: datetime) -> LetterSetting:
    """The name in red on the built-in head and in every PDF; "" for the organ's own. Ledger: letter.set."""
    words = red_head.strip()
    refuse(
        [Reason("red_head", _("版头至多 40 字。"), where="red_head")]
        if len(words) > 40 or not (words.isprintable() or not words)
        else []
    )
    made, _new = LetterSetting.objects.update_or_create(organ=organ, defaults={"red_head": words})
    _enter(organ, {"red_head": words}, by, at)
    return made


@transaction.atomic
def set_number_pattern(*, organ: Organ, series: str, pattern: str, by: Actor, at: datetime) -> NumberPattern:
    """How numbers of a series are spelled from now on; the serials go on. Ledger: letter.set."""
    refuse(reasons_against_number_pattern(pattern))
    made, _new = NumberPattern.objects.update_or_create(
        organ=organ, series=series, defaults={"pattern": pattern}
    )
    _enter(organ, {"series": series, "pattern": pattern}, by, at)
    return made


@transaction.atomic
def set_service_rule(
    *, organ: Organ, channel: str, counts: str, basis: str, by: Actor, at: datetime
) -> ServiceRule:
    """Which date counts from now on; letters already sent keep theirs. Ledger: letter.set."""
    refuse(reasons_against_service_rule(channel=channel, counts=counts, basis=basis))
    made, _new = ServiceRule.objects.update_or_create(
        organ=organ, channel=channel, defaults={"counts": counts, "basis": basis.strip()}
    )
    _enter(organ, {"channel": channel, "counts": counts, "basis": basis.strip()}, by, at)
    return made


def _enter(organ: Organ, detail: dict, by: Actor, at: datetime) -> None:
    append(
        organ=organ.code,
        verb="letter.set",
        subject_type="organ",
        subject_id=organ.code,
        by=by,
        at=at,
        detail=detail,
    )
