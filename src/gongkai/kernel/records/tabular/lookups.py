"""What rows of an organ may name: its divisions and duties, the classes, the columns it may use."""

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.selectors import (
    columns_for,
    service_class_names,
    site_of,
    subject_names,
)
from gongkai.kernel.records.tabular.values import Lookups


def lookups_for(organ: Organ) -> Lookups:
    """Codes and names as they may be written, for reading many rows; six queries.

    A column goes by its path on the organ's nearest site, or by `site:path`.
    """
    return Lookups(
        subject=_by_code_or_name(subject_names()),
        service_class=_by_code_or_name(service_class_names()),
        columns=_columns(organ),
        division=dict(organ.divisions.order_by().values_list("name", "pk")),
        duty=dict(organ.duties.filter(retired_on=None).order_by().values_list("code", "pk")),
    )


def _by_code_or_name(names: dict[str, str]) -> dict[str, str]:
    return {name: code for code, name in names.items()} | {code: code for code in names}


def _columns(organ: Organ) -> dict[str, int]:
    nearest = site_of(organ)
    found: dict[str, int] = {}
    for column in columns_for(organ):
        path = column.path.strip("/")
        found[f"{column.site.code}:{path}"] = column.pk
        if nearest is not None and column.site_id == nearest.pk:
            found[path] = column.pk
    return found
