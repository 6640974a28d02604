"""The promise of the register as a structure of the database: composite foreign keys and triggers.

Django cannot declare composite foreign keys, and SQLite cannot add one to a table that exists, so there the
(still empty) table is made again with the clause. A later migration that makes SQLite rebuild one of these tables
must put them in place again; tests/contracts/test_only_way_out.py shows when that was forgotten.
"""

from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from gongkai.foundation.common.triggers import ALWAYS, Refusal, append_only, install, never_replaced, remove
from gongkai.kernel.records.rules.keeping import EMPTY

COMPOSITE_KEYS = {
    "records_review": [
        (
            "review_of_exactly_this_version",
            "(version_id, record_id, digest, drafter_id, attribute)",
            "records_version (id, record_id, digest, drafter_id, attribute)",
        ),
    ],
    "records_publication": [
        (
            "publication_of_a_passed_review",
            "(review_id, version_id, record_id, attribute, outcome)",
            "records_review (id, version_id, record_id, attribute, outcome)",
        ),
    ],
}

DEFERRED = " DEFERRABLE INITIALLY DEFERRED"  # as all keys Django makes: asked when the transaction ends
IMMUTABLE = ("records_version", "records_attachment", "records_review")

# foreign keys can be switched off on a SQLite connection; these triggers cannot
_PUBLICATION_MATCHES = """
    NOT EXISTS (
        SELECT 1 FROM records_review r JOIN records_version v ON v.id = r.version_id
        WHERE r.id = NEW.review_id AND r.version_id = NEW.version_id AND r.record_id = NEW.record_id
          AND v.record_id = NEW.record_id AND r.outcome = 'passed' AND r.digest = v.digest
          AND r.drafter_id = v.drafter_id AND r.reviewer_id <> v.drafter_id
          AND v.attribute = 'proactive' AND NEW.attribute = 'proactive' AND NEW.outcome = 'passed'
    )"""
_REVIEW_MATCHES = """
    NOT EXISTS (
        SELECT 1 FROM records_version v
        WHERE v.id = NEW.version_id AND v.record_id = NEW.record_id AND v.digest = NEW.digest
          AND v.drafter_id = NEW.drafter_id AND v.attribute = NEW.attribute AND NEW.reviewer_id <> v.drafter_id
    )"""
_ATTACHED_LATE = "EXISTS (SELECT 1 FROM records_review r WHERE r.version_id = NEW.version_id)"

CHECKS = (
    (
        "records_publication",
        "INSERT",
        _PUBLICATION_MATCHES,
        "a publication needs a passed review of this version",
    ),
    (
        "records_publication",
        "UPDATE",
        _PUBLICATION_MATCHES,
        "a publication needs a passed review of this version",
    ),
    (
        "records_review",
        "INSERT",
        _REVIEW_MATCHES,
        "a review is of exactly one version, by another than its drafter",
    ),
    ("records_attachment", "INSERT", _ATTACHED_LATE, "a reviewed version gets no further attachment"),
)

# words beside a text: an erratum is that of a reviewed version, a reason that was released is what was written
_ERRATUM_UNREVIEWED = """
    NOT EXISTS (
        SELECT 1 FROM records_version v JOIN records_review r ON r.version_id = v.id
        WHERE v.id = NEW.after_id AND v.record_id = NEW.record_id AND v.erratum = NEW.text
          AND r.outcome = 'passed' AND r.digest = v.digest AND r.reviewer_id <> v.drafter_id
    )"""
_REASON_CHANGED = "NEW.reason <> OLD.reason OR NEW.by_id <> OLD.by_id OR NEW.record_id <> OLD.record_id"
WORDS = (
    ("records_erratum", "INSERT", _ERRATUM_UNREVIEWED, "an erratum is part of a reviewed version"),
    ("records_erratum", "UPDATE", _ERRATUM_UNREVIEWED, "an erratum is part of a reviewed version"),
    ("records_withdrawal", "UPDATE", _REASON_CHANGED, "why something was withdrawn is not rewritten"),
)


def protect(apps, editor) -> None:
    """Put keys and triggers in place, whatever the database."""
    keyed = _keys_on_postgresql if editor.connection.vendor == "postgresql" else _keys_on_sqlite
    for statement in keyed(editor.connection):
        editor.execute(statement, None)
    install(editor, [refusal for table in IMMUTABLE for refusal in append_only(table)])
    install(editor, _checked(CHECKS))


# an erasure of a state secret that two people decided, of a record that is not public
_ERASED = """
    EXISTS (
        SELECT 1 FROM records_erasure e WHERE e.record_id = OLD.record_id
          AND e.confirmed_by_id IS NOT NULL AND e.confirmed_by_id <> e.ordered_by_id
    ) AND NOT EXISTS (SELECT 1 FROM records_publication p WHERE p.record_id = OLD.record_id)"""
_TEXTS = [name for name, value in EMPTY.items() if value == ""]
_LISTS = [name for name, value in EMPTY.items() if value == []]
_DAYS = [name for name, value in EMPTY.items() if value is None]
_EMPTY_VERSION = " AND ".join(
    [f"NEW.{name} = ''" for name in _TEXTS]
    + [f"NEW.{name} = '[]'" for name in _LISTS]
    + [f"NEW.{name} IS NULL" for name in _DAYS]
    + [
        f"NEW.{name} = OLD.{name}"
        for name in (
            "id",
            "record_id",
            "number",
            "drafter_id",
            "saved_at",
            "digest",
            "attribute",
            "interpretation",
        )
    ]
)
_EMPTY_REVIEW = " AND ".join(
    ["NEW.opinion = ''", "NEW.legal_basis = ''", "NEW.accepted = '[]'", "NEW.evidence = '{}'"]
    + [
        f"NEW.{name} = OLD.{name}"
        for name in (
            "id",
            "version_id",
            "record_id",
            "digest",
            "drafter_id",
            "attribute",
            "reviewer_id",
            "outcome",
        )
        + ("basis", "act", "reviewed_at")
    ]
)
_ATTACHMENT_ERASED = """
    EXISTS (
        SELECT 1 FROM records_erasure e JOIN records_version v ON v.record_id = e.record_id
        WHERE v.id = OLD.version_id AND e.confirmed_by_id IS NOT NULL AND e.confirmed_by_id <> e.ordered_by_id
          AND NOT EXISTS (SELECT 1 FROM records_publication p WHERE p.record_id = e.record_id)
    )"""
ERASABLE = (
    ("records_version", "UPDATE", f"NOT ({_ERASED} AND {_EMPTY_VERSION})", "is append-only"),
    ("records_version", "DELETE", ALWAYS, "is append-only"),
    ("records_review", "UPDATE", f"NOT ({_ERASED} AND {_EMPTY_REVIEW})", "is append-only"),
    ("records_review", "DELETE", ALWAYS, "is append-only"),
    ("records_attachment", "UPDATE", ALWAYS, "is append-only"),
    ("records_attachment", "DELETE", f"NOT {_ATTACHMENT_ERASED}", "is append-only"),
)
"""In place of the plain refusals of `IMMUTABLE`: what was erased may become empty, and nothing else."""
_REASON_REWRITTEN = f"({_REASON_CHANGED}) AND NOT ({_ERASED} AND NEW.reason = '' AND NEW.by_id = OLD.by_id)"
_PUBLISHED_WHILE_ERASED = "EXISTS (SELECT 1 FROM records_erasure e WHERE e.record_id = NEW.record_id)"
ERASURES = (
    ("records_withdrawal", "UPDATE", _REASON_REWRITTEN, "why something was withdrawn is not rewritten"),
    ("records_erasure", "INSERT", "NEW.confirmed_by_id IS NOT NULL", "an erasure is two acts"),
    ("records_erasure", "UPDATE", "OLD.confirmed_by_id IS NOT NULL", "what was erased stays erased"),
    ("records_erasure", "DELETE", "OLD.confirmed_by_id IS NOT NULL", "what was erased stays erased"),
)


NOT_WHILE_ERASED = tuple(
    ("records_publication", event, _PUBLISHED_WHILE_ERASED, "the record is being erased")
    for event in ("INSERT", "UPDATE")
)


# what the public gets of an attachment is what its version was saved with; the file itself: foundation/files
_ATTACHED_OTHERWISE = """
    NOT EXISTS (
        SELECT 1 FROM files_storedfile f WHERE f.id = NEW.file_id
          AND f.digest = NEW.file_digest AND f.public_digest = NEW.public_digest
    )"""
_STILL_ATTACHED = "EXISTS (SELECT 1 FROM records_attachment a WHERE a.file_id = OLD.id)"
COPIES = (
    ("records_attachment", "INSERT", _ATTACHED_OTHERWISE, "an attachment is its file, copy and all"),
    ("files_storedfile", "DELETE", _STILL_ATTACHED, "a file of a version stays"),
)


# what the public reads around a text: whose it is, where and since when it stands, what it did to others
_PUBLIC = "EXISTS (SELECT 1 FROM records_publication p WHERE p.record_id = OLD.id)"
_OTHER_PLACE = (
    "NEW.address <> OLD.address OR NEW.published_at <> OLD.published_at OR NEW.record_id <> OLD.record_id"
)
_OTHER_HAND = "NEW.version_id = OLD.version_id AND (NEW.changed_at <> OLD.changed_at OR NEW.published_by <> OLD.published_by)"
_OTHER_OWNER = "NEW.organ_id <> OLD.organ_id OR NEW.index_number IS DISTINCT FROM OLD.index_number"
_NEVER_THERE = """
    NEW.released_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM records_publication p WHERE p.record_id = NEW.record_id
          AND p.version_id = NEW.version_id AND p.address = NEW.address AND p.published_at = NEW.published_at
    )"""
_WITHDRAWN_OTHERWISE = " OR ".join(
    [
        f"NEW.{name} <> OLD.{name}"
        for name in ("id", "version_id", "address", "published_at", "withdrawn_at", "kind")
    ]
    + [
        "OLD.released_at IS NOT NULL AND (NEW.released_at IS DISTINCT FROM OLD.released_at "
        "OR NEW.released_by_id IS DISTINCT FROM OLD.released_by_id)"
    ]
)
AROUND = (
    ("records_record", "UPDATE", f"({_OTHER_OWNER}) AND {_PUBLIC}", "a public record stays whose it is"),
    ("records_publication", "UPDATE", f"{_OTHER_PLACE} OR {_OTHER_HAND}", "a publication stays where it is"),
    ("records_withdrawal", "INSERT", _NEVER_THERE, "only what is public is withdrawn, and released later"),
    ("records_withdrawal", "UPDATE", _WITHDRAWN_OTHERWISE, "a withdrawal is not rewritten"),
    ("records_relation", "UPDATE", ALWAYS, "an act on another record is not rewritten"),
)
_SAID = """
    EXISTS (
        SELECT 1 FROM records_publication p JOIN records_version v ON v.id = p.version_id, {facts}
        WHERE p.record_id = {row}.source_id AND {fact}
    )"""
_FACTS = {
    "sqlite": (
        "json_each(v.relations) said",
        "json_extract(said.value, '$.kind') = {row}.kind AND json_extract(said.value, '$.record') = {row}.target_id "
        """AND json_extract(said.value, '$.on') IS {row}."on\"""",
    ),
    "postgresql": (
        "jsonb_array_elements(v.relations) AS said",
        "said ->> 'kind' = {row}.kind AND (said ->> 'record')::bigint = {row}.target_id "
        """AND (said ->> 'on')::date IS NOT DISTINCT FROM {row}."on\"""",
    ),
}


def _relations_as_said() -> list[Refusal]:
    """What a record does to others is what its public version says: no act more, and none less."""
    found = []
    for vendor, (facts, fact) in _FACTS.items():
        new, old = (_SAID.format(facts=facts, row=row, fact=fact.format(row=row)) for row in ("NEW", "OLD"))
        for event, condition in (("INSERT", f"NOT {new}"), ("DELETE", old)):
            name = f"records_relation_said_{event.lower()}"
            text = "an act on another record is that of a public version"
            found.append(Refusal(name, "records_relation", event, condition, text, vendor))
    return found


REPLACED = (
    never_replaced("records_version", "record_id, number"),
    never_replaced("records_review", "act"),
    never_replaced("records_attachment"),
    never_replaced("records_erratum"),
    never_replaced("records_withdrawal"),
    never_replaced("records_relation", "source_id, target_id, kind"),
    never_replaced("records_publication", "address", "review_id", "version_id", primary="record_id"),
    never_replaced("records_erasure", primary="record_id"),
)


def protect_words(apps, editor) -> None:
    """The triggers of `WORDS`."""
    install(editor, _checked(WORDS))


def allow_erasure(apps, editor) -> None:
    """Let exactly one thing through the append-only tables: emptying what two people erased."""
    for table in IMMUTABLE:
        for name in ("no_update", "no_delete"):
            remove(editor, table, f"{table}_{name}")
    install(editor, _checked((*ERASABLE, *ERASURES)))
    install(editor, _checked(NOT_WHILE_ERASED, suffix="erased"))


def tell_copies(apps, editor) -> None:
    """The copies of what is attached already; attachments are append-only for everybody else."""
    remove(editor, "records_attachment", "records_attachment_checked_update")
    editor.execute(
        "UPDATE records_attachment SET public_digest = "
        "(SELECT f.public_digest FROM files_storedfile f WHERE f.id = records_attachment.file_id)",
        None,
    )
    install(editor, _checked(ERASABLE))


def bind_copies(apps, editor) -> None:
    """The triggers of `COPIES`."""
    install(editor, _checked(COPIES, suffix="bound"))


def fix_around(apps, editor) -> None:
    """The triggers of `AROUND`, and those of relations."""
    install(editor, [*_checked(AROUND, suffix="fixed"), *_relations_as_said(), *REPLACED])


def forbid_replacing(apps, editor) -> None:
    """The triggers of `REPLACED`."""
    install(editor, REPLACED)


def refusals() -> list[Refusal]:
    """All triggers of the register, as they stand after its last migration."""
    return [
        *_checked((*CHECKS, *WORDS, *ERASABLE, *ERASURES)),
        *_checked(NOT_WHILE_ERASED, suffix="erased"),
        *_checked(COPIES, suffix="bound"),
        *_checked(AROUND, suffix="fixed"),
        *_relations_as_said(),
        *REPLACED,
    ]


def _checked(checks, suffix: str = "checked") -> list[Refusal]:
    return [
        Refusal(f"{table}_{suffix}_{event.lower()}", table, event, condition, message)
        for table, event, condition, message in checks
    ]


def add_check(table: str, name: str, condition: str, state: Operation) -> SeparateDatabaseAndState:
    """A check on a table whose triggers and composite keys must survive: on SQLite all of it is made again with
    its rows, from the database's own description.
    """

    def forward(apps, editor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})", None)
            return
        for statement in _sqlite_with_clause(
            editor.connection, table, f"CONSTRAINT {name} CHECK ({condition})"
        ):
            editor.execute(statement, None)

    operation = RunPython(forward, RunPython.noop)
    return SeparateDatabaseAndState(database_operations=[operation], state_operations=[state])


def _sqlite_with_clause(connection, table: str, clause: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = cursor.fetchall()
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
        (create,) = cursor.fetchone()
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
            [table],
        )
        indexes = [sql for (sql,) in cursor.fetchall()]
    made = create.replace(f'"{table}"', f'"new__{table}"', 1).rstrip().removesuffix(")") + f", {clause})"
    return [
        *[
            f"DROP TRIGGER {name}" for name, _sql in triggers
        ],  # a rename is refused while one names what is missing
        made,
        f"INSERT INTO new__{table} SELECT * FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE new__{table} RENAME TO {table}",
        *indexes,
        *[sql for _name, sql in triggers],
    ]


def add_column(table: str, column: str, state: Operation) -> SeparateDatabaseAndState:
    """A column by plain ALTER TABLE: Django would make the SQLite table again, and lose its triggers and keys."""
    sql = RunSQL(f"ALTER TABLE {table} ADD COLUMN {column}", RunSQL.noop)
    return SeparateDatabaseAndState(database_operations=[sql], state_operations=[state])


def drop_column(table: str, column: str, state: Operation) -> SeparateDatabaseAndState:
    """The way back of `add_column`."""
    sql = RunSQL(f"ALTER TABLE {table} DROP COLUMN {column}", RunSQL.noop)
    return SeparateDatabaseAndState(database_operations=[sql], state_operations=[state])


def _keys_on_sqlite(connection) -> list[str]:
    return [
        statement
        for table, keys in COMPOSITE_KEYS.items()
        for statement in _sqlite_table_again(connection, table, keys)
    ]


def _sqlite_table_again(connection, table: str, keys) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
        (create,) = cursor.fetchone()
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
            [table],
        )
        indexes = [sql for (sql,) in cursor.fetchall()]
    clauses = "".join(
        f", CONSTRAINT {name} FOREIGN KEY {ours} REFERENCES {theirs}{DEFERRED}" for name, ours, theirs in keys
    )
    return [f"DROP TABLE {table}", create.rstrip().removesuffix(")") + clauses + ")", *indexes]


def _keys_on_postgresql(_connection) -> list[str]:
    return [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {ours} REFERENCES {theirs}{DEFERRED}"
        for table, keys in COMPOSITE_KEYS.items()
        for name, ours, theirs in keys
    ]
