"""A provincial site with its columns and duties, for tests of this room and of those above."""

from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.tests.factories import ACT
from gongkai.kernel.catalogue import services
from gongkai.kernel.catalogue.models import Column, DutyEntry, Site
from gongkai.kernel.catalogue.rules import ColumnKind


def site(organ: Organ, **fields) -> Site:
    values = {"code": "province", "name": "湖南省自然资源厅", "address": "https://zrzyt.hunan.gov.cn"}
    return services.create_site(organ=organ, **{**values, **fields}, **ACT)


def column(where: Site, slug: str = "notices", name: str = "通知公告", **fields) -> Column:
    values = {"kind": ColumnKind.NOTICE}
    return services.create_column(site=where, slug=slug, name=name, **{**values, **fields}, **ACT)


def duty(organ: Organ, code: str = "20-7", **values) -> DutyEntry:
    plain = {"article": "20-7", "name": "部门预算", "source": "预算法 第十四条"}
    return services.create_duty(organ=organ, code=code, values={**plain, **values}, **ACT)
