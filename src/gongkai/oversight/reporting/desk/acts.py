"""Buttons of a report: draft, send for sign-off, take over numbers, read last year's report."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.typed import whole_number
from gongkai.kernel.ui.pages import not_allowed, now, requires, tell
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.desk.common import able, report_or_404
from gongkai.oversight.reporting.models import AnnualReport

Do = Callable[[HttpRequest, AnnualReport], str]


def _button(capability: str, page: str) -> Callable[[Do], Callable[..., HttpResponse]]:
    """A form that one button sends: what came of it is told on the page it came from."""

    def made(do: Do) -> Callable[..., HttpResponse]:
        @wraps(do)
        def view(http: HttpRequest, pk: int) -> HttpResponse:
            report = report_or_404(http, pk)
            back = reverse(page, args=[pk])
            if not able(http, capability, report):
                return not_allowed(http, back)
            try:
                messages.success(http, do(http, report))
            except NotAllowed as refusal:
                tell(http, refusal)
            return HttpResponseRedirect(back)

        return require_POST(requires(capability)(view))

    return made


@_button("report.draft", "reports:detail")
def draft(http: HttpRequest, report: AnnualReport) -> str:
    services.draft_report(report=report, by=http.user, at=now())
    return _("已按统计数据起草，请补充提示的内容。")


@_button("report.submit", "reports:detail")
def submit(http: HttpRequest, report: AnnualReport) -> str:
    services.submit_report(report=report, by=http.user, at=now())
    return _("已送审。签发和保密审查之后，由公开办公开。")


@_button("report.draft", "reports:versions")
def take_over(http: HttpRequest, report: AnnualReport) -> str:
    base = whole_number(http.POST.get("base", "")) or 0
    reason = http.POST.get("reason", "")
    services.take_over_figures(report=report, reason=reason, base=base, by=http.user, at=now())
    return _("已按现在的统计更新，请重新送审。")


@_button("report.draft", "reports:checks")
def earlier(http: HttpRequest, report: AnnualReport) -> str:
    upload = http.FILES.get("file")
    refuse([] if upload else [Reason("file_missing", _("请选择上年的年度报告文件。"), "", "file")])
    if upload.size > settings.UPLOAD_LIMIT:
        refuse([Reason("too_large", _("文件过大。"), "", "file")])
    services.read_earlier(
        organ=report.organ, year=report.year - 1, data=upload.read(), name=upload.name, by=http.user, at=now()
    )
    return _("已读入上年的年度报告，结转数按它核对。")
