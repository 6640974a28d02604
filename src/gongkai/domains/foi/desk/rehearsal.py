"""A rehearsal on the desk. Everything it holds stands in the address: no table is written, nothing is kept, no entry in
the ledger. A copy of a request needs the right to see that request and takes its days only.
"""

from dataclasses import replace
from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.copying import copy_of
from gongkai.domains.foi.desk.common import request_or_404
from gongkai.domains.foi.desk.fields import a_day, choice
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.kinds import Party
from gongkai.domains.foi.rules.receipt import Facts, received_on
from gongkai.domains.foi.rules.rehearsed import Picture, picture
from gongkai.domains.foi.rules.rehearsing import Walk, walk
from gongkai.domains.foi.rules.supposing import (
    GIVEN_TIME,
    MOST,
    SUPPOSED,
    Happening,
    Rehearsal,
    What,
    next_ref,
    read,
    with_one,
    written,
)
from gongkai.domains.foi.rules.vocabulary import Channel
from gongkai.foundation.calendar.rules import Calendar, NotCovered
from gongkai.foundation.calendar.selectors import calendar, day_names
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.rules import weekday_names
from gongkai.kernel.clocks.selectors import LIGHTS
from gongkai.kernel.ui.pages import requires, today

STEPS = (-7, -1, 1, 7)
"""Days that the buttons beside the date go."""
SLIDER = 120
"""Days after receipt that the slider reaches at least."""
LONGEST = 5 * 366
"""Days after receipt that a rehearsal goes."""
REFS = (What.CONSULT_DELIVERED, What.CONSULT_REPLIED)


class StartForm(forms.Form):
    """An empty rehearsal: a request that somebody supposes to have come in."""

    received = a_day(gettext_lazy("收到申请之日"))
    channel = choice(gettext_lazy("怎么收到的"), Channel.choices, required=False)


class SupposeForm(forms.Form):
    """One act; which fields it has depends on what is supposed."""

    day = a_day(gettext_lazy("哪一天"))

    def __init__(self, *args, what: str, open_refs: list[str], on: date, **options):
        super().__init__(*args, **options)
        self.fields["day"].initial = on
        if what == What.CONSULT_SENT:
            self.fields["party"] = choice(gettext_lazy("征求谁的意见"), Party.choices)
        if what in REFS:
            self.fields["ref"] = choice(gettext_lazy("哪一次征求意见"), [(ref, ref) for ref in open_refs])
        if what == What.EXTENDED:
            self.fields["days"] = forms.IntegerField(
                label=gettext_lazy("延长工作日"), min_value=1, max_value=99, initial=20
            )
        if what == What.CORRECTION_REQUESTED:
            self.fields["until"] = a_day(gettext_lazy("补正期限"), initial=on + timedelta(days=GIVEN_TIME))

    def happening(self, what: str, ref: str) -> Happening:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Happening(what=What(what), on=given.pop("day"), **({"ref": ref} | given))


@requires("request.view")
def empty(http: HttpRequest) -> HttpResponse:
    """A new request received on a day that is chosen here: for learning."""
    form = StartForm(http.GET if "received" in http.GET else None, initial={"received": today()})
    found = _from_address(http.GET) if form.is_bound and form.is_valid() else None
    if found is None or limit_in_force("foi-answer", found.received) is None:
        reasons = [_no_law(found.received)] if found else []
        return render(http, "foi/desk/rehearsal_start.html", {"form": form, "reasons": reasons})
    return _page(http, found, http.user.organ, None)


@requires("request.view")
def of_request(http: HttpRequest, pk: int) -> HttpResponse:
    """A copy of a request's days, as they were when the copy was taken: the copy then stands in the address."""
    request = request_or_404(http, pk)
    found = _from_address(http.GET) or copy_of(request)
    if found is None or limit_in_force("foi-answer", found.received) is None:
        return HttpResponseRedirect(reverse("requests:rehearsal"))
    return _page(http, found, request.organ, request)


def _no_law(received: date) -> Reason:
    return Reason("no_law", _("%s 尚无答复期限的规定。") % received.isoformat(), where="received")


# --- the address ------------------------------------------------------------------------------------------------


def _from_address(given: QueryDict) -> Rehearsal | None:
    received = _day(given.get("received", ""))
    if received is None:
        return None
    channel = given.get("channel", "")
    channel = channel if channel in Channel.values else Channel.COUNTER
    supposed = [one for one in map(read, given.getlist("h")[:MOST]) if one]
    return Rehearsal(received, channel, tuple(supposed), str(received_on(channel, Facts()).why))


def _address(http: HttpRequest, found: Rehearsal, on: date, **more: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"received": found.received.isoformat(), "channel": found.channel, "on": on.isoformat()})
    query.setlist("h", [written(one) for one in found.happenings])
    query.update(more)
    return f"{http.path}?{query.urlencode()}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _on(given: QueryDict, found: Rehearsal) -> date:
    """The day of the rehearsal: typed, by the slider (days after receipt), else the real one. Never before receipt."""
    slid = given.get("after", "")
    day = found.received + timedelta(days=int(slid)) if slid.isdecimal() and len(slid) < 5 else None
    day = day or _day(given.get("on", "")) or today()
    return min(max(found.received, day), found.received + timedelta(days=LONGEST))


# --- the page ---------------------------------------------------------------------------------------------------


def _page(http: HttpRequest, found: Rehearsal, organ: Organ, request: Request | None) -> HttpResponse:
    current = calendar(organ.region_id)
    try:
        on = _on(http.GET, found)
        going = walk(found, on, current)
        adding = http.GET.get("add", "")
        form, reasons = None, []
        if adding in SUPPOSED:
            typed = http.GET if "apply" in http.GET else None
            form = SupposeForm(typed, what=adding, open_refs=list(going.asked), on=on)
        if form and form.is_bound and form.is_valid():
            one = form.happening(adding, next_ref(found.happenings) if adding == What.CONSULT_SENT else "")
            reasons = _refused(with_one(found, one), max(on, one.on), current)
            if not reasons:
                return HttpResponseRedirect(_address(http, with_one(found, one), max(on, one.on)))
        context = _context(http, going, organ) | {"form": form, "adding": adding, "reasons": reasons}
    except (NotCovered, OverflowError):
        return _far_away(http, found)
    return render(http, "foi/desk/rehearsal.html", context | {"case": request})


def _refused(found: Rehearsal, on: date, current: Calendar) -> list[Reason]:
    """Why the last act of the rehearsal, or one after it that it upsets, may not be; and when there are too many."""
    if len(found.happenings) > MOST:
        return [Reason("too_many", _("一次演练最多 %d 个动作。") % MOST)]
    last = len(found.happenings) - 1
    entries = walk(found, on, current).entries
    return [reason for entry in entries if entry.place == last for reason in entry.reasons]


def _far_away(http: HttpRequest, found: Rehearsal) -> HttpResponse:
    reason = Reason("not_covered", _("工作日历没有这么早或者这么晚的日子，请换一天。"), where="received")
    form = StartForm(initial={"received": found.received, "channel": found.channel})
    return render(http, "foi/desk/rehearsal_start.html", {"form": form, "reasons": [reason]}, status=422)


def _context(http: HttpRequest, going: Walk, organ: Organ) -> dict:
    found, on, current = going.rehearsal, going.today, going.calendar
    names = day_names(found.received, on + timedelta(days=366), organ.region_id)
    shown = picture(going, names)
    span = max(SLIDER, (on - found.received).days + 30)
    return {
        "found": found,
        "on": on,
        "organ": organ,
        "shown": shown,
        "works": current.is_working(on),
        "light_label": LIGHTS[shown.light],
        "days": (shown.due.date - on).days if shown.due.date and going.stopped_on is None else None,
        "weekdays": weekday_names(),
        "weekday": weekday_names()[on.weekday()],
        "channel": Channel(found.channel).label,
        "after": (on - found.received).days,
        "span": span,
        "steps": [(f"{step:+d}", _address(http, found, on + timedelta(days=step))) for step in STEPS if on + timedelta(days=step) >= found.received],
        "jumps": _jumps(http, found, shown, on),
        "entries": [(entry, _removal(http, found, entry.place, on)) for entry in shown.entries],
        "hidden": [("received", found.received.isoformat()), ("channel", found.channel), *(("h", written(one)) for one in found.happenings)],
        "supposable": [(what.value, what.label, _address(http, found, on, add=what.value) + "#add") for what in SUPPOSED],
        "today": today(),
    }  # fmt: skip


def _jumps(http: HttpRequest, found: Rehearsal, shown: Picture, on: date) -> list[tuple[str, date, str]]:
    """Days worth a look: receipt, each act, when the light turns, the last day and the day after it."""
    days = {found.received: _("收到之日")}
    days |= {job.at: _("日终作业") for job in shown.ahead[:4]}
    if shown.due.date:
        days |= {shown.due.date: _("最后一日"), shown.due.date + timedelta(days=1): _("逾期第一日")}
    days |= {today(): _("今天（真实日期）")} if today() >= found.received else {}
    return [(label, day, _address(http, found, day)) for day, label in sorted(days.items()) if day != on]


def _removal(http: HttpRequest, found: Rehearsal, place: int | None, on: date) -> str:
    if place is None:
        return ""
    left = [one for n, one in enumerate(found.happenings) if n != place]
    return _address(http, replace(found, happenings=tuple(left)), on)
