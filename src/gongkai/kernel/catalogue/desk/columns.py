"""Writing the columns of a site: new, changed, moved among its neighbours, closed, opened again."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.kernel.catalogue import services
from gongkai.kernel.catalogue.desk.common import able
from gongkai.kernel.catalogue.desk.forms import ColumnForm, usual_freshness
from gongkai.kernel.catalogue.models import Column, DutyEntry, Site
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, tell


@requires("column.edit")
def new(request: HttpRequest, site: int) -> HttpResponse:
    where = get_object_or_404(Site.objects.select_related("organ"), pk=site)
    if not able(request, "column.edit", where.organ):
        return not_allowed(request)
    duties = duties_for(where)
    if request.method != "POST":
        first = {"parent": request.GET.get("parent", ""), "kind": "notice"}
        return _page(request, ColumnForm(site=where, duties=duties, initial=first), where)
    form = ColumnForm(request.POST, site=where, duties=duties)
    if not form.is_valid():
        return _page(request, form, where, status=422)
    position = where.columns.filter(parent=form.cleaned_data["parent"]).count() + 1
    values = form.cleaned_data | {"position": position}
    try:
        column = services.create_column(site=where, **values, by=request.user, at=now())
    except NotAllowed as refusal:
        return _page(request, form, where, reasons=mark(form, refusal.reasons), status=422)
    messages.success(request, _("已新增栏目“%(name)s”。") % {"name": column.name})
    return _back(where)


@requires("column.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    column = _column(pk)
    if not able(request, "column.edit", column.site.organ):
        return not_allowed(request)
    options = {"site": column.site, "duties": duties_for(column.site), "column": column}
    if request.method != "POST":
        return _page(request, ColumnForm(**options), column.site, column)
    form = ColumnForm(request.POST, **options)
    if not form.is_valid():
        return _page(request, form, column.site, column, status=422)
    try:
        services.change_column(column=column, changes=form.cleaned_data, by=request.user, at=now())
    except NotAllowed as refusal:
        reasons = mark(form, refusal.reasons)
        return _page(request, form, column.site, column, reasons=reasons, status=422)
    messages.success(request, _("已保存。"))
    return _back(column.site)


@require_POST
@requires("column.edit")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down among the open columns beside it."""
    column = _column(pk)
    if not able(request, "column.edit", column.site.organ):
        return not_allowed(request)
    beside = list(Column.objects.filter(site=column.site, parent=column.parent, closed_on=None))
    place = beside.index(column) if column in beside else 0
    up = request.POST.get("to") == "up"
    target = place - 1 if up else place + 2
    if up and place == 0 or not up and place >= len(beside) - 1:
        return _back(column.site, column)
    before = beside[target] if target < len(beside) else None
    services.move_column(column=column, before=before, by=request.user, at=now())
    return _back(column.site, column)


@require_POST
@requires("column.edit")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    column = _column(pk)
    if not able(request, "column.edit", column.site.organ):
        return not_allowed(request)
    try:
        services.close_column(column=column, by=request.user, at=now())
    except NotAllowed as refusal:
        messages.error(request, _("栏目“%(name)s”没有停用。") % {"name": column.name})
        tell(request, refusal)
    else:
        messages.success(request, _("已停用栏目“%(name)s”，原有网页保留。") % {"name": column.name})
    return _back(column.site, column)


@require_POST
@requires("column.edit")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    column = _column(pk)
    if not able(request, "column.edit", column.site.organ):
        return not_allowed(request)
    try:
        services.reopen_column(column=column, by=request.user, at=now())
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("已重新启用栏目“%(name)s”。") % {"name": column.name})
    return _back(column.site, column)


@require_POST
@requires("column.edit")
def load(request: HttpRequest, site: int) -> HttpResponse:
    """Take over the shipped columns; what is there stays."""
    where = get_object_or_404(Site.objects.select_related("organ"), pk=site)
    if not able(request, "column.edit", where.organ):
        return not_allowed(request)
    added = services.load_columns(site=where, by=request.user, at=now())
    messages.success(request, _("已载入通用栏目 %(n)d 个。") % {"n": added})
    return _back(where)


def duties_for(site: Site) -> QuerySet[DutyEntry]:
    """Entries of the site's own organ that a column may serve."""
    return DutyEntry.objects.filter(organ=site.organ, retired_on=None)


def _column(pk: int) -> Column:
    return get_object_or_404(Column.objects.select_related("site__organ", "parent", "duty", "organ"), pk=pk)


def _back(site: Site, column: Column | None = None) -> HttpResponse:
    place = f"#column-{column.pk}" if column else ""
    return HttpResponseRedirect(f"{reverse('catalogue:columns')}?site={site.pk}{place}")


def _page(
    request: HttpRequest,
    form: ColumnForm,
    site: Site,
    column: Column | None = None,
    *,
    reasons: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "site": site,
        "column": column,
        "reasons": reasons or [],
        "usual": usual_freshness(),
    }
    return render(request, "catalogue/column_form.html", context, status=status)
