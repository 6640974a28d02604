"""Acts on organs as a face performs them: permission, act, ledger entry, and word to the public site."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.faces.people_acts import permit, record
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.orgs import events, services
from gongkai.foundation.orgs.models import Organ, Person, Region
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.catalogue import services as catalogue


@transaction.atomic
def create_organ(
    *,
    parent: Organ,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    level: str,
    region: Region,
    administrator: str,
    administrator_name: str,
    password: str,
    by: Person,
    at: datetime,
) -> Organ:
    """An organ below one of the actor's, with its duty catalogue, negative list and first administrator.

    The administrator is needed: nobody above reaches the people of the new organ. Raises NotAllowed.
    """
    permit(by, at, parent)
    made = services.create_organ(
        code=code, name=name, short_name=short_name, kind=kind, level=level, region=region, parent=parent,
        by=by, at=at,
    )  # fmt: skip
    record("organ.create", made, made, by, at, parent=parent.code, level=level, region=region.code)
    person = services.create_person(
        username=administrator, name=administrator_name, organ=made, password=password, by=by, at=at
    )
    record("person.create", person, made, by, at)
    post = services.give_post(person=person, role=Role.ADMINISTRATOR, organ=made, by=by, at=at)
    record("post.give", post, made, by, at, person=person.pk, role=post.role)
    catalogue.load_duties(organ=made, by=by, at=at)
    catalogue.load_negative_list(organ=made, by=by, at=at)
    announce(event=events.ORGAN_CREATED, key=str(made.pk), payload={"organ": made.pk})
    return made


@transaction.atomic
def change_organ(
    *,
    organ: Organ,
    name: str,
    short_name: str,
    index_pattern: str,
    contact: dict[str, str],
    by: Person,
    at: datetime,
) -> Organ:
    """A new name (the old one is kept, old documents carry it), other numbers or other contact. Raises NotAllowed;
    says nothing twice.
    """
    permit(by, at, organ)
    renamed = (name, short_name) != (organ.name, organ.short_name)
    told = {key: value for key, value in contact.items() if value}
    numbered = index_pattern != organ.index_pattern
    if not (renamed or numbered) and told == organ.contact:
        refuse([Reason("nothing_changed", _("没有改动。"))])
    if numbered:
        services.set_index_pattern(organ=organ, pattern=index_pattern, by=by, at=at)
        record("organ.set_index_pattern", organ, organ, by, at, pattern=index_pattern)
    if told != organ.contact:
        organ = services.change_contact(organ=organ, contact=told, by=by, at=at)
        record("organ.change_contact", organ, organ, by, at, fields=sorted(told))
        announce(event=events.ORGAN_CHANGED, key=str(organ.pk), payload={"organ": organ.pk})
    if renamed:
        organ = services.rename_organ(organ=organ, name=name, short_name=short_name, by=by, at=at)
        record("organ.rename", organ, organ, by, at, name=name)
        announce(event=events.ORGAN_RENAMED, key=str(organ.pk), payload={"organ": organ.pk})
    return organ
