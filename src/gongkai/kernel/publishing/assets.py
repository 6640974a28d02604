"""Style sheets and scripts of the public site, written by hand, under names that change with their
content.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gongkai.foundation.common.digests import sm3
from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.tree import SiteFile

_ROOM = Path(__file__).parent
_FOLDER = _ROOM / "public"
MARK = "generation.txt"


@cache
def _loaded() -> dict[str, tuple[str, bytes]]:
    found = {}
    for file in sorted(_FOLDER.iterdir()):
        content = file.read_bytes()
        name = f"{file.stem}.{sm3(content)[:8]}{file.suffix}"
        found[file.name] = (f"{paths.ASSETS}/{name}", content)
    mark = _generation()
    found[MARK] = (f"{paths.ASSETS}/generation.{mark[:8]}.txt", f"{mark}\n".encode())
    return found


def address(name: str) -> str:
    """`site.css` -> `/assets/site.1a2b3c4d.css`. KeyError for a file that is not there."""
    return _loaded()[name][0]


def files() -> Iterator[SiteFile]:
    """All assets, as they lie in the tree."""
    return (SiteFile(path, content) for path, content in _loaded().values())


def content_of(path: str) -> bytes | None:
    """The asset of this version at the address, whatever version made the tree; None for any other address."""
    return next((content for address, content in _loaded().values() if address == path), None)


def _generation() -> str:
    """Changes with everything that decides how a page looks, so that a tree of another version is known by it."""
    sources = [*_ROOM.glob("templates/**/*.html"), *_ROOM.glob("pages/*.py"), *_FOLDER.iterdir()]
    sources += [_ROOM / "frame.py", _ROOM / "facts.py"]
    return sm3(b"".join(sm3(path.read_bytes()).encode() for path in sorted(sources)))
