"""Who may see and do what. Every list, search, count and API of the house passes `restrict`.

Each selector costs one query for the person's posts. A request that asks many times calls `keep_posts`
once: the posts then stay with that person object and every further answer is computed without a query.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs import rules
from gongkai.foundation.orgs.models import Division, Organ, Person, Post, Region, Substitution
from gongkai.foundation.orgs.rules import Coverage, HeldPost


def _period(today: date, prefix: str = "") -> Q:
    since, until = f"{prefix}since", f"{prefix}until"
    return (Q(**{since: None}) | Q(**{f"{since}__lte": today})) & (
        Q(**{until: None}) | Q(**{f"{until}__gte": today})
    )


def _substituted(person: Person, today: date) -> QuerySet:
    """Ids of the people whom the person substitutes today."""
    return Substitution.objects.filter(
        _period(today), substitute=person, substitute__is_active=True, absent__is_active=True
    ).values("absent_id")


def _held(post: Post) -> HeldPost:
    division = post.division or post.person.division
    inside = division is not None and division.organ_id == post.organ_id
    return HeldPost(
        post.role,
        post.organ_id,
        post.organ.path,
        division.pk if inside else None,
        post.person_id,
        post.division_id is None and post.role not in rules.division_roles(),
    )


def posts_of(person: Person, today: date) -> list[HeldPost]:
    """Posts in force: the person's own, and those of people whom the person substitutes today.

    One query. Inactive people hold and leave nothing. Substitution does not chain.
    """
    kept = getattr(person, "_kept_posts", None)
    if kept is not None and kept[0] == today:
        return kept[1]
    return [_held(post) for post in _posts(person, today)]


def _posts(person: Person, today: date) -> QuerySet[Post]:
    return (
        Post.objects.filter(Q(person=person) | Q(person__in=_substituted(person, today)))
        .filter(_period(today), person__is_active=True)
        .select_related("organ", "division", "person__division")
        .only("role", "person_id", "organ", "division__organ_id", "person__division__organ_id")
    )


def keep_posts(person: Person, today: date) -> Person:
    """Load the posts once and keep them on this object, for the length of one request. Returns the person.

    The person's organ, which every page names, comes with them.
    """
    posts = list(_posts(person, today))
    person._kept_posts = (today, [_held(post) for post in posts])
    for post in posts:
        if post.organ_id == person.organ_id:
            person.organ = post.organ
    return person


def coverage(person: Person, capability: str, today: date) -> Coverage:
    """Where the capability applies for this person. KeyError for a capability outside the matrix."""
    return rules.coverage(posts_of(person, today), capability)


def may(
    person: Person, capability: str, *, organ: Organ, division: Division | None = None, today: date
) -> bool:
    """Whether the person may do this to something of the organ, of that division or (None) of no division."""
    return coverage(person, capability, today).covers(
        organ_id=organ.pk, organ_path=organ.path, division_id=division.pk if division else None
    )


def lets(by: Actor, capability: str, *, organ: Organ, division: Division | None = None, at: datetime) -> bool:
    """The same for whoever acts in a service. Who is no person (applicant, clock, importing system) is let in by
    whoever calls."""
    if not isinstance(by, Person):
        return True
    return may(by, capability, organ=organ, division=division, today=shanghai_date(at))


def may_somewhere(person: Person, capability: str, today: date) -> bool:
    """Whether the capability reaches anything at all: for menus, never instead of `may` or `restrict`."""
    return bool(coverage(person, capability, today))


def capabilities_of(person: Person, today: date) -> frozenset[str]:
    """Capabilities that reach anything at all for this person: for menus. One query (see `keep_posts`)."""
    posts = posts_of(person, today)
    return frozenset(name for name in rules.capabilities() if rules.coverage(posts, name))


def organs_in_reach(person: Person, capability: str, today: date) -> QuerySet[Organ]:
    """Organs in which the capability applies to all or to a part (a division): for choosing an organ.

    Rows are filtered by `restrict`, which also looks at divisions.
    """
    return Organ.objects.filter(_organs(coverage(person, capability, today), with_divisions=True))


def _organs(found: Coverage, *, with_divisions: bool) -> Q:
    ids = set(found.organs)
    if with_divisions:
        ids |= {organ for organ, _division in found.divisions}
    wanted = Q(pk__in=ids)
    for prefix in sorted(found.below):
        wanted |= Q(path__startswith=prefix)
    return wanted


def restrict(
    queryset: QuerySet,
    person: Person,
    capability: str,
    today: date,
    organ_field: str = "organ",
    division_field: str | None = "division",
) -> QuerySet:
    """Only the rows that the capability reaches; what one organ may not see, no list shows.

    The fields may be paths (`record__organ`); `division_field=None` for rows that have no division, which are
    then reached by organ-wide posts only. One query for the posts (see `keep_posts`); no joins are added.
    """
    found = coverage(person, capability, today)
    if not found:
        return queryset.none()
    return queryset.filter(_rows(found, organ_field, division_field))


def _rows(found: Coverage, organ_field: str, division_field: str | None) -> Q:
    if found.below:
        # a subselect on the small table of organs: the large table is then found by its organ index
        whole = Q(
            **{f"{organ_field}__in": Organ.objects.filter(_organs(found, with_divisions=False)).order_by()}
        )
    else:
        whole = Q(**{f"{organ_field}__in": sorted(found.organs)})
    if division_field is None:
        return whole
    for organ, division in sorted(found.divisions):
        whole |= Q(**{organ_field: organ, division_field: division})
    return whole


def acting_for(person: Person, today: date) -> list[Person]:
    """The people whom the person substitutes today; both names go on the act."""
    return list(Person.objects.filter(pk__in=_substituted(person, today)).order_by("pk"))


def holders(*, organ: Organ, role: str, division: Division | None = None, today: date) -> list[Person]:
    """Active people who hold the role in the organ today, then their substitutes; two queries, nobody twice.

    With a division: holders of an organ-wide post and of that division's post. Without: all of the organ.
    """
    posts = Post.objects.filter(_period(today), organ=organ, role=role, person__is_active=True)
    posts = posts.select_related("organ", "division", "person__division").order_by("pk")
    own = [post.person for post in posts if division is None or _serves(post, division.pk)]
    stand_ins = Substitution.objects.filter(_period(today), absent__in=own, substitute__is_active=True)
    return _once([*own, *(row.substitute for row in stand_ins.select_related("substitute").order_by("pk"))])


Asked = tuple[int, str, int | None]
"""(organ id, role, division id or None): whose holders are asked."""


def holders_of(asked: Iterable[Asked], today: date) -> dict[Asked, list[Person]]:
    """`holders` for many at once: two queries whatever their number."""
    wanted = set(asked)
    posts = Post.objects.filter(_period(today), organ__in={organ for organ, _r, _d in wanted})
    posts = posts.filter(role__in={role for _o, role, _d in wanted}, person__is_active=True)
    rows = (
        list(posts.select_related("organ", "division", "person__division").order_by("pk")) if wanted else []
    )
    away = Substitution.objects.filter(
        _period(today), absent__in={row.person_id for row in rows}, substitute__is_active=True
    )
    stand_ins: dict[int, list[Person]] = {}
    for row in away.select_related("substitute").order_by("pk") if rows else ():
        stand_ins.setdefault(row.absent_id, []).append(row.substitute)
    return {one: _holders_among(rows, stand_ins, one) for one in wanted}


def _holders_among(rows: list[Post], stand_ins: dict[int, list[Person]], asked: Asked) -> list[Person]:
    organ, role, division = asked
    fitting = [row for row in rows if (row.organ_id, row.role) == (organ, role)]
    own = [row.person for row in fitting if division is None or _serves(row, division)]
    return _once([*own, *(other for person in own for other in stand_ins.get(person.pk, []))])


def _serves(post: Post, division: int) -> bool:
    """An organ-wide post serves every division, except of a role that is bound to one."""
    if post.division_id is None and post.role not in rules.division_roles():
        return True
    return _held(post).division_id == division


def _once(people: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())


def with_posts(people: QuerySet[Person], today: date) -> QuerySet[Person]:
    """The same people, each with the own posts in force as `posts_today`. One query more for all of them."""
    return people.prefetch_related(
        Prefetch("posts", Post.objects.filter(_period(today)).order_by("pk"), to_attr="posts_today")
    )


def organs_below(organ: Organ) -> QuerySet[Organ]:
    """The organ and every organ under it, in the order of the tree."""
    return Organ.objects.filter(path__startswith=organ.path)


def regions_above(code: str) -> list[Region]:
    """The region and its ancestors, province first; [] for an unknown code. One query."""
    codes = {code[:2] + "0000", code[:4] + "00", code[:6], code[:9], code}
    return list(Region.objects.filter(code__in=codes).order_by("code"))


def counties_of(region: Region) -> QuerySet[Region]:
    """Counties and districts of a province or city, by code."""
    stem = rules.region_stem(region.code)
    return Region.objects.filter(level=rules.Level.COUNTY, code__startswith=stem).order_by("code")
