"""The register: list with filters, saved views."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.orgs.selectors import may_somewhere
from gongkai.kernel.records.desk.forms import FilterForm
from gongkai.kernel.records.models import SavedView
from gongkai.kernel.records.register import Cursor, Filters, register_page
from gongkai.kernel.ui.pages import today

SAVED_VIEWS = 12


@login_required
def record_list(request) -> HttpResponse:
    form = FilterForm(request.GET)
    filters = Filters(**form.cleaned_data) if form.is_valid() else Filters()
    page = register_page(
        request.user,
        today(),
        filters,
        after=Cursor.parse(request.GET.get("after", "")),
        before=Cursor.parse(request.GET.get("before", "")),
    )
    context = {
        "form": form,
        "page": page,
        "filtered": filters != Filters(),
        "saved_views": request.user.saved_views.all()[:SAVED_VIEWS],
        "may_draft": may_somewhere(request.user, "record.draft", today()),
    }
    return render(request, "records/list.html", context)


@require_POST
@login_required
def save_view(request) -> HttpResponse:
    """Keep the present filter under a name; the same name again replaces it."""
    name, query = request.POST.get("name", "").strip()[:40], request.POST.get("query", "")[:500]
    if name:
        SavedView.objects.update_or_create(person=request.user, name=name, defaults={"query": query})
        messages.success(request, _("已保存常用筛选“%(name)s”。") % {"name": name})
    return HttpResponseRedirect(f"{reverse('records:list')}?{query.lstrip('?')}")


@require_POST
@login_required
def drop_view(request, pk: int) -> HttpResponse:
    SavedView.objects.filter(person=request.user, pk=pk).delete()
    return HttpResponseRedirect(reverse("records:list"))
