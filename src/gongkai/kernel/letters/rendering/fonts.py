"""The fonts of letters: Noto Serif SC comes with the installation (OFL, all of GB18030's common planes), more may
lie in var/fonts, e.g. a 仿宋 the organ has a licence for, or one with rare characters of names.

A character that no font has is never printed as an empty box: `missing` names it before anything is rendered.
"""

from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

SHIPPED = "Noto Serif SC"
WANTED_FIRST = ("FangSong_GB2312", "FZFangSong-Z02", "FangSong", "STFangsong", SHIPPED)
"""Families in the order in which they are used for the body, as far as they are installed."""
SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})


class NoFontsError(RuntimeError):
    """The shipped fonts are not where the installation puts them."""


def files() -> tuple[Path, ...]:
    """Every font file that letters may use: the two shipped weights, then what lies in settings.LETTER_FONTS_MORE."""
    shipped = tuple(Path(path) for path in settings.LETTER_FONTS)
    if not all(path.is_file() for path in shipped):
        raise NoFontsError(f"fonts of letters are missing, run `make install`: {[str(p) for p in shipped]}")
    more = Path(settings.LETTER_FONTS_MORE)
    own = sorted(path for path in more.rglob("*") if path.suffix.lower() in SUFFIXES) if more.is_dir() else []
    return (*shipped, *own)


def loaded() -> typst.Fonts:
    """The fonts as the typesetter holds them; read again when a file was added or changed."""
    return _loaded(_stamp())


def families() -> list[str]:
    """Names for the typesetter, first choice first, then every other installed family as a fallback."""
    return _families(_stamp())


def missing(words: str) -> list[str]:
    """Characters of the words that no installed font can print, each once, in order. Line feeds are none."""
    known = _covered(_stamp())
    return list(dict.fromkeys(sign for sign in words if ord(sign) not in known and sign != "\n"))


def _stamp() -> tuple[tuple[str, int], ...]:
    return tuple((str(path), path.stat().st_mtime_ns) for path in files())


@cache
def _loaded(stamp: tuple[tuple[str, int], ...]) -> typst.Fonts:
    folders = list(dict.fromkeys(Path(name).parent for name, _time in stamp))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def _families(stamp: tuple[tuple[str, int], ...]) -> list[str]:
    there = _loaded(stamp).families()
    first = [name for name in WANTED_FIRST if name in there]
    return first + sorted(name for name in there if name not in first)


@cache
def _covered(stamp: tuple[tuple[str, int], ...]) -> frozenset[int]:
    """A few hundred milliseconds once a process; the weights of the shipped family cover the same."""
    names = [stamp[0][0], *(name for name, _time in stamp[len(settings.LETTER_FONTS) :])]
    return frozenset(code for name in names for code in _codes(Path(name)))


def _codes(path: Path) -> set[int]:
    with open(path, "rb") as file:
        try:
            if path.suffix.lower() in {".ttc", ".otc"}:
                faces = TTCollection(file, lazy=True).fonts
            else:
                faces = [TTFont(file, lazy=True)]
            return {code for face in faces for code in face.getBestCmap() or {}}
        except TTLibError:
            return set()  # not a font: the typesetter passes over it as well
