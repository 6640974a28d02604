"""The steps of a letter from its approval to its service. Each is one act, with who and when."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import keep_made
from gongkai.foundation.numbering.services import next_serial
from gongkai.kernel.letters import events
from gongkai.kernel.letters.following import objections, tell_sent, tell_served
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rendering import render
from gongkai.kernel.letters.rules import acting
from gongkai.kernel.letters.rules.numbers import format_number
from gongkai.kernel.letters.rules.serving import effective_on
from gongkai.kernel.letters.rules.vocabulary import Manner, State
from gongkai.kernel.letters.selectors import (
    document_of,
    letterhead_of,
    number_pattern,
    standing_of,
    which_date_counts,
)
from gongkai.kernel.letters.services._common import lock, record, tell


@transaction.atomic
def approve(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """Sign the draft off: number, date and both files come into being. Ledger: letter.approve.

    The number belongs to the act: rolled back, it was never given; a letter revised later keeps it.
    """
    letter = lock(letter)
    today = shanghai_date(at)
    refuse(
        acting.reasons_against_approving(standing_of(letter), today) + objections(letter, "approve", on=today)
    )
    letter.dated_on = letter.dated_on or today
    letter.number = letter.number or _next_number(letter)
    _render(letter, at)
    letter.state = State.APPROVED
    letter.save(update_fields=["dated_on", "number", "docx", "pdf", "state"])
    files = {"docx": letter.docx.digest, "pdf": letter.pdf.digest}
    record(letter, "approve", by=by, at=at, detail={"number": letter.number} | files)
    tell(events.APPROVED, letter)
    return letter


def _next_number(letter: Letter) -> str:
    row, organ, year = letter.text, letter.organ, letter.dated_on.year
    serial = next_serial(series=f"letter:{organ.code}:{row.series}", year=year)
    pattern = number_pattern(organ, row.series)
    return format_number(pattern, organ=organ.short_name, year=year, serial=serial, mark=row.mark)


def _render(letter: Letter, at: datetime) -> None:
    """Both files, kept; their names say number and kind, never a person."""
    made = render(document_of(letter), letterhead=letterhead_of(letter.organ))
    stem, where = f"{letter.text.name} {letter.number}", {"organ": letter.organ, "at": at}
    letter.docx = keep_made(data=made.docx, name=f"{stem}.docx", kind="docx", **where)
    letter.pdf = keep_made(data=made.pdf, name=f"{stem}.pdf", kind="pdf", **where)


@transaction.atomic
def mark_printed(*, letter: Letter, by: Actor, at: datetime) -> Letter:
    """The sheets are printed. Ledger: letter.print."""
    letter = lock(letter)
    refuse(acting.reasons_against_printing(standing_of(letter)))
    letter.state = State.PRINTED
    letter.save(update_fields=["state"])
    record(letter, "print", by=by, at=at, detail={"pdf": letter.pdf.digest})
    return letter


@transaction.atomic
def seal(
    *, letter: Letter, scan: StoredFile | None, by: Actor, at: datetime, manner: str = Manner.SEAL
) -> Letter:
    """Sealed or signed; the scan is what is served from now on, and nothing changes any more. Ledger: letter.seal.

    `scan`: stored by files.services.store beforehand, of the same organ.
    """
    letter = lock(letter)
    kind = scan.kind if scan is not None else ""
    reasons = acting.reasons_against_sealing(standing_of(letter), scan_kind=kind, manner=manner)
    if scan is not None and scan.organ_id != letter.organ_id:
        reasons.append(Reason("scan_elsewhere", _("扫描件属于另一机关。"), where="scan"))
    refuse(reasons + objections(letter, "seal", on=shanghai_date(at)))
    letter.scan, letter.sealed_at, letter.state = scan, at, State.SEALED
    letter.save(update_fields=["scan", "sealed_at", "state"])
    record(letter, "seal", by=by, at=at, detail={"manner": str(manner)}, file=scan)
    tell(events.SEALED, letter)
    return letter


@transaction.atomic
def send(
    *,
    letter: Letter,
    channel: str,
    by: Actor,
    at: datetime,
    tracking_number: str = "",
    sent_at: datetime | None = None,
) -> Letter:
    """It left the house. `sent_at`: when it did, if that is told later; default `at`. Ledger: letter.send."""
    letter, sent_at = lock(letter), sent_at or at
    facts = _facts(channel, tracking_number, sent_at, at)
    reasons = acting.reasons_against_sending(standing_of(letter), **facts)
    refuse(reasons or objections(letter, "send", on=facts["sent_on"]))
    _sent(letter, "send", sent_at, facts, by=by, at=at)
    tell_sent(letter, by=by, at=at)
    return letter


@transaction.atomic
def resend(
    *,
    letter: Letter,
    channel: str,
    by: Actor,
    at: datetime,
    tracking_number: str = "",
    sent_at: datetime | None = None,
) -> Letter:
    """Sent again after it came back, on the same or another channel. Nothing begins anew. Ledger: letter.resend."""
    letter, sent_at = lock(letter), sent_at or at
    facts = _facts(channel, tracking_number, sent_at, at)
    refuse(acting.reasons_against_resending(standing_of(letter), **facts))
    _sent(letter, "resend", sent_at, facts, by=by, at=at)
    return letter


def _facts(channel: str, tracking_number: str, sent_at: datetime, at: datetime) -> dict:
    return {
        "channel": channel,
        "tracking_number": tracking_number.strip().upper(),
        "sent_on": shanghai_date(sent_at),
        "today": shanghai_date(at),
    }


def _sent(letter: Letter, verb: str, sent_at: datetime, facts: dict, *, by: Actor, at: datetime) -> None:
    letter.channel, letter.tracking_number = facts["channel"], facts["tracking_number"]
    letter.sent_at, letter.state = sent_at, State.SENT
    counts = which_date_counts(letter.organ, letter.channel)
    letter.effective_on = effective_on(counts, sent_on=facts["sent_on"], served_on=None)
    letter.save(update_fields=["channel", "tracking_number", "sent_at", "state", "effective_on"])
    detail = {"channel": letter.channel, "sent_on": facts["sent_on"].isoformat(), "counts": str(counts)}
    private = {"tracking_number": letter.tracking_number} if letter.tracking_number else {}
    record(letter, verb, by=by, at=at, detail=detail, private=private)
    tell(events.SENT, letter)


@transaction.atomic
def record_service(
    *,
    letter: Letter,
    served_on: date,
    evidence: str,
    by: Actor,
    at: datetime,
    note: str = "",
    file: StoredFile | None = None,
) -> Letter:
    """It reached its reader, with what proves it (`rules.Evidence`). Ledger: letter.serve.

    The day of effect follows the rule that was in force for the organ when the letter was sent.
    """
    letter = lock(letter)
    facts = {"served_on": served_on, "evidence": evidence, "today": shanghai_date(at)}
    refuse(acting.reasons_against_serving(standing_of(letter), **facts) + _reasons_about(letter, file, note))
    letter.served_on, letter.evidence, letter.state = served_on, evidence, State.SERVED
    letter.effective_on = letter.effective_on or served_on
    letter.save(update_fields=["served_on", "evidence", "state", "effective_on"])
    detail = {"served_on": served_on.isoformat(), "evidence": str(evidence)}
    detail["effective_on"] = letter.effective_on.isoformat()
    record(letter, "serve", by=by, at=at, detail=detail, note=note.strip(), file=file)
    tell(events.SERVED, letter)
    tell_served(letter, by=by, at=at)
    return letter


def _reasons_about(letter: Letter, file: StoredFile | None, note: str) -> list[Reason]:
    reasons = []
    if file is not None and file.organ_id != letter.organ_id:
        reasons.append(Reason("file_elsewhere", _("凭证文件属于另一机关。"), where="file"))
    if len(note.strip()) > acting.LONGEST_REASON:
        reasons.append(Reason("note_long", _("说明至多 200 字。"), where="note"))
    return reasons


@transaction.atomic
def return_undelivered(*, letter: Letter, reason: str, by: Actor, at: datetime) -> Letter:
    """It came back; it has no effect until it is sent and served again. Ledger: letter.return."""
    letter = lock(letter)
    refuse(acting.reasons_against_returning(standing_of(letter), reason=reason))
    letter.state, letter.effective_on = State.UNDELIVERED, None
    letter.save(update_fields=["state", "effective_on"])
    record(letter, "return", by=by, at=at, detail={"channel": letter.channel}, note=reason.strip())
    tell(events.UNDELIVERED, letter)
    return letter
