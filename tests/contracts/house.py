"""What the contract tests look at: the source files of the house, with their floors and apps."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gongkai"
FLOORS = ("foundation", "kernel", "domains", "oversight", "faces")


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


@cache
def python_files() -> tuple[Path, ...]:
    """Product code: no tests, no migrations."""
    return tuple(p for p in sorted(SOURCE.rglob("*.py")) if not is_test(p) and "migrations" not in p.parts)


@cache
def files_of_tests() -> tuple[Path, ...]:
    return tuple(p for p in sorted([*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]) if is_test(p))


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(p for p in SOURCE.rglob("*") if "templates" in p.parts and p.is_file()))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def app_of(path: Path) -> str:
    """`kernel.records` for a file of that app; the floor alone for files directly on a floor."""
    parts = path.relative_to(SOURCE).parts
    return ".".join(parts[:2]) if len(parts) > 2 else parts[0]


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
