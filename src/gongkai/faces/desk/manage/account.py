"""The own account: who I am here, which posts I hold, a new password."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from gongkai.faces import people_acts
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import acting_for
from gongkai.kernel.ui.pages import now, today


def password_field(label, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget)


class PasswordForm(forms.Form):
    """The old password proves who asks; the new one is typed twice."""

    old = password_field(gettext_lazy("现在的密码"), "current-password")
    new = password_field(gettext_lazy("新密码"), "new-password")
    again = password_field(gettext_lazy("再输入一次新密码"), "new-password")

    def __init__(self, *args, person: Person, **options):
        super().__init__(*args, **options)
        self.person = person
        self.fields["new"].help_text = _("至少 10 个字符，不要用常见密码。")

    def clean_old(self) -> str:
        if not self.person.check_password(self.cleaned_data["old"]):
            raise ValidationError(_("现在的密码不正确。"))
        return self.cleaned_data["old"]

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.person)
        return self.cleaned_data["new"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不一致。"))
        return data


@sensitive_post_parameters()
@login_required
def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = PasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        changed = people_acts.change_own_password(person=person, password=form.cleaned_data["new"], at=now())
        update_session_auth_hash(request, changed)
        messages.success(request, _("密码已修改；其他地方的登录已失效。"))
        return HttpResponseRedirect(reverse("manage:account"))
    context = {
        "form": form,
        "posts": person.posts.select_related("organ", "division"),
        "acting_for": acting_for(person, today()),
        "today": today(),
    }
    return render(request, "manage/account.html", context, status=422 if form.is_bound else 200)
