"""A small ledger of two organs, and ways to tamper with it as somebody with the database in hand would."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from gongkai.foundation.common.actors import NamedActor
from gongkai.foundation.ledger import structure
from gongkai.foundation.ledger.services import append

PROVINCE, CITY = "430S00", "430100S00"
OFFICER = NamedActor("person:7", "公开办甲")
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
VERBS = ("draft", "submit", "review", "sign", "publish", "withdraw")


def fill(count: int, organs=(PROVINCE, CITY)) -> None:
    """`count` acts in each organ, in turn, a minute and some microseconds apart."""
    with transaction.atomic():
        for step in range(count):
            for organ in organs:
                append(
                    organ=organ,
                    verb=VERBS[step % len(VERBS)],
                    subject_type="record",
                    subject_id=str(100 + step // len(VERBS)),
                    by=OFFICER,
                    at=START + timedelta(minutes=step, microseconds=step * 1001),
                    detail={
                        "document_number": f"湘自然资发〔2026〕{step + 1}号",
                        "version": step,
                        "sites": ["省厅"],
                    },
                )


def execute(sql: str, *values) -> int:
    """Rows touched by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@contextmanager
def without_protection():
    """The triggers dropped, as whoever owns the database can."""
    before = transaction.savepoint()  # not `atomic`, in which no heads may be signed
    for statement in structure.removal(connection.vendor):
        execute(statement)
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
