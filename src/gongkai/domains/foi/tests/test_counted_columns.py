"""The column and the row that count a request stand with it: what an upgrade fills in is what the services write."""

from importlib import import_module

import pytest
from django.apps import apps

from gongkai.domains.foi.models import Answer, Request
from gongkai.domains.foi.tests.test_importing import FINISHED, take

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
WITHHELD = {"key": "2020-18", "answer_kind": "A4", "grounds": "N16-2b，N15-1", "number": "依申请〔2020〕18号"}
MISSING = {"key": "2020-19", "answer_kind": "A6", "grounds": "", "number": "依申请〔2020〕19号"}


def kept():
    return list(Request.objects.order_by("number").values_list("applicant_kind", "report_row"))


def test_an_upgrade_fills_in_what_the_services_write(where):
    outcomes = take(where, FINISHED, FINISHED | WITHHELD, FINISHED | MISSING)
    assert [one.reasons for one in outcomes] == [(), (), ()]
    written = kept()
    assert written == [("natural_person", 4), ("natural_person", 10), ("natural_person", 13)]
    told = Answer.objects.get(kind="A4")
    told.pk, told.version, told.grounds, told.digest = None, 0, ["N15-1"], "0" * 64
    told.save(force_insert=True)  # an earlier version that was not told
    Request.objects.update(applicant_kind=None, report_row=None)
    import_module("gongkai.domains.foi.migrations.0019_counted_from_an_index").fill(apps, None)
    assert kept() == written
