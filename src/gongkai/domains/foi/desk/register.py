"""The register of requests and its boards."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.domains.foi import register
from gongkai.domains.foi.desk.forms import FilterForm
from gongkai.domains.foi.register import Due, Filters
from gongkai.foundation.orgs.models import Division
from gongkai.foundation.orgs.selectors import may_somewhere
from gongkai.kernel.ui.pages import requires, today

FIRST = 12


@requires("request.view")
def listing(http: HttpRequest) -> HttpResponse:
    form = FilterForm(http.GET or None, divisions=_divisions(http))
    filters = form.filters() if form.is_bound else Filters()
    places = {name: http.GET.get(name, "") for name in ("after", "before")}
    context = {
        "form": form,
        "page": register.register_page(http.user, today(), filters, **places),
        "filtered": filters != Filters(),
        "narrow": filters != Filters(q=filters.q, stage=filters.stage, due=filters.due),
        "may_register": may_somewhere(http.user, "request.register", today()),
    }
    return render(http, "foi/desk/list.html", context)


def _divisions(http: HttpRequest) -> list[Division]:
    return list(Division.objects.filter(organ=http.user.organ_id).order_by("position", "id"))


@requires("request.view")
def boards(http: HttpRequest) -> HttpResponse:
    """What is due, for whom it waits, who has how much. Every figure opens its list."""
    late = register.first_due(http.user, Due.LATE, today(), limit=FIRST)
    due = register.first_due(http.user, Due.WEEK, today(), limit=FIRST)
    context = {
        "board": register.board(http.user, today()),
        "late": late,
        "due": due,
        "may_register": may_somewhere(http.user, "request.register", today()),
    }
    return render(http, "foi/desk/boards.html", context)
