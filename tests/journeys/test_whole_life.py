"""One request from a telephone to a hearing, through real pages and eleven weeks. Chapters: whole_life.py."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest

from tests.journeys import whole_life as chapter
from tests.journeys.conftest import start, stop, turn_clock, visiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

STORY = (
    (date(2026, 3, 2), chapter.applies),
    (date(2026, 3, 3), chapter.is_received),
    (date(2026, 3, 5), chapter.is_asked_to_be_clearer),
    (date(2026, 3, 9), chapter.corrects),
    (date(2026, 3, 10), chapter.asks_a_third_party),
    (date(2026, 3, 13), chapter.third_party_got_the_letter),
    (date(2026, 3, 25), chapter.third_party_answers),
    (date(2026, 4, 10), chapter.needs_longer),
    (date(2026, 4, 11), chapter.is_told_of_it),
    (date(2026, 4, 15), chapter.is_answered_in_part),
    (date(2026, 4, 16), chapter.is_signed),
    (date(2026, 4, 17), chapter.is_sent),
    (date(2026, 4, 20), chapter.reads_the_answer),
    (date(2026, 5, 20), chapter.is_appealed),
    (date(2026, 5, 21), chapter.is_in_the_calendar),
)


@pytest.fixture
def eleven_weeks(request):
    """A platform of its own, on whose clock the story begins."""
    request.getfixturevalue("browser")  # without a browser nothing is started
    folder = Path(tempfile.mkdtemp(prefix="gongkai-weeks-"))
    turn_clock(folder, STORY[0][0], chapter.time(8))
    running = start(folder, demonstration_size=1)
    yield running
    stop(running)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def visit(browser, eleven_weeks):
    yield from visiting(browser, eleven_weeks)


def test_the_whole_life_of_a_request(eleven_weeks, visit, axe):
    life = chapter.Life(eleven_weeks, visit, axe)
    for day, happens in STORY:
        life.on(day)
        happens(life)
    assert life.found == []
    assert life.seen > 50
