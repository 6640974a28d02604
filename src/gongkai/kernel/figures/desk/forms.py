"""Forms of figures. They only read what was typed; why something cannot be kept, the services say."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gongkai.kernel.figures.registry import StatedFigure
from gongkai.kernel.figures.rules.acts import ACT_KINDS, GROUPS
from gongkai.kernel.figures.rules.entering import EVIDENCE, REASON, TITLE
from gongkai.kernel.figures.rules.values import NOT_APPLICABLE, Value

NUMBER, NONE_SUCH, MISSING = "number", "not_applicable", ""


def _kinds() -> list:
    """Kinds under the headings of their groups."""
    found = [("", "—")]
    for code, name in GROUPS.items():
        inside = [
            (kind.code, f"{kind.name}（{kind.unit}）") for kind in ACT_KINDS.values() if kind.group == code
        ]
        found.append((name, inside))
    return found


class ActForm(forms.Form):
    kind = forms.ChoiceField(label=_("事项"), choices=_kinds)
    happened_on = forms.DateField(
        label=_("发生日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("按这一天归入统计期。"),
    )
    title = forms.CharField(
        label=_("标题"), max_length=TITLE, help_text=_("哪一场、哪一期；成批的写明起止。")
    )
    quantity = forms.DecimalField(label=_("数量"), initial=1, help_text=_("成批登记时填总数。"))
    division = forms.TypedChoiceField(label=_("处室"), required=False, coerce=int, empty_value=None)
    with_principal = forms.BooleanField(label=_("主要负责同志参加"), required=False)
    evidence = forms.CharField(
        label=_("依据"), max_length=EVIDENCE, required=False, help_text=_("哪份文件、哪本台账、谁提供。")
    )
    evidence_file = forms.FileField(label=_("依据文件"), required=False)

    def __init__(self, *args, divisions: list, whole_organ: bool, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(one.pk, one.name) for one in divisions]
        self.fields["division"].required = not whole_organ
        self.fields["division"].choices = [("", "—"), *choices] if whole_organ else choices


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=REASON)


class StatedLine:
    """One figure of the form of a year, as it was posted. `chosen`: NUMBER, NONE_SUCH or MISSING."""

    def __init__(self, figure: StatedFigure, posted: QueryDict):
        self.figure = figure
        self.chosen = posted.get(f"state-{figure.code}", MISSING)
        self.text = posted.get(f"value-{figure.code}", "").strip()
        self.evidence = posted.get(f"evidence-{figure.code}", "").strip()

    def value(self) -> Value | None:
        """None where nothing is stated; Decimal("NaN") for what is no number, which the rules refuse."""
        if self.chosen == NONE_SUCH:
            return NOT_APPLICABLE
        if self.chosen != NUMBER:
            return None
        try:
            return Decimal(self.text)
        except InvalidOperation:
            return Decimal("NaN")
