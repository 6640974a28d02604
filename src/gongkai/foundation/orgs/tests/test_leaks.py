"""For any tree of organs and any posts, what the selectors show is what a slow reading of the law allows."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongkai.foundation.orgs import rules, selectors
from gongkai.foundation.orgs.models import Division, Organ, Person, Post, Region, Substitution
from gongkai.foundation.orgs.rules import Level, Role, Scope
from gongkai.foundation.orgs.tests.factories import TODAY

ROWS = ["record.view", "record.draft", "record.sign", "case.view", "duty.view", "ledger.read", "people.edit"]
DAYS = st.sampled_from([None, -400, -1, 0, 1, 400])


@st.composite
def worlds(draw):
    """Parents of organs (the first is the root), and posts and substitutions as plain numbers."""
    organs = [None, *(draw(st.integers(0, n)) for n in range(draw(st.integers(0, 5))))]
    one = st.integers(0, len(organs) - 1)
    people = draw(
        st.lists(st.tuples(one, st.sampled_from([None, 0, 1]), st.booleans()), min_size=2, max_size=4)
    )
    who = st.integers(0, len(people) - 1)
    post = st.tuples(who, one, st.sampled_from([None, 0, 1]), st.sampled_from(Role.values), DAYS, DAYS)
    away = st.tuples(who, who, st.sampled_from([-3, 0, 2]), st.sampled_from([0, 1, 4]))
    return organs, people, draw(st.lists(post, max_size=6)), draw(st.lists(away, max_size=3))


def _day(shift):
    return None if shift is None else TODAY + timedelta(days=shift)


def build(world):
    parents, people, posts, aways = world
    region = Region.objects.create(code="430000", name="湖南省", level=Level.PROVINCE)
    organs = []
    for n, above in enumerate(parents):
        parent = None if above is None else organs[above]
        organ = Organ.objects.create(
            code=f"43{n}S00", name=f"机关{n}", region=region, parent=parent, path=f"new{n}"
        )
        organ.path = f"{parent.path if parent else ''}{organ.pk}/"
        organ.save()
        Division.objects.bulk_create(Division(organ=organ, name=f"科室{m}") for m in range(2))
        organs.append(organ)
    divisions = [list(organ.divisions.order_by("pk")) for organ in organs]
    made = []
    for n, (organ, division, active) in enumerate(people):
        place = None if division is None else divisions[organ][division]
        made.append(
            Person.objects.create(
                username=f"p{n}", name="某", organ=organs[organ], division=place, is_active=active
            )
        )
    for who, organ, division, role, since, until in posts:
        if since is not None and until is not None and until < since:
            continue
        place = None if division is None else divisions[organ][division]
        fields = {"since": _day(since), "until": _day(until)}
        Post.objects.create(person=made[who], organ=organs[organ], division=place, role=role, **fields)
    for absent, stand_in, since, until in aways:
        if absent != stand_in and since <= until:
            Substitution.objects.create(
                absent=made[absent], substitute=made[stand_in], since=_day(since), until=_day(until)
            )
    return made


def allowed(person, capability, organ, division):
    """The oracle: walks every post and every parent, with no path and no query of the selectors."""
    if not person.is_active:
        return False
    sources = {person} | {
        row.absent
        for row in Substitution.objects.filter(substitute=person)
        if row.since <= TODAY <= row.until and row.absent.is_active
    }
    return any(_grants(post, capability, organ, division) for who in sources for post in who.posts.all())


def _grants(post, capability, organ, division):
    if (post.since and post.since > TODAY) or (post.until and post.until < TODAY):
        return False
    scope = rules.scope_of(capability, post.role)
    if scope is Scope.BELOW:
        while organ is not None and organ != post.organ:
            organ = organ.parent
        return organ is not None
    if organ != post.organ or scope is Scope.NONE:
        return False
    own = post.division or post.person.division
    return scope is Scope.ORGAN or (division is not None and division == own)


@pytest.mark.postgresql
class Leaks(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(worlds(), st.sampled_from(ROWS))
    def test_lists_and_single_answers_show_what_the_oracle_allows(self, world, capability):
        for person in build(world):
            divisions = list(Division.objects.select_related("organ"))
            expected = {d for d in divisions if allowed(person, capability, d.organ, d)}
            shown = selectors.restrict(Division.objects.all(), person, capability, TODAY, division_field="pk")
            assert set(shown) == expected
            whole = {o for o in Organ.objects.all() if allowed(person, capability, o, None)}
            rows = selectors.restrict(Organ.objects.all(), person, capability, TODAY, "pk", None)
            assert set(rows) == whole
            answers = {
                d
                for d in divisions
                if selectors.may(person, capability, organ=d.organ, division=d, today=TODAY)
            }
            assert answers == expected
            offered = set(selectors.organs_in_reach(person, capability, TODAY))
            assert offered == whole | {d.organ for d in expected}
