"""What reports count requests by: what the words suggest, what is refused. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.classing import (
    COARSE,
    FIRST_YEAR,
    LAST_YEAR,
    PROVINCES,
    Classes,
    reasons_against_classifying,
    spelled_years,
    suggested,
    years_in,
)

PLACES = {"430100": "长沙市", **PROVINCES}


@pytest.mark.parametrize(
    ("words", "topic", "since", "until"),
    [
        (
            "柳树镇下湾村2025年第三批次征收土地公告及补偿安置方案，附勘测定界图。",
            "land_acquisition",
            2025,
            2025,
        ),
        ("2008—2019年间征地批复，湘政地〔2016〕123号", "land_acquisition", 2008, 2019),
        ("2010年至2012年国有土地出让合同", "land_supply", 2010, 2012),
        ("某采矿权登记资料（2017）", "minerals", 2017, 2017),
        ("宅基地审批表，电话20181234567，邮编201900", "rural_land", None, None),
        ("不知道要什么", "", None, None),
    ],
)
def test_what_the_words_point_to(words, topic, since, until):
    assert suggested(words) == Classes(topic, since, until)


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(FIRST_YEAR, LAST_YEAR))
def test_years_are_read_as_they_are_written(one, other):
    years = (min(one, other), max(one, other))
    assert years_in(spelled_years(*years)) == years
    assert reasons(Classes(since=years[0], until=years[1])) == []


@pytest.mark.parametrize("text", ["近几年", "18-19", "2019-", "20190"])
def test_other_spellings_of_years_are_not_guessed(text):
    with pytest.raises(ValueError, match=text):
        years_in(text)


def reasons(classes, stage="handling", applicant="natural_person", now=Classes()):  # noqa: B008  it is frozen
    told = reasons_against_classifying(classes, stage=stage, applicant=applicant, now=now, places=PLACES)
    return [one.where for one in told]


@pytest.mark.parametrize(
    ("classes", "where"),
    [
        (Classes("land"), ["topic"]),
        (Classes(since=2017), ["since"]),
        (Classes(since=2019, until=2017), ["until"]),
        (Classes(since=1066, until=1066), ["since"]),
        (Classes(place="430121"), ["place"]),
        (Classes(place="439900"), ["place"]),
        (Classes(trade="farmers"), ["trade"]),
        (Classes(), ["topic"]),
    ],
)
def test_what_is_refused(classes, where):
    assert reasons(classes) == where


def test_who_has_a_trade_and_what_counts_at_all():
    assert reasons(Classes(trade="farmer")) == []
    assert reasons(Classes(trade="farmer"), applicant="enterprise") == ["trade"]
    assert reasons(Classes("minerals"), stage="void") == ["stage"]
    assert reasons(Classes("minerals"), now=Classes("minerals")) == ["topic"]


def test_every_province_is_coarse():
    assert len(PROVINCES) == 34 and all(COARSE.fullmatch(code) for code in PROVINCES)
