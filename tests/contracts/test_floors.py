"""Imports go down only; `forms` and `tasks` are private to their app; only its own services write its tables."""

import ast
import subprocess
import sys

import pytest
from django.apps import apps

from tests.contracts.house import FLOORS, ROOT, app_of, python_files, tree, where

KERNEL = [
    "ui",
    "figures",
    "clocks",
    "casework",
    "letters",
    "catalogue",
    "records",
    "redaction",
    "publishing",
    "search",
]
FOUNDATION = ["common", "calendar", "jobs", "numbering", "orgs", "ledger", "vault", "files"]
ORDER = {f"foundation.{n}": i for i, n in enumerate(FOUNDATION)} | {
    f"kernel.{n}": 20 + i for i, n in enumerate(KERNEL)
}


def test_import_contracts_are_kept():
    """`lint-imports` checks the floors and the order of the rooms (pyproject.toml)."""
    command = [f"{sys.prefix}/bin/lint-imports", "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def _rank(label_or_app: str) -> int:
    floor = label_or_app.split(".")[0]
    return ORDER.get(label_or_app, 100 * FLOORS.index(floor))


def test_foreign_keys_point_down():
    """A key written as a string escapes import checks; so the models themselves are asked."""
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("gongkai."):
            continue
        here = ".".join(model.__module__.split(".")[1:3])
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            module = field.related_model.__module__
            if module.startswith("gongkai."):
                there = ".".join(module.split(".")[1:3])
                if _rank(there) > _rank(here):
                    wrong.append(f"{model.__name__}.{field.name}: {here} -> {there}")
    assert wrong == []


def _imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno


@pytest.mark.parametrize("private", ["forms", "tasks"])
def test_private_modules_stay_private(private):
    """`forms` and `tasks` are read by their own app only."""
    wrong = []
    for path in python_files():
        for module, line in _imports(path):
            parts = module.split(".")
            if parts[0] == "gongkai" and private in parts[3:] and ".".join(parts[1:3]) != app_of(path):
                wrong.append(f"{where(path, line)} {module}")
    assert wrong == []


WRITES = {"create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
LOADERS = "src/gongkai/faces/cli/bench/"  # bulk loaders; they refuse a production database


def _foreign_models(path) -> dict[str, str]:
    """Names of models of other rooms that the file imports, with their module."""
    return {
        name.asname or name.name: node.module
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("gongkai.")
        and "models" in node.module.split(".")[3:4]
        and ".".join(node.module.split(".")[1:3]) != app_of(path)
        for name in node.names
    }


def _root(node: ast.expr) -> str:
    """`Record` of `Record.objects.filter(…).update`."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _foreign_writes(path) -> list[str]:
    foreign = _foreign_models(path)
    return [
        f"{where(path, node.lineno)} {_root(node.func)}.{node.func.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and _root(node.func) in foreign
    ]


def test_tables_are_written_by_their_own_room():
    """Queries may read models of lower rooms; what is written goes through the services of the room."""
    wrong = [line for path in python_files() for line in _foreign_writes(path)]
    assert any(line.startswith(LOADERS) for line in wrong), "the search itself must find the bulk loaders"
    assert [line for line in wrong if not line.startswith(LOADERS)] == []


def test_rules_and_events_are_pure():
    """Rules know no tables: no import of models, services or the ORM's runtime (vocabulary enums are allowed)."""
    wrong = []
    allowed = {"django.db.models", "django.utils.translation", "django.utils.functional"}
    for path in python_files():
        inside = path.relative_to(ROOT / "src" / "gongkai").parts
        if "rules" not in inside and path.stem not in {"rules", "events"}:
            continue
        for module, line in _imports(path):
            bad_django = module.startswith("django") and module not in allowed
            bad_ours = module.startswith("gongkai.") and {"models", "services", "selectors"} & set(
                module.split(".")
            )
            if bad_django or bad_ours:
                wrong.append(f"{where(path, line)} {module}")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models":
                names = {n.name for n in node.names} - {"TextChoices", "IntegerChoices"}
                wrong += [f"{where(path, node.lineno)} {name}" for name in names]
    assert wrong == []
