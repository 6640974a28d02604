"""An organ with tokens: one of its open-government office, one of an information officer of one division."""

from datetime import date

import pytest

from gongkai.faces.openapi import services
from gongkai.faces.openapi.tests.caller import Caller
from gongkai.foundation.orgs.models import Post
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import NOW, holder
from gongkai.kernel.records.tests.importing_world import world


@pytest.fixture
def place(db):
    return world()


@pytest.fixture
def caller(place):
    """Makes callers: `caller(person, "drafts.write")`."""
    admin = holder(Role.ADMINISTRATOR, place.organ, username="admin")
    Post.objects.update(since=None)

    def made(person, *scopes, **fields) -> Caller:
        who = {"by": admin, "at": NOW, "expires_on": date(2099, 12, 31), "organ": person.organ, **fields}
        if person.organ_id != place.organ.pk:
            who["by"] = holder(Role.ADMINISTRATOR, person.organ, username=f"admin-{person.pk}")
            Post.objects.update(since=None)
        token, secret = services.create_token(name="办公自动化", person=person, scopes=list(scopes), **who)
        return Caller(token, secret)

    return made


@pytest.fixture
def office(place, caller) -> Caller:
    return caller(place.office, "drafts.write", "records.read")
