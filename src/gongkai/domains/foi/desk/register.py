"""The register of requests and its boards."""

import tempfile
from collections.abc import Sequence

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from gongkai.domains.foi import register
from gongkai.domains.foi.desk.common import organ_meant
from gongkai.domains.foi.desk.forms import FilterForm
from gongkai.domains.foi.exchange.book import TITLE
from gongkai.domains.foi.floods import floods
from gongkai.domains.foi.register import Due, Filters
from gongkai.domains.foi.services.exporting import export_rows, writer_for
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Division
from gongkai.foundation.orgs.selectors import may_somewhere
from gongkai.kernel.ui.pages import now, requires, today

FIRST = 12
FORMATS = (
    ("pdf", _("登记簿 PDF（A4 横向，可打印装订）")),
    ("docx", _("登记簿 Word")),
    ("xlsx", _("表格 Excel")),
    ("csv", _("表格 CSV")),
)


@requires("request.view")
def listing(http: HttpRequest) -> HttpResponse:
    return _list(http)


def _list(http: HttpRequest, reasons: Sequence[Reason] = (), status: int = 200) -> HttpResponse:
    form, filters = _filters(http)
    places = {name: http.GET.get(name, "") for name in ("after", "before")}
    context = {
        "form": form,
        "page": register.register_page(http.user, today(), filters, **places),
        "filtered": filters != Filters(),
        "narrow": filters != Filters(q=filters.q, stage=filters.stage, due=filters.due, same=filters.same),
        "same": filters.same,
        "may_register": may_somewhere(http.user, "request.register", today()),
        "may_export": may_somewhere(http.user, "request.export", today()),
        "organ": http.user.organ,
        "formats": FORMATS,
        "query": http.GET.urlencode(),
        "reasons": reasons,
    }
    return render(http, "foi/desk/list.html", context, status=status)


def _filters(http: HttpRequest) -> tuple[FilterForm, Filters]:
    form = FilterForm(http.GET or None, divisions=_divisions(http))
    return form, form.filters() if form.is_bound else Filters()


@require_POST
@requires("request.export")
def export(http: HttpRequest) -> HttpResponse | FileResponse:
    """What the list shows under its present filters, of the official's own organ, as a file; masked."""
    format, organ, at = http.POST.get("format", ""), organ_meant(http, "request.export"), now()
    if format not in dict(FORMATS):
        raise Http404
    chosen = _filters(http)[1]
    try:
        rows = export_rows(organ=organ, format=format, chosen=chosen, by=http.user, at=at)
    except NotAllowed as refusal:
        return _list(http, refusal.reasons, 422)
    stream = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when it was sent
    writer = writer_for(stream, format, organ=organ, chosen=chosen, at=at)
    for row in rows:
        writer.write(row)
    writer.close()
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{TITLE}{today().isoformat()}.{format}")


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
        "found": register.found_before(http.user, today()),
        "floods": floods(http.user, today()),
        "may_register": may_somewhere(http.user, "request.register", today()),
        "may_triage": may_somewhere(http.user, "request.triage", today()),
    }
    return render(http, "foi/desk/boards.html", context)
