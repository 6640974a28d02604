"""The contract of a search engine. A second engine joins by one more entry in ENGINES."""

import json
from datetime import date, timedelta

import pytest

from gongkai.kernel.records.rules.validity import Act, Facts, State, validity
from gongkai.kernel.search.backend import Query, Scope, SearchUnavailable, Sort, WriterBusy
from gongkai.kernel.search.documents import indexed_spans
from gongkai.kernel.search.tantivy_backend import TantivyBackend
from gongkai.kernel.search.tests.corpus import corpus, document

ENGINES = {"tantivy": TantivyBackend}
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module", params=ENGINES.values(), ids=ENGINES.keys())
def filled(request, tmp_path_factory):
    return fill(request.param(tmp_path_factory.mktemp("index")), corpus())


@pytest.fixture(params=ENGINES.values(), ids=ENGINES.keys())
def engine(request, tmp_path):
    return request.param(tmp_path / "index")


def fill(engine, documents):
    generation = engine.create_generation()
    write(engine, generation, documents)
    engine.activate(generation)
    return engine


def write(engine, generation, documents=(), gone=()):
    with engine.writer(generation) as writer:
        writer.upsert(documents)
        writer.delete(gone)
        writer.commit()


def ids(engine, text="", **options):
    return engine.search(Query(text, as_of=TODAY, **options)).ids


# finding


def test_known_items(filled):
    """By title, by a fragment of it, by a figure of the text: the document stands first."""
    for number in range(1, 2001, 97):
        wanted = document(number)
        assert ids(filled, wanted.title)[0] == number
        assert ids(filled, f"第{number}号地块")[0] == number
        area = wanted.body.partition("共计")[2].partition("公顷")[0]
        if area:
            assert ids(filled, f"面积共计{area}公顷")[0] == number


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "【】", "（）", "()", "〈〉"])
@pytest.mark.parametrize("before", ["", "关于"])
def test_document_number_first_in_every_form(filled, brackets, before):
    wanted = document(1234)
    written = wanted.document_number.replace("〔", brackets[0]).replace("〕", brackets[1])
    assert ids(filled, before + written)[0] == 1234


def test_index_number_first(filled):
    assert ids(filled, document(77).index_number.lower())[0] == 77


def test_number_goes_before_documents_that_cite_it(engine):
    cited = document(1)
    citing = document(2, title=f"关于{cited.document_number}的解读", body=cited.document_number * 9)
    fill(engine, [cited, citing])
    assert ids(engine, cited.document_number) == (1, 2)


def test_traditional_and_full_width(filled):
    assert set(ids(filled, "洣陽鎮徵收土地預公告")) == set(ids(filled, "洣阳镇征收土地预公告"))
    assert ids(filled, "第１２３４号地块")[0] == 1234


def test_township_that_no_dictionary_knows(filled):
    found = filled.search(Query("筲箕湾镇", limit=50))
    assert found.total > 20
    assert all("筲箕湾镇" in document(pk).title + document(pk).body for pk in found.ids)


def test_phrase_keeps_the_order(engine):
    fill(
        engine,
        [
            document(1, title="甲", body="地征补偿，土偿补"),
            document(2, title="乙", body="关于征地补偿的说明"),
        ],
    )
    assert ids(engine, "征地补偿", exact=True) == (2,)
    assert ids(engine, "“征地补偿”")[0] == 2


def test_no_phrase_runs_from_one_text_into_the_next(engine):
    fill(engine, [document(1, title="关于征地", abstract="补偿方案", body="无")])
    assert ids(engine, "征地补偿", exact=True) == ()


def test_title_scope_and_title_weight(engine):
    often = document(1, title="关于公布征求意见结果的通知", body="听证" * 3)
    once = document(2, title="关于举行土地征收补偿安置方案听证会的公告", body="时间和地点另行通知。" * 9)
    fill(engine, [often, once])
    assert ids(engine, "听证", scope=Scope.TITLE) == (2,)
    assert ids(engine, "听证") == (2, 1)


def test_single_character(filled):
    assert filled.search(Query("洣")).total > 100


def test_few_matches_are_filled_up_behind_the_strict_ones(filled):
    found = filled.search(Query("第1234号地块的征收集体土地面积"))
    assert found.relaxed
    assert len(found.ids) == 10
    assert len(set(found.ids)) == 10
    assert found.total < 10


def test_lone_characters_relate_nothing(filled):
    assert ids(filled, "藤壶的腌制") == ()


def test_relaxed_pages_do_not_repeat(filled):
    text = "第1234号地块 听证"
    first, second = (ids(filled, text, offset=offset, limit=10) for offset in (0, 10))
    assert not set(first) & set(second)
    assert (*first, *second) == ids(filled, text, limit=20)


@pytest.mark.parametrize(
    "text", ["", "   ", "〔〕", "“”", "、。！", "\x00", "AND OR NOT", "title:(", "*", "“征地", "\ud800"]
)
def test_odd_input_is_answered(filled, text):
    filled.search(Query(text))


# narrowing, counting, sorting


def test_filters(filled):
    for name, value, holds in [
        ("organ", "430703", lambda d: d.organ == "430703"),
        ("under", "430S00", lambda d: True),
        ("region", "430723", lambda d: d.region == "430723"),
        ("column", "2", lambda d: "2" in d.columns),
        ("year", "2019", lambda d: d.made_on.year == 2019),
        ("kind", "公告", lambda d: d.kind == "公告"),
    ]:
        found = filled.search(Query("补偿", filters={name: (value,)}, limit=50))
        assert found.ids
        assert all(holds(document(pk)) for pk in found.ids), name
    many = filled.search(Query("", filters={"year": ("2018", "2019"), "organ": ("430703",)}, limit=50))
    assert many.total == sum(d.year in {"2018", "2019"} and d.organ == "430703" for d in corpus())


def test_dates_include_both_ends(engine):
    fill(engine, [document(n, made_on=date(2019, 3, n)) for n in range(1, 6)])
    found = ids(engine, "", date_from=date(2019, 3, 2), date_to=date(2019, 3, 4))
    assert sorted(found) == [2, 3, 4]


def test_facets_count_strict_matches_without_their_own_filter(filled):
    found = filled.search(Query("采矿权", facets=("year", "organ"), filters={"organ": ("430703",)}))
    matching = [d for d in corpus() if "采矿权" in d.title]
    assert dict(found.facets["organ"]) == {
        organ: sum(d.organ == organ for d in matching) for organ in {d.organ for d in matching}
    }
    assert sum(count for _year, count in found.facets["year"]) == found.total


def test_sorted_by_date(filled):
    days = [document(pk).made_on for pk in ids(filled, "补偿", sort=Sort.DATE, limit=50)]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 10


def test_newer_of_two_equal_documents_first(engine):
    same = {"title": "征地补偿标准", "body": "一样的正文", "document_number": ""}
    fill(
        engine, [document(1, made_on=date(2005, 1, 1), **same), document(2, made_on=date(2024, 1, 1), **same)]
    )
    assert ids(engine, "征地补偿标准") == (2, 1)


DAY = date(2019, 1, 1)
HISTORIES = {
    1: Facts(made_on=DAY - timedelta(9), effective_on=DAY, expires_on=date(2023, 12, 31)),
    2: Facts(made_on=DAY - timedelta(9), effective_on=DAY),
    3: Facts(),
    4: Facts(made_on=DAY, acts=(Act("repeals", date(2020, 5, 1)),)),
    5: Facts(made_on=DAY, acts=(Act("amends", date(2020, 5, 1)),)),
    6: Facts(made_on=DAY, expires_on=date(2020, 1, 1), acts=(Act("renews", date(2021, 1, 1)),)),
    7: Facts(made_on=DAY, acts=(Act("repeals", date(2020, 5, 1)), Act("renews", date(2021, 1, 1)))),
}
DAYS = sorted(
    day + timedelta(step)
    for day in (DAY, date(2020, 1, 1), date(2020, 5, 1), date(2021, 1, 1), date(2023, 12, 31))
    for step in (-1, 0, 1)
)


@pytest.mark.parametrize("day", DAYS)
def test_validity_on_a_day_is_what_the_rule_says(engine, day):
    fill(engine, [document(n, validity=indexed_spans(facts)) for n, facts in HISTORIES.items()])
    now = {n: validity(day, facts) for n, facts in HISTORIES.items()}
    wanted = {state.value: {n for n, v in now.items() if v.state == state} for state in State}
    wanted["in_force"] |= wanted["amended"]
    for state, expected in wanted.items():
        found = engine.search(Query("", filters={"validity": (state,)}, as_of=day))
        assert set(found.ids) == expected, state
    counts = dict(engine.search(Query("", facets=("validity",), as_of=day)).facets["validity"])
    assert counts == {state: len(expected) for state, expected in wanted.items() if expected}


# life of an index


def test_upsert_replaces_and_delete_removes(engine):
    fill(engine, [document(1), document(2)])
    write(engine, engine.live(), [document(1, title="改过的标题")], gone=[2])
    assert ids(engine, "改过的标题", exact=True) == (1,)
    assert engine.search(Query("")).total == 1
    assert engine.stamps(engine.live(), [1, 2]) == {1: document(1, title="改过的标题").stamp()}


def test_another_process_sees_a_commit_at_once(engine):
    """A second backend object on the same folder is what another process has."""
    fill(engine, [document(1)])
    reader = type(engine)(engine.root)
    assert reader.search(Query("")).total == 1
    write(engine, engine.live(), [document(2)])
    assert reader.search(Query("")).total == 2


def test_built_beside_and_swapped(engine):
    fill(engine, [document(1)])
    reader = type(engine)(engine.root)
    before = reader.search(Query("")).generation
    generation = engine.create_generation()
    write(engine, generation, [document(n) for n in range(1, 4)])
    assert reader.search(Query("")).total == 1
    engine.activate(generation)
    found = reader.search(Query(""))
    assert (found.total, found.generation) == (3, generation.name)
    assert engine.drop_retired(older_than=60) == []
    assert engine.drop_retired(older_than=0) == [before]
    assert reader.search(Query("")).total == 3


def test_uncommitted_changes_are_dropped(engine):
    fill(engine, [document(1)])
    with engine.writer(engine.live()) as writer:
        writer.upsert([document(2)])
    assert engine.search(Query("")).total == 1
    write(engine, engine.live(), [document(3)])
    assert engine.search(Query("")).total == 2


def test_many_small_updates_do_not_pile_up(tmp_path):
    """Each commit leaves a segment; unless they are merged, every update and search gets slower."""
    engine = fill(TantivyBackend(tmp_path), corpus(20))
    for number in range(100, 130):
        write(engine, engine.live(), [document(number)])
    assert len(json.loads((tmp_path / engine.live().name / "meta.json").read_text())["segments"]) <= 10
    assert engine.search(Query("")).total == 50


def test_one_writer_at_a_time(engine):
    fill(engine, [document(1)])
    other = type(engine)(engine.root)
    with engine.exclusive(), pytest.raises(WriterBusy), other.exclusive(wait=0):
        pass
    with other.exclusive(wait=0):
        pass


def test_deferred_changes_are_kept_for_the_builder(engine):
    generation = engine.create_generation()
    engine.defer(generation, [5, 6])
    engine.defer(generation, [6, 7])
    assert engine.building() == generation
    assert engine.deferred(generation) == (5, 6, 7)
    engine.activate(generation)
    assert engine.building() is None


def test_no_index_and_damaged_index_are_told(engine):
    with pytest.raises(SearchUnavailable):
        engine.search(Query("征地"))
    assert engine.status().generation == ""
    fill(engine, [document(1)])
    for path in (engine.root / engine.live().name).glob("*"):
        if path.suffix not in {".json", ".lock"} or path.name == "meta.json":
            path.write_bytes(b"damaged")
    with pytest.raises(SearchUnavailable):
        type(engine)(engine.root).search(Query("征地"))


def test_status(filled):
    status = filled.status()
    assert status.documents == 2000
    assert status.current_schema
    assert status.size > 100_000
