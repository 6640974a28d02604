"""Conventions a reader may rely on everywhere: sizes, no catch-all, no hidden behaviour, interface text in gettext."""

import ast
import re
import statistics

from tests.contracts.house import SOURCE, app_of, files_of_tests, python_files, templates, tree, where

FILE_LINES, FUNCTION_LINES, TEST_LINES, TEMPLATE_LINES = 500, 60, 600, 200
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _lines(path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _functions():
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield path, node


def test_sizes():
    wrong = [str(p) for p in python_files() if _lines(p) > FILE_LINES]
    wrong += [str(p) for p in files_of_tests() if _lines(p) > TEST_LINES]
    wrong += [str(p) for p in templates() if _lines(p) > TEMPLATE_LINES]
    wrong += [
        f"{where(path, node.lineno)} {node.name}"
        for path, node in _functions()
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert wrong == []


def test_functions_are_short():
    lengths = [node.end_lineno - node.lineno + 1 for _path, node in _functions()]
    assert statistics.median(lengths) <= 9


def test_no_catch_all():
    """A handler names what it expects; everything else fails loudly."""
    wrong = []
    for path in (*python_files(), *files_of_tests()):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                names = (
                    []
                    if node.type is None
                    else [n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)]
                )
                if node.type is None or {"Exception", "BaseException"} & set(names):
                    wrong.append(where(path, node.lineno))
    assert wrong == []


def test_no_signals_and_no_behaviour_in_save():
    wrong = []
    for path in python_files():
        text = path.read_text("utf-8")
        if "django.dispatch" in text or "db.models.signals" in text:
            wrong.append(f"{path}: signals")
        if path.stem == "models" or "models" in path.parts:
            wrong += [
                f"{where(path, n.lineno)} {n.name}()"
                for n in ast.walk(tree(path))
                if isinstance(n, ast.FunctionDef) and n.name in {"save", "delete", "clean"}
            ]
    assert wrong == []


def test_services_are_keyword_only_and_take_by_and_at():
    """One verb, keyword-only; whoever writes to the ledger says who and when."""
    wrong = []
    for path in python_files():
        inside = path.relative_to(SOURCE).parts
        if path.stem.startswith("_") or (path.stem != "services" and "services" not in inside):
            continue
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if "append(" in ast.unparse(node) and app_of(path) != "foundation.ledger":
                keywords = {a.arg for a in node.args.kwonlyargs}
                if not {"by", "at"} <= keywords:
                    wrong.append(f"{where(path, node.lineno)} {node.name}")
    assert wrong == []


def test_state_is_set_by_services_only():
    """`stage` of a record and `state` of a case are written nowhere but in services."""
    pattern = re.compile(r"\.(stage|state)\s*=[^=]")
    wrong = []
    for path in python_files():
        if "services" in path.parts or path.stem in {"services", "worker", "running"}:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if pattern.search(line) and "models." not in line:
                wrong.append(where(path, number))
    assert wrong == []


def test_templates_hold_no_bare_chinese():
    """Every Chinese word of a template stands in a translate tag, so that either language can be chosen."""
    tags = re.compile(
        r"{%\s*(?:translate|trans)\b.*?%}|{%\s*blocktranslate.*?endblocktranslate\s*%}|{%\s*comment.*?endcomment\s*%}|{#.*?#}"
        r"|_\([\"'].*?[\"']\)",
        re.S,
    )
    drawn = re.compile(
        r'<span class="(?:brand-)?seal" aria-hidden="true">.*?</span>'
    )  # the seal is a picture
    wrong = []
    for path in templates():
        rest = tags.sub("", drawn.sub("", path.read_text("utf-8")))
        wrong += [f"{path.name}: {line.strip()[:60]}" for line in rest.splitlines() if CHINESE.search(line)]
    assert wrong == []
