"""Loading the demonstration province into an empty database."""

from datetime import date, datetime, time, timedelta
from importlib.resources import files

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gongkai.faces.cli.demo import requests
from gongkai.faces.cli.demo.people import FIRST_DAY, ORGANS, POSTS, PREFIXES, build
from gongkai.faces.cli.demo.story import UNFINISHED, Story
from gongkai.faces.cli.demo.texts import POLICIES
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.foundation.files.papers import seal_papers
from gongkai.foundation.jobs.services import overtake, run_due
from gongkai.foundation.ledger.selectors import for_show
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.regions import load_regions
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.models import Column, Site
from gongkai.kernel.letters.services import load_texts
from gongkai.kernel.publishing.services import build as build_site
from gongkai.oversight.overview.services import load_tiles
from gongkai.oversight.reporting import services as reporting

PER_ORGAN = 30
REQUESTS = 20
COLUMNS = {
    "land": "disclosure/statutory/land-acquisition/",
    "approvals": "disclosure/statutory/licences/",
    "notices": "notices/",
    "news": "news/work/",
    "plans": "disclosure/statutory/plans/",
    "penalties": "disclosure/statutory/penalties/",
    "budget": "disclosure/statutory/budget/",
    "policies": "policy/documents/",
    "interpretations": "policy/interpretation/",
    "headlines": "news/headlines/",
    "institution": "disclosure/statutory/institution/",
    "leaders": "disclosure/statutory/leaders/",
    "rules": "disclosure/rules/",
    "statistics": "disclosure/statutory/statistics/",
    "services": "disclosure/statutory/services/",
    "charges": "disclosure/statutory/charges/",
    "mining": "disclosure/statutory/mining-rights/",
    "market": "disclosure/statutory/land-market/",
    "geohazard": "disclosure/statutory/geohazard/",
    "personnel": "disclosure/statutory/personnel/",
    "calls": "interaction/opinion-calls/",
}
SUBJECTS = {"land": "05-01", "general": "02-01"}
SITE_OF = {"sheng": "sheng", "jiang": "jiang", "ling": "ling", "xi": "jiang", "shan": "jiang", "tian": "ling"}


def demo(
    per_organ: int = typer.Option(PER_ORGAN, help="Published records of each of the six organs."),
) -> None:
    """Load the demonstration province into an empty database."""
    console = Console()
    call_command("migrate", verbosity=0, interactive=False)
    if not load_when_empty(console, per_organ):
        console.print("[yellow]数据库里已有机关，没有装入演示数据。[/]")
        raise typer.Exit(1)


def load_when_empty(console: Console, per_organ: int = PER_ORGAN) -> bool:
    """Load once; False when there is an organ already, or the installation is for production."""
    if not for_show() or Organ.objects.exists():
        return False
    at = timezone.now()
    total = (per_organ + len(UNFINISHED)) * len(ORGANS) + 2 * len(POLICIES) + REQUESTS
    with _progress(console) as bar:
        task = bar.add_task("装入演示省", total=total)
        # all or nothing: a start that was interrupted begins again from an empty database
        with transaction.atomic():
            story = _story(at)
            for _record in story.tell(per_organ):
                bar.advance(task)
            for _request in requests.tell(story.offices, story.today):
                bar.advance(task)
            _report(story)
        started = timezone.now()
        task = bar.add_task("生成公开网站", total=None)
        build_site(at=at, progress=lambda done, whole, _name: bar.update(task, completed=done, total=whole))
        overtake(kind="site.render", before=started)
        task = bar.add_task("建立检索", total=None)
        while run_due(at=timezone.now(), limit=500, worker="demo").done:
            bar.advance(task)
        # papers are sealed where they come in, which stands outside of any transaction; these came inside one
        seal_papers(by=SYSTEM, at=timezone.now())
    return True


def _report(story: Story) -> None:
    """The annual report on the year under way, drafted by the department's open-government office."""
    office = story.offices["sheng"]
    at = datetime.combine(story.today, time(16), SHANGHAI)
    report = reporting.open_report(
        organ=office.organ, year=story.today.year, by=office.people["office"], at=at
    )
    reporting.draft_report(report=report, by=office.people["office"], at=at)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _story(at: datetime) -> Story:
    opened = datetime.combine(FIRST_DAY, time(9), SHANGHAI)
    load_regions(by=SYSTEM, at=opened)
    offices = build(at=opened)
    catalogue.load_classifications(by=SYSTEM, at=opened)
    load_texts(by=SYSTEM, at=opened)
    for office in offices.values():
        catalogue.load_duties(organ=office.organ, by=SYSTEM, at=opened)
        catalogue.load_negative_list(organ=office.organ, by=SYSTEM, at=opened)
    sites = _sites(offices, opened)
    tiles = (files("gongkai.oversight.overview") / "data" / "tiles_430000.csv").read_text("utf-8")
    load_tiles(organ=offices["sheng"].organ, text=tiles, by=SYSTEM, at=opened)
    catalogue.require_registration(organ=offices["sheng"].organ, since=date(2019, 1, 1), by=SYSTEM, at=opened)
    return Story(offices, _columns(offices, sites), shanghai_date(at) - timedelta(days=1))


DEMO_SITE = "0000000000"
"""Shaped like a site's identification code (网站标识码), and nobody's."""


def _sites(offices, at: datetime) -> dict[str, Site]:
    sites: dict[str, Site] = {}
    for key in ("sheng", "jiang", "ling"):
        sites[key] = catalogue.create_site(
            organ=offices[key].organ,
            code="portal" if key == "sheng" else key,
            name=f"{offices[key].organ.name}门户网站",
            parent=sites.get("sheng") if key != "sheng" else None,
            address="https://www.example.org" if key == "sheng" else "",
            id_code=DEMO_SITE if key == "sheng" else "",
            is_demonstration=True,
            by=SYSTEM,
            at=at,
        )
        catalogue.load_columns(site=sites[key], by=SYSTEM, at=at)
    return sites


def _columns(offices, sites: dict[str, Site]) -> dict[tuple[str, str], int]:
    """(organ code, short name of a column) -> id, and ("subject", name) -> code."""
    found: dict[tuple[str, str], int] = {("subject", name): code for name, code in SUBJECTS.items()}
    for key, office in offices.items():
        paths = dict(Column.objects.filter(site=sites[SITE_OF[key]]).values_list("path", "pk"))
        main = dict(Column.objects.filter(site=sites["sheng"]).values_list("path", "pk"))
        for name, path in COLUMNS.items():
            found[office.organ.code, name] = paths.get(path) or main[path]
    return found


def accounts() -> list[tuple[str, str, str, str]]:
    """(account, name, role, organ) of the demonstration people of the provincial organ, then one county's."""
    if not settings.DEMONSTRATION:
        return []
    rows = []
    for key in ("sheng", "xi"):
        for suffix, role, _division in POSTS:
            person = (
                Person.objects.filter(username=f"{PREFIXES[key]}-{suffix}").select_related("organ").first()
            )
            if person:
                rows.append((person.username, person.name, str(role.label), person.organ.short_name))
    return rows
