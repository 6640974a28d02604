"""One door for every kind: look at the content, then read it accordingly."""

from gongkai.foundation.files.reading import (
    archives,
    compound,
    images,
    limits,
    ofd,
    office,
    pdf,
    plain,
    sniff,
)
from gongkai.foundation.files.reading.containers import Package
from gongkai.foundation.files.reading.results import Reading
from gongkai.foundation.files.rules.kinds import IMAGES, LEGACY
from gongkai.foundation.files.rules.names import extension_of


def read(data: bytes, name: str, depth: int = 1) -> Reading:
    """Read one file. `depth` is 1 for an upload and grows with every archive around it.

    Raises Unacceptable when the file must be refused.
    """
    if depth == 1:
        limits.start_clock()
    extension = extension_of(name)
    kind = sniff.kind_of(data, extension)
    if kind == "zip":
        return _read_zip(data, depth)
    if kind == "text":
        return plain.read(data, extension)
    if kind in IMAGES:
        return images.read(data, kind)
    if kind in LEGACY:
        return compound.read(data, kind)
    return pdf.read(data)


def _read_zip(data: bytes, depth: int) -> Reading:
    package = Package(data, limits.PACKAGE_ENTRIES)
    reading = _read_package(package, data, depth)
    reading.hidden = f"{reading.hidden}\n{package.beside}"
    return reading


def _read_package(package: Package, data: bytes, depth: int) -> Reading:
    if ofd.ROOT in package:
        return ofd.read(package)
    kind = office.kind_of(package)
    if kind:
        return office.read(package, data, kind)
    return archives.read(Package(data, limits.ENTRIES), depth, read)
