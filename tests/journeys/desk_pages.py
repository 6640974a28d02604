"""Every page of the desk, found in the address tables, each with an account that may see it and a real object."""

import json
import re
from collections.abc import Iterator

from django.urls import URLResolver, get_resolver

from tests.journeys.steps import looked_up

ACCOUNTS = (
    # the first pattern that fits decides
    (r"records/\d+/review/", "p-secrecy"),
    (r"records/imports/", "p-secrecy"),
    (r"records/calendar/", "p-office"),
    (r"records/", "p-officer"),
    (r"(requests|letters|overview|figures|collection|reports)/", "p-office"),
    (r"catalogue/", "p-office"),
    (r"cases/", "p-leader"),
    (r"manage/ledger/", "p-auditor"),
    (r"manage/", "p-admin"),
    (r"", "p-officer"),
)
OBJECTS = """
import json, sys
from gongkai.foundation.orgs.models import Person, Post, Substitution
from gongkai.kernel.casework.models import Case
from gongkai.kernel.catalogue.models import Column, DutyEntry, NegativeEntry, Site
from gongkai.kernel.records.models import Attachment, Record
from gongkai.domains.foi.models import Appeal, Material, Request
from gongkai.kernel.letters.models import Letter
from gongkai.oversight.reporting.models import AnnualReport
first = lambda rows: rows.order_by("pk").values_list("pk", flat=True).first() or 0
own = Record.objects.filter(organ__code="430S00", division__name="国土空间用途管制处")
json.dump({
    "draft": first(own.filter(stage="draft", publication=None)), "signing": first(own.filter(stage="signing")),
    "public": first(own.exclude(publication=None)),
    "duty": first(DutyEntry.objects.filter(organ__code="430S00")), "negative": first(NegativeEntry.objects.filter(organ__code="430S00")),
    "site": first(Site.objects.filter(organ__code="430S00")), "column": first(Column.objects.filter(site__organ__code="430S00")),
    "request": first(Request.objects.filter(materials__isnull=False)), "request_signing": first(Request.objects.filter(stage="signing")),
    "case": first(Case.objects.filter(organ__code="430S00", state="open")),
    "material": Material.objects.order_by("request_id", "pk").values_list("file_id", flat=True).first() or 0, "appeal": first(Appeal.objects.all()), "letter": first(Letter.objects.all()),
    "report": first(AnnualReport.objects.filter(organ__code="430S00")),
    "person": Person.objects.get(username="p-officer").pk, "file": Attachment.objects.order_by("pk").values_list("file_id", flat=True).first() or 0,
}, sys.stdout)
"""
WITHOUT = re.compile(
    r"redactions/<int:pk>|mail/<int:pk>|files/<int:given>|conferences/<int:|^(records|collection)/files/|figures/acts/<int:pk>|reports/<int:pk>/earlier/file/|overview/maps/<int:pk>/"
)
"""Pages of things of which the province has none: their own tests show them."""
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def objects(platform) -> dict[str, int]:
    """Ids of things of the province by what they are."""
    return json.loads(looked_up(platform, OBJECTS))


def routes(patterns=None, prefix: str = "") -> Iterator[str]:
    """All routes below /desk/, with their parameters as written in the tables."""
    for entry in patterns if patterns is not None else get_resolver("gongkai.faces.desk.urls").url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern)


def addresses(ids: dict[str, int]) -> Iterator[str]:
    """Every address of the desk with real ids; pages of one record for a draft, one being signed, one public."""
    fixed = {
        "number": 1,
        "kind": "notice",
        "which": "pdf",
        "code": "foi_receipt",
        "site": ids["site"],
        "year": 2024,
        "figure": "requests.received",
    }
    of_requests = fixed | {"verb": "consult", "file": ids["material"]}
    of_cases = fixed | {"verb": "supervise"}
    of_others = fixed | {"verb": "approve", "file": ids["file"], "cell": "table2.licences.decided"}
    for route in routes():
        if WITHOUT.search(route):
            continue
        for kind in _kinds(route):
            values = _values(route, of_requests, of_cases, of_others)
            yield "/desk/" + PARAMETER.sub(lambda m, k=kind, v=values: str(v.get(m[2], ids.get(k, 1))), route)


def _values(route: str, of_requests: dict, of_cases: dict, of_others: dict) -> dict:
    """What stands in the places of an address beside the number of its object."""
    if route.startswith("requests/"):
        return of_requests
    return of_cases if route.startswith("cases/") else of_others


def _kinds(route: str) -> tuple[str, ...]:
    if route.startswith("records/<int:pk>/"):
        return ("draft", "signing", "public") if route.endswith(("<int:pk>/", "review/")) else ("draft",)
    if route.startswith("requests/<int:pk>/"):
        return ("request_signing",) if re.search("sign|answers", route) else ("request",)
    for part, kind in (("appeals/", "appeal"), ("letters/texts", "none"), ("letters/<", "letter"), ("cases/", "case"), ("reports/", "report"), ("duties/", "duty"), ("columns/", "column"), ("sites/", "site"), ("negative/", "negative"),
                       ("people/posts", "none"), ("people/sub", "none"), ("people/", "person"), ("files/", "file")):  # fmt: skip
        if part in route:
            return (kind,)
    return ("none",)


def account_for(address: str) -> str:
    return next(name for pattern, name in ACCOUNTS if re.match(f"/desk/{pattern}", address))


def pages(platform, visit, fits: str = "", **how) -> Iterator:
    """(page, address, status) for every address that answers GET with a page; one browser page an account.

    `fits`: a pattern of the addresses that are wanted.
    """
    opened = {}
    for address in addresses(objects(platform)):
        if "sign-" in address or not re.match(f"/desk/{fits}", address):
            continue
        name = account_for(address)
        page = opened.get(name) or opened.setdefault(name, visit(name, **how))
        answer = page.request.get(f"{platform.address}{address}", headers={"Accept-Language": "zh-CN"})
        if "/imports/1/" in address:
            continue  # a demonstration signs by script: no import waits in it
        if answer.status == 405 or "<html" not in answer.text()[:200]:
            continue  # a button, a file to download, a part of a page
        yield page, address, answer.status
