"""What the redaction pages post: rows of boxes, a text to be found, a file."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gongkai.kernel.records.rules.vocabulary import GROUNDS, STATE_SECRET
from gongkai.kernel.redaction.rules.boxes import MOST, Box, Origin

USUAL = "N15-2"
BLANK_ROWS = 2


def grounds() -> list[tuple[str, str]]:
    """(code, article and label) in the language of the reader."""
    return [
        (code, f"{known.article} {known.label}") for code, known in GROUNDS.items() if code != STATE_SECRET
    ]


class FindForm(forms.Form):
    text = forms.CharField(label=_("查找文字"), max_length=100)
    ground = forms.ChoiceField(label=_("依据"), choices=grounds, initial=USUAL)


class StartForm(forms.Form):
    file = forms.FileField(label=_("文件"), help_text=_("PDF 或图片。Word、WPS 文件请先另存为 PDF。"))
    about = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("如申请编号或事项名称，便于查找；不要写个人信息。")
    )


def posted_boxes(post: QueryDict, page: int) -> tuple[list[Box], list[str]]:
    """The rows of one page, per cent of the page -> (boxes, rows whose numbers cannot be read).

    Rows without any number are blank and skipped; rows marked to go are left out.
    """
    boxes, unread = [], []
    rows = post.getlist("row")[: MOST + 1]
    for row in rows:
        values = [post.get(f"{row}-{name}", "").strip() for name in ("x", "y", "w", "h")]
        if not any(values) or post.get(f"{row}-drop"):
            continue
        try:
            place = [float(value) / 100 for value in values]
        except ValueError:
            unread.append(row)
            continue
        origin = post.get(f"{row}-origin", "")
        boxes.append(
            Box(
                page,
                *place,
                post.get(f"{row}-ground", ""),
                post.get(f"{row}-note", ""),
                origin if origin in Origin.values else Origin.MANUAL.value,
            )
        )
    return boxes, unread
