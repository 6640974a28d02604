"""The state of the machine for the administrator: the same findings as `gongkai doctor`, and failed jobs."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.faces.health import examine
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.selectors import dead_workers, failed, overview
from gongkai.foundation.jobs.services import retry
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.ui.pages import now, requires

SHOWN = 20


@requires("site.operate")
def health_page(request: HttpRequest) -> HttpResponse:
    context = {
        "findings": examine(at=now()),
        "queue": overview(at=now()),
        "failed": failed()[:SHOWN],
        "dead": dead_workers(at=now()),
    }
    return render(request, "manage/health.html", context)


@require_POST
@requires("site.operate")
def retry_failed(request: HttpRequest) -> HttpResponse:
    """Give one failed job, or all that are shown, a fresh row of attempts."""
    wanted = request.POST.get("job", "")
    rows: list[Job] = list(failed().filter(pk=whole_number(wanted)) if wanted else failed()[:SHOWN])
    for job in rows:
        _retry(job, request.user)
    if rows:
        messages.success(request, _("已重新排队 %(n)d 个任务。") % {"n": len(rows)})
    return HttpResponseRedirect(reverse("manage:health"))


@transaction.atomic
def _retry(job: Job, by: Person) -> None:
    retry(job=job)
    append(
        organ=by.organ.code,
        verb="job.retry",
        subject_type="job",
        subject_id=str(job.pk),
        by=by,
        at=now(),
        detail={"kind": job.kind},
    )
