"""The rows of the editor that say what a document does to others, and the box for a whole clean-up list."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.relation_lines import Line
from gongkai.kernel.records.rules.vocabulary import RelationKind
from gongkai.kernel.records.targets import Target, find_targets, names_of

PREFIX = "relation"
ROWS = 2
"""Blank rows beside the filled ones; a long list is pasted."""
KINDS = [("", "—"), *RelationKind.choices]


class RelationForm(forms.Form):
    """One row. `record`: the target that the row came with; it holds while the name beside it is not changed."""

    kind = forms.ChoiceField(label=gettext_lazy("关系"), required=False, choices=KINDS)
    target = forms.CharField(label=gettext_lazy("对方索引号、文号或标题"), max_length=300, required=False)
    on = forms.DateField(
        label=gettext_lazy("自何日起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    gone = forms.BooleanField(label=gettext_lazy("删去"), required=False)

    @property
    def title(self) -> str:
        """Of the document that the row names, when it may be shown."""
        return self.initial.get("title", "")

    @property
    def wanted(self) -> bool:
        data = self.cleaned_data
        return not data.get("gone") and bool(data.get("kind") or data.get("target") or data.get("on"))


class Rows(forms.BaseFormSet):
    """All rows; `facts` after `is_valid`. Each row that names nothing says so beside itself."""

    def __init__(self, *args, organ: Organ, **options):
        super().__init__(*args, prefix=PREFIX, **options)
        self.organ = organ
        self.facts: list[RelationFact] = []

    def clean(self) -> None:
        rows = [form for form in self.forms if form.is_valid() and form.wanted]
        targets = find_targets((form.cleaned_data["target"] for form in rows), self.organ)
        self.facts = [fact for form in rows if (fact := _fact(form, targets)) is not None]


RowSet = forms.formset_factory(RelationForm, formset=Rows, extra=ROWS, max_num=1000, absolute_max=1000)


def rows(data, organ: Organ, relations: Iterable[RelationFact] = ()) -> Rows:
    """The rows of a form that was sent, or of a version. A form without rows says nothing of relations."""
    sent = data is not None and f"{PREFIX}-TOTAL_FORMS" in data
    shown = tuple(relations)
    names = names_of((fact.record for fact in shown), organ) if shown else {}
    initial = [
        {"kind": fact.kind, "target": number, "on": fact.on, "title": title}
        for fact in shown
        for number, title in [names.get(fact.record, ("", ""))]
    ]
    return RowSet(data if sent else None, organ=organ, initial=initial)


def pasted(lines: Iterable[Line], organ: Organ) -> tuple[list[RelationFact], list[str]]:
    """Facts of the lines that are right, and what is wrong with the others."""
    known = list(lines)
    targets = find_targets((line.target for line in known), organ)
    facts, errors = [], []
    for line in known:
        target = targets.get(line.target, Target())
        if problem := line.error or target.problem:
            errors.append(_("第 %(n)d 行：%(text)s") % {"n": line.number, "text": problem})
        elif target.record is not None:
            facts.append(RelationFact(line.kind, target.record, line.on))
    return facts, errors


def _fact(form: RelationForm, targets: dict[str, Target]) -> RelationFact | None:
    data = form.cleaned_data
    target = targets.get(data["target"].strip(), Target(problem=_("请写明对方文件。")))
    if target.problem:
        form.add_error("target", target.problem)
    if not data["kind"]:
        form.add_error("kind", _("请选择与该文件的关系。"))
    return RelationFact(data["kind"], target.record, data["on"]) if form.is_valid() else None
