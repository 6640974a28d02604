"""The closed lists of classes, as they are shipped: 主题分类 and 服务对象分类."""

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files


def shipped(name: str) -> Iterator[dict[str, str]]:
    """Rows of a data file of this package: columns, duties, subjects, service_classes, negative."""
    path = files("gongkai.kernel.catalogue") / "data" / f"{name}.csv"
    return csv.DictReader(path.read_text("utf-8").splitlines())


@lru_cache
def class_codes(name: str) -> frozenset[str]:
    """The codes of `subjects` or `service_classes`; no organ adds its own."""
    return frozenset(row["code"] for row in shipped(name))
