"""An organ with a site, columns and people, for tests of imports, exports and the interface for machines."""

from dataclasses import dataclass

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.orgs.models import Organ, Person, Post
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import NOW, Tree, holder, tree
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.models import Site
from gongkai.kernel.records.services import importing
from gongkai.kernel.records.services.importing import Outcome, Plan
from gongkai.kernel.records.tabular.reading import RawRow

ACT = {"by": SYSTEM, "at": NOW}


@dataclass(frozen=True)
class World:
    tree: Tree
    organ: Organ
    site: Site
    office: Person
    reviewer: Person

    def plan(self, **fields) -> Plan:
        return Plan(**fields)

    def public(self, **fields) -> Plan:
        return Plan(publish=True, reviewer=self.reviewer, **fields)

    def take(self, *rows: dict, plan: Plan | None = None) -> list[Outcome]:
        """Import some rows of cells in one run, as lines from 2 on (line 1 is a heading)."""
        run = importing.begin_import(
            organ=self.organ, plan=plan or Plan(), source="t.csv", by=self.office, at=NOW
        )
        raws = [RawRow(line, cells) for line, cells in enumerate(rows, 2)]
        return importing.import_batch(run=run, rows=raws, by=self.office, at=NOW)


def world() -> World:
    places = tree()
    organ = places.province
    office = holder(Role.OPEN_GOVERNMENT_OFFICE, organ, username="office")
    reviewer = holder(Role.SECRECY_REVIEWER, organ, username="reviewer")
    Post.objects.update(since=None)
    catalogue.load_classifications(**ACT)
    site = catalogue.create_site(
        organ=organ, code="province", name=organ.name, address="https://zrzyt.example.invalid", **ACT
    )
    catalogue.load_duties(organ=organ, **ACT)
    catalogue.load_columns(site=site, **ACT)
    return World(places, organ, site, office, reviewer)


def cells(number: int = 1, **fields) -> dict[str, object]:
    """A row that passes the gate once it is reviewed as already public."""
    return {
        "key": f"oa:2026:{number:05d}",
        "title": f"关于第{number}批地质灾害隐患点核销的公告",
        "abstract": "公布核销的地质灾害隐患点名单。",
        "body": "<p>经专家论证，下列隐患点已完成治理，予以核销。</p>",
        "document_number": f"湘自然资公告〔2026〕{number}号",
        "made_on": "2026-05-20",
        "kind": "公告",
        "subject": "05",
        "columns": "notices",
        "attribute": "主动公开",
        "evidence": {
            "issuer": "湖南省自然资源厅",
            "address": "https://zrzyt.example.invalid/old/1.html",
            "date": "2026-05-21",
            "evidence": "原网站存档",
        },
        **fields,
    }
