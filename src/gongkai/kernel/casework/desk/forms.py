"""Forms of the acts on a case. What is missing they say in the words of the services, which decide the rest."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.limits import SUPERVISION_DAYS
from gongkai.kernel.casework.models import Supervision, WorkItem
from gongkai.kernel.casework.rules import Placement
from gongkai.kernel.casework.selectors import who_is_asked


def _words(label, missing="", help_text="", rows: int = 3) -> forms.CharField:
    """Some lines of text; `missing`: what is said when they are empty, nothing where they may be."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=2000,
        required=bool(missing),
        error_messages={"required": missing} if missing else None,
    )


def _named(person: Person) -> str:
    """A colleague as lists show one: name, division, posts (see orgs `with_posts`)."""
    posts = dict.fromkeys(post.get_role_display() for post in getattr(person, "posts_today", ()))
    about = " · ".join([*([person.division.name] if person.division else []), *posts])
    return f"{person.name}（{about}）" if about else person.name


class ColleagueField(forms.ModelChoiceField):
    """One colleague, shown with the division."""

    def __init__(self, label, **fields):
        super().__init__(Person.objects.none(), label=label, empty_label=_("请选择"), **fields)

    def label_from_instance(self, obj: Person) -> str:
        return _named(obj)


class ColleaguesField(forms.ModelMultipleChoiceField):
    """Several colleagues, ticked one by one."""

    def __init__(self, label, **fields):
        super().__init__(Person.objects.none(), label=label, widget=forms.CheckboxSelectMultiple, **fields)

    def label_from_instance(self, obj: Person) -> str:
        return _named(obj)


class ItemField(forms.TypedChoiceField):
    """Which open item is meant; hidden where there is but one."""

    def __init__(self):
        super().__init__(label=_("哪一项"), coerce=str)

    def offer(self, choices: list[tuple[str, str]]) -> None:
        self.choices = choices
        if len(choices) == 1:
            self.initial = choices[0][0]
            self.widget = forms.HiddenInput()


class CaseForm(forms.Form):
    """`items` are those in which the act can be done, `people` who may be chosen; a form takes what it shows."""

    def __init__(self, data=None, *, items: Iterable[tuple[str, str]] = (), people: QuerySet | None = None):
        super().__init__(data)
        if "item" in self.fields:
            self.fields["item"].offer(list(items))
        if "to" in self.fields and people is not None:
            self.fields["to"].queryset = people


def of_items(items: Iterable[WorkItem]) -> list[tuple[str, str]]:
    return [(str(item.pk), f"{item.step.label} · {who_is_asked(item)}") for item in items]


def of_orders(orders: Iterable[Supervision]) -> list[tuple[str, str]]:
    return [(str(order.pk), order.text[:60]) for order in orders]


class OpinionForm(CaseForm):
    item = ItemField()
    outcome = forms.ChoiceField(
        label=_("建议"), choices=[("agree", _("同意")), ("refuse", _("不同意"))], widget=forms.RadioSelect
    )
    opinion = _words(_("意见"), _("请填写意见或理由。"), _("只是意见：由交办人签署。"))


class DelegateForm(CaseForm):
    item = ItemField()
    to = ColleagueField(_("交给谁"))
    instruction = _words(_("交办要求"), _("请写明交办要求。"))


class GiveBackForm(CaseForm):
    item = ItemField()
    reason = _words(_("理由"), _("请填写意见或理由。"), rows=2)


class ReassignForm(CaseForm):
    item = ItemField()
    to = ColleagueField(_("转给谁"), help_text=_("只列出具备本环节岗位的人员。"))
    reason = _words(_("转办的理由"), _("请填写转办的理由。"), rows=2)


class AddSignerForm(CaseForm):
    to = ColleagueField(_("请谁加签"))
    placement = forms.ChoiceField(
        label=_("先后"), choices=Placement.choices, initial=Placement.BEFORE, widget=forms.RadioSelect,
        help_text=_("前加签：先于现在的环节；并加签：同时；后加签：现在的环节之后。"),
    )  # fmt: skip
    reason = _words(_("请加签的理由"), rows=2)


class RemoveSignerForm(CaseForm):
    item = ItemField()


class SuperviseForm(CaseForm):
    text = _words(_("督办要求"), _("请写明督办要求。"))
    days = forms.TypedChoiceField(
        label=_("几个工作日内回报"), coerce=int, choices=[(n, str(n)) for n in SUPERVISION_DAYS], initial=3
    )


class ReportForm(CaseForm):
    item = ItemField()
    reply = _words(_("办理情况"), _("请填写办理情况。"))


class CirculateForm(CaseForm):
    to = ColleaguesField(_("送给谁"), error_messages={"required": _("请选择传阅对象。")})
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
