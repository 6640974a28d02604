import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.numbering.rules import (
    IndexNumber,
    format_index_number,
    parse_index_number,
    reasons_against_pattern,
    reasons_against_taking_over,
    spellings,
)

DEFAULT = "{organ}/{year}-{serial:05d}"
organs = st.from_regex(r"[0-9A-Z-]{6,20}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("430S00/2021-999634", IndexNumber("430S00", 2021, 999634)),
        ("430S00001/2018-00014", IndexNumber("430S00001", 2018, 14)),
        ("000014349/2017-00110", IndexNumber("000014349", 2017, 110)),
        ("11441700007280420Y/2021-00050", IndexNumber("11441700007280420Y", 2021, 50)),
    ],
)
def test_numbers_in_use_are_read(text, parts):
    assert parse_index_number(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "11370300MB28646707/2020-None",
        "430S00/2021-",
        "430S00/2021-00000",
        "430S00/21-00001",
        "430S00/2021-12345678",
        "430s00/2021-00001",
        "430S00/2021-00001\n",
        "430S00/2021-\uff10\uff10\uff10\uff10\uff11",
        " 430S00/2021-00001",
        "None",
        "",
    ],
)
def test_what_is_no_index_number_is_refused(text):
    with pytest.raises(ValueError, match="not an index number"):
        parse_index_number(text)


@given(organ=organs, year=st.integers(1949, 9999), serial=st.integers(1, 9_999_999))
def test_what_is_written_is_read_back(organ, year, serial):
    text = format_index_number(DEFAULT, organ=organ, year=year, serial=serial)
    assert parse_index_number(text) == IndexNumber(organ, year, serial)


@given(pairs=st.lists(st.integers(1, 9_999_999), min_size=2, max_size=2, unique=True))
def test_two_serials_never_give_one_number(pairs):
    first, second = (format_index_number(DEFAULT, organ="430S00", year=2026, serial=n) for n in pairs)
    assert first != second


@pytest.mark.parametrize(
    "values", [{"serial": None}, {"serial": 0}, {"serial": 10_000_000}, {"year": 26}, {"organ": "None?"}]
)
def test_a_broken_value_is_never_printed(values):
    with pytest.raises(ValueError):
        format_index_number(DEFAULT, **({"organ": "430S00", "year": 2026, "serial": 7} | values))


@pytest.mark.parametrize(
    "pattern",
    [
        DEFAULT,
        "{organ}/{year}-{serial}",
        "{organ}/{year}-{serial:06d}",
        "000014349/{year}-{serial:05d}",
        "A{organ}/{year}-1{serial:05d}",
    ],
)
def test_patterns_and_whether_they_keep_the_serial(pattern):
    reasons = [reason.code for reason in reasons_against_pattern(pattern)]
    assert reasons == (["pattern_result"] if "-1{" in pattern else [])


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{organ}/{year}",
        "{organ}/{serial:05d}",
        "{organ}/{year}-{serial}{serial}",
        "{organ}{organ}/{year}-{serial}",
        "{organ.__class__}/{year}-{serial}",
        "{organ!r}/{year}-{serial}",
        "{organ:>9999999}/{year}-{serial}",
        "{organ}/{year}-{serial:09d}",
        "{organ}/{year}-{serial:05d",
        "{}/{year}-{serial}",
        "{organ}/{year}-{serial:{year}d}",
        "{division}/{year}-{serial}",
    ],
)
def test_a_pattern_with_wrong_fields_is_refused_without_being_used(pattern):
    assert [reason.code for reason in reasons_against_pattern(pattern)] == ["pattern_field"]
    with pytest.raises(ValueError, match="unusable pattern"):
        format_index_number(pattern, organ="430S00", year=2026, serial=7)


@pytest.mark.parametrize(
    "pattern", ["{organ}-{year}-{serial:05d}", "湘/{year}-{serial:05d}", "{organ}/{serial:05d}-{year}"]
)
def test_a_pattern_that_gives_no_index_number_is_refused(pattern):
    assert [reason.code for reason in reasons_against_pattern(pattern)] == ["pattern_result"]


@given(organs, st.integers(1949, 9999), st.integers(1, 9_999_999))
def test_every_spelling_is_the_same_number_and_none_is_forgotten(organ, year, serial):
    number = IndexNumber(organ, year, serial)
    written = spellings(number)
    assert {parse_index_number(text) for text in written} == {number}
    assert len(written) == len(set(written)) == 8 - len(str(serial))
    assert format_index_number(DEFAULT, organ=organ, year=year, serial=serial) in written


@pytest.mark.parametrize(
    ("text", "last", "codes"),
    [
        ("430S00/2026-00042", 41, []),
        ("430S00/2026-10041", 41, []),
        ("430S00/2026-10042", 41, ["index_number_leaps"]),
        ("430S00/2027-00001", 0, ["index_number_ahead"]),
        ("430S00/2021-999634", 0, []),
    ],
)
def test_a_number_of_the_running_year_may_not_leap(text, last, codes):
    reasons = reasons_against_taking_over(parse_index_number(text), last=last, this_year=2026)
    assert [reason.code for reason in reasons] == codes
