"""Pages of the rows behind a number: every row once, in order, whichever way they are turned."""

import pytest

from gongkai.foundation.orgs.tests.factories import tree
from gongkai.kernel.figures.listing import LAST, listed
from gongkai.kernel.figures.models import Act
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.tests.test_entering import act

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_pages_are_turned_forth_and_back_and_from_the_end(django_assert_num_queries):
    here = tree()
    for number in range(7):
        act(here.province, quantity=number + 1)
    act(here.province, "weibo.post")
    figure = metric("acts.press.conference")
    rows = figure.rows(year(2026))
    order = [str(row.quantity) for row in Act.objects.filter(kind="press.conference").order_by("-pk")]

    def page(**asked):
        found = listed(figure, rows, asked, size=3)
        assert found.count == 7
        return [dict(line.about)["数量"] for line in found.lines], found

    with django_assert_num_queries(3):
        first, at_first = page()
    second, at_second = page(after=at_first.older)
    third, at_third = page(after=at_second.older)
    assert [first, second, third] == [["7", "6", "5"], ["4", "3", "2"], ["1"]], order
    assert (at_first.newer, at_third.older) == ("", "")
    last, at_last = page(at=LAST)
    assert last == third and at_last.newer and not at_last.older
    assert page(before=at_third.newer)[0] == second
    assert page(before=at_second.newer)[0] == first and not page(before=at_second.newer)[1].newer
    assert page(after="x")[0] == first
