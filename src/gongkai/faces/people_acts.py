"""Acts on people, posts and substitutes as a face performs them: permission, act, ledger entry.

Organs and people lie below the ledger and do not know it, so the three meet here. An entry names rows by id
and holds no personal data.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs import events, services
from gongkai.foundation.orgs.models import Division, Organ, Person, Post, Substitution
from gongkai.foundation.orgs.selectors import may


def permit(by: Person, at: datetime, *organs: Organ) -> None:
    """Refuse unless the actor may edit the people of all these organs."""
    today = shanghai_date(at)
    if not all(may(by, "people.edit", organ=organ, today=today) for organ in organs):
        refuse([Reason("not_permitted", _("%s没有办理此事的权限。") % by.name, "", "by")])


def record(verb: str, row: Model, organ: Organ, by: Person, at: datetime, **detail) -> None:
    """The ledger entry of an act on a row, in the chain of the organ; empty details are left out."""
    append(
        organ=organ.code,
        verb=verb,
        subject_type=row._meta.model_name,
        subject_id=str(row.pk),
        by=by,
        at=at,
        detail={name: value for name, value in detail.items() if value not in (None, "")},
    )


@transaction.atomic
def create_division(*, organ: Organ, name: str, duties: str = "", by: Person, at: datetime) -> Division:
    """A new division, placed last. Raises NotAllowed."""
    permit(by, at, organ)
    place = organ.divisions.count()
    made = services.create_division(organ=organ, name=name, duties=duties, position=place, by=by, at=at)
    record("division.create", made, organ, by, at, name=name)
    announce(event=events.ORGAN_CHANGED, key=str(organ.pk), payload={"organ": organ.pk})
    return made


@transaction.atomic
def create_person(
    *,
    organ: Organ,
    username: str,
    name: str,
    division: Division | None,
    password: str,
    by: Person,
    at: datetime,
) -> Person:
    """An account without rights, with a first password. Raises NotAllowed."""
    permit(by, at, organ)
    made = services.create_person(
        username=username, name=name, organ=organ, division=division, password=password, by=by, at=at
    )
    record("person.create", made, organ, by, at, division=division.pk if division else None)
    return made


@transaction.atomic
def change_person(
    *, person: Person, name: str, division: Division | None, by: Person, at: datetime
) -> Person:
    """Correct the name or move to another division. Raises NotAllowed."""
    permit(by, at, person.organ)
    done = services.change_person(person=person, name=name, division=division, by=by, at=at)
    record("person.change", done, person.organ, by, at, division=division.pk if division else None)
    return done


@transaction.atomic
def set_active(*, person: Person, active: bool, by: Person, at: datetime) -> Person:
    """Take the account out of use, or back. Raises NotAllowed; nobody locks himself out."""
    permit(by, at, person.organ)
    if not active and person.pk == by.pk:
        refuse([Reason("own_account", _("不能停用自己的账号，请由其他系统管理员办理。"), "", "person")])
    do = services.activate_person if active else services.deactivate_person
    done = do(person=person, by=by, at=at)
    record("person.activate" if active else "person.deactivate", done, person.organ, by, at)
    return done


@transaction.atomic
def reset_password(*, person: Person, password: str, by: Person, at: datetime) -> Person:
    """A new first password for somebody who forgot the own one. Raises NotAllowed."""
    permit(by, at, person.organ)
    done = services.set_password(person=person, password=password, by=by, at=at)
    record("person.reset_password", done, person.organ, by, at)
    return done


@transaction.atomic
def change_own_password(*, person: Person, password: str, at: datetime) -> Person:
    """The person's own new password; whoever asks has proved the old one."""
    done = services.set_password(person=person, password=password, by=person, at=at)
    record("person.change_password", done, person.organ, person, at)
    return done


@transaction.atomic
def give_post(
    *,
    person: Person,
    role: str,
    organ: Organ,
    division: Division | None,
    since: date | None,
    until: date | None,
    by: Person,
    at: datetime,
) -> Post:
    """Give a role; the actor must reach the organ of the person and that of the post. Raises NotAllowed."""
    permit(by, at, person.organ, organ)
    made = services.give_post(
        person=person, role=role, organ=organ, division=division, since=since, until=until, by=by, at=at
    )
    record(
        "post.give",
        made,
        organ,
        by,
        at,
        person=person.pk,
        role=made.role,
        division=made.division_id,
        since=made.since.isoformat() if made.since else "",
        until=until.isoformat() if until else "",
    )
    return made


@transaction.atomic
def end_post(*, post: Post, until: date, by: Person, at: datetime) -> Post:
    """The last day of a post. Raises NotAllowed."""
    permit(by, at, post.organ)
    done = services.end_post(post=post, until=until, by=by, at=at)
    record(
        "post.end", done, post.organ, by, at, person=post.person_id, role=post.role, until=until.isoformat()
    )
    return done


@transaction.atomic
def substitute(
    *, absent: Person, substitute: Person, since: date, until: date, reason: str, by: Person, at: datetime
) -> Substitution:
    """Let a colleague act on the posts of somebody who is away. Raises NotAllowed."""
    permit(by, at, absent.organ)
    made = services.substitute(
        absent=absent, substitute=substitute, since=since, until=until, reason=reason, by=by, at=at
    )
    period = {"since": since.isoformat(), "until": until.isoformat()}
    record(
        "substitution.give", made, absent.organ, by, at, absent=absent.pk, substitute=substitute.pk, **period
    )
    return made


@transaction.atomic
def end_substitution(*, substitution: Substitution, until: date, by: Person, at: datetime) -> Substitution:
    """The absent person is back: the last day. Raises NotAllowed."""
    permit(by, at, substitution.absent.organ)
    done = services.end_substitution(substitution=substitution, until=until, by=by, at=at)
    record("substitution.end", done, substitution.absent.organ, by, at, until=until.isoformat())
    return done
