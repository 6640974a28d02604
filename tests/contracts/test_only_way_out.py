"""There is one way out, and it passes the gate: in the code (one writer, who asks the gate) and in the database,
where raw SQL tries every known way round it."""

import ast
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.models import StoredFile
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Publication, Relation, Review, Version
from gongkai.kernel.records.rules.content import AttachedFile, RelationFact
from gongkai.kernel.records.rules.vocabulary import Outcome, RelationKind
from gongkai.kernel.records.tests.factories import (
    NOW,
    at_review,
    bureau,
    content,
    drafted,
    fresh,
    pass_review,
    published,
    signed,
)
from tests.contracts.house import ROOT, SOURCE, python_files, tree, where

LATER = NOW + timedelta(hours=1)
HOME = "src/gongkai/kernel/records/services/release.py"
WITHDRAWING = "src/gongkai/kernel/records/services/withdrawing.py"
WRITING = {"create", "update", "bulk_create", "get_or_create", "update_or_create"}
BENCHMARKS = "src/gongkai/faces/cli/bench/"  # bulk loaders; they refuse a production database


def test_one_place_writes_publications():
    """`Publication.objects.create/update` and the like stand in release.py alone, in the one function that does."""
    writers = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            text = ast.unparse(node.func)
            if (
                "Publication" in text
                and any(
                    w in text
                    for w in (".create", ".update", ".bulk_create", ".get_or_create", ".update_or_create")
                )
                or text in ("publication.save", "Publication.save")
            ):
                writers.append(where(path, node.lineno))
    assert writers, "the search itself must find the writer"
    writers = [line for line in writers if not line.startswith(BENCHMARKS)]
    assert {line.rsplit(":", 1)[0] for line in writers} == {HOME}
    function = next(
        n for n in ast.walk(tree(ROOT / HOME)) if isinstance(n, ast.FunctionDef) and n.name == "_set_public"
    )
    assert all(function.lineno <= int(line.rsplit(":", 1)[1]) <= function.end_lineno for line in writers)


def test_the_writer_is_called_behind_the_gate_only():
    """`_set_public` has one caller, `publish`, which asks the gate first in the same transaction."""
    module = tree(ROOT / HOME)
    callers = [
        node
        for node in module.body
        if isinstance(node, ast.FunctionDef) and "_set_public(" in ast.unparse(ast.Module(node.body, []))
    ]
    assert [node.name for node in callers] == ["publish"]
    body = ast.unparse(callers[0])
    assert body.index("_through_the_gate(") < body.index("_set_public(")


WORDS = {"Erratum": (HOME, "_add_erratum"), "Withdrawal": (WITHDRAWING, "_take_off")}
"""What the public reads beside a text, and the one function that writes it down."""


def _functions_of(home) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree(ROOT / home).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("model", WORDS)
def test_one_place_writes_the_words_beside_a_text(model):
    writers = [
        (path, node.lineno)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith(f"{model}.objects.")
        and ast.unparse(node.func).rsplit(".", 1)[1] in WRITING
    ]
    home, name = WORDS[model]
    assert [path.relative_to(ROOT).as_posix() for path, _line in writers] == [home]
    function = _functions_of(home)[name]
    assert all(function.lineno <= line <= function.end_lineno for _path, line in writers)


def test_errata_are_written_behind_the_gate_and_reasons_released_in_one_place():
    functions = _functions_of(HOME)
    publish = ast.unparse(functions["publish"])
    assert publish.index("_through_the_gate(") < publish.index("_add_erratum(")
    callers = [
        f"{where(path, node.lineno)}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "released_by" and isinstance(node.ctx, ast.Store)
    ]
    inside = _functions_of(WITHDRAWING)["release_reason"]
    assert callers
    assert all(
        line.rsplit(":", 1)[0] == WITHDRAWING
        and inside.lineno <= int(line.rsplit(":", 1)[1]) <= inside.end_lineno
        for line in callers
    )


PUBLIC_ROOMS = ("kernel/publishing", "kernel/search", "faces/openapi")
READ_THERE = {"Attachment", "Erratum", "Publication", "Record", "Relation", "Version", "Withdrawal"}
"""Tables of the register that rooms with a public face read. A further one is a way out: guard it, then name it here."""


def test_every_table_with_a_public_face_is_known():
    read = set()
    for path in python_files():
        if not path.relative_to(SOURCE).as_posix().startswith(PUBLIC_ROOMS):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "gongkai.kernel.records.models":
                read |= {alias.name for alias in node.names}
    assert read == READ_THERE


def test_no_public_face_reads_an_unreleased_reason():
    """`public_reason` is empty until somebody else has released the words; `.reason` is the inside."""
    rooms = [SOURCE / room for room in PUBLIC_ROOMS]
    files = [path for room in rooms for path in (*room.rglob("*.py"), *room.rglob("*.html"))]
    wrong = [
        str(path)
        for path in files
        if "tests" not in path.parts and "withdrawal.reason" in path.read_text("utf-8")
    ]
    assert files
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.postgresql
class TestTheServicesThatCouldPublish:
    """Every public function that can end in publication refuses an unreviewed record."""

    def test_publish(self):
        record = drafted(office := bureau())
        with pytest.raises(NotAllowed):
            services.publish(record=record, by=office.office, at=LATER)

    def test_schedule(self):
        record = drafted(office := bureau())
        with pytest.raises(NotAllowed):
            services.schedule(record=record, publish_at=LATER + timedelta(days=1), by=office.office, at=LATER)

    def test_scheduled_and_changed_meanwhile(self):
        record = signed(office := bureau())
        services.schedule(record=record, publish_at=LATER, by=office.office, at=NOW + timedelta(minutes=30))
        services.save(
            record=record, content=content(office, title="改了标题"), base=1, by=office.officer, at=LATER
        )
        assert services.publish_scheduled(record_id=record.pk, at=LATER) is None
        assert not Publication.objects.exists()


def _insert(**changes) -> tuple[str, list]:
    row = {
        "attribute": "proactive",
        "outcome": "passed",
        "address": "/records/x/1.html",
        "published_at": LATER,
        "changed_at": LATER,
        "published_by": "raw",
    } | changes
    names = ", ".join(row)
    return f"INSERT INTO records_publication ({names}) VALUES ({', '.join(['%s'] * len(row))})", list(
        row.values()
    )


def refused(sql: str, values=()) -> bool:
    """Whether the database refuses the statement, at once or when the transaction ends."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            connection.check_constraints()
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError:
        return True
    return False


@contextmanager
def foreign_keys(state: str):
    """As SQLite's own prompt has them; other databases have them always."""
    if connection.vendor == "sqlite":
        connection.cursor().execute(f"PRAGMA foreign_keys = {state}")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA foreign_keys = ON")


def stored(organ, name: str, letter: str) -> AttachedFile:
    file = StoredFile.objects.create(
        organ=organ, digest=letter * 64, name=name, kind="txt", media_type="text/plain", size=9, stored_at=NOW,
        text="补偿标准", text_state="extracted", public_state="ready", public_digest=letter * 64, public_size=9,
    )  # fmt: skip
    return AttachedFile(file.pk, file.digest, name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
class TestRawSql:
    """What an administrator with a database prompt might try. Each must be refused."""

    def test_the_way_in_is_open_for_a_reviewed_version(self):
        """The tries below fail because of the promise, not because of a typing error."""
        record = signed(bureau())
        review = record.reviews.get()
        sql, values = _insert(record_id=record.pk, version_id=record.current_id, review_id=review.pk)
        assert not refused(sql, values)

    def test_without_a_review(self):
        record = drafted(bureau())
        sql, values = _insert(record_id=record.pk, version_id=record.current_id, review_id=999)
        assert refused(sql, values)

    def test_with_the_review_of_another_record(self):
        office = bureau()
        other, record = signed(office), drafted(office, title="没有审查的通知")
        sql, values = _insert(
            record_id=record.pk, version_id=record.current_id, review_id=other.reviews.get().pk
        )
        assert refused(sql, values)

    def test_with_the_review_of_an_older_version(self):
        record = signed(office := bureau())
        review = record.reviews.get()
        services.save(
            record=record, content=content(office, title="改过的标题"), base=1, by=office.officer, at=LATER
        )
        sql, values = _insert(record_id=record.pk, version_id=fresh(record).current_id, review_id=review.pk)
        assert refused(sql, values)

    def test_with_a_refused_review_said_to_be_passed(self):
        record = at_review(office := bureau())
        pass_review(office, record, LATER, outcome=Outcome.REFUSED)
        review = record.reviews.get()
        sql, values = _insert(record_id=record.pk, version_id=record.current_id, review_id=review.pk)
        assert refused(sql, values)
        sql, values = _insert(
            record_id=record.pk, version_id=record.current_id, review_id=review.pk, outcome="refused"
        )
        assert refused(sql, values)

    def test_a_version_that_is_not_proactive(self):
        record = signed(bureau(), attribute="on_request", ground_text="涉及特定对象。")
        review = record.reviews.get()
        for attribute in ("proactive", "on_request"):
            sql, values = _insert(
                record_id=record.pk, version_id=record.current_id, review_id=review.pk, attribute=attribute
            )
            assert refused(sql, values)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE records_version SET body = 'changed' WHERE id = %s",
            "UPDATE records_version SET digest = 'x' WHERE id = %s",
            "UPDATE records_version SET drafter_id = drafter_id + 1 WHERE id = %s",
            "UPDATE records_version SET attribute = 'withheld' WHERE id = %s",
            "DELETE FROM records_version WHERE id = %s",
            "UPDATE records_review SET outcome = 'refused' WHERE version_id = %s",
            "UPDATE records_review SET reviewer_id = drafter_id WHERE version_id = %s",
            "UPDATE records_review SET digest = 'x' WHERE version_id = %s",
            "DELETE FROM records_review WHERE version_id = %s",
        ],
    )
    def test_what_was_reviewed_never_changes(self, change):
        record = published(bureau())
        assert refused(change, [record.current_id])

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows REPLACE")
    @pytest.mark.parametrize(
        ("table", "column", "value"),
        [
            ("records_version", "body", "'<p>没有审查过的正文</p>'"),
            ("records_review", "outcome", "'refused'"),
            ("records_publication", "address", "'/else/'"),
            ("ledger_entry", "verb", "'nothing'"),
        ],
    )
    def test_what_was_reviewed_is_never_replaced(self, table, column, value):
        """REPLACE removes the row without asking a trigger of DELETE."""
        published(bureau())
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            columns = [described[0] for described in cursor.description]
        changed = ", ".join(value if name == column else name for name in columns)
        for verb in ("REPLACE", "INSERT OR REPLACE"):
            sql = f"{verb} INTO {table} ({', '.join(columns)}) SELECT {changed} FROM {table}"
            with pytest.raises(DatabaseError, match="a row is never replaced"), transaction.atomic():
                connection.cursor().execute(sql)

    def test_the_publication_is_turned_to_another_version(self):
        record = published(office := bureau())
        services.save(
            record=record,
            content=content(office, title="未审查的新标题"),
            base=1,
            by=office.officer,
            at=LATER,
        )
        change = "UPDATE records_publication SET version_id = %s WHERE record_id = %s"
        assert refused(change, [fresh(record).current_id, record.pk])

    def test_a_review_of_ones_own_draft(self):
        record = at_review(office := bureau())
        version = record.current
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.create(
                version=version, record=record, digest=version.digest, drafter=version.drafter,
                attribute=version.attribute, reviewer=office.officer, outcome="passed", opened_at=LATER,
                reviewed_at=LATER, act=uuid.uuid4(),
            )  # fmt: skip

    def test_a_review_that_names_another_drafter_or_digest(self):
        record = at_review(office := bureau())
        version = record.current
        for wrong in ({"drafter": office.head}, {"digest": "0" * 64}, {"attribute": "withheld"}):
            fields = {
                "digest": version.digest,
                "drafter": version.drafter,
                "attribute": version.attribute,
            } | wrong
            with pytest.raises(DatabaseError), transaction.atomic():
                Review.objects.create(
                    version=version, record=record, reviewer=office.secrecy, outcome="passed", opened_at=LATER,
                    reviewed_at=LATER, act=uuid.uuid4(), **fields,
                )  # fmt: skip

    def test_one_act_for_two_reviews(self):
        office = bureau()
        first, second = signed(office), at_review(office, title="另一件通知")
        act = Review.objects.get(record=first).act
        version = Version.objects.get(record=second)
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.create(
                version=version, record=second, digest=version.digest, drafter=version.drafter,
                attribute=version.attribute, reviewer=office.secrecy, outcome="passed", opened_at=LATER,
                reviewed_at=LATER, act=act,
            )  # fmt: skip

    def test_an_attachment_after_the_review(self):
        record = signed(bureau())
        sql = (
            "INSERT INTO records_attachment (version_id, file_id, file_digest, name, position) "
            "VALUES (%s, 1, 'x', '补传.pdf', 0)"
        )
        assert refused(sql, [record.current_id])

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE files_storedfile SET digest = '{other}' WHERE id = %s",
            "UPDATE files_storedfile SET public_digest = '{other}', public_size = 9 WHERE id = %s",
            "UPDATE files_storedfile SET digest = '{other}', public_digest = '{other}' WHERE id = %s",
            "UPDATE files_storedfile SET name = '公示.html', kind = 'html' WHERE id = %s",
            "UPDATE files_storedfile SET text = '没有审查过的文字' WHERE id = %s",
            "UPDATE files_storedfile SET id = id + 1000 WHERE id = %s",
            "DELETE FROM files_storedfile WHERE id = %s",
            "UPDATE records_attachment SET public_digest = '{other}' WHERE file_id = %s",
            "UPDATE records_attachment SET copy_covered = NOT copy_covered WHERE file_id = %s",
            "DELETE FROM records_attachment WHERE file_id = %s",
        ],
    )
    @pytest.mark.parametrize("keys", ["on", "off"])
    def test_another_file_in_the_place_of_a_reviewed_attachment(self, change, keys):
        """The worker copies what the row of the file says: that row is part of what was reviewed."""
        if keys == "off" and connection.vendor != "sqlite":
            pytest.skip("only SQLite lets anybody switch foreign keys off")
        office = bureau()
        reviewed, other = (
            stored(office.organ, "征地补偿公示.txt", "a"),
            stored(office.organ, "另一件.txt", "b"),
        )
        published(office, attachments=(reviewed,))
        with foreign_keys(keys):
            assert refused(change.format(other=other.digest), [reviewed.file])

    def test_an_attachment_that_says_another_copy_than_its_file_has(self):
        record = drafted(office := bureau())
        file = stored(office.organ, "征地补偿公示.txt", "a")
        sql = (
            "INSERT INTO records_attachment (version_id, file_id, file_digest, public_digest, name, inline, position) "
            "VALUES (%s, %s, %s, %s, '公示.txt', false, 0)"
        )
        right = [record.current_id, file.file, file.digest, file.digest]
        for place in (2, 3):
            assert refused(sql, [*right[:place], "b" * 64, *right[place + 1 :]])
        assert not refused(sql, right)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE records_record SET organ_id = organ_id + 1 WHERE id = %s",
            "UPDATE records_record SET index_number = '430S00/1999-00001' WHERE id = %s",
            "UPDATE records_publication SET address = '/index.html' WHERE record_id = %s",
            "UPDATE records_publication SET published_at = '1999-01-01 00:00:00+00:00' WHERE record_id = %s",
            "UPDATE records_publication SET changed_at = '1999-01-01 00:00:00+00:00' WHERE record_id = %s",
            "UPDATE records_publication SET published_by = '别人' WHERE record_id = %s",
        ],
    )
    def test_what_stands_around_a_public_text(self, change):
        """Whose it is, where it stands, since when, who put it out."""
        record = published(bureau())
        with pytest.raises(DatabaseError, match="stays w"), transaction.atomic():
            connection.cursor().execute(change, [record.pk])

    def test_an_act_on_another_record_that_no_public_version_says(self):
        """A row of the right kind marks a valid document as repealed on its own page."""
        old, other = published(office := bureau()), published(office, title="关于别的事项的通知")
        said = (RelationFact(RelationKind.REPEALS, old.pk, LATER.date()),)
        new = published(office, title="关于废止旧文件的决定", relations=said)
        row = """INSERT INTO records_relation (source_id, target_id, kind, "on") VALUES (%s, %s, %s, %s)"""
        for values in (
            [other.pk, old.pk, "repeals", LATER.date()],
            [new.pk, other.pk, "repeals", LATER.date()],
            [new.pk, old.pk, "amends", LATER.date()],
        ):
            assert refused(row, values)
        for change in (
            """UPDATE records_relation SET "on" = '1999-01-01' WHERE source_id = %s""",
            "UPDATE records_relation SET kind = 'amends' WHERE source_id = %s",
            "DELETE FROM records_relation WHERE source_id = %s",
        ):
            assert refused(change, [new.pk])
        assert Relation.objects.get(source=new).target == old

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE records_withdrawal SET released_by_id = by_id, released_at = withdrawn_at WHERE id = %s",
            "UPDATE records_withdrawal SET released_at = withdrawn_at WHERE id = %s",
            "UPDATE records_withdrawal SET reason = '别的理由' WHERE id = %s",
            "UPDATE records_withdrawal SET kind = 'technical' WHERE id = %s",
            "UPDATE records_withdrawal SET address = '/index.html' WHERE id = %s",
        ],
    )
    def test_what_is_said_of_a_withdrawal(self, change):
        record = published(office := bureau())
        row = services.withdraw(record=record, reason="附表有误。", kind="error", by=office.office, at=LATER)
        assert refused(change, [row.pk])
        services.release_reason(withdrawal=row, by=office.secrecy, at=LATER)
        again = "UPDATE records_withdrawal SET released_by_id = %s WHERE id = %s"
        assert refused(again, [office.head.pk, row.pk])

    def test_a_withdrawal_of_what_was_never_there(self):
        """Its notice would stand at any address of the site."""
        record = published(office := bureau())
        row = (
            "INSERT INTO records_withdrawal (record_id, version_id, address, published_at, withdrawn_at, by_id, kind, "
            "reason) SELECT record_id, version_id, {address}, published_at, changed_at, %s, 'error', '有误' "
            "FROM records_publication WHERE record_id = %s"
        )
        values = [office.office.pk, record.pk]
        assert refused(row.format(address="'/index.html'"), values)
        assert not refused(row.format(address="address"), values)

    def test_also_with_foreign_keys_switched_off(self):
        """SQLite's own prompt starts with foreign keys off: the triggers still refuse."""
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL cannot switch foreign keys off for a session of an ordinary user")
        record = drafted(bureau())
        with foreign_keys("off"):
            sql, values = _insert(record_id=record.pk, version_id=record.current_id, review_id=999)
            assert refused(sql, values)
