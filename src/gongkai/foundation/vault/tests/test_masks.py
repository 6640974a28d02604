"""Masks show enough to recognise and never give a value back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.vault.rules.masks import MASKS, STAR, mask, normalised


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("name", "张三", "张*"),
        ("name", "周文博", "周**"),
        ("name", "欧阳震华", "欧阳**"),
        ("name", "欧阳", "欧*"),
        ("name", "司徒静", "司徒*"),
        ("name", "张", "张*"),
        ("name", "艾力·买买提", "艾*·***"),
        ("name", "John Smith", "J*** ****"),
        ("resident_id", "430112199001011234", "430***********1234"),
        ("resident_id", "43011219900101123x", "430***********123X"),
        ("resident_id", "４３０１１２ 19900101 1234", "430***********1234"),
        ("resident_id", "430112900101123", "430********1123"),
        ("document", "E12345678", "E1*****78"),
        ("document", "H0123456", "H0****56"),
        ("document", "A1234", "*****"),
        ("mobile", "13800001234", "138****1234"),
        ("mobile", "+86 138-0000-1234", "138****1234"),
        ("mobile", "0731-82221234", "0731-****1234"),
        ("mobile", "82221234", "******34"),
        ("email", "zhou.wb@example.com", "z***@example.com"),
        ("email", "不是邮箱", "****"),
        ("address", "湖南省长沙市望城区靖港镇复胜村三组12号", "湖南省长沙市望城区****"),
        ("address", "长沙市天心区湘府西路1号", "长沙市天心区****"),
        ("address", "内蒙古自治区锡林郭勒盟正蓝旗上都镇8号", "内蒙古自治区锡林郭勒盟正蓝旗****"),
        ("address", "复胜村三组12号", "****"),
        ("address", "湖南省长沙市望城区", "****"),
        ("bank_card", "6222 0200 0000 0000 123", "***************0123"),
        ("hidden", "任何内容", "****"),
        ("name", "", ""),
    ],
)
def test_masks(kind, text, shown):
    assert mask(kind, text) == shown


@given(st.sampled_from(sorted(MASKS)), st.text(min_size=1, max_size=60).filter(lambda text: STAR not in text))
def test_no_mask_is_the_value(kind, text):
    plain = normalised(kind, text)
    shown = mask(kind, text)
    assert not plain or (shown != plain and STAR in shown)


@given(st.sampled_from(sorted(MASKS)), st.text(max_size=60))
def test_normalising_twice_changes_nothing(kind, text):
    once = normalised(kind, text)
    assert normalised(kind, once) == once
