"""Writes of organs, divisions, people, posts and substitutes.

The ledger stands above this room: the caller (a face) writes the ledger entry in the same transaction.
`by` and `at` are taken by every act all the same, so that a caller cannot forget whose act it is.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.numbering import rules as numbers
from gongkai.foundation.orgs import regions, rules
from gongkai.foundation.orgs.models import Division, Organ, Person, Post, Region, Substitution

load_regions = regions.load_regions


@transaction.atomic
def create_organ(
    *,
    code: str,
    name: str,
    level: str,
    region: Region,
    parent: Organ | None = None,
    short_name: str = "",
    contact: dict | None = None,
    index_pattern: str = "",
    kind: str = rules.OrganKind.DEPARTMENT,
    by: Actor,
    at: datetime,
) -> Organ:
    """Create an organ under its parent; the path is computed. NotAllowed: bad or taken code, level…"""
    above = (parent.level, parent.region_id) if parent else None
    reasons = rules.reasons_against_organ(code=code, level=level, region_code=region.code, parent=above)
    if Organ.objects.filter(code=code).exists():
        reasons.append(Reason("organ_code_taken", _("机关代码已被使用。"), where="code"))
    if index_pattern:
        reasons += _reasons_against_pattern(index_pattern, code)
    refuse(reasons)
    organ = Organ(
        code=code,
        name=name,
        short_name=short_name or name[:40],
        level=level,
        kind=kind,
        region=region,
        parent=parent,
    )
    organ.contact = contact or {}
    if index_pattern:
        organ.index_pattern = index_pattern
    organ.path = f"new:{code}"  # unique until the id is known
    organ.save()
    organ.path = f"{parent.path if parent else ''}{organ.pk}/"
    organ.save(update_fields=["path"])
    return organ


@transaction.atomic
def rename_organ(*, organ: Organ, name: str, short_name: str = "", by: Actor, at: datetime) -> Organ:
    """Give the organ a new name; the old one is kept with the day it ended, since old documents carry it."""
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    if name != organ.name:
        organ.former_names = [
            *organ.former_names,
            {"name": organ.name, "until": shanghai_date(at).isoformat()},
        ]
    organ.name, organ.short_name = name, short_name or name[:40]
    organ.save(update_fields=["name", "short_name", "former_names"])
    return organ


@transaction.atomic
def set_index_pattern(*, organ: Organ, pattern: str, by: Actor, at: datetime) -> Organ:
    """How index numbers are spelled from now on; those that were given stay. NotAllowed: unusable, or another's."""
    refuse(_reasons_against_pattern(pattern, organ.code))
    organ.index_pattern = pattern
    organ.save(update_fields=["index_pattern"])
    return organ


def _reasons_against_pattern(pattern: str, code: str) -> list[Reason]:
    faults = numbers.reasons_against_pattern(pattern)
    if faults:
        return faults
    wanted = numbers.prefix_of(pattern, organ=code)
    for other in Organ.objects.exclude(code=code).order_by("path"):
        if numbers.prefix_of(other.index_pattern, organ=other.code) == wanted:
            text = _("按此格式会与“%(name)s”编出相同的索引号。") % {"name": other.name}
            return [Reason("pattern_taken", text, where="index_pattern")]
    return []


@transaction.atomic
def change_contact(*, organ: Organ, contact: dict, by: Actor, at: datetime) -> Organ:
    """Replace what the guide says about reaching the organ (政府信息公开条例 第十二条)."""
    organ.contact = dict(contact)
    organ.save(update_fields=["contact"])
    return organ


@transaction.atomic
def create_division(
    *, organ: Organ, name: str, duties: str = "", position: int = 0, by: Actor, at: datetime
) -> Division:
    """NotAllowed when the organ already has a division of that name."""
    if organ.divisions.filter(name=name).exists():
        refuse([Reason("division_name_taken", _("本机关已有同名处室。"), where="name")])
    return Division.objects.create(organ=organ, name=name, duties=duties, position=position)


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    organ: Organ,
    division: Division | None = None,
    password: str | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """An account without rights (rights come from posts). No password: the account cannot sign in."""
    reasons = []
    if Person.objects.filter(username=username).exists():
        reasons.append(Reason("username_taken", _("账号已被使用。"), where="username"))
    reasons += _foreign_division(organ, division)
    refuse(reasons)
    person = Person(username=username, name=name, organ=organ, division=division)
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def change_person(
    *, person: Person, name: str, division: Division | None = None, by: Actor, at: datetime
) -> Person:
    """Correct the name, or move the person to another division; posts that name none move along."""
    person = Person.objects.select_for_update().select_related("organ").get(pk=person.pk)
    refuse(_foreign_division(person.organ, division))
    person.name, person.division = name, division
    person.save(update_fields=["name", "division"])
    return person


@transaction.atomic
def share_password(*, organs: Iterable[Organ], password: str | None, by: Actor, at: datetime) -> None:
    """One password for every account of demonstration or benchmark organs: one hash, for hashing is slow on purpose."""
    Person.objects.filter(organ__in=list(organs)).update(password=make_password(password))


@transaction.atomic
def set_password(*, person: Person, password: str, by: Actor, at: datetime) -> Person:
    """A new password, checked by the caller; sessions opened with the old one end."""
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def deactivate_person(*, person: Person, by: Actor, at: datetime) -> Person:
    """The person holds nothing from now on; posts stay as history and return with `activate_person`."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def activate_person(*, person: Person, by: Actor, at: datetime) -> Person:
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def give_post(
    *,
    person: Person,
    role: str,
    organ: Organ | None = None,
    division: Division | None = None,
    since: date | None = None,
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> Post:
    """Give a role in the person's organ (or another) from `since` (default: today) to `until`, both included.

    A role that is bound to a division takes the person's own where none is named.
    NotAllowed: no division to bind to, a foreign division, roles that exclude each other, held already.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # two posts given at once must see each other
    organ = organ or person.organ
    since = since or shanghai_date(at)
    if division is None and role in rules.division_roles() and person.organ_id == organ.pk:
        division = person.division
    post = Post(
        person=person, organ=organ, division=division, role=rules.Role(role).value, since=since, until=until
    )
    refuse(_reasons_against_post(post))
    post.save()
    return post


def _reasons_against_post(post: Post) -> list[Reason]:
    reasons = _foreign_division(post.organ, post.division) + _reasons_against_period(post.since, post.until)
    if post.division is None and post.role in rules.division_roles():
        reasons.append(Reason("division_needed", _("该角色须指明处室。"), where="division"))
    same_time = [other for other in _posts_at(post.person, with_substituted=True) if _overlap(other, post)]
    reasons += rules.reasons_against_roles_together({other.role for other in same_time} | {post.role})
    for stand_in in post.person.absences.select_related("substitute"):
        if _overlap(stand_in, post):
            held = {other.role for other in _posts_at(stand_in.substitute) if _overlap(other, post)}
            reasons += rules.reasons_against_roles_together(held | {post.role})
    if any(_same_post(other, post) for other in same_time):
        reasons.append(Reason("post_held", _("该人员在此期间已有同一岗位。"), where="role"))
    return list(dict.fromkeys(reasons))  # the own roles and each substitute may give the same reason


def _same_post(a: Post, b: Post) -> bool:
    return (a.person_id, a.role, a.organ_id, a.division_id) == (
        b.person_id,
        b.role,
        b.organ_id,
        b.division_id,
    )


def _overlap(a: Post | Substitution, b: Post | Substitution) -> bool:
    return rules.overlap((a.since, a.until), (b.since, b.until))


def _posts_at(person: Person, *, with_substituted: bool = False) -> list[Post]:
    """The person's posts and, if wanted, those inherited, cut to that time (unsaved copies)."""
    posts = list(person.posts.all())
    if with_substituted:
        for row in person.substitutions.all():
            for post in row.absent.posts.all():
                if _overlap(post, row):
                    posts.append(Post(role=post.role, since=row.since, until=row.until))
    return posts


@transaction.atomic
def end_post(*, post: Post, until: date, by: Actor, at: datetime) -> Post:
    """The last day of the post. A post is never deleted: it explains old acts."""
    refuse(_reasons_against_period(post.since, until))
    post.until = until
    post.save(update_fields=["until"])
    return post


@transaction.atomic
def substitute(
    *, absent: Person, substitute: Person, since: date, until: date, reason: str = "", by: Actor, at: datetime
) -> Substitution:
    """Let `substitute` act on the posts of `absent`, both days included. Does not chain.

    NotAllowed: another organ, the same person, an overlapping substitute, a substitute who is away himself,
    an inactive person, roles that exclude each other.
    """
    list(Person.objects.select_for_update().filter(pk__in=[absent.pk, substitute.pk]).order_by("pk"))
    row = Substitution(absent=absent, substitute=substitute, since=since, until=until, reason=reason)
    refuse(_reasons_against_substitution(row))
    row.save()
    return row


def _reasons_against_substitution(row: Substitution) -> list[Reason]:
    absent, stand_in = row.absent, row.substitute
    reasons = _reasons_against_period(row.since, row.until)
    if absent.pk == stand_in.pk:
        reasons.append(Reason("substitute_self", _("不能由本人代理本人。"), where="substitute"))
    if absent.organ_id != stand_in.organ_id:
        reasons.append(Reason("substitute_organ", _("代理人须为同一机关的人员。"), where="substitute"))
    if not (absent.is_active and stand_in.is_active):
        reasons.append(Reason("substitute_inactive", _("停用的人员不能代理或被代理。"), where="substitute"))
    if any(_overlap(other, row) for other in absent.absences.all()):
        reasons.append(Reason("substitute_twice", _("该期间已指定代理人。"), where="since"))
    if any(_overlap(other, row) for other in stand_in.absences.all()):
        reasons.append(Reason("substitute_absent", _("代理人在此期间本人也由他人代理。"), where="substitute"))
    if any(_overlap(other, row) for other in absent.substitutions.all()):
        reasons.append(
            Reason("absent_substitutes", _("该人员在此期间正代理他人，代理不能转给第三人。"), where="absent")
        )
    roles = {post.role for post in absent.posts.all() if _overlap(post, row)}
    roles |= {post.role for post in _posts_at(stand_in, with_substituted=True) if _overlap(post, row)}
    return reasons + rules.reasons_against_roles_together(roles)


@transaction.atomic
def end_substitution(*, substitution: Substitution, until: date, by: Actor, at: datetime) -> Substitution:
    """The absent person is back: the last day of the substitution."""
    refuse(_reasons_against_period(substitution.since, until))
    substitution.until = until
    substitution.save(update_fields=["until"])
    return substitution


def _foreign_division(organ: Organ, division: Division | None) -> list[Reason]:
    if division is not None and division.organ_id != organ.pk:
        return [Reason("division_of_other_organ", _("处室不属于该机关。"), where="division")]
    return []


def _reasons_against_period(since: date | None, until: date | None) -> list[Reason]:
    if since and until and until < since:
        return [Reason("period", _("结束日期早于开始日期。"), where="until")]
    return []
