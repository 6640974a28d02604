"""An official classes requests; every count divided by it opens its rows, and what nobody said stays a part of its own."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.classing import Classes
from gongkai.domains.foi.tests.factories import NOW, fresh, handled, office, submitted
from gongkai.domains.foi.tests.test_importing import FINISHED, faults, take
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.models import Region
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.selectors import rows, shares, value

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
FARMER = Classes("land_acquisition", 2016, 2018, "439900", "farmer")
DIMENSIONS = ("topic", "land", "year", "place", "trade")


@pytest.fixture
def where():
    found = office()
    Region.objects.create(code="439900", name="青岭市", level="city")
    return found


@pytest.fixture
def asked(where):
    """Three requests: one classed whole, one in part, one not at all."""
    requests = [submitted(where, subject=f"第{n}件") for n in "一二三"]
    services.classify(request=requests[0], classes=FARMER, by=where.clerk, at=NOW)
    services.classify(request=requests[1], classes=Classes("minerals", 2017, 2017), by=where.office, at=NOW)
    return [fresh(one) for one in requests]


def test_one_act_and_one_entry_with_the_codes(where, asked):
    entry = Entry.objects.get(verb="request.classify", subject_id=str(asked[0].pk))
    codes = {
        "topic": "land_acquisition",
        "about_since": 2016,
        "about_until": 2018,
        "applicant_place": "439900",
        "applicant_trade": "farmer",
    }
    assert codes.items() <= entry.detail.items()
    assert {name: getattr(asked[0], name) for name in codes} == codes
    assert asked[0].acts.filter(kind="classify").count() == 1


def test_who_may_and_what_is_refused(where, asked):
    with pytest.raises(NotAllowed):
        services.classify(request=asked[2], classes=FARMER, by=where.officer, at=NOW)
    with pytest.raises(NotAllowed, match="不填到县"):
        services.classify(request=asked[2], classes=Classes(place="430121"), by=where.clerk, at=NOW)
    own = handled(where)
    services.classify(request=own, classes=Classes("survey"), by=where.officer, at=NOW)
    services.classify(request=own, classes=Classes(), by=where.officer, at=NOW)
    assert fresh(own).topic is None


@pytest.mark.parametrize(
    "columns",
    [{"applicant_place": "430121"}, {"about_since": 2017}, {"about_since": 2018, "about_until": 2017}],
)
def test_the_database_keeps_it_coarse(asked, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=asked[2].pk).update(**columns)


def test_every_part_opens_its_rows(where, asked):
    figure, period = metric("requests.received"), year(2026)
    told = {}
    for name in DIMENSIONS:
        parts = shares(figure, period, [where.organ], [name])
        assert sum(part.value for part in parts) == value(figure, period, [where.organ]) == 3
        for part in parts:
            assert rows(figure, period, [where.organ], {name: part.keys[0]}).count() == part.value
        told[name] = {part.keys[0]: int(part.value) for part in parts}
    assert told == {
        "topic": {"land_acquisition": 1, "minerals": 1, None: 1},
        "land": {"land": 1, "other": 1, None: 1},
        "year": {"2016-2018": 1, "2017": 1, None: 1},
        "place": {"439900": 1, None: 2},
        "trade": {"farmer": 1, None: 2},
    }


def test_the_desk_counts_and_says_what_nobody_said(client, where, asked):
    client.force_login(where.office)
    address = reverse("figures:detail", args=["requests.received"])
    found = client.get(address, {"from": "2026-01-01", "to": "2026-12-31", "by": ["place"]}).content.decode()
    assert "青岭市" in found and "未说明" in found and "by_place=none" in found
    query = {"from": "2026-01-01", "to": "2026-12-31", "by_place": "none"}
    listed = client.get(f"{address}rows/", query).content.decode()
    assert listed.count('class="title-link"') == 2 and "申请人所在地：未说明" in listed


def test_the_page_proposes_and_a_clerk_confirms(client, where):
    request = submitted(where)
    client.force_login(where.clerk)
    page, form = (reverse(f"requests:{name}", args=[request.pk]) for name in ("detail", "classify"))
    found = client.get(page).content.decode()
    card = found.split('id="classes"')[1].split("</section>")[0]
    assert "建议" in card and 'value="land_acquisition" selected' in card and 'value="2025"' in card
    assert fresh(request).topic is None
    typed = {"classes-topic": "land_title", "classes-since": "2025", "classes-until": ""}
    refused = client.post(form, typed)
    assert refused.status_code == 422 and "年份要写明起止" in refused.content.decode()
    saved = client.post(form, typed | {"classes-until": "2025", "classes-trade": "farmer"}, follow=True)
    assert saved.status_code == 200 and "已归类" in saved.content.decode()
    assert (fresh(request).topic, fresh(request).applicant_trade) == ("land_title", "farmer")
    client.force_login(where.auditor)
    assert client.post(form, typed).status_code == 403
    assert "土地和不动产权属" in client.get(page).content.decode()


def test_an_old_register_brings_them(where):
    row = FINISHED | {
        "topic": "征地拆迁",
        "information_years": "2008-2019",
        "applicant_place": "青岭市",
        "applicant_trade": "farmer",
    }
    assert take(where, row)[0].reasons == ()
    request = Request.objects.get()
    assert (request.topic, request.about_since, request.about_until) == ("land_acquisition", 2008, 2019)
    assert (request.applicant_place, request.applicant_trade) == ("439900", "farmer")
    wrong = row | {"key": "k2", "number": "2", "information_years": "近年", "applicant_place": "河湾县"}
    assert faults(take(where, wrong)[0]) == {
        ("information_years", "not_spelled"),
        ("applicant_place", "place"),
    }
