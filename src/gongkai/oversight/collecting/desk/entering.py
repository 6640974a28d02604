"""Uploading reports: one of a named organ, or many that are recognised; what cannot be recognised is asked file by file."""

from datetime import date

from django.contrib import messages
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import organs_in_reach
from gongkai.kernel.ui.pages import mark, now, requires, today
from gongkai.oversight.collecting.desk.common import years_known
from gongkai.oversight.collecting.desk.forms import EnterForm, WhoseForm
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.services import Outcome, collect, collect_many, collect_staged

SALT = "collection.waiting"
A_DAY = 24 * 3600


def _organs(http: HttpRequest) -> QuerySet[Organ]:
    return organs_in_reach(http.user, "collection.enter", today()).order_by("path")


def _top(http: HttpRequest) -> Organ:
    within = _organs(http)
    return within.filter(pk=http.user.organ_id).first() or within.first()


@requires("collection.enter")
def new(http: HttpRequest) -> HttpResponse:
    """?organ=&year= choose beforehand."""
    known = {"organs": _organs(http), "years": years_known(today())}
    if http.method != "POST":
        year = whole_number(http.GET.get("year", "")) or today().year - 1
        first = {"organ": whole_number(http.GET.get("organ", "")), "year": year}
        return render(http, "collecting/new.html", {"form": EnterForm(initial=first, **known)})
    form = EnterForm(http.POST, http.FILES, **known)
    if not form.is_valid():
        return render(http, "collecting/new.html", {"form": form}, status=422)
    typed = form.cleaned_data
    if typed["organ"] is not None:
        return _one(http, form, typed)
    return _many(http, typed)


def _one(http: HttpRequest, form: EnterForm, typed: dict) -> HttpResponse:
    if len(typed["files"]) > 1:
        text = _("指明机关时一次只收一份文件；要收几份，请在“机关”选“按文件内容识别”。")
        return _again(http, form, [Reason("one_file", text, where="files")])
    (upload,) = typed["files"]
    told = {name: typed[name] for name in ("organ", "year", "published_on", "address", "without_table")}
    try:
        row = collect(upload=upload, name=upload.name, by=http.user, at=now(), **told)
    except NotAllowed as refused:
        return _again(http, form, refused.reasons)
    messages.success(http, _said(row))
    return HttpResponseRedirect(reverse("collection:report", args=[row.organ_id, row.year]))


def _said(row: Collected) -> str:
    if not row.troubles:
        return _("已收下“%s”。") % row.name
    return _("已收下“%(name)s”，有 %(count)d 处读不出，列在下面。") % {
        "name": row.name,
        "count": len(row.troubles),
    }


def _again(http: HttpRequest, form: EnterForm, reasons: list[Reason]) -> HttpResponse:
    context = {"form": form, "reasons": mark(form, reasons)}
    return render(http, "collecting/new.html", context, status=422)


# --- many -------------------------------------------------------------------------------------------------------


def _many(http: HttpRequest, typed: dict) -> HttpResponse:
    uploads = [(one, one.name) for one in typed["files"]]
    how = {"year": typed["year"], "published_on": typed["published_on"], "by": http.user, "at": now()}
    outcomes = collect_many(root=_top(http), uploads=uploads, **how)
    return _results(http, outcomes, typed["year"], typed["published_on"])


def _results(http: HttpRequest, outcomes: list[Outcome], year: int, day: date | None) -> HttpResponse:
    """No redirect: what became of each file is told here."""
    context = {
        "kept": [one for one in outcomes if one.kept],
        "refused": [one for one in outcomes if one.reasons],
        "asked": [(one, _whose_form(http, one, year, day)) for one in outcomes if one.asked],
        "total": len(outcomes),
        "year": year,
    }
    return render(http, "collecting/results.html", context)


def _whose_form(http: HttpRequest, one: Outcome, year: int, day: date | None) -> WhoseForm:
    """The waiting file under a signed name, so that nobody takes another person's."""
    waits = {"token": one.token, "name": one.name, "day": day.isoformat() if day else "", "who": http.user.pk}
    organs = _organs(http)
    if one.candidates:
        organs = organs.filter(pk__in=one.candidates)
    first = {"token": signing.dumps(waits, salt=SALT), "year": year}
    return WhoseForm(
        initial=first, auto_id=f"id_{one.token[:8]}_%s", organs=organs, years=years_known(today())
    )


@require_POST
@requires("collection.enter")
def whose(http: HttpRequest) -> HttpResponse:
    """A waiting file is kept under the organ that was told."""
    form = WhoseForm(http.POST, organs=_organs(http), years=years_known(today()))
    waits = _waiting(http, form)
    if waits is None:
        messages.error(http, _("文件已不在等候之列（超过一天或者已经收下），请重新上传。"))
        return HttpResponseRedirect(reverse("collection:new"))
    day = date.fromisoformat(waits["day"]) if waits["day"] else None
    told = {"organ": form.cleaned_data["organ"], "year": form.cleaned_data["year"], "published_on": day}
    try:
        row = collect_staged(token=waits["token"], name=waits["name"], by=http.user, at=now(), **told)
    except NotAllowed as refused:
        outcome = Outcome(waits["name"], reasons=refused.reasons)
        return _results(http, [outcome], told["year"], day)
    messages.success(http, _said(row))
    return HttpResponseRedirect(reverse("collection:report", args=[row.organ_id, row.year]))


def _waiting(http: HttpRequest, form: WhoseForm) -> dict | None:
    if not form.is_valid():
        return None
    try:
        waits = signing.loads(form.cleaned_data["token"], salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return None
    return waits if waits["who"] == http.user.pk else None
