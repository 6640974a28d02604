"""The buttons of a record: each posts to one service; a refusal comes back as the list of its reasons."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.services import accept_as_is
from gongkai.kernel.records import services
from gongkai.kernel.records.companions import companions, names
from gongkai.kernel.records.desk.common import able, numbers, record_or_404, refused
from gongkai.kernel.records.desk.forms import OpinionForm, ReasonForm, ScheduleForm
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.vocabulary import Stage, WithdrawalKind
from gongkai.kernel.records.selectors import visible
from gongkai.kernel.ui.pages import now, today


def _act(
    request, pk: int, capability: str, do: Callable[[Record], str], back: str = "detail"
) -> HttpResponse:
    """Find the record, ask the role matrix, do the act, say what was done or every reason why not."""
    record = record_or_404(request, pk)
    if not able(request, capability, record):
        return refused(request, record)
    try:
        messages.success(request, do(record))
    except NotAllowed as refusal:
        for reason in refusal.reasons:
            messages.error(request, f"{reason.text}{'（' + reason.law + '）' if reason.law else ''}")
    return HttpResponseRedirect(reverse(f"records:{back}", args=[pk]))


def _reason(request) -> str:
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def _opinion(request) -> dict[str, str]:
    form = OpinionForm(request.POST)
    return form.cleaned_data if form.is_valid() else {"opinion": "", "basis": ""}


@require_POST
@login_required
def submit(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        mine = visible(request.user, today(), "record.submit").filter(organ=record.organ)
        together = list(mine.filter(pk__in=numbers(request.POST.getlist("together"))))
        services.submit(record=record, together=together, by=request.user, at=now())
        return _("已提交审签，索引号 %(number)s。") % {"number": Record.objects.get(pk=pk).index_number}

    return _act(request, pk, "record.submit", do)


@require_POST
@login_required
def sign(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        services.sign(record=record, **_opinion(request), by=request.user, at=now())
        return _("已签署。")

    return _act(request, pk, "record.sign", do)


@require_POST
@login_required
def send_back(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        services.send_back(record=record, reason=_reason(request), by=request.user, at=now())
        return _("已退回起草人。")

    return _act(request, pk, "record.view", do)


@require_POST
@login_required
def take_back(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        services.take_back(record=record, by=request.user, at=now())
        again = Record.objects.filter(pk=pk, stage=Stage.DRAFT).exists()
        return _("已撤回，可以修改。") if again else _("已撤回您的意见，请重新办理。")

    return _act(request, pk, "record.view", do)  # whose act it was, the engine knows


@require_POST
@login_required
def publish(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        publication = services.publish(record=record, by=request.user, at=now())
        return _("已公开，网页即将生成：%(address)s") % {"address": publication.address}

    return _act(request, pk, "record.publish", do)


@require_POST
@login_required
def schedule(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        form = ScheduleForm(request.POST)
        if not form.is_valid():
            raise NotAllowed([Reason("time_missing", _("没有设定：请填写日期和时间。"), "", "publish_at")])
        planned = services.schedule(
            record=record, publish_at=form.cleaned_data["publish_at"], by=request.user, at=now()
        )
        return _("已设定，到时再经过一次公开关口：%(when)s") % {
            "when": f"{planned.publish_at:%Y-%m-%d %H:%M}"
        }

    return _act(request, pk, "record.publish", do)


@require_POST
@login_required
def unschedule(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        services.unschedule(record=record, by=request.user, at=now())
        return _("已取消定时公开。")

    return _act(request, pk, "record.publish", do)


@require_POST
@login_required
def withdraw(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        kind = request.POST.get("kind", "")
        if kind not in WithdrawalKind.values:
            raise NotAllowed([Reason("kind_missing", _("没有撤回：请选择撤回原因。"), "", "kind")])
        along = _along(request, record, kind)
        services.withdraw(
            record=record, reason=_reason(request), kind=kind, along=along, by=request.user, at=now()
        )
        if left := companions(record):
            text = _("仍然公开、与它相连的信息：%(titles)s。解读的网页会注明所解读的文件已撤回。")
            messages.warning(request, text % {"titles": names(left)})
        if not along:
            return _("已撤回，原网址将显示撤回说明。")
        return _("已撤回 %(n)d 件，原网址将显示撤回说明。") % {"n": 1 + len(along)}

    return _act(request, pk, "record.withdraw", do)


def _along(request, record: Record, kind: str) -> list[services.Along]:
    """What was ticked among the records that stand on this one, as far as the official may withdraw it."""
    mine = visible(request.user, today(), "record.withdraw")
    posted = request.POST
    ticked = numbers(name.removeprefix("along-") for name in posted if name.startswith("along-"))
    wanted = mine.filter(pk__in=ticked).exclude(pk=record.pk)
    return [
        services.Along(
            one, posted.get(f"reason-{one.pk}", ""), _kind_along(posted.get(f"kind-{one.pk}"), kind)
        )
        for one in wanted.select_related("organ").order_by("pk")
    ]


def _kind_along(chosen: str | None, of_the_record: str) -> str:
    return chosen if chosen in WithdrawalKind.values else of_the_record


@require_POST
@login_required
def release_reason(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        wanted = numbers([request.POST.get("withdrawal", "")])
        withdrawal = get_object_or_404(record.withdrawals, pk__in=wanted)
        services.release_reason(withdrawal=withdrawal, by=request.user, at=now())
        return _("撤回理由将显示在原网址上。")

    return _act(request, pk, "record.review", do)


@require_POST
@login_required
def accept_file(request, pk: int) -> HttpResponse:
    """The reviewer lets one attachment go out although not everything could be removed from its public copy."""

    def do(record: Record) -> str:
        wanted = numbers([request.POST.get("file", "")])
        attached = record.current.attachments.filter(file__in=wanted).select_related("file")
        file = get_object_or_404(attached).file
        accept_as_is(file=file, reason=_reason(request), by=request.user, at=now())
        return _("已认可“%(name)s”按原样公开。") % {"name": file.name}

    return _act(request, pk, "record.review", do, back="review")


@require_POST
@login_required
def reassess(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        keep = request.POST.get("result") != "open"
        services.reassess(
            record=record, keep_withheld=keep, reason=_reason(request), by=request.user, at=now()
        )
        return (
            _("评估已记录：继续不公开。") if keep else _("评估已记录：可以公开。请修改公开属性后提交审签。")
        )

    return _act(request, pk, "record.draft", do)


@require_POST
@login_required
def cancel(request, pk: int) -> HttpResponse:
    def do(record: Record) -> str:
        services.cancel(record=record, reason=_reason(request), by=request.user, at=now())
        return _("已注销，索引号保留在台账中。")

    return _act(request, pk, "record.cancel", do)
