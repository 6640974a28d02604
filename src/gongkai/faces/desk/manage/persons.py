"""One official: account, posts, who stands in; each act posts to this page's own addresses."""

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from gongkai.faces import people_acts
from gongkai.faces.desk.manage.people import organ_meant
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ, Person, Post, Substitution
from gongkai.foundation.orgs.rules import Role, division_roles, in_force
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, tell, today


def _day(label, **options) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def password_field(**options) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("初始密码"),
        strip=False,
        help_text=gettext_lazy("至少 10 个字符；请当面交给本人，并请其登录后修改。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        **options,
    )


class PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    division = forms.ModelChoiceField(
        label=gettext_lazy("处室"), queryset=None, required=False, empty_label="—"
    )

    def __init__(self, *args, organ: Organ, **options):
        super().__init__(*args, **options)
        self.fields["division"].queryset = organ.divisions.all()


class NewPersonForm(PersonForm):
    username = forms.CharField(label=gettext_lazy("账号"), max_length=60)
    password = password_field()
    field_order = ["name", "username", "division", "password"]

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class ResetForm(forms.Form):
    password = password_field()

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class PostForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=[("", "—"), *Role.choices])
    division = forms.ModelChoiceField(
        label=gettext_lazy("限于处室"), queryset=None, required=False, empty_label=gettext_lazy("全机关")
    )
    since = _day(gettext_lazy("自"), required=False)
    until = _day(gettext_lazy("至"), required=False, help_text=gettext_lazy("不填：没有期限。"))

    def __init__(self, *args, organ: Organ, **options):
        super().__init__(*args, **options)
        self.fields["division"].queryset = organ.divisions.all()
        bound = "、".join(str(Role(role).label) for role in Role.values if role in division_roles())
        self.fields["division"].help_text = _("%(roles)s须指明处室；不填时取本人所在处室。") % {
            "roles": bound
        }


class SubstitutionForm(forms.Form):
    substitute = forms.ModelChoiceField(label=gettext_lazy("代理人"), queryset=None, empty_label="—")
    since = _day(gettext_lazy("自"))
    until = _day(gettext_lazy("至"))
    reason = forms.CharField(label=gettext_lazy("事由"), max_length=200, required=False)

    def __init__(self, *args, person: Person, **options):
        super().__init__(*args, **options)
        colleagues = Person.objects.filter(organ=person.organ, is_active=True).exclude(pk=person.pk)
        self.fields["substitute"].queryset = colleagues


@sensitive_post_parameters()
@requires("people.edit")
def new(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request)
    form = NewPersonForm(request.POST or None, organ=organ, initial={"division": request.GET.get("division")})
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = people_acts.create_person(organ=organ, **form.cleaned_data, by=request.user, at=now())
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(request, _("已新增人员，请授予岗位；没有岗位的账号不能办理任何事项。"))
            return HttpResponseRedirect(reverse("manage:person", args=[made.pk]))
    context = {"form": form, "organ": organ, "reasons": reasons}
    return render(request, "manage/person_new.html", context, status=422 if form.is_bound else 200)


def _person(request: HttpRequest, pk: int) -> Person | None:
    """The official, if people.edit reaches the organ; None otherwise."""
    person = get_object_or_404(Person.objects.select_related("organ", "division"), pk=pk)
    return person if may(request.user, "people.edit", organ=person.organ, today=today()) else None


FORMS = ("person", "post", "substitution", "password")


@sensitive_post_parameters()
@requires("people.edit")
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a posted form says by its `form` which act is meant. A refusal keeps what was typed."""
    person = _person(request, pk)
    if person is None:
        return not_allowed(request)
    meant = request.POST.get("form", "") if request.method == "POST" else ""
    made = {name: _form(name, person, request.POST if name == meant else None) for name in FORMS}
    if meant not in FORMS or not made[meant].is_valid():
        return _page(request, person, made, meant)
    try:
        done = _act(meant, person, made[meant].cleaned_data, request.user)
    except NotAllowed as refusal:
        return _page(request, person, made, meant, reasons=mark(made[meant], refusal.reasons))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("manage:person", args=[pk]))


def _form(name: str, person: Person, data) -> forms.Form:
    if name == "person":
        initial = {"name": person.name, "division": person.division_id}
        return PersonForm(data, organ=person.organ, initial=initial)
    if name == "post":
        return PostForm(data, organ=person.organ, prefix=None, initial={"since": today()}, auto_id="post_%s")
    if name == "substitution":
        return SubstitutionForm(data, person=person, initial={"since": today()}, auto_id="substitution_%s")
    return ResetForm(data, auto_id="reset_%s")


def _act(name: str, person: Person, data: dict, by: Person) -> str:
    """Do what the form asks for; returns the sentence that says so. Raises NotAllowed."""
    signature = {"by": by, "at": now()}
    if name == "person":
        people_acts.change_person(person=person, **data, **signature)
        return _("已保存。")
    if name == "post":
        post = people_acts.give_post(person=person, organ=person.organ, **data, **signature)
        return _("已授予岗位“%(role)s”。") % {"role": post.get_role_display()}
    if name == "substitution":
        people_acts.substitute(absent=person, **data, **signature)
        return _("已指定代理人。")
    people_acts.reset_password(person=person, **data, **signature)
    return _("已设定新的初始密码，原来的登录已失效。")


def _page(
    request: HttpRequest, person: Person, made: dict, meant: str, *, reasons: list[Reason] | None = None
) -> HttpResponse:
    posts = list(person.posts.select_related("organ", "division"))
    absences = list(person.absences.select_related("substitute"))
    context = {
        "person": person,
        "forms": made,
        "meant": meant,
        "refused": made.get(meant),
        "reasons": reasons or [],
        "posts": [(post, in_force(post.since, post.until, today())) for post in posts],
        "absences": [(row, row.until >= today()) for row in absences],
        "stands_in": person.substitutions.select_related("absent"),
        "today": today(),
        "own": person.pk == request.user.pk,
    }
    return render(request, "manage/person.html", context, status=422 if meant else 200)


@require_POST
@requires("people.edit")
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    if person is None:
        return not_allowed(request)
    active = request.POST.get("active") == "1"
    try:
        people_acts.set_active(person=person, active=active, by=request.user, at=now())
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("账号已启用。") if active else _("账号已停用，岗位作为历史保留。"))
    return HttpResponseRedirect(reverse("manage:person", args=[pk]))


@require_POST
@requires("people.edit")
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("organ", "person"), pk=pk)
    if not may(request.user, "people.edit", organ=post.organ, today=today()):
        return not_allowed(request)
    _end(request, lambda until: people_acts.end_post(post=post, until=until, by=request.user, at=now()))
    return HttpResponseRedirect(reverse("manage:person", args=[post.person_id]))


@require_POST
@requires("people.edit")
def end_substitution(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Substitution.objects.select_related("absent__organ"), pk=pk)
    if not may(request.user, "people.edit", organ=row.absent.organ, today=today()):
        return not_allowed(request)
    _end(
        request,
        lambda until: people_acts.end_substitution(substitution=row, until=until, by=request.user, at=now()),
    )
    return HttpResponseRedirect(reverse("manage:person", args=[row.absent_id]))


def _end(request: HttpRequest, do) -> None:
    """End something on the day given, by default today; says what came of it."""
    try:
        until = parse_date(request.POST.get("until", "")) or today()
        do(until)
    except ValueError:
        messages.error(request, _("请填写正确的日期，如 2026-01-01。"))
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("最后一天：%(day)s。") % {"day": until.isoformat()})
