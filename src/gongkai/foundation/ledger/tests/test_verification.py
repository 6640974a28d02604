"""Whatever one statement can do to the tables is found, and the row is named."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.foundation.ledger import verification
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.rules import Kind
from gongkai.foundation.ledger.services import row_of, verify
from gongkai.foundation.ledger.tests.support import CITY, PROVINCE, execute, fill, without_protection

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

LENGTH = 9
numbers = st.integers(1, LENGTH)
CHANGES = {
    "chain": ["430200S00"],
    "number": [LENGTH + 1, LENGTH + 7],
    "at": ["2026-03-02 01:00:00.000009", "2031-01-01 00:00:00"],
    "verb": ["publish ", "revoke"],
    "subject_type": ["request"],
    "subject_id": ["999"],
    "actor_id": ["person:8"],
    "actor_name": ["公开办乙"],
    "detail": ["{}", '{"version": 99}', "[]", "1.5"],
    "previous": ["f" * 64, "0" * 63],
    "digest": ["f" * 64, ""],
}
changes = st.sampled_from([(column, value) for column, values in CHANGES.items() for value in values])
examples = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def ledger(monkeypatch):
    monkeypatch.setattr(verification, "BATCH", 4)
    fill(LENGTH)


def found() -> dict[str, list[tuple[str, int, int]]]:
    """Findings by chain; the untouched organ must never be accused."""
    findings = verify()
    assert not [finding for finding in findings if finding.chain == CITY]
    return [(finding.kind, finding.number, finding.last) for finding in findings if finding.chain == PROVINCE]


def cell(column: str, number: int):
    return Entry.objects.filter(chain=PROVINCE, number=number).values_list(column, flat=True).get()


@examples
@given(number=numbers, change=changes)
def test_a_changed_cell_is_found_and_named(ledger, number, change):
    column, value = change
    cast = "::jsonb" if column == "detail" and vendor() == "postgresql" else ""
    with without_protection():
        before = row_of(Entry.objects.get(chain=PROVINCE, number=number))
        execute(
            f"UPDATE ledger_entry SET {column} = %s{cast} WHERE chain = %s AND number = %s",
            value,
            PROVINCE,
            number,
        )
        if row_of(Entry.objects.filter(digest=before.digest).first() or Entry()) == before:
            return
        result = found()
    if column in ("chain", "number"):
        assert (Kind.REMOVED, number) in [finding[:2] for finding in result]
    else:
        assert result == [(Kind.CHANGED, number, number)]


@examples
@given(number=numbers)
def test_a_removed_row_is_found_and_named(ledger, number):
    with without_protection():
        execute("DELETE FROM ledger_entry WHERE chain = %s AND number = %s", PROVINCE, number)
        assert found() == [(Kind.REMOVED, number, number)]


@examples
@given(first=numbers, last=numbers)
def test_a_removed_stretch_is_one_finding(ledger, first, last):
    first, last = sorted((first, last))
    with without_protection():
        execute(
            "DELETE FROM ledger_entry WHERE chain = %s AND number BETWEEN %s AND %s", PROVINCE, first, last
        )
        assert found() == [(Kind.REMOVED, first, last)]


@examples
@given(pair=st.lists(numbers, min_size=2, max_size=2, unique=True).map(sorted))
def test_two_swapped_rows_are_found_and_named(ledger, pair):
    move = "UPDATE ledger_entry SET number = %s WHERE chain = %s AND number = %s"
    with without_protection():
        for target, source in [(1000, pair[0]), (pair[0], pair[1]), (pair[1], 1000)]:
            execute(move, target, PROVINCE, source)
        assert found() == [(Kind.REORDERED, number, number) for number in pair]


def insert(number: int, template: int, **changed) -> None:
    row = Entry.objects.get(chain=PROVINCE, number=template)
    row.pk, row.number = 9000 + number, number
    for name, value in changed.items():
        setattr(row, name, value)
    row.digest = row_of(row).content_digest()
    row.save(force_insert=True)


@examples
@given(template=numbers, number=st.sampled_from([0, LENGTH + 1]))
def test_an_inserted_row_is_found_and_named(ledger, template, number):
    with without_protection():
        insert(number, template, verb="sign", previous=cell("digest", LENGTH))
        assert found() == [(Kind.INSERTED, number, number)]


@examples
@given(number=numbers)
def test_a_row_inserted_beside_another_is_found(ledger, number):
    """Needs the unique constraint dropped as well."""
    with without_protection():
        drop_uniqueness()
        insert(number, number, verb="sign")
        assert (Kind.INSERTED, number, number) in found()


@examples
@given(number=numbers)
def test_a_row_replaced_by_one_with_a_right_digest_breaks_the_link(ledger, number):
    with without_protection():
        execute("UPDATE ledger_entry SET verb = 'forged' WHERE chain = %s AND number = %s", PROVINCE, number)
        forged = row_of(Entry.objects.get(chain=PROVINCE, number=number)).content_digest()
        execute(
            "UPDATE ledger_entry SET digest = %s WHERE chain = %s AND number = %s", forged, PROVINCE, number
        )
        kind = (Kind.WRONG_LINK, number + 1) if number < LENGTH else (Kind.HEAD_MISMATCH, number)
        assert [finding[:2] for finding in found()] == [kind]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"digest": "f" * 64}, (Kind.HEAD_MISMATCH, LENGTH, LENGTH)),
        ({"number": LENGTH + 2}, (Kind.REMOVED, LENGTH + 1, LENGTH + 2)),
        ({"number": LENGTH - 1}, (Kind.INSERTED, LENGTH, LENGTH)),
    ],
)
def test_a_changed_head_is_found(ledger, change, expected):
    ChainHead.objects.filter(chain=PROVINCE).update(**change)
    assert found() == [expected]


def test_a_removed_head_is_found(ledger):
    ChainHead.objects.filter(chain=PROVINCE).delete()
    assert found() == [(Kind.HEAD_MISMATCH, LENGTH, LENGTH)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "yesterday"), ("at", "2026-13-45 00:00:00"), ("verb", b"\x01"), ("detail", '"\\ud800"')],
)
def test_what_cannot_even_be_read_is_named(ledger, column, value):
    if vendor() == "postgresql":
        pytest.skip("the types of PostgreSQL refuse such values")
    with without_protection():
        execute(f"UPDATE ledger_entry SET {column} = %s WHERE chain = %s AND number = 5", value, PROVINCE)
        assert found() == [(Kind.CHANGED, 5, 5)]


@pytest.mark.parametrize(
    ("column", "change"),
    [
        (
            "detail",
            """replace(detail, '{', '{"version": 99, ')""",
        ),  # a key twice: the first says something else
        ("detail", """replace(detail, ', ', ',')"""),
        ("detail", """replace(detail, '"version"', '"\\u0076ersion"')"""),
        ("at", "replace(at, ' ', 'T')"),
        ("at", "at || '+00:00'"),
    ],
)
def test_what_is_only_spelled_otherwise_is_named(ledger, column, change):
    """To whoever reads it in another way it says something else, though its digest is right."""
    if vendor() == "postgresql":
        pytest.skip("PostgreSQL keeps values, not their spelling")
    with without_protection():
        execute(f"UPDATE ledger_entry SET {column} = {change} WHERE chain = %s AND number = 5", PROVINCE)
        assert found() == [(Kind.CHANGED, 5, 5)]


def test_a_key_that_stands_twice_is_named_whatever_the_type_of_the_column(ledger):
    if vendor() == "sqlite":
        pytest.skip("shown above")
    with without_protection():
        execute("ALTER TABLE ledger_entry ALTER COLUMN detail TYPE json USING detail::text::json")
        twice = """UPDATE ledger_entry SET detail = replace(detail::text, '{', '{"version": 99, ')::json"""
        execute(f"{twice} WHERE chain = %s AND number = 5", PROVINCE)
        assert found() == [(Kind.CHANGED, 5, 5)]


def test_one_chain_can_be_verified_alone_with_progress(ledger):
    steps = []
    with without_protection():
        execute("DELETE FROM ledger_entry WHERE chain = %s AND number = 3", PROVINCE)
        assert verify(organ=CITY, progress=lambda done, total: steps.append((done, total))) == []
        assert [str(finding) for finding in verify(organ=PROVINCE)] == ["430S00#3 条目缺失"]
    assert steps == [(4, 9), (8, 9), (9, 9)]


def test_findings_are_limited(ledger):
    with without_protection():
        execute("UPDATE ledger_entry SET verb = 'x' WHERE chain = %s", PROVINCE)
        assert len(verify(most=4)) == 4


def vendor() -> str:
    return connection.vendor


def drop_uniqueness() -> None:
    if vendor() == "postgresql":
        execute("ALTER TABLE ledger_entry DROP CONSTRAINT entry_once_in_chain")
        return
    # SQLite keeps the constraint inside the table: the table is made anew without it
    execute("ALTER TABLE ledger_entry RENAME TO ledger_before")
    execute("CREATE TABLE ledger_entry AS SELECT * FROM ledger_before")
