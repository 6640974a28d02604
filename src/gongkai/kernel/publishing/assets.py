"""Style sheets and scripts of the public site, written by hand, under names that change with their
content.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gongkai.foundation.common.digests import sm3
from gongkai.kernel.publishing.rules import paths
from gongkai.kernel.publishing.tree import SiteFile

_FOLDER = Path(__file__).with_name("public")


@cache
def _loaded() -> dict[str, tuple[str, bytes]]:
    found = {}
    for file in sorted(_FOLDER.iterdir()):
        content = file.read_bytes()
        name = f"{file.stem}.{sm3(content)[:8]}{file.suffix}"
        found[file.name] = (f"{paths.ASSETS}/{name}", content)
    return found


def address(name: str) -> str:
    """`site.css` -> `/assets/site.1a2b3c4d.css`. KeyError for a file that is not there."""
    return _loaded()[name][0]


def files() -> Iterator[SiteFile]:
    """All assets, as they lie in the tree."""
    return (SiteFile(path, content) for path, content in _loaded().values())
