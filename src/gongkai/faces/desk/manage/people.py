"""Organs in reach as a tree, their divisions and people, with the posts that each holds today."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.faces import people_acts
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Division, Organ, Person, Post, Substitution
from gongkai.foundation.orgs.rules import in_force
from gongkai.foundation.orgs.selectors import organs_in_reach
from gongkai.kernel.ui.pages import mark, now, requires, today

SHOWN_ORGANS = 40
"""A reach of more organs than this is searched, not listed."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    person: Person
    posts: tuple[Post, ...]
    away: Substitution | None


@dataclass(frozen=True, slots=True)
class DivisionPeople:
    division: Division | None
    lines: tuple[PersonLine, ...]


class DivisionForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("处室名称"), max_length=60)
    duties = forms.CharField(
        label=gettext_lazy("职责"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def organ_meant(request: HttpRequest) -> Organ:
    """The organ named by ?organ=, else the own one. Http404 when people.edit does not reach it."""
    within = organs_in_reach(request.user, "people.edit", today())
    wanted = request.GET.get("organ", "")
    if wanted:
        found = within.filter(pk=whole_number(wanted)).first()
    else:
        found = within.filter(pk=request.user.organ_id).first() or within.first()
    if found is None:
        raise Http404
    return found


@requires("people.edit")
def people_page(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request)
    words = request.GET.get("q", "").strip()
    organs = organs_in_reach(request.user, "people.edit", today())
    groups = _groups(organ, words, inactive=bool(request.GET.get("inactive")))
    context = {
        "organ": organ,
        "tree": _tree(list(organs[:SHOWN_ORGANS])),
        "groups": [group for group in groups if group.lines],
        "empty": [group.division for group in groups if not group.lines],
        "q": words,
        "inactive": bool(request.GET.get("inactive")),
        "counts": _counts(organ),
    }
    return render(request, "manage/people.html", context)


def _tree(organs: list[Organ]) -> list[tuple[Organ, int]]:
    """(organ, depth below the highest in reach)."""
    depths = {organ.pk: organ.path.count("/") for organ in organs}
    top = min(depths.values(), default=0)
    return [(organ, depths[organ.pk] - top) for organ in organs]


def _counts(organ: Organ) -> tuple[int, int]:
    """Accounts in use and out of use; one query."""
    states = list(organ.people.values_list("is_active", flat=True))
    return sum(states), len(states) - sum(states)


def _groups(organ: Organ, words: str, *, inactive: bool) -> list[DivisionPeople]:
    """People by division, those of none last. Four queries whatever their number."""
    rows = organ.people.filter(is_active=not inactive).prefetch_related("posts__organ", "posts__division")
    people = [one for one in rows if not words or words in one.name or words in one.username]
    away = {
        row.absent_id: row
        for row in Substitution.objects.filter(
            absent__organ=organ, since__lte=today(), until__gte=today()
        ).select_related("substitute")
    }
    lines: dict[int | None, list[PersonLine]] = {}
    for one in people:
        held = tuple(post for post in one.posts.all() if in_force(post.since, post.until, today()))
        lines.setdefault(one.division_id, []).append(PersonLine(one, held, away.get(one.pk)))
    divisions = [*organ.divisions.all(), None]
    groups = [DivisionPeople(part, tuple(lines.get(part.pk if part else None, ()))) for part in divisions]
    return [group for group in groups if group.lines or (group.division and not words and not inactive)]


@requires("people.edit")
def new_division(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request)
    form = DivisionForm(request.POST or None)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = people_acts.create_division(organ=organ, **form.cleaned_data, by=request.user, at=now())
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(request, _("已新增处室“%(name)s”。") % {"name": made.name})
            return HttpResponseRedirect(f"{reverse('manage:people')}?organ={organ.pk}")
    context = {"form": form, "organ": organ, "reasons": reasons}
    return render(request, "manage/division_form.html", context, status=422 if form.is_bound else 200)
