"""What an organ sets once for its requests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import organ_meant
from gongkai.domains.foi.desk.forms import SettingForm
from gongkai.domains.foi.selectors import office_setting
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.ui.pages import mark, now, requires


@requires("request.set")
def setting(http: HttpRequest) -> HttpResponse:
    organ = organ_meant(http, "request.set")
    form = SettingForm(http.POST if http.method == "POST" else None, instance=office_setting(organ))
    if http.method == "POST" and form.is_valid():
        try:
            services.set_office(organ=organ, values=form.cleaned_data, by=http.user, at=now())
        except NotAllowed as refusal:
            mark(form, refusal.reasons)
        else:
            messages.success(http, _("已保存，以后的文书和网页照此办理。"))
            return HttpResponseRedirect(reverse("requests:setting"))
    context = {"form": form, "organ": organ}
    return render(http, "foi/desk/setting.html", context, status=422 if form.errors else 200)
