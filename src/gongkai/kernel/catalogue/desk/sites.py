"""The site of an organ, or its channel on the site above: facts that stand in the foot of every page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import services
from gongkai.kernel.catalogue.desk.common import able, organ_meant
from gongkai.kernel.catalogue.desk.forms import SiteForm
from gongkai.kernel.catalogue.models import Site
from gongkai.kernel.catalogue.selectors import sites_for
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires


@requires("column.edit")
def new(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request, "column.edit")
    above = sites_for(organ).filter(parent=None).exclude(organ=organ)
    form = SiteForm(request.POST or None, above=above, initial={"name": organ.name})
    if request.method != "POST":
        return _page(request, form, organ)
    if not form.is_valid():
        return _page(request, form, organ, status=422)
    try:
        site = services.create_site(organ=organ, **form.cleaned_data, by=request.user, at=now())
    except NotAllowed as refusal:
        return _page(request, form, organ, reasons=mark(form, refusal.reasons), status=422)
    messages.success(request, _("已建立“%(name)s”，请设定栏目。") % {"name": site.name})
    return HttpResponseRedirect(f"{reverse('catalogue:columns')}?site={site.pk}")


@requires("column.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    site = get_object_or_404(Site.objects.select_related("organ"), pk=pk)
    if not able(request, "column.edit", site.organ):
        return not_allowed(request)
    options = {"above": Site.objects.none(), "site": site}
    if request.method != "POST":
        return _page(request, SiteForm(**options), site.organ, site)
    form = SiteForm(request.POST, **options)
    if not form.is_valid():
        return _page(request, form, site.organ, site, status=422)
    try:
        services.change_site(site=site, changes=form.cleaned_data, by=request.user, at=now())
    except NotAllowed as refusal:
        reasons = mark(form, refusal.reasons)
        return _page(request, form, site.organ, site, reasons=reasons, status=422)
    messages.success(request, _("已保存，各网页将重新生成。"))
    return HttpResponseRedirect(f"{reverse('catalogue:columns')}?site={site.pk}")


def _page(
    request: HttpRequest,
    form: SiteForm,
    organ: Organ,
    site: Site | None = None,
    *,
    reasons: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "organ": organ, "site": site, "reasons": reasons or []}
    return render(request, "catalogue/site_form.html", context, status=status)
