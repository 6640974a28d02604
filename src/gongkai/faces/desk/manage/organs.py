"""Organs: a new one below, and what is said of one: its name, and how it is reached."""

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from gongkai.faces import organ_acts
from gongkai.faces.desk.manage.people import organ_meant
from gongkai.faces.desk.manage.persons import password_field
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ, Region
from gongkai.foundation.orgs.rules import CONTACT_LABELS, Level, OrganKind, region_stem
from gongkai.kernel.ui.pages import mark, now, requires


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("机关名称"), max_length=80)
    short_name = forms.CharField(
        label=gettext_lazy("简称"), max_length=40, help_text=gettext_lazy("列表和工作台上显示。")
    )


class OrganForm(NameForm):
    """A new organ and its first administrator."""

    code = forms.CharField(
        label=gettext_lazy("机关代码"),
        max_length=20,
        help_text=gettext_lazy("索引号以它开头，定后不改，如 430100S00。"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("机关性质"), choices=OrganKind.choices)
    region = forms.ModelChoiceField(label=gettext_lazy("行政区划"), queryset=None, empty_label="—")
    level = forms.ChoiceField(
        label=gettext_lazy("层级"),
        required=False,
        choices=[("", gettext_lazy("与行政区划相同")), *Level.choices[:3]],
    )
    administrator_name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    administrator = forms.CharField(label=gettext_lazy("账号"), max_length=60)
    password = password_field()

    def __init__(self, *args, parent: Organ, **options):
        super().__init__(*args, **options)
        inside = Region.objects.filter(code__startswith=region_stem(parent.region_id), code__regex=r"^\d{6}$")
        self.fields["region"].queryset = inside.order_by("code")

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def values(self) -> dict:
        """Arguments of the act; the level is that of the region unless another is chosen."""
        data = self.cleaned_data
        return {**data, "level": data["level"] or data["region"].level}


class ContactForm(NameForm):
    """What is said of an organ, and how it numbers."""

    index_pattern = forms.CharField(
        label=gettext_lazy("索引号格式"),
        max_length=60,
        help_text=gettext_lazy("如 {organ}/{year}-{serial:05d}；已编的号不变。"),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, label in CONTACT_LABELS.items():
            self.fields[name] = forms.CharField(label=label, max_length=200, required=False)

    def values(self) -> dict:
        data = self.cleaned_data
        contact = {name: data[name] for name in CONTACT_LABELS}
        return {name: data[name] for name in ("name", "short_name", "index_pattern")} | {"contact": contact}


@sensitive_post_parameters()
@requires("people.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A new organ below the one that is meant."""
    parent = organ_meant(request)
    form = OrganForm(request.POST or None, parent=parent)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = organ_acts.create_organ(parent=parent, **form.values(), by=request.user, at=now())
        except NotAllowed as refusal:
            reasons = _marked(form, refusal)
        else:
            text = _("已设立“%(name)s”，并建立其系统管理员账号；处室、人员和岗位由该管理员登录后建立。")
            messages.success(request, text % {"name": made.name})
            return HttpResponseRedirect(f"{reverse('manage:people')}?organ={parent.pk}")
    context = {"form": form, "organ": parent, "reasons": reasons}
    return render(request, "manage/organ_new.html", context, status=422 if form.is_bound else 200)


def _marked(form: OrganForm, refusal: NotAllowed) -> list[Reason]:
    """The account stands under another name in this form than where accounts are made."""
    for reason in refusal.reasons:
        if reason.where == "username":
            form.add_error("administrator", reason.text)
    return mark(form, refusal.reasons)


@requires("people.edit")
def edit(request: HttpRequest) -> HttpResponse:
    """Name and contact of the organ that is meant; the public site follows."""
    organ = organ_meant(request)
    said = {name: getattr(organ, name) for name in ("name", "short_name", "index_pattern")} | organ.contact
    form = ContactForm(request.POST or None, initial=said)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            organ_acts.change_organ(organ=organ, **form.values(), by=request.user, at=now())
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(request, _("已保存，公开网站上的相关网页随后更新。"))
            return HttpResponseRedirect(f"{reverse('manage:people')}?organ={organ.pk}")
    below = list(organ.children.order_by("path"))
    context = {
        "form": form,
        "organ": organ,
        "reasons": reasons,
        "contact": [form[name] for name in CONTACT_LABELS],
        "below": below,
    }
    return render(request, "manage/organ_edit.html", context, status=422 if form.is_bound else 200)
