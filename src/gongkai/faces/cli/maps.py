"""`gongkai map`: where regions stand on the drawings of the dashboards."""

import csv
import sys
from importlib.resources import files
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.asking import AS_JSON, BY, dump, person_of, refusals, say
from gongkai.oversight.overview import services
from gongkai.oversight.overview.models import BaseMap, RegionTile

app = typer.Typer(
    no_args_is_help=True,
    help="Squares and boundaries of regions. Exit codes: 0 done, 1 refused, 2 wrong call.",
)
FILE = typer.Argument(..., exists=True, dir_okay=False, readable=True)


@app.command("tiles")
def tiles(
    file: Path = typer.Argument(
        None, exists=True, dir_okay=False, help="CSV: region,row,column; none: the shipped one."
    ),
    by: str = BY,
    as_json: bool = AS_JSON,
) -> None:
    """Place regions in the squares of the tile map, counted from 0."""
    text = (file or files("gongkai.oversight.overview") / "data" / "tiles_430000.csv").read_text("utf-8")
    person = person_of(by)
    with refusals(as_json):
        count = services.load_tiles(organ=person.organ, text=text, by=person, at=timezone.now())
    dump({"regions": count}) if as_json else say(_("已放好 %d 个区划。") % count)


@app.command("base")
def base(
    file: Path = FILE,
    approval: str = typer.Option(..., help="Number of the approval as printed on the map (审图号)."),
    by: str = BY,
    as_json: bool = AS_JSON,
) -> None:
    """Load boundaries (GeoJSON, degrees; property code or adcode) from a map that was approved."""
    person = person_of(by)
    with refusals(as_json):
        made = services.load_base_map(
            organ=person.organ, data=file.read_bytes(), file_name=file.name, approval_number=approval, by=person,
            at=timezone.now(),
        )  # fmt: skip
    count = made.outlines.count()
    dump({"approval": made.approval_number, "regions": count, "digest": made.digest}) if as_json else say(
        _("已载入 %(n)d 个区划的界线，%(number)s。") % {"n": count, "number": made.approval_number}
    )


@app.command("show")
def show(as_json: bool = AS_JSON) -> None:
    """The squares as CSV, and which maps were loaded."""
    maps = list(BaseMap.objects.values("approval_number", "file_name", "digest", "loaded_by", "loaded_at"))
    squares = list(RegionTile.objects.values_list("region_id", "row", "column"))
    if as_json:
        dump({"tiles": squares, "maps": maps})
        return
    out = csv.writer(sys.stdout)
    out.writerow(["region", "row", "column"])
    out.writerows(squares)
    for one in maps:
        say(
            f"{one['approval_number']} {one['file_name']} {one['loaded_by']} {one['loaded_at']:%Y-%m-%d}",
            to_stderr=True,
        )
