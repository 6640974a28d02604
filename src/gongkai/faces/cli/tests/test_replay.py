"""`gongkai replay`: recipes that are whole, a year told in small through the services, and every figure of it counted."""

import csv
import json
import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from gongkai.domains.foi.models import Request
from gongkai.faces.cli.replay import place
from gongkai.faces.cli.replay.command import replay
from gongkai.faces.cli.replay.comparing import Verdict, compare
from gongkai.faces.cli.replay.plan import Contradiction, Percent, Requests, Why, count, planned, scaled
from gongkai.faces.cli.replay.proofing import catch
from gongkai.faces.cli.replay.recipes import RECIPES
from gongkai.faces.cli.replay.spreading import parts, spread
from gongkai.faces.cli.replay.telling import tell
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.orgs.tests import factories
from gongkai.kernel.records.models import Publication, Review
from gongkai.kernel.records.rules.personal_data import find_personal_data

SMALL = Decimal("0.002")
SEEDS = {"hunan-2017": "000_", "hunan-2020": "002_", "bureau-2020": "003_", "zhuzhou-2009": "004_"}
FIGURES = os.environ.get("GONGKAI_SEED_FIGURES", "")
"""A table of all figures of the sources (seed, section, indicator, unit, value); it is not part of the house."""
TEXTS = os.environ.get("GONGKAI_SEED_TEXTS", "")
"""A folder with the texts of the sources; neither are they."""
CLEAN = {Verdict.EQUAL, Verdict.STATED, Verdict.NOT_COUNTABLE}
every = pytest.mark.parametrize("name", RECIPES)


# --- recipes ------------------------------------------------------------------------------------------------------


@every
def test_a_story_adds_up_to_every_figure_or_the_source_contradicts_itself(name):
    recipe = RECIPES[name]
    known = {one.code for one in recipe.contradictions}
    wrong = [
        (figure.indicator, figure.value, planned(recipe, figure.how))
        for figure in recipe.figures
        if not isinstance(figure.how, Why)
        and (planned(recipe, figure.how) == Decimal(figure.value)) == bool(figure.against)
    ]
    assert wrong == []
    assert {figure.against for figure in recipe.figures if figure.against} <= known


@every
def test_recipes_hold_nobodys_number_or_address(name):
    for figure in RECIPES[name].figures:
        assert (figure.value == "") == (figure.how is Why.CONTACT)
        assert not find_personal_data({"value": figure.value})


@every
@pytest.mark.skipif(not FIGURES, reason="GONGKAI_SEED_FIGURES names no table of the sources' figures")
def test_recipes_hold_every_figure_of_their_source(name):
    with Path(FIGURES).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["seed"].startswith(SEEDS[name])]
    wanted = [tuple(row[key] for key in ("section", "indicator", "unit", "value")) for row in rows]
    held = [(one.section, one.indicator, one.unit, one.value) for one in RECIPES[name].figures]
    assert [(*row[:3], "") if not ours[3] else row for row, ours in zip(wanted, held, strict=True)] == held


@given(st.integers(0, 10_000), st.integers(1, 260))
def test_spread_adds_up_and_stays_even(number, working_days):
    days = [date(2017, 1, 1) + timedelta(n) for n in range(working_days)]
    found = list(spread(number, days))
    assert sum(many for _day, many in found) == number
    assert [day for day, _many in found] == sorted(day for day, _many in found)
    assert all(many in {number // working_days, number // working_days + 1} for _day, many in found)


@given(st.integers(1, 10**6), st.integers(1, 400))
def test_parts_add_up_and_none_is_nothing(whole, pieces):
    found = parts(whole, pieces)
    assert sum(found) == whole
    assert len(found) == min(whole, pieces)
    assert min(found) > 0


@every
@pytest.mark.skipif(not TEXTS, reason="GONGKAI_SEED_TEXTS names no folder with the texts of the sources")
def test_checks_show_every_contradiction_of_a_source(name):
    (text,) = Path(TEXTS).glob(f"{SEEDS[name]}*.txt")
    found = catch(RECIPES[name].contradictions, text.read_bytes())
    assert [one.contradiction.code for one in found if not one.caught] == []


DRAFT = """某市国土资源局2020年政务公开工作总结
截至目前，公开土地供应信息60条，其中供应计划2条，出让公告14条，供应结果18条，合同履约9条。
"""


def test_a_contradiction_is_known_by_its_check_and_its_numbers():
    right = Contradiction("X1", "60 条，各项之和 43 条", "A-1", ("60", "43"))
    others = (replace(right, marks=("60", "45")), replace(right, check="A-2"), replace(right, marks=("6",)))
    assert [one.caught for one in catch((right, *others), DRAFT.encode())] == [True, False, False, False]


# --- telling ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.postgresql
@every
def test_a_year_in_small_is_counted_as_it_was_told(name):
    recipe = scaled(RECIPES[name], SMALL)
    office = tell(recipe)
    lines = list(compare(recipe, office, whole=False))
    assert [line.figure.indicator for line in lines if line.verdict not in CLEAN] == []
    assert len(lines) == len(recipe.figures)
    # all of it came through the gate, one review each
    assert Publication.objects.count() == planned(recipe, count("records.published"))
    assert Review.objects.filter(basis="examined").count() == Publication.objects.count()
    assert {public.published_at.year for public in Publication.objects.all()} == {recipe.year}
    assert {request.received_on.year for request in Request.objects.all()} == {recipe.year}
    assert ledger.verify() == []


@pytest.fixture
def told(db):
    recipe = scaled(RECIPES["zhuzhou-2009"], SMALL)
    return recipe, tell(recipe)


@pytest.mark.postgresql
def test_verdicts_say_what_is_and_excuse_no_wrong_count(told):
    recipe, office = told
    asked = next(one for one in recipe.figures if one.indicator == "受理申请总数")
    right = str(planned(recipe, asked.how))

    def verdict(**changes):
        one = replace(recipe, figures=(replace(asked, **changes),))
        return next(iter(compare(one, office, whole=True))).verdict

    assert verdict(value=right) == Verdict.EQUAL
    assert verdict(value="9999") == Verdict.DIFFERS
    assert verdict(value="9999", against="C01") == Verdict.CONTRADICTS
    assert verdict(value=right, against="C01") == Verdict.EQUAL
    assert verdict(how=Why.RULE) == Verdict.NOT_COUNTABLE
    # the story says otherwise than was counted: no contradiction of the source excuses that
    lost = replace(recipe, story=tuple(p for p in recipe.story if not isinstance(p, Requests)))
    one = replace(lost, figures=(replace(asked, value="9999", against="C01"),))
    assert next(iter(compare(one, office, whole=True))).verdict == Verdict.DIFFERS


def test_percentages_round_half_up_and_nothing_of_nothing_is_nothing():
    recipe = RECIPES["zhuzhou-2009"]
    early, accepted = count("acts.service.early"), count("acts.service.accepted")
    assert planned(recipe, Percent(early, accepted, 2)) == Decimal("71.01")
    assert planned(recipe, Percent(early, count("acts.nothing"), 2)) == 0


# --- the command --------------------------------------------------------------------------------------------------

app = typer.Typer()
app.command()(replay)


def call(*arguments, code=0):
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == code, done.output
    return done


@pytest.mark.django_db
def test_command_prints_every_figure_once():
    done = call("bureau-2020", "--scale", "0.002", "--json", "--folder", settings.VAR)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert len(found["figures"]) == len(RECIPES["bureau-2020"].figures)
    assert found["verdicts"] == {"not_countable": 3, "equal": 22}
    assert found["figures"][1]["indicator"] == "累计公开政务信息"
    assert [one["code"] for one in found["contradictions"]][:3] == ["C70", "C71", "C72"]


@pytest.mark.django_db
def test_command_refuses_a_database_that_holds_something():
    factories.tree()
    done = call("bureau-2020", "--folder", settings.VAR, code=3)
    assert "已有数据" in done.output


def test_command_knows_its_sources():
    assert "bureau-2020" in call("hunan-1999", code=2).output


def test_a_folder_is_emptied_only_when_a_replay_made_it(tmp_path):
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(typer.Exit) as refused:
        place.prepare(strange)
    assert refused.value.exit_code == 3
    assert (strange / "letter.txt").exists()


def test_a_replay_that_was_killed_begins_from_nothing(tmp_path):
    folder = tmp_path / "replay"
    place.prepare(folder)
    (folder / "gongkai.sqlite3").write_bytes(b"half a year")
    place.prepare(folder)
    assert [one.name for one in folder.iterdir()] == [place.MARK]
