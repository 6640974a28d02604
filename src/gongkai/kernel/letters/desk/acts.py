"""The buttons of a letter: each posts to one service; a refusal comes back as its reasons."""

from collections.abc import Callable
from datetime import datetime, time

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.kernel.letters import services
from gongkai.kernel.letters.desk.common import able, letter_or_404
from gongkai.kernel.letters.desk.forms import ReasonForm, SealForm, SendForm, ServeForm
from gongkai.kernel.letters.desk.letters import VERBS
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.acting import reasons_in_state
from gongkai.kernel.letters.selectors import standing_of
from gongkai.kernel.ui.pages import not_allowed, now, requires, tell


@require_POST
@requires("letter.view")
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Ask the role matrix, do the act, say what was done or every reason why not."""
    letter = letter_or_404(request, pk)
    if not able(request, VERBS[verb][1], letter.organ):
        return not_allowed(request, letter_address(letter))
    try:
        messages.success(request, _ACTS[verb](request, letter))
    except NotAllowed as refusal:
        tell(request, refusal)
    return HttpResponseRedirect(letter_address(letter))


def letter_address(letter: Letter) -> str:
    return reverse("letters:detail", args=[letter.pk])


def _clean(form: Form) -> dict:
    """What was typed; NotAllowed naming each field that cannot be read."""
    form.is_valid()
    refuse(
        [
            Reason("typed", f"{form.fields[name].label}：{error}", where=name)
            for name, errors in form.errors.items()
            for error in errors
        ]
    )
    return form.cleaned_data


def _stored(request: HttpRequest, letter: Letter, upload) -> StoredFile | None:
    """The upload kept; stands before and outside the act, as every upload does."""
    if upload is None:
        return None
    return store(upload=upload, name=upload.name, organ=letter.organ, by=request.user, at=now())


def _approve(request: HttpRequest, letter: Letter) -> str:
    done = services.approve(letter=letter, by=request.user, at=now())
    return _("已签发，文号 %(number)s。") % {"number": done.number}


def _print(request: HttpRequest, letter: Letter) -> str:
    services.mark_printed(letter=letter, by=request.user, at=now())
    return _("已登记打印。")


def _seal(request: HttpRequest, letter: Letter) -> str:
    data = _clean(SealForm(request.POST, request.FILES))
    refuse(reasons_in_state("seal", standing_of(letter)))  # before anything is uploaded
    scan = _stored(request, letter, data["scan"])
    services.seal(letter=letter, scan=scan, manner=data["manner"], by=request.user, at=now())
    return _("已用印。文书的文字从此不再改动。")


def _send(request: HttpRequest, letter: Letter) -> str:
    services.send(letter=letter, **_sending(request), by=request.user, at=now())
    return _("已登记发出。")


def _resend(request: HttpRequest, letter: Letter) -> str:
    services.resend(letter=letter, **_sending(request), by=request.user, at=now())
    return _("已登记重新发出。")


def _sending(request: HttpRequest) -> dict:
    data, moment = _clean(SendForm(request.POST)), now()
    day = data["sent_on"]
    told_later = day is not None and day != moment.astimezone(SHANGHAI).date()
    data["sent_at"] = datetime.combine(day, time(12), SHANGHAI) if told_later else moment
    return {name: data[name] for name in ("channel", "tracking_number", "sent_at")}


def _serve(request: HttpRequest, letter: Letter) -> str:
    data = _clean(ServeForm(request.POST, request.FILES, letter=letter))
    refuse(reasons_in_state("serve", standing_of(letter)))
    data["file"] = _stored(request, letter, data["file"])
    done = services.record_service(letter=letter, **data, by=request.user, at=now())
    return _("已登记送达，%(day)s 起生效。") % {"day": done.effective_on.isoformat()}


def _return(request: HttpRequest, letter: Letter) -> str:
    data = _clean(ReasonForm(request.POST))
    services.return_undelivered(letter=letter, **data, by=request.user, at=now())
    return _("已登记退回，请换一种方式重新发出。")


def _cancel(request: HttpRequest, letter: Letter) -> str:
    services.cancel(letter=letter, **_clean(ReasonForm(request.POST)), by=request.user, at=now())
    return _("已作废。")


_ACTS: dict[str, Callable[[HttpRequest, Letter], str]] = {
    "approve": _approve,
    "print": _print,
    "seal": _seal,
    "send": _send,
    "resend": _resend,
    "serve": _serve,
    "return": _return,
    "cancel": _cancel,
}
