"""What of letters is counted: those that went out, by way of service."""

from django.db.models import F, QuerySet
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.figures.registry import ORGAN, REGION, Column, Dimension, Metric, declare
from gongkai.kernel.figures.rules.periods import Period, moments
from gongkai.kernel.letters.models import Letter, LetterText
from gongkai.kernel.letters.rules.vocabulary import Channel, State


def sent(period: Period) -> QuerySet[Letter]:
    return Letter.objects.filter(sent_at__range=moments(period))


def _text_names() -> dict[object, str]:
    """The newest name of each text."""
    return dict(LetterText.objects.order_by("organ_id", "version").values_list("code", "name"))


def _labels(choices) -> dict[object, str]:
    return {value: str(label) for value, label in choices}


ROWS = {
    "link": lambda row: reverse("letters:detail", args=[row.pk]),
    "columns": (
        Column(_("文书样式"), lambda row: row.text.name),
        Column(_("文号"), lambda row: row.number),
        Column(_("机关"), lambda row: row.organ.short_name),
        Column(_("发出时间"), lambda row: row.sent_at),
        Column(_("送达方式"), lambda row: row.get_channel_display()),
        Column(_("状态"), lambda row: row.get_state_display()),
    ),
    "related": ("organ", "text"),
}
"""How the rows of a figure of letters read."""

declare(
    Metric(
        "letters.sent",
        _("发出的文书"),
        pgettext_lazy("unit", "件"),
        _("已经发出的文书，含退回没有送达的"),
        _("发出之日"),
        sent,
        "letter.view",
        division=None,
        dimensions={
            "organ": ORGAN,
            "region": REGION,
            "month": Dimension(_("月份"), ExtractMonth(F("sent_at"), tzinfo=SHANGHAI)),
            "channel": Dimension(_("送达方式"), "channel", lambda: _labels(Channel.choices)),
            "state": Dimension(_("状态"), "state", lambda: _labels(State.choices)),
            "text": Dimension(_("文书样式"), "text__code", _text_names),
        },
        **ROWS,
    )
)
