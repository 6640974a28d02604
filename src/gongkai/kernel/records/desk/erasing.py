"""Erasing a state secret: one page for both people. It shows what will go, never more of it than that."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.records.companions import companions
from gongkai.kernel.records.desk.common import able, record_or_404, refused
from gongkai.kernel.records.models import Attachment, Erasure, Record
from gongkai.kernel.records.services import confirm_erasure, drop_erasure, order_erasure
from gongkai.kernel.ui.pages import now

ACTS: dict[str, tuple[Callable, Promise]] = {
    "order": (order_erasure, gettext_lazy("已提出涉密清除，等待另一人确认。")),
    "confirm": (confirm_erasure, gettext_lazy("内容已经清除，只保留索引号。")),
    "drop": (drop_erasure, gettext_lazy("已撤销涉密清除。")),
}


@login_required
def erase(request, pk: int) -> HttpResponse:
    record = record_or_404(request, pk)
    if not able(request, "record.erase", record):
        return refused(request, record)
    if request.method != "POST":
        return _page(request, record)
    service, done = ACTS.get(request.POST.get("act", ""), (None, ""))
    if service is None:
        return _page(request, record, status=422)
    try:
        service(record=record, by=request.user, at=now())
    except NotAllowed as refusal:
        return _page(request, record, reasons=refusal.reasons, status=422)
    messages.success(request, str(done))
    return HttpResponseRedirect(reverse("records:erase", args=[pk]))


def _page(request, record: Record, *, reasons=(), status: int = 200) -> HttpResponse:
    ordered = Erasure.objects.select_related("ordered_by", "confirmed_by").filter(record=record).first()
    context = {
        "record": record,
        "ordered": ordered,
        "own": ordered is not None and ordered.ordered_by_id == request.user.pk,
        "reasons": reasons,
        "beside": companions(record),
        "versions": record.versions.count(),
        "attachments": Attachment.objects.filter(version__record=record).values("file").distinct().count(),
    }
    return render(request, "records/erase.html", context, status=status)
