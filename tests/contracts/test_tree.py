"""What is in the tree can go anywhere: no address of a registry, no path of one machine, pins with hashes, free licences."""

import json
import os
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.contracts.house import ROOT

NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__", "build", "dist"}
# written in pieces, so that this file holds none of them
REGISTRIES = re.compile(
    "|".join(
        name.replace("_", r"\.")
        for name in (
            "pypi_" + "org",
            "python" + "hosted_org",
            "npm" + "js_(?:org|com)",
            "npm" + "mirror_com",
            "yarn" + "pkg_com",
            "deb_" + "debian_org",
            "tuna_" + "tsinghua",
            "mirrors_" + "aliyun",
        )
    )
)
PLACES = re.compile(r"(?<![\w.}])(?<!C:)/(?:work|root|home|Users|tmp|opt)/[A-Za-z]")
COPYLEFT = re.compile(r"(?<![A-Za-z])A?GPL|(?<!Lesser )General Public License|Affero")
PINS = ("base.txt", "test.txt")


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """(path, text) of every text file that belongs to the tree; caches and installed things are no part of it."""
    found = []
    for folder, names, files in os.walk(ROOT):
        names[:] = [
            n for n in names if n not in NOT_OURS and not n.endswith(("_cache", ".egg-info", ".hypothesis"))
        ]
        for file in files:
            if file in NOT_OURS:  # .git is a file in a linked work tree
                continue
            path = Path(folder, file)
            try:
                found.append((path.relative_to(ROOT).as_posix(), path.read_text("utf-8")))
            except UnicodeDecodeError:
                continue
    return tuple(found)


def _hits(pattern: re.Pattern) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_address_of_a_registry():
    assert _hits(REGISTRIES) == []


def test_no_path_of_one_machine():
    assert _hits(PLACES) == []


@pytest.mark.parametrize("name", PINS)
def test_every_requirement_is_pinned_with_hashes(name):
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert not re.search(r"^\s*-(?!-hash)|://", text, re.M), "no option, no index, no address"
    logical = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.M)).splitlines()
    wrong = [
        line[:60] for line in logical if not re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", PINS)
def test_every_wish_has_its_pin(name):
    wishes = (ROOT / "requirements" / name).with_suffix(".in").read_text("utf-8")
    wanted = {_plain(word) for word in re.findall(r"^([A-Za-z][\w.-]*)", wishes, re.M)}
    assert wanted - _pinned(name) == set(), "make pins"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / name).read_text("utf-8"), re.M))


def test_front_end_is_pinned_with_hashes():
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    del packages[""]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [
        name for name, package in packages.items() if not package["integrity"].startswith("sha512-")
    ] == []
    assert [name for name, package in packages.items() if COPYLEFT.search(package["license"])] == []


def test_no_requirement_of_the_product_is_under_the_gpl():
    """By what the installed packages say of themselves. The LGPL is allowed."""
    wrong = {}
    for name in _pinned("base.txt"):
        try:
            said = _licence(name)
        except PackageNotFoundError:  # for another system
            continue
        if not said:
            wrong[name] = "says nothing"
        elif COPYLEFT.search(said):
            wrong[name] = said
    assert wrong == {}


def _licence(name: str) -> str:
    """Expression, field (its first line; some put the whole text there) and classifiers."""
    about = distribution(name).metadata
    field = (about.get("License") or "").strip().splitlines()[:1]
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return " | ".join(filter(None, [about.get("License-Expression"), *field, *classifiers]))
