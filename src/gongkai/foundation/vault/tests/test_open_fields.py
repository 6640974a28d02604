"""Free text at rest: sealed on the disk and in dumps, plain to whoever reads the row, under every change of keys."""

from datetime import UTC, datetime

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from gongkai.foundation.common.actors import NamedActor
from gongkai.foundation.vault import selectors, services
from gongkai.foundation.vault.keys import BrokenSeal
from gongkai.foundation.vault.moving import seal_rows
from gongkai.foundation.vault.tests.specimen.models import OldStatement, Statement

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
WORDS = "下湾村3组欧阳试样，电话13800001234，请公开征地补偿安置方案。"
ENTRIES = {"applicant": "欧阳试样", "files": ["方案.pdf"]}
PLAIN = ("欧阳", "13800001234", "方案")
TABLE = Statement._meta.db_table


def statement(**fields) -> Statement:
    return Statement.objects.create(**{"about": "征地", "words": WORDS, "entries": ENTRIES} | fields)


def on_the_disk(table: str = TABLE) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {table}")  # noqa: S608  a constant
        return b"|".join(bytes(row[0] or b"") for row in cursor.fetchall())


def test_it_is_sealed_on_the_disk_and_read_as_it_was_written(db):
    row = statement()
    fresh = Statement.objects.get(pk=row.pk)
    for one in (row, fresh):
        assert (one.words, one.entries) == (WORDS, ENTRIES)
    assert not any(word.encode() in on_the_disk() for word in PLAIN)
    dump = serializers.serialize("json", Statement.objects.all())
    assert not any(word in dump for word in PLAIN)
    again = next(serializers.deserialize("json", dump)).object
    assert (again.words, again.entries) == (WORDS, ENTRIES)


def test_empty_is_empty(db):
    row = Statement.objects.get(pk=statement(words="", entries=None).pk)
    assert (row.words, row.entries) == ("", {})
    assert Statement.objects.filter(words__isnull=True).count() == 1


def test_saved_without_being_read_or_with_other_columns_it_stays(db):
    pk = statement().pk
    row = Statement.objects.get(pk=pk)
    row.about = "林权"
    row.save()
    row = Statement.objects.defer("words").get(pk=pk)
    row.save(update_fields=["about"])
    assert row.words == WORDS, "deferred, then asked for"
    row.refresh_from_db()
    row.words = "改过的文字"
    assert row.words == "改过的文字"
    row.save()
    assert Statement.objects.get(pk=pk).words == "改过的文字"


def test_it_is_neither_searched_nor_written_past_its_row(db):
    statement()
    with pytest.raises(FieldError):
        Statement.objects.filter(words__contains="征地").exists()
    with pytest.raises(TypeError):
        Statement.objects.update(words="x")


def test_it_does_not_open_in_another_row(db):
    mine, other = statement(), statement(words="别人的文字")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET words = (SELECT words FROM {TABLE} WHERE id = %s) WHERE id = %s",  # noqa: S608
                       [other.pk, mine.pk])  # fmt: skip
    with pytest.raises(BrokenSeal):
        _read = Statement.objects.get(pk=mine.pk).words
    assert [(one.field, one.problem.value) for one in services.verify()] == [("words", "broken")]


def test_a_change_of_keys_seals_it_again(organ):
    row = statement()
    before = on_the_disk()
    by = {"organ": organ, "by": NamedActor("admin", "系统管理员甲"), "at": NOW}
    rotation = services.begin_rotation(cipher="sm4-gcm", **by)
    assert services.reseal(rotation=rotation, at=NOW) == 2
    assert selectors.status().uses == {rotation.generation: 2}
    assert on_the_disk() != before
    fresh = Statement.objects.get(pk=row.pk)
    assert (fresh.words, fresh.entries) == (WORDS, ENTRIES)
    assert services.verify() == [] and selectors.problems() == []
    services.forget(
        row=fresh, fields=["words"], subject_type="x", subject_id="1", reason="保管期限届满，按规定清除", **by
    )
    assert Statement.objects.get(pk=row.pk).words == ""


def test_what_lies_plain_is_moved_in_steps_and_goes_on_after_a_kill(db):
    OldStatement.objects.bulk_create(OldStatement(words_plain=f"{WORDS}{n}") for n in range(5))
    OldStatement.objects.create(words_plain="")
    told = []

    class Killed(KeyboardInterrupt):
        pass

    def kill(row) -> dict:
        told.append(row.pk)
        if len(told) == 4:
            raise Killed
        return {}

    columns = {"words_plain": "words"}
    with pytest.raises(Killed):
        seal_rows(OldStatement, columns, using="default", also=kill, batch=2)
    assert OldStatement.objects.exclude(vault_id=None).count() == 2, "a batch is whole or not there"
    assert seal_rows(OldStatement, columns, using="default", batch=2) == 4
    assert [one.words for one in OldStatement.objects.all()] == [*(f"{WORDS}{n}" for n in range(5)), ""]
    assert not any(word.encode() in on_the_disk(OldStatement._meta.db_table) for word in PLAIN)
    assert seal_rows(OldStatement, columns, using="default") == 0
