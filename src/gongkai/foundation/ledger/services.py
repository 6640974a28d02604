"""The one way into the ledger, and its examination."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.ledger import seals, verification
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.rules import Finding, Row, check_complete, plain_detail
from gongkai.foundation.ledger.seals import SignedHeads
from gongkai.foundation.ledger.selectors import INSTALLATION, PRODUCTION, was_production

MOST_FINDINGS = 1000


def append(
    *,
    organ: str,
    verb: str,
    subject_type: str,
    subject_id: str,
    by: Actor,
    at: datetime,
    detail: dict | None = None,
) -> Entry:
    """Write one act to the chain of an organ (its code), in the transaction of the act itself.

    `detail` is a JSON object of integers, texts, truth values, lists and objects; dates are spelled in ISO.
    It must never hold personal data (names of applicants, identity or telephone numbers, addresses, texts
    of requests): an entry can never be erased. Name the row that holds them instead.

    ValueError for an incomplete entry; TransactionManagementError outside `transaction.atomic`. An act that
    writes to several chains does so in the order of their codes, so that two such acts cannot wait for each
    other.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written only inside an act's transaction")
    row = Row(
        organ,
        0,
        at,
        verb,
        subject_type,
        str(subject_id),
        by.actor_id,
        by.actor_name,
        plain_detail(detail),
        "",
    )
    check_complete(row)
    head = _locked_head(organ)
    entry = Entry(
        chain=organ,
        number=head.number + 1,
        at=at,
        verb=verb,
        subject_type=subject_type,
        subject_id=row.subject_id,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        detail=row.detail,
        previous=head.digest,
    )
    entry.digest = row_of(entry).content_digest()
    entry.save(force_insert=True)
    ChainHead.objects.filter(chain=organ).update(number=entry.number, digest=entry.digest)
    return entry


def hold_chain(organ: str) -> None:
    """Lock the end of a chain until the transaction ends, before its first entry.

    For acts of which several happen in one transaction and each locks more than its entry: then all begin here.
    """
    _locked_head(organ)


@transaction.atomic
def mark_production(*, by: Actor, at: datetime) -> None:
    """Write once that the database is for real work; see `selectors.for_show`. An entry is never removed."""
    if not was_production():
        append(
            organ=INSTALLATION,
            verb=PRODUCTION,
            subject_type="installation",
            subject_id="database",
            by=by,
            at=at,
        )


def row_of(entry: Entry) -> Row:
    """The plain values of an entry."""
    return Row(**{name: getattr(entry, name) for name in Row.__slots__})


def _locked_head(chain: str) -> ChainHead:
    heads = ChainHead.objects.select_for_update().filter(chain=chain)
    head = heads.first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead(chain=chain)], ignore_conflicts=True)
        head = heads.get()
    return head


def verify(
    *,
    organ: str | None = None,
    heads_file: Path | None = None,
    published: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    most: int = MOST_FINDINGS,
) -> list[Finding]:
    """Examine one chain or all, and compare them with the signed heads; [] when everything stands as written.

    Reads every row once, in constant memory, and may run while the platform works. `heads_file` defaults to
    settings.LEDGER_HEADS; give the copy that an auditor kept elsewhere to detect that ours was replaced.
    `published`: where the public site has its copy, which is compared too; file and key are then expected to be there.
    `progress(done, total)` is called now and then. At most `most` findings are returned.

    What it cannot know: entries rewritten or cut after the last signature, by someone who recomputed the
    chain and its head. So heads are signed often, and published.
    """
    file = Path(heads_file or settings.LEDGER_HEADS)
    findings = verification.findings(organ, progress or (lambda done, total: None))
    signed = verification.findings_in_heads(file, key_file(), organ, published, own=heads_file is None)
    return [*islice(findings, most), *islice(signed, most)][:most]


def sign_heads(*, at: datetime) -> SignedHeads:
    """Sign where all chains end now, append that to settings.LEDGER_HEADS and return it to be published.

    Never inside the transaction of an act (RuntimeError): a head that is rolled back later must not be
    signed. OSError when the file cannot be written; nothing is signed then.
    """
    with transaction.atomic(durable=True):
        heads = tuple(ChainHead.objects.order_by("chain").values_list("chain", "number", "digest"))
    return seals.append_signed(Path(settings.LEDGER_HEADS), key_file(), at=at, heads=heads)


def key_file() -> Path:
    """Where the signing key is kept: beside the secret of the installation, never in the database."""
    return Path(settings.LEDGER_KEY)
