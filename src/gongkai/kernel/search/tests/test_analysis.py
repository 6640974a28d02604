"""Text to tokens: what is the same to a reader is the same to the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.search import analysis
from gongkai.kernel.search.numbers import docno_candidates, docno_key, index_number_key

WRITTEN = (
    "湘政办函〔2017〕44号",
    "湘政办函[2017]44号",
    "湘政办函【2017】44号",
    "湘政办函（2017）44号",
    "湘政办函(2017) 第044号",
    "湘政办函﹝２０１７﹞４４号",
    "湘政辦函〔2017〕44號",
)


@pytest.mark.parametrize("written", WRITTEN)
def test_document_number_in_every_written_form(written):
    assert docno_key(written) == "湘政办函|2017|44"
    assert analysis.bigrams(analysis.norm(written)) == [
        "湘政",
        "政办",
        "办函",
        "2017",
        *_serial(written),
        "号",
    ]


def _serial(written):
    return ["第", "044"] if "044" in written else ["44"]


def test_candidates_begin_with_the_longest_issuer():
    keys = docno_candidates("请转发关于湘政办函〔2017〕44号的通知")
    assert keys[0] == "请转发关于湘政办函|2017|44"
    assert "湘政办函|2017|44" in keys
    assert keys == sorted(keys, key=len, reverse=True)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("国土资源部令第42号", "国土资源部令||42"),
        ("国务院令第七百一十一号", "国务院令||711"),
        ("主席令第三十五号", "主席令||35"),
        ("国土〔籍〕字〔1989〕第73号", "国土籍字|1989|73"),
        ("湖南省征地补偿标准", ""),
        ("", ""),
    ],
)
def test_orders_old_numbers_and_none(written, key):
    assert docno_key(written) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("430S00/2021-999634", "430s00/2021-999634"),
        ("索引号：４３０Ｓ００／2021-00012", "430s00/2021-12"),
        ("430s00 / 2021 - 12", "430s00/2021-12"),
        ("11441700007280420Y/2021-00050", "11441700007280420y/2021-50"),
        ("2021-00012", ""),
    ],
)
def test_index_number(written, key):
    assert index_number_key(written) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("國土資源廳關於徵地補償", "国土资源厅关于征地补偿"),
        ("ＰＤＦ１２３", "pdf123"),
        ("第 ３ 条", "第 3 条"),
        ("⼟地", "土地"),  # a Kangxi radical as it comes out of some PDF files
        ("土\u200b地\x00", "土 地 "),
    ],
)
def test_norm_folds(one, other):
    assert analysis.norm(one) == other


def test_words_inside_long_words_are_indexed():
    assert "资源" in analysis.tokens("自然资源厅")[0]


def test_names_unknown_to_the_dictionary_keep_their_bigrams():
    assert analysis.bigrams("龙潭桥乡筲箕湾") == ["龙潭", "潭桥", "桥乡", "乡筲", "筲箕", "箕湾"]


@given(st.text())
def test_tokens_hold_no_blank_and_nothing_fails(text):
    normed = analysis.norm(text)
    tokens = [*analysis.words(normed), *analysis.bigrams(normed), *sum(analysis.tokens(text), [])]
    assert all(token and not any(char.isspace() for char in token) for token in tokens)


@given(st.text(alphabet="自然资源厅〔2017〕 abc,龙潭桥"))
def test_documents_and_queries_are_cut_into_the_same_bigrams(text):
    words, bigrams = analysis.tokens(text)
    assert bigrams == analysis.bigrams(analysis.norm(text))
    assert set(words) >= set(analysis.words(analysis.norm(text)))


@given(st.text())
def test_folding_never_shortens_and_origins_point_back(text):
    folded, origins = analysis.fold(text), analysis.origins_of_fold(text)
    assert len(origins) == len(folded) >= len(text)
    assert origins == sorted(origins)
    assert set(origins) == set(range(len(text)))


@given(st.text(alphabet="湘政办函〔〕[]【】（）()2017第44号令国务院 一二十百", max_size=60))
def test_number_keys_never_fail(text):
    for key in docno_candidates(text):
        assert key.count("|") == 2
