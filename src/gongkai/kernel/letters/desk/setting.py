"""What an organ sets for its letters, on one page of small forms."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.letters import services
from gongkai.kernel.letters.desk.common import organ_meant
from gongkai.kernel.letters.desk.forms import HeadForm, LetterheadForm, PatternForm, ServiceRuleForm
from gongkai.kernel.letters.models import NumberPattern, ServiceRule
from gongkai.kernel.letters.rules.vocabulary import Channel
from gongkai.kernel.letters.selectors import setting_of
from gongkai.kernel.ui.pages import mark, now, requires

FORMS = {"head": HeadForm, "letterhead": LetterheadForm, "pattern": PatternForm, "rule": ServiceRuleForm}


@requires("letter.edit")
def setting(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request, "letter.edit")
    forms = _forms(organ)
    which = request.POST.get("which", "")
    if request.method != "POST" or which not in FORMS:
        return _page(request, organ, forms)
    form = forms[which] = FORMS[which](request.POST, request.FILES)
    if form.is_valid():
        try:
            _keep(request, organ, which, form)
        except NotAllowed as refusal:
            mark(form, refusal.reasons)
        else:
            messages.success(request, _("已保存，以后签发的文书照此办理。"))
            return HttpResponseRedirect(reverse("letters:setting"))
    return _page(request, organ, forms, status=422)


def _forms(organ: Organ) -> dict[str, Form]:
    return {
        "head": HeadForm(initial={"red_head": setting_of(organ).red_head}),
        "letterhead": LetterheadForm(),
        "pattern": PatternForm(),
        "rule": ServiceRuleForm(),
    }


def _keep(request: HttpRequest, organ: Organ, which: str, form: Form) -> None:
    data, act = form.cleaned_data, {"organ": organ, "by": request.user, "at": now()}
    if which == "head":
        services.set_red_head(red_head=data["red_head"], **act)
    elif which == "letterhead":
        upload = data["letterhead"]
        kept = store(upload=upload, name=upload.name, **act) if upload else None
        services.set_letterhead(letterhead=kept, **act)
    elif which == "pattern":
        services.set_number_pattern(**data, **act)
    else:
        services.set_service_rule(**data, **act)


def _page(request: HttpRequest, organ: Organ, forms: dict[str, Form], *, status: int = 200) -> HttpResponse:
    rules = {rule.channel: rule for rule in ServiceRule.objects.filter(organ=organ)}
    context = {
        "organ": organ,
        "setting": setting_of(organ),
        "forms": forms,
        "patterns": NumberPattern.objects.filter(organ=organ),
        "rules": [(channel.label, rules.get(channel.value)) for channel in Channel],
    }
    return render(request, "letters/setting.html", context, status=status)
