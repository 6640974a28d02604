"""How to apply on paper or at the counter, and the form for it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.domains.foi.limits import ANSWER_2019, EXTENSION_CAP
from gongkai.domains.foi.models import OfficeSetting
from gongkai.domains.foi.portal.paper import paper_form
from gongkai.domains.foi.portal.shell import page as shell_page
from gongkai.domains.foi.selectors import office_setting
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.rules import ORGAN_CODE
from gongkai.kernel.letters.rendering import render

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /apply/guide?organ=: address, phone and hours of an organ, and the form on paper."""
    organ = _organ(request.GET.get("organ", ""))
    context = {
        "organ": organ,
        "setting": office_setting(organ) if organ else None,
        "others": OfficeSetting.objects.select_related("organ").order_by("organ__path"),
        "days": ANSWER_2019.n,
        "more_days": EXTENSION_CAP[ANSWER_2019.since],
    }
    above = (_("申请公开政府信息"), reverse("foi_portal:choose"))
    return shell_page(request, "foi/portal/guide.html", _("怎样申请公开政府信息"), context, above=above)


def _organ(code: str) -> Organ | None:
    """The organ named, else the topmost one."""
    named = Organ.objects.filter(code=code).first() if ORGAN_CODE.fullmatch(code) else None
    return named or Organ.objects.filter(parent=None).order_by("path").first()


@require_safe
def paper(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """GET /apply/<organ>/form.docx and .pdf: the blank form to print and fill in by hand."""
    organ = get_object_or_404(Organ, code=code)
    if kind not in KINDS:
        raise Http404
    made = render(paper_form(organ.name))
    response = HttpResponse(made.docx if kind == "docx" else made.pdf, content_type=KINDS[kind])
    name = "application-form"
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
