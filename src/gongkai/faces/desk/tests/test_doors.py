"""Every page of the desk opens for the roles it is for, and for nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.faces.desk.tests.office import office
from gongkai.foundation.orgs.rules import Role, roles_with

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

PAGES = {
    "catalogue:duties": {"duty.view"},
    "catalogue:duty-new": {"duty.edit"},
    "catalogue:columns": {"column.edit"},
    "catalogue:negative": {"duty.view"},
    "catalogue:negative-new": {"duty.edit"},
    "catalogue:withheld": {"record.view"},
    "manage:calendar": {"calendar.view"},
    "manage:calendar-template": {"calendar.view"},
    "manage:people": {"people.edit"},
    "manage:person-new": {"people.edit"},
    "manage:division-new": {"people.edit"},
    "manage:organ-new": {"people.edit"},
    "manage:organ-edit": {"people.edit"},
    "manage:ledger": {"ledger.read"},
    "records:imports": {"record.review", "record.import"},
    "manage:health": {"site.operate"},
}


@pytest.mark.parametrize("page", PAGES)
def test_the_role_matrix_opens_the_doors(page):
    here = office()
    allowed = set().union(*(roles_with(capability) for capability in PAGES[page]))
    found = {role.value: here.client(role).get(reverse(page)).status_code for role in Role}
    assert found == {role.value: 200 if role.value in allowed else 403 for role in Role}


@pytest.mark.parametrize("page", ["desk:home", "manage:account"])
def test_everybody_has_a_first_page_and_an_account(page):
    here = office()
    for role in Role:
        assert here.client(role).get(reverse(page)).status_code == 200, role


@pytest.mark.parametrize("page", [*PAGES, "desk:home", "desk:freshness", "manage:account"])
def test_strangers_are_sent_to_the_door(page):
    answer = Client().get(reverse(page))
    assert answer.status_code == 302
    assert answer.url.startswith("/desk/sign-in/")


def test_the_refusal_is_a_page_that_says_what_to_do():
    answer = office().client(Role.LEGAL).get(reverse("manage:people"))
    assert answer.status_code == 403
    assert "您的岗位不能办理这一步" in answer.content.decode()


def test_the_menu_shows_where_one_is_and_only_what_the_posts_open():
    here = office()
    text = here.client(Role.OPEN_GOVERNMENT_OFFICE).get(reverse("catalogue:duty-new")).content.decode()
    assert f'<a href="{reverse("catalogue:duties")}" aria-current="page">' in text
    assert reverse("manage:ledger") not in text
    assert reverse("manage:ledger") in here.client(Role.AUDITOR).get(reverse("desk:home")).content.decode()
