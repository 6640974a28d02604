"""Figures of records equal a plain recount; normative documents stand on a day as the rule of validity says."""

from datetime import date, timedelta

import pytest
from django.db.models import Value

from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import Period, month, year
from gongkai.kernel.figures.selectors import rows, shares, value
from gongkai.kernel.records import services
from gongkai.kernel.records.in_force import validity_facts
from gongkai.kernel.records.models import Publication, Record
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.issuer import is_own, names_of
from gongkai.kernel.records.rules.validity import State, validity
from gongkai.kernel.records.rules.vocabulary import RelationKind
from gongkai.kernel.records.tests.factories import NOW, drafted, published

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
STANDING = {State.IN_FORCE, State.AMENDED, State.NOT_YET}
OWN = "云岭省自然资源厅"


EARLY = {"made_on": date(2026, 8, 1), "issued_on": date(2026, 8, 2)}


def withdraw(office, record, at):
    services.withdraw(record=record, reason="附件内容需要核对", by=office.leader, at=at)


def test_a_record_counts_once_on_the_day_it_became_public(office):
    day = timedelta(days=1)
    first = published(office, NOW - 20 * day, **EARLY)
    published(office, NOW - 60 * day, kind="other", subject="05-02", **EARLY)
    drafted(office)
    withdraw(office, first, NOW - 10 * day)
    published(office, NOW)
    figure, november = metric("records.published"), month(2026, 11)
    assert value(figure, november, [office.organ]) == 1
    assert value(figure, month(2026, 10), [office.organ]) == 1, (
        "what was withdrawn was published all the same"
    )
    assert value(figure, year(2026), [office.organ]) == 3
    assert value(metric("records.withdrawn"), november, [office.organ]) == 1
    assert value(metric("records.registered"), year(2026), [office.organ]) == 4
    counted = {name: shares(figure, year(2026), [office.organ], [name]) for name in figure.dimensions}
    for name, parts in counted.items():
        assert sum(part.value for part in parts) == 3, name
        for part in parts:
            assert rows(figure, year(2026), [office.organ], {name: part.keys[0]}).count() == part.value, name
    assert {part.keys[0]: part.value for part in counted["kind"]} == {"notice": 2, "other": 1}
    assert {part.keys[0]: part.value for part in counted["month"]} == {9: 1, 10: 1, 11: 1}
    assert {part.keys[0]: part.value for part in counted["column"]} == {office.column.pk: 3}


def test_the_day_is_the_day_in_china(office):
    late = NOW.replace(month=10, day=31, hour=23, minute=30)
    assert (
        shanghai_date(Publication.objects.get(pk=published(office, late, **EARLY).pk).published_at).month
        == 10
    )
    assert value(metric("records.published"), month(2026, 10), [office.organ]) == 1
    assert value(metric("records.published"), month(2026, 11), [office.organ]) == 0


def document(office, number, **changes):
    title = f"云岭省自然资源厅关于规范土地征收有关事项的通知（{number}）"
    changes = {
        "normative": True,
        "title": title,
        "registration_number": f"YLPR-2026-00{number}",
        **EARLY,
        **changes,
    }
    return published(office, NOW - timedelta(days=90 - number), **changes)


def acting(office, number, kind, target, on):
    """A public notice that does something to another document."""
    relations = (RelationFact(kind, target.pk, on),)
    title = f"云岭省自然资源厅关于公布规范性文件清理结果的通知（{number}）"
    return published(office, NOW - timedelta(days=60 - number), title=title, relations=relations, **EARLY)


@pytest.fixture
def documents(office):
    found = [
        document(office, 1, made_on=date(2021, 3, 1)),
        document(office, 2, made_on=date(2021, 3, 1), expires_on=date(2025, 6, 30)),
        document(office, 3, made_on=date(2024, 12, 30), effective_on=date(2025, 2, 1)),
        document(office, 4, made_on=date(2022, 5, 5), expires_on=date(2025, 12, 31)),
        document(office, 5, made_on=date(2025, 5, 5)),
        document(office, 6, made_on=date(2025, 8, 1), issuer=f"{OWN}、云岭省财政厅"),
        document(office, 7, made_on=date(2025, 9, 1), issuer="自然资源部"),
    ]
    acting(office, 1, RelationKind.REPEALS, found[0], date(2025, 7, 1))
    acting(office, 2, RelationKind.RENEWS, found[1], date(2025, 6, 1))
    acting(office, 3, RelationKind.REPLACES, found[4], date(2025, 10, 1))
    acting(office, 4, RelationKind.AMENDS, found[2], date(2025, 3, 1))
    return found


def own_by_rule() -> list[Publication]:
    found = Publication.objects.filter(version__normative=True).select_related("version", "record__organ")
    return [one for one in found if is_own(one.version.issuer, names_of(one.record.organ))]


def standing_by_rule(day) -> set[int]:
    public = own_by_rule()
    facts = validity_facts(public)
    begun = [one for one in public if one.version.made_on <= day]
    return {one.pk for one in begun if validity(day, facts[one.record_id]).state in STANDING}


def standing(office, day) -> set[int]:
    figure = metric("records.normative_in_force")
    return {row.pk for row in rows(figure, Period(day, day), [office.organ])}


def test_documents_stand_as_the_rule_says_on_every_day(office, documents):
    days = [date(2021, 1, 1) + timedelta(n) for n in range(0, 2100, 60)]
    turns = [date(2025, 6, 30), date(2025, 7, 1), date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 1)]
    sizes = set()
    for day in days + turns + [turn - timedelta(1) for turn in turns]:
        expected = standing_by_rule(day)
        sizes.add(len(expected))
        assert standing(office, day) == expected, day
    assert len(sizes) >= 4, "the days must differ, or nothing is shown"
    assert documents[6].pk not in standing(office, date(2026, 1, 1)), (
        "what the ministry made is not this organ's"
    )


def test_in_force_is_that_of_last_year_with_made_without_ended(office, documents):
    for number in range(2020, 2027):
        made, ended = metric("records.normative_made"), metric("records.normative_ended")
        before, now = (len(standing(office, year(y).until)) for y in (number - 1, number))
        there = [office.organ]
        assert now == before + value(made, year(number), there) - value(ended, year(number), there), number
    how = shares(metric("records.normative_ended"), year(2025), [office.organ], ["how"])
    assert {part.keys[0]: part.value for part in how} == {"repealed": 2}
    assert {
        p.keys[0]: p.value
        for p in shares(metric("records.normative_ended"), year(2026), [office.organ], ["how"])
    } == {"expired": 1}
    assert value(metric("records.normative_made"), year(2025), [office.organ]) == 2


def test_what_was_withdrawn_by_the_day_does_not_stand(office):
    made = document(office, 1, made_on=date(2025, 3, 1))
    withdraw(office, made, NOW)
    assert standing(office, date(2025, 12, 31)) == {made.pk}, "it was public then"
    assert standing(office, shanghai_date(NOW)) == set()
    assert value(metric("records.normative_made"), year(2026), [office.organ]) == 0


ISSUERS = [
    "", " ", OWN, "云岭省　自然资源厅", f"{OWN} 云岭省水利厅", f"云岭省水利厅，{OWN}", f"云岭省水利厅;{OWN}办公室",
    "自然资源部", f"{OWN}办公室", "省自然资源厅", "云岭省水利厅、省自然资源厅", "云岭省水利厅/自然资源部",
]  # fmt: skip


@pytest.mark.parametrize("issuer", ISSUERS)
def test_whose_document_it_is_is_asked_as_the_rule_asks(office, issuer, monkeypatch):
    """The expression alone, on a record that has no version: the words are put in its place."""
    from gongkai.kernel.records import normative

    drafted(office)
    monkeypatch.setattr(normative, "of_public_version", lambda field: Value(issuer))
    found = Record.objects.alias(**normative._issuer()).filter(normative._OWN).exists()
    assert found == is_own(issuer, names_of(office.organ))


def test_interpretations_are_those_that_name_what_they_interpret(office):
    policy = published(office, NOW - timedelta(days=3), **EARLY)
    relations = (RelationFact(RelationKind.INTERPRETS, policy.pk),)
    reading = published(office, NOW - timedelta(days=1), kind="other", title="解读", relations=relations)
    assert list(rows(metric("records.interpretations"), year(2026), [office.organ])) == [reading]


def test_a_part_is_one_query(office, django_assert_num_queries):
    published(office)
    with django_assert_num_queries(1):
        shares(metric("records.published"), year(2026), [office.organ], ["division", "kind"])
