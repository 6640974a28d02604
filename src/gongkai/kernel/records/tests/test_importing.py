"""Rows become records by the acts and through the gate; refused ones leave nothing behind."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.numbering.models import Counter
from gongkai.foundation.orgs.tests.factories import NOW
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.records.models import Publication, Record, Relation, Review, Version
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.records.services import exporting, importing
from gongkai.kernel.records.services.importing import CREATED, PRESENT, PUBLISHED, REFUSED, Plan
from gongkai.kernel.records.tabular.reading import RawRow
from gongkai.kernel.records.tests.importing_world import ACT, cells, world

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

QUERIES = 48
"""Of one row from draft to publication, by all its acts; ten of them are the edges of savepoints, two put it in the
columns of the register.
"""


@pytest.fixture(scope="module")
def made(shared_rows):
    return world()


@pytest.fixture
def place(made, db):
    return deepcopy(made)


def codes(outcome):
    return {reason.code for reason in outcome.reasons}


def test_rows_become_drafts(place):
    outcomes = place.take(cells(1), cells(2))
    assert [(o.line, o.state) for o in outcomes] == [(2, CREATED), (3, CREATED)]
    record = Record.objects.get(source_key="oa:2026:00001")
    assert (record.stage, record.index_number, record.created_by) == ("draft", None, place.office)
    assert record.current.kind == "announcement"
    assert not Publication.objects.exists()


def test_the_second_run_creates_nothing(place):
    place.take(cells(1), cells(2))
    again = place.take(cells(1), cells(2), cells(3))
    assert [o.state for o in again] == [PRESENT, PRESENT, CREATED]
    assert Record.objects.count() == 3


def test_a_row_without_a_key_is_known_by_what_it_says(place):
    row = cells(1)
    del row["key"]
    other = {**row, "abstract": "另一件。"}
    assert [o.state for o in place.take(row, other)] == [CREATED, CREATED]
    assert [o.state for o in place.take(row, other)] == [PRESENT, PRESENT]


def test_published_through_the_gate_with_one_review_for_each(place):
    outcomes = place.take(cells(1), cells(2), plan=place.public())
    assert [o.state for o in outcomes] == [PUBLISHED, PUBLISHED]
    reviews = Review.objects.all()
    assert {r.reviewer for r in reviews} == {place.reviewer}
    assert {r.basis for r in reviews} == {"already_public"}
    assert len({r.act for r in reviews}) == 2
    assert reviews[0].evidence["evidence"] == "原网站存档"
    assert set(Publication.objects.values_list("record__index_number", flat=True)) == {
        "430S00/2026-00001",
        "430S00/2026-00002",
    }
    acts = list(
        Entry.objects.filter(verb__startswith="record.").order_by("number").values_list("verb", flat=True)
    )
    assert acts == ["record.import", *["record.draft", "record.review", "record.publish"] * 2]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"made_on": ""}, "undated"),
        ({"made_on": "2027-01-01"}, "made_in_future"),
        ({"abstract": ""}, "abstract_empty"),
        ({"attribute": ""}, "attribute_missing"),
        ({"attribute": "依申请公开", "ground_text": "涉及特定对象。"}, "not_proactive"),
        ({"attribute": "依申请公开"}, "ground_text_missing"),
        ({"attribute": "不予公开", "ground": "N16-1a", "ground_text": "无"}, "ground_text_missing"),
        ({"scope": "机密★10年 13812345678"}, "not_a_choice"),
        ({"body": "<p><br></p>"}, "body_or_attachment_empty"),
        ({"title": "None 的公告"}, "null_word"),
        ({"evidence": None}, "evidence_missing"),
        ({"body": "<p>联系人周某，手机13874123456。</p>"}, "personal_data"),
        ({"body": "<p>大地控制点点之记</p>"}, "negative_list"),
        ({"contains_map": "是"}, "map_number_missing"),
    ],
)
def test_the_gate_holds_for_imports(place, change, code):
    catalogue.load_negative_list(organ=place.organ, **ACT)
    bad, good = place.take(cells(1, **change), cells(2), plan=place.public())
    assert bad.state == REFUSED
    assert code in codes(bad)
    assert good.state == PUBLISHED
    assert Record.objects.get().source_key == "oa:2026:00002", "a refused row leaves nothing behind"
    assert Record.objects.get().index_number == "430S00/2026-00001", "and takes no number"


def test_a_mended_row_goes_through_on_the_next_run(place):
    place.take(cells(1, made_on=""), plan=place.public())
    assert place.take(cells(1), plan=place.public())[0].state == PUBLISHED


def test_personal_data_only_where_the_reviewer_accepts_each_place(place):
    body = "<p>举报电话：13874123456。</p>"
    refused = place.take(cells(1, body=body), plan=place.public())[0]
    assert codes(refused) == {"personal_data"}
    (key, label, _where), *_more = refused.findings
    assert label == "手机号码"
    assert place.take(cells(1, body=body, accepted=[key]), plan=place.public())[0].state == PUBLISHED
    assert Review.objects.get().accepted == [key]
    assert find_personal_data({"正文": "13874123456"})


def test_without_a_review_the_gate_publishes_nothing(place):
    outcome = place.take(cells(1), plan=Plan(publish=True))[0]
    assert outcome.state == REFUSED
    assert {"review_missing", "chain_incomplete"} <= codes(outcome)


def test_classified_text_is_kept_nowhere_but_its_refusal_is(place):
    outcomes = place.take(cells(1, body="<p>机密★10年</p>"), cells(2))
    assert outcomes[0].marked
    assert outcomes[1].state == CREATED
    assert Version.objects.count() == 1
    entry = Entry.objects.get(verb="record.refuse_classified")
    assert entry.detail == {"line": 2, "places": 1}


def test_numbers_given_earlier_are_kept_and_never_given_again(place):
    first, second = place.take(cells(1, index_number="430S00/2026-00041"), cells(2), plan=place.public())
    assert Record.objects.get(pk=first.record).index_number == "430S00/2026-00041"
    assert Record.objects.get(pk=second.record).index_number == "430S00/2026-00042"
    assert Counter.objects.get().last == 42
    kept = Entry.objects.get(verb="record.keep_number")
    assert (kept.subject_id, kept.actor_id) == (str(first.record), place.office.actor_id)
    assert kept.detail == {"index": "430S00/2026-00041", "own_series": True, "passed_over": 40}


def test_a_number_twice(place):
    number = {"index_number": "430S00/2024-00007"}
    one, two = place.take(cells(1, **number), cells(2, **number))
    assert one.state == CREATED
    assert codes(two) == {"index_number_twice"}
    assert "第 2 行" in two.reasons[0].text
    (later,) = place.take(cells(3, **number))
    assert codes(later) == {"index_number_taken"}


@pytest.mark.parametrize("spelling", ["430S00/2024-7", "430S00/2024-0000007"])
def test_a_number_in_another_spelling_is_the_same_number(place, spelling):
    one, two = place.take(cells(1, index_number="430S00/2024-00007"), cells(2, index_number=spelling))
    assert (one.state, codes(two)) == (CREATED, {"index_number_twice"})
    (later,) = place.take(cells(3, index_number=spelling))
    assert codes(later) == {"index_number_taken"}


def test_one_slip_in_a_number_does_not_spoil_the_numbering_of_the_year(place):
    """A counter is never set back: 9999999 in one row would end all numbering of the organ for the year."""
    for number, code in [
        ("430S00/2026-9999999", "index_number_leaps"),
        ("430S00/2027-00001", "index_number_ahead"),
    ]:
        (refused,) = place.take(cells(1, index_number=number))
        assert codes(refused) == {code}
    assert not Counter.objects.exists()
    (old,) = place.take(cells(2, index_number="430S00/2021-999634"))
    assert old.state == CREATED, "years gone by were numbered elsewhere"


def test_a_pattern_of_ones_own_makes_the_series(place):
    """The numbers begin with what the pattern gives, not with the code of the organ."""
    place.tree.city.index_pattern = "{organ}001/{year}-{serial:05d}"
    place.tree.city.save()
    (refused,) = place.take(cells(1, index_number=f"{place.tree.city.code}001/2026-00001"))
    assert codes(refused) == {"index_number_of_other_organ"}


def test_the_numbers_of_another_organ_here_are_left_to_it(place):
    foreign = {"index_number": f"{place.tree.city.code}/2026-00001"}
    (refused,) = place.take(cells(1, **foreign))
    assert codes(refused) == {"index_number_of_other_organ"}
    (taken,) = place.take(cells(2, index_number="11441700007280420Y/2021-00050"))
    assert taken.state == CREATED, "of an organ that does not count here"


def test_a_key_twice_in_one_file(place):
    one, two = place.take(cells(1), cells(2, key="oa:2026:00001"))
    assert one.state == CREATED
    assert codes(two) == {"duplicate_row"}


def test_a_later_version_replaces_the_earlier(place):
    acts = [{"kind": "replaces", "key": "oa:2026:00001", "on": "2026-06-01"}]
    one, two, three = place.take(
        cells(1), cells(2, relations=acts), cells(3, relations="废止=nowhere:1"), plan=place.public()
    )
    relation = Relation.objects.get()
    assert (relation.source_id, relation.target_id, relation.kind) == (two.record, one.record, "replaces")
    assert codes(three) == {"relation_not_found"}


def test_a_trial_run_changes_nothing_and_tells_the_same(place):
    rows = [cells(1), cells(2, made_on=""), cells(1), cells(3, relations="代替=oa:2026:00001")]
    before = Entry.objects.count()
    trial = place.take(*rows, plan=place.public(dry_run=True))
    assert not Record.objects.exists()
    assert Entry.objects.count() == before
    assert not Counter.objects.exists()
    real = place.take(*rows, plan=place.public())
    assert [o.state for o in trial] == [o.state for o in real] == [PUBLISHED, REFUSED, REFUSED, PUBLISHED]
    assert [codes(o) for o in trial] == [codes(o) for o in real]


def test_a_trial_run_over_several_batches_knows_its_earlier_rows(place):
    run = importing.begin_import(
        organ=place.organ, plan=place.public(dry_run=True), source="t", by=place.office, at=NOW
    )
    outcomes = [
        importing.import_batch(run=run, rows=[RawRow(line, row)], by=place.office, at=NOW)[0]
        for line, row in enumerate([cells(1), cells(1), cells(2, relations="代替=oa:2026:00001")], 2)
    ]
    assert [o.state for o in outcomes] == [PUBLISHED, REFUSED, PUBLISHED]


def test_who_may_import(place):
    def reasons(**changes):
        given = {"organ": place.organ, "plan": place.public(), "by": place.office, **changes}
        with pytest.raises(NotAllowed) as refusal:
            importing.begin_import(source="t", at=NOW, **given)
        return {reason.code for reason in refusal.value.reasons}

    assert reasons(by=place.reviewer) == {"may_not_import", "may_not_publish", "reviewer_imports"}
    assert reasons(plan=Plan(publish=True, reviewer=place.office)) == {"reviewer_imports", "may_not_review"}
    assert reasons(organ=place.tree.city) == {"may_not_import", "may_not_publish", "may_not_review"}


def test_another_organs_keys_and_drafts_stay_its_own(place):
    Record.objects.create(
        organ=place.tree.city, source_key="oa:2026:00001", title="市局的草稿", created_by=place.office,
        created_at=NOW, touched_at=NOW, index_number="430100S00/2026-00001",
    )  # fmt: skip
    one, two = place.take(cells(1), cells(2, relations="修改=430100S00/2026-00001"))
    assert one.state == CREATED
    assert codes(two) == {"relation_not_found"}


def test_an_export_comes_back_as_what_is_there(place):
    place.take(cells(1), cells(2, relations="代替=oa:2026:00001"), plan=place.public())
    draft = cells(3)
    del draft["key"]
    place.take(draft)
    Record.objects.filter(index_number=None).update(source_key=None)  # as if written at a desk
    rows = list(exporting.export_rows(organ=place.organ, format="jsonl", by=place.office, at=NOW))
    assert [row["title"] for row in rows] == [cells(n)["title"] for n in (1, 2, 3)]
    assert rows[1]["relations"] == [{"kind": "replaces", "key": "oa:2026:00001", "on": None}]
    assert {o.state for o in place.take(*rows)} == {PRESENT}
    assert Record.objects.count() == 3
    assert Entry.objects.filter(verb="record.export").count() == 1


def test_an_export_holds_the_whole_content(place):
    place.take(cells(1, disclosures="决策公开", normative="是", keywords="地质灾害"), plan=place.public())
    (row,) = exporting.export_rows(organ=place.organ, format="jsonl", by=place.office, at=NOW)
    known = Version.objects.get().content()
    Publication.objects.all().delete()
    (outcome,) = place.take({**row, "key": "copy:1", "index_number": ""})
    assert Record.objects.get(pk=outcome.record).current.content() == known


def test_who_may_export(place):
    with pytest.raises(NotAllowed):
        exporting.export_rows(organ=place.tree.city, format="csv", by=place.office, at=NOW)
    assert not Entry.objects.filter(verb="record.export").exists()


def test_a_row_costs_few_queries_whatever_the_file(place):
    def spent(numbers) -> int:
        rows = [cells(n, issuer="国务院") for n in numbers]
        with CaptureQueriesContext(connection) as captured:
            assert {o.state for o in place.take(*rows, plan=place.public())} == {PUBLISHED}
        return len(captured)

    few = spent(range(1, 3))
    assert spent(range(3, 13)) - few <= QUERIES * 8
