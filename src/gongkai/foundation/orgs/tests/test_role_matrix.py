"""The matrix is data: one test for each of its lines, and every capability named in the code stands in it."""

import ast
from pathlib import Path

import pytest

import gongkai
from gongkai.foundation.orgs import rules
from gongkai.foundation.orgs.rules import HeldPost, Role, Scope

SOURCE = Path(gongkai.__file__).parent
ASKING = {"may": 1, "may_somewhere": 1, "organs_in_reach": 1, "coverage": 1, "restrict": 2, "roles_with": 0}
"""Functions that take a capability -> its position among the arguments."""

# province 1 > city 2 > county 3; city 4 beside; each organ has divisions 10n and 10n + 1
PATHS = {1: "1/", 2: "1/2/", 3: "1/2/3/", 4: "1/4/"}
POST = {"organ_id": 2, "organ_path": PATHS[2], "division_id": 20, "holder_id": 7}
REACHED = {
    Scope.NONE: set(),
    Scope.DIVISION: {(2, 20)},
    Scope.ORGAN: {(2, 20), (2, 21), (2, None)},
    Scope.BELOW: {(2, 20), (2, 21), (2, None), (3, 30), (3, 31), (3, None)},
}
PLACES = [(organ, division) for organ in PATHS for division in (organ * 10, organ * 10 + 1, None)]


@pytest.mark.parametrize("capability", sorted(rules.capabilities()))
def test_each_line_reaches_as_far_as_it_says_and_no_further(capability):
    for role in Role.values:
        coverage = rules.coverage([HeldPost(role=role, **POST)], capability)
        reached = {
            (organ, division)
            for organ, division in PLACES
            if coverage.covers(organ_id=organ, organ_path=PATHS[organ], division_id=division)
        }
        assert reached == REACHED[rules.scope_of(capability, role)], role


@pytest.mark.parametrize("capability", sorted(rules.capabilities()))
def test_each_capability_is_given_to_somebody(capability):
    assert rules.roles_with(capability)


def test_every_role_has_its_column():
    assert {role for _capability, role in rules.role_matrix()} == set(Role.values)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INSPECTOR])
def test_who_only_reads_changes_nothing(role):
    given = {name for name in rules.capabilities() if rules.scope_of(name, role) is not Scope.NONE}
    assert {name.split(".")[1] for name in given} <= {"view", "read"}


def test_only_the_reviewer_reviews_and_the_administrator_touches_no_record():
    assert rules.roles_with("record.review") == {Role.SECRECY_REVIEWER}
    given = {
        name for name in rules.capabilities() if rules.scope_of(name, Role.ADMINISTRATOR) is not Scope.NONE
    }
    assert not [name for name in given if name.startswith("record.")]


def test_a_capability_outside_the_matrix_is_an_error():
    with pytest.raises(KeyError):
        rules.scope_of("record.shred", Role.LEADER)


def _named_capabilities():
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                for argument in _capability_arguments(node, ASKING.get(name)):
                    yield argument.value, f"{path.relative_to(SOURCE)}:{node.lineno}"


def _capability_arguments(call: ast.Call, position: int | None):
    given = [keyword.value for keyword in call.keywords if keyword.arg == "capability"]
    if position is not None and len(call.args) > position:
        given.append(call.args[position])
    return [node for node in given if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_every_capability_asked_for_in_the_code_is_in_the_matrix():
    named = list(_named_capabilities())
    assert named, "the search for capabilities finds nothing: it is broken"
    assert [(name, where) for name, where in named if name not in rules.capabilities()] == []
