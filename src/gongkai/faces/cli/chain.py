"""`gongkai chain …`: which sign-off chain an organ uses for which kind of document."""

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.asking import AS_JSON, BY, ORGAN, dump, organ_of, person_of, refusals, say
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.casework.models import Definition
from gongkai.kernel.records import services
from gongkai.kernel.records.signoff import chains_of, chosen_chains

app = typer.Typer(
    no_args_is_help=True, help="Sign-off chains of an organ. Exit codes: 0 done, 1 refused, 2 wrong call."
)
CODE = typer.Argument(..., help="Code of a chain; see `list`.")
KIND = typer.Option("", "--kind", help="Kind of document, as in `gongkai export`; empty: all others.")


@app.command("list")
def list_chains(organ: str = ORGAN, as_json: bool = AS_JSON) -> None:
    """Chains that the organ may choose, and the kinds for which it chose one."""
    owner = organ_of(organ)
    chains, chosen = chains_of(owner), chosen_chains(owner)
    if as_json:
        dump({"chains": [_as_dict(chain) for chain in chains], "chosen": chosen})
        return
    for chain in chains:
        say(f"{chain.code}\tv{chain.version}\t{chain.name}")
    for kind, code in chosen.items():
        say(f"{kind or '*'} -> {code}")


@app.command()
def show(code: str = CODE, organ: str = ORGAN, as_json: bool = AS_JSON) -> None:
    """The steps of one chain."""
    chain = _chain(organ_of(organ), code)
    if as_json:
        dump(_as_dict(chain))
        return
    say(f"{chain.name} v{chain.version}")
    for number, step in enumerate(chain.steps, 1):
        roles = "、".join(seat["role"] for seat in step.get("parallel") or [step])
        say(f"{number}. {step['name']} ({roles})")


@app.command()
def assign(code: str = CODE, organ: str = ORGAN, kind: str = KIND, by: str = BY) -> None:
    """Use a chain for a kind of document; what is being signed finishes on its own."""
    owner = organ_of(organ)
    person = person_of(by)
    with refusals(False):
        if not may(person, "chain.edit", organ=owner, today=shanghai_date(timezone.now())):
            refuse([Reason("may_not", _("%(name)s没有设定审签流程的权限。") % {"name": person.name})])
        services.set_chain(
            organ=owner, kind=kind, definition=_chain(owner, code), by=person, at=timezone.now()
        )
    say(_("已选用。"))


def _chain(organ: Organ, code: str) -> Definition:
    found = next((chain for chain in chains_of(organ) if chain.code == code), None)
    if found is None:
        raise typer.BadParameter(_("没有流程“%s”。") % code)
    return found


def _as_dict(chain: Definition) -> dict:
    return {
        "code": chain.code,
        "version": chain.version,
        "name": chain.name,
        "own": chain.organ_id is not None,
        "steps": chain.steps,
    }
