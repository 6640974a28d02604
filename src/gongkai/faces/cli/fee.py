"""`gongkai fee`: the processing fee of a request in yuan."""

from datetime import datetime

import typer
from django.utils.translation import gettext as _

from gongkai.domains.foi.rules import fees
from gongkai.faces.cli.asking import dump, refusals, say


def fee(
    basis: fees.Basis = typer.Option(..., help="piece (按件) or page (按量); never both for one request."),
    count: int = typer.Option(..., help="Pieces or pages."),
    month_before: int = typer.Option(
        0,
        help="Pieces of the same applicant in the same calendar month before these; pages are never added up.",
    ),
    on: datetime = typer.Option(None, formats=["%Y-%m-%d"], help="Day of the request; before 2021 refused."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON, with the bands."),
) -> None:
    """Print the fee in whole yuan (国办函〔2020〕109号). Exit codes: 0 printed, 1 refused, 2 wrong call."""
    if basis == fees.Basis.PAGE and month_before:
        say(_("按量计收不累加当月的件数，没有用到 --month-before。"), "yellow", to_stderr=True)
        month_before = 0
    with refusals(as_json):
        found = fees.fee(basis, count, month_before=month_before, on=on.date() if on else None)
    if not as_json:
        typer.echo(found.yuan)
        return
    bands = [_band(share) for share in found.shares]
    dump({"basis": found.basis, "yuan": found.yuan, "bands": bands, "law": fees.SOURCE})


def _band(share: fees.Share) -> dict[str, int | None]:
    """`rate_to` only where bands are told together: yuan apiece in the last of them."""
    band = share.band
    told = {"from": band.first, "to": band.last, "rate": band.rate, "count": share.count, "yuan": share.yuan}
    return told | ({} if band.dearest is None else {"rate_to": band.dearest})
