"""Letters that went out, by way of service, against a plain recount."""

from collections import Counter
from datetime import timedelta

import pytest

from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.selectors import rows, shares, value
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules import Channel
from gongkai.kernel.letters.tests.factories import NOW, bureau, drafted, sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_letters_that_went_out_are_counted_by_way_of_service():
    here = bureau()
    for channel in (Channel.POST, Channel.POST, Channel.COUNTER):
        sent(here, channel)
    drafted(here, NOW - timedelta(days=2))
    figure, counted = metric("letters.sent"), Counter()
    for letter in Letter.objects.all():
        if letter.sent_at and shanghai_date(letter.sent_at) in year(2026):
            counted[letter.channel] += 1
    parts = shares(figure, year(2026), [here], ["channel"])
    assert {part.keys[0]: part.value for part in parts} == counted == {"post": 2, "counter": 1}
    for name in figure.dimensions:
        found = shares(figure, year(2026), [here], [name])
        assert sum(part.value for part in found) == value(figure, year(2026), [here]) == 3
        for part in found:
            assert rows(figure, year(2026), [here], {name: part.keys[0]}).count() == part.value
