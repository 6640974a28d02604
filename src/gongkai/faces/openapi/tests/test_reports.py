"""The interface of annual reports: what is public is open to all, what is not does not exist."""

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from gongkai.faces.openapi.document import document
from gongkai.oversight.collecting.published import published_reports
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.tests.factories import YEAR, published, reporting_office, submitted

pytestmark = pytest.mark.django_db(transaction=True)


def valid(name: str, value: dict) -> None:
    whole = {**document(), "$ref": f"#/components/schemas/{name}"}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


def test_a_public_report_is_open_to_everybody():
    where = reporting_office()
    report = published(where)
    page = Client().get("/api/v1/reports").json()
    valid("ReportPage", page)
    assert [(one["organ_code"], one["year"]) for one in page["reports"]] == [(where.organ.code, YEAR)]
    answer = Client().get(f"/api/v1/reports/{where.organ.code}/{YEAR}")
    told = answer.json()
    valid("AnnualReport", told)
    assert told["table3"]["rows"][0]["values"][6] == 4
    assert [file["name"].rsplit(".", 1)[1] for file in told["files"]] == [
        "docx",
        "pdf",
        "xlsx",
        "csv",
        "json",
    ]
    again = Client().get(f"/api/v1/reports/{where.organ.code}/{YEAR}", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    assert read_report(json.dumps(told).encode()).report.values["table3.r1.total"] == 4, "the reader reads it"
    held = published_reports([where.organ.pk], [YEAR])[where.organ.pk, YEAR]
    assert held.address == report.record.publication.address
    assert Client().get(f"/api/v1/reports?year={YEAR - 1}").json()["reports"] == []


def test_a_report_that_is_not_public_does_not_exist():
    where = reporting_office()
    submitted(where)
    assert Client().get("/api/v1/reports").json() == {"reports": [], "next": None}
    assert Client().get(f"/api/v1/reports/{where.organ.code}/{YEAR}").status_code == 404
    assert Client().get("/api/v1/reports?year=abc").status_code == 400
