"""Giving serial numbers. A number belongs to the transaction that asks for it: rolled back, it was never
given."""

from django.db import connection, transaction

from gongkai.foundation.numbering.models import Counter

_NEXT = """
INSERT INTO {table} (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT (series, year) DO UPDATE SET last = {table}.last + 1
RETURNING last
"""
_RAISE = """
INSERT INTO {table} (series, year, last) VALUES (%s, %s, %s)
ON CONFLICT (series, year) DO UPDATE SET last = excluded.last WHERE {table}.last < excluded.last
"""


def next_serial(*, series: str, year: int) -> int:
    """The next serial of a series in a year, from 1, without gaps and never twice.

    Must be called inside the transaction of the act that uses the number: the counter row stays locked
    until that transaction ends, so other writers of the same series wait, and a roll-back takes the number
    back. TransactionManagementError outside a transaction, ValueError for an empty series or an impossible
    year.
    """
    _check(series, year)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(table=Counter._meta.db_table), [series, year])
        return cursor.fetchall()[0][0]


def raise_to(*, series: str, year: int, serial: int) -> None:
    """Serials up to this one are used already (taken over with old records): never give them again."""
    _check(series, year)
    if serial < 1:
        raise ValueError(f"no serial: {serial!r}")
    with connection.cursor() as cursor:
        cursor.execute(_RAISE.format(table=Counter._meta.db_table), [series, year, serial])


def _check(series: str, year: int) -> None:
    if not series or len(series) > 60:
        raise ValueError(f"no series: {series!r}")
    if not 1949 <= year <= 9999:
        raise ValueError(f"no year of registration: {year!r}")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a serial is given only inside the transaction that uses it"
        )
