"""`gongkai bench …`: how fast it is, measured, with the conditions beside the figures.

Every command runs in a folder of its own (`--folder`) and refuses a production installation.
"""

import typer

from gongkai.faces.cli.bench import (
    building,
    calendar,
    desk,
    everything,
    figures,
    importing,
    ledger,
    loaded,
    publishing,
    requests,
)

app = typer.Typer(
    no_args_is_help=True,
    help="Benchmarks, with their conditions. Exit codes: 0 done, 2 wrong call, 3 cannot run here.",
)
app.command("load")(loaded.load)
app.command("build")(building.build)
app.command("publish")(publishing.publish)
app.command("desk")(desk.desk)
app.command("requests")(requests.requests)
app.command("figures")(figures.figures)
app.command("import")(importing.import_statutes)
app.command("ledger")(ledger.ledger)
app.command("calendar")(calendar.calendar)
app.command("all")(everything.all_benchmarks)
