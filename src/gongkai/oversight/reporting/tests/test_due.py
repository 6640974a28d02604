"""条例 2019 第四十九条, 条例 2007 第三十一条: one rule says the day, and the clock runs to the same."""

from datetime import date

import pytest

from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.oversight.reporting.events import LIMIT
from gongkai.oversight.reporting.limits import own_limit
from gongkai.oversight.reporting.rules.due import FIRST_YEAR, due, is_government


@pytest.mark.parametrize("government", [False, True])
@pytest.mark.parametrize("year", range(FIRST_YEAR, 2030))
def test_the_clock_runs_to_the_day_that_the_rule_says(year, government):
    """The clock counts months from the last day of the year reported on."""
    last_day = date(year, 12, 31)
    limit = own_limit(last_day=last_day, government=government) or limit_in_force(LIMIT, last_day)
    assert due(year, government=government).day == date(year + 1, limit.n, 31)


@pytest.mark.parametrize(
    ("name", "government"),
    [
        ("清溪县人民政府", True),
        ("林江市", True),
        ("云岭省自然资源厅", False),
        ("清溪县人民政府办公室", False),
        ("市场监督管理局", False),
    ],
)
def test_whose_report_has_the_longer_limit(name, government):
    assert is_government(name) is government
