"""A province with a county below, people in every role, and clients that are signed in."""

from dataclasses import dataclass

from django.test import Client

from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import Tree, holder, tree
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.models import Site
from gongkai.kernel.catalogue.tests.factories import ACT, site


@dataclass(frozen=True)
class Office:
    place: Tree
    site: Site
    people: dict[str, Person]

    def client(self, role: str) -> Client:
        return signed_in(self.people[role])


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def office() -> Office:
    """The province has a site with the shipped columns and the shipped duty catalogue."""
    place = tree()
    people = {role.value: holder(role, place.province, username=role.value) for role in Role}
    top = site(place.province)
    catalogue.load_duties(organ=place.province, **ACT)
    catalogue.load_columns(site=top, **ACT)
    return Office(place, top, people)
