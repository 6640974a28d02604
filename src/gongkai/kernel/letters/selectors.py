"""Reads: the text in force, letters of a subject or an organ, what a list may show of a letter."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files import storage
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.letters.models import Letter, LetterSetting, LetterText, NumberPattern, ServiceRule
from gongkai.kernel.letters.rules import numbers, serving, values
from gongkai.kernel.letters.rules.acting import Standing
from gongkai.kernel.letters.rules.composing import Document, compose
from gongkai.kernel.letters.rules.vocabulary import FieldSpec, Frame, State, Text

_ALL_OF_A_LETTER = ("organ", "text", "docx", "pdf", "scan", "replaces")


# --- texts ------------------------------------------------------------------------------------------------


def text_of(row: LetterText) -> Text:
    """A row as the rules see it."""
    specs = tuple(FieldSpec(**spec) for spec in row.fields)
    return Text(code=row.code, name=row.name, body=row.body, fields=specs)


def text_in_force(code: str, organ: Organ) -> LetterText | None:
    """The newest version of the organ's own text, else of the common one, else None. One query."""
    found = LetterText.objects.filter(Q(organ=organ) | Q(organ=None), code=code)
    return min(found, key=lambda row: (row.organ_id is None, -row.version), default=None)


def texts_in_force(organ: Organ) -> list[LetterText]:
    """One row a code, as `text_in_force` chooses, by code. One query."""
    found: dict[str, LetterText] = {}
    rows = LetterText.objects.filter(Q(organ=organ) | Q(organ=None)).order_by("code", "version", "id")
    for row in sorted(rows, key=lambda row: (row.organ_id is not None, row.version)):
        found[row.code] = row
    return sorted(found.values(), key=lambda row: row.code)


def text_versions(code: str, organ: Organ) -> QuerySet[LetterText]:
    """All versions the organ may look at, its own first, newest first."""
    mine = LetterText.objects.filter(Q(organ=organ) | Q(organ=None), code=code)
    return mine.order_by("organ_id", "-version").select_related("organ")


# --- settings of an organ ---------------------------------------------------------------------------------


def setting_of(organ: Organ) -> LetterSetting:
    """The organ's setting; an unsaved empty one when it has set nothing."""
    found = LetterSetting.objects.select_related("letterhead").filter(organ=organ).first()
    return found or LetterSetting(organ=organ)


def number_pattern(organ: Organ, series: str) -> str:
    """How numbers of the series are spelled in the organ."""
    found = NumberPattern.objects.filter(organ=organ, series=series).values_list("pattern", flat=True)
    return next(iter(found), numbers.USUAL)


def which_date_counts(organ: Organ, channel: str) -> str:
    """rules.Counts for the channel: the organ's rule, else the careful one."""
    found = ServiceRule.objects.filter(organ=organ, channel=channel).values_list("counts", flat=True)
    return next(iter(found), serving.UNTIL_CONFIRMED[channel])


# --- letters ----------------------------------------------------------------------------------------------


def letters_of(subject_type: str, subject_id: str) -> QuerySet[Letter]:
    """All letters about one subject, oldest first, with what their lines show. One query."""
    found = Letter.objects.filter(subject_type=subject_type, subject_id=str(subject_id))
    return found.select_related(*_ALL_OF_A_LETTER).order_by("id")


def visible(person: Person, today: date, capability: str = "letter.view") -> QuerySet[Letter]:
    """Letters that the official may see (or act on, by another capability)."""
    rows = restrict(Letter.objects.all(), person, capability, today, division_field=None)
    return rows.select_related(*_ALL_OF_A_LETTER)


def masked_fields(letter: Letter) -> dict[str, str]:
    """Label -> value for lists: personal values show their first character only."""
    return values.masked(text_of(letter.text), letter.fields)


def document_of(letter: Letter) -> Document:
    """The letter as it would be printed now. NotAllowed when its fields no longer fit."""
    if letter.digest and letter.digest != digest_of(letter.fields):
        refuse([Reason("words_changed", _("文书的内容与登记的摘要不符，不能使用；请管理员核查。"))])
    setting = setting_of(letter.organ)
    frame = Frame(
        organ=letter.organ.name,
        red_head=setting.red_head,
        number=letter.number,
        dated_on=letter.dated_on,
    )
    return compose(text_of(letter.text), letter.fields, frame)


def letterhead_of(organ: Organ) -> bytes | None:
    """The bytes of the organ's letterhead, None without one. OSError when the file is gone."""
    file = setting_of(organ).letterhead
    return bytes_of(file) if file else None


def bytes_of(file: StoredFile) -> bytes:
    """The original's bytes, for rendering; handing a file out is `services.open_file`."""
    return storage.path_of(storage.ORIGINALS, file.digest).read_bytes()


def correction_of(letter: Letter) -> Letter | None:
    """The letter that replaces this one, drafts included, cancelled ones not. One query."""
    return letter.corrections.exclude(state=State.CANCELLED).first()


def with_replaced(letter: Letter) -> list[Letter]:
    """The letter and those it replaces, one after the other, newest first. One query for each it replaces."""
    found = [letter]
    while found[-1].replaces is not None:
        found.append(found[-1].replaces)
    return found


def standing_of(letter: Letter) -> Standing:
    """The facts that the rules ask for. One query."""
    return Standing(
        state=letter.state,
        replaced=correction_of(letter) is not None,
        dated_on=letter.dated_on,
        sent_on=shanghai_date(letter.sent_at) if letter.sent_at else None,
        channel=letter.channel,
    )
