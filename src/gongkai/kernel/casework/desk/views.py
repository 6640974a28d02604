"""The page of a case, the page of each act on it, and the buttons without a page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.kernel.casework import services
from gongkai.kernel.casework.acting import DeskAct, Offer, Reader, offers
from gongkai.kernel.casework.desk.acts import PAGES, ActPage, remind_all
from gongkai.kernel.casework.desk.forms import CaseForm
from gongkai.kernel.casework.models import Case, Copy
from gongkai.kernel.casework.owners import subject_of
from gongkai.kernel.casework.panel import panel, walk_of
from gongkai.kernel.casework.selectors import reachable_case
from gongkai.kernel.ui.pages import mark, not_allowed, now, tell, today

SHOWN = 100
"""People in a list; the search narrows them."""


def case_or_404(request: HttpRequest, pk: int) -> Case:
    """A case that the signed-in official may see or had a part in; every other one does not exist."""
    found = reachable_case(pk, request.user, today())
    if found is None:
        raise Http404
    return found


def home_of(request: HttpRequest, case: Case) -> str:
    """Where one lands after an act: the page of the subject, or of the case for who may not see that."""
    subject = subject_of(case, request.user, today())
    return (subject and subject.address) or reverse("cases:detail", args=[case.pk])


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_or_404(request, pk)
    context = {
        "case": case,
        "subject": subject_of(case, request.user, today()),
        "panel": panel(case, today(), now=now()),
        "case_acts": offers(case, request.user, today(), at=now()),
        "copy": Copy.objects.filter(case=case, person=request.user).select_related("sent_by").first(),
    }
    return render(request, "casework/case.html", context)


@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act; posted, the act itself or the list of every reason why not."""
    if verb not in PAGES:
        raise Http404
    case, at = case_or_404(request, pk), now()
    walk = walk_of(case)
    offer = offers(case, request.user, today(), at=at, walk=walk).offer(verb)
    if offer is None:
        return not_allowed(request, home_of(request, case))
    page, reader = PAGES[DeskAct(verb)], Reader(walk, request.user, today(), at)
    people = page.people(reader, request.GET.get("q", "").strip()[:40]) if page.people else None
    offered = _shown(people) if people is not None and request.method == "GET" else people
    form = page.form(
        request.POST if request.method == "POST" else None, items=page.choices(reader), people=offered
    )
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, page.do(case, form.cleaned_data, request.user, at))
            return HttpResponseRedirect(home_of(request, case))
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
    return render(request, "casework/act.html", _context(request, case, offer, page, form, reasons, people))


def _shown(people: QuerySet) -> QuerySet:
    return people.filter(pk__in=list(people.prefetch_related(None).values_list("pk", flat=True)[:SHOWN]))


def _context(request, case: Case, offer: Offer, page: ActPage, form: CaseForm, reasons, people) -> dict:
    too_many = people is not None and people.count() > SHOWN
    return {
        "case": case,
        "offer": offer,
        "page": page,
        "form": form,
        "reasons": reasons,
        "home": home_of(request, case),
        "searches": people is not None and (too_many or "q" in request.GET),
        "q": request.GET.get("q", ""),
    }


@require_POST
@login_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    case, at = case_or_404(request, pk), now()
    walk = walk_of(case)
    offer = offers(case, request.user, today(), at=at, walk=walk).offer(DeskAct.REMIND)
    if offer is None:
        return not_allowed(request, home_of(request, case))
    try:
        refuse(list(offer.reasons))
        messages.success(request, remind_all(Reader(walk, request.user, today(), at)))
    except NotAllowed as refusal:
        tell(request, refusal)
    return HttpResponseRedirect(home_of(request, case))


@require_POST
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The read receipt of one's own copy; somebody else's does not exist."""
    copy = get_object_or_404(Copy, pk=pk, person=request.user)
    services.mark_read(copy=copy, by=request.user, at=now())
    on_case = request.POST.get("back") == "case"
    return HttpResponseRedirect(
        reverse("cases:detail", args=[copy.case_id]) if on_case else reverse("desk:home")
    )
