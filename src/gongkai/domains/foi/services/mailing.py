"""Messages: kept as they come, then made a request, joined to one, or put aside with a reason. Never dropped."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.mail.reading import Mail, read_mail
from gongkai.domains.foi.models import Message, Request
from gongkai.domains.foi.rules.application import Application
from gongkai.domains.foi.rules.kinds import MessageState
from gongkai.domains.foi.rules.receipt import Facts
from gongkai.domains.foi.services.intake import Submitted, add_materials, submit
from gongkai.domains.foi.services.recording import NOT_PERMITTED, lock
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import may
from gongkai.foundation.vault.rules.reasons import Purpose
from gongkai.foundation.vault.services import use

MESSAGE = "message"
CAME_WITH = "message"


@dataclass(frozen=True, slots=True)
class Kept:
    """`new` False: the same mail was kept before, and nothing was written."""

    message: Message
    new: bool


def keep_mail(*, organ: Organ, data: bytes, by: Actor, at: datetime, cut: bool = False) -> Kept:
    """Keep a mail, whatever it is: its files checked and stored, what was left out noted. Ledger: message.keep.

    Outside any transaction, like `files.services.store`. The same mail again is found, not made.
    """
    mail = read_mail(data, cut=cut)
    known = Message.objects.filter(organ=organ, message_key=mail.key).first()
    if known is not None:
        return Kept(known, False)
    notes = list(mail.notes)
    files = _stored(mail, organ, notes, by=by, at=at)
    try:
        return Kept(_write(organ, mail, files, notes, by=by, at=at), True)
    except IntegrityError:  # the other of two that fetched it at once was quicker
        return Kept(Message.objects.get(organ=organ, message_key=mail.key), False)


def _stored(mail: Mail, organ: Organ, notes: list[str], *, by: Actor, at: datetime) -> list[StoredFile]:
    files = []
    for file in mail.files:
        try:
            files.append(
                store(upload=io.BytesIO(file.data), name=file.name, organ=organ, by=by, at=at, sealed=True)
            )
        except NotAllowed as refused:
            why = "；".join(reason.text for reason in refused.reasons)
            notes.append(_("有一个附件没有保存：%s") % why[:300])
    return files


@transaction.atomic
def _write(
    organ: Organ, mail: Mail, files: list[StoredFile], notes: list[str], *, by: Actor, at: datetime
) -> Message:
    made = Message(organ=organ, message_key=mail.key, state=MessageState.WAITING, sent_at=mail.sent_at)
    made.arrived_at, made.notes = at, notes
    made.content = {
        "sender": mail.sender,
        "name": mail.sender_name,
        "subject": mail.subject,
        "text": mail.text,
    }
    made.save(force_insert=True)
    made.files.set(files)
    _tell(made, "message.keep", by=by, at=at, files=len(files), notes=len(notes))
    return made


def read_message(*, message: Message, by: Person, at: datetime) -> Mapping[str, str]:
    """Sender, name, subject and text in clear, for who takes in requests. Ledger: vault.use."""
    require_intake(organ=message.organ, by=by, at=at)
    content = use(
        sealed={"content": message.content},
        purpose=Purpose.INTAKE,
        subject_type=MESSAGE,
        subject_id=str(message.pk),
        organ=message.organ,
        by=by,
        at=at,
    )
    return content["content"] or {}


def number_in(subject: str, organ: Organ) -> str:
    """The registration number that a subject line names, "" when it names none of the organ."""
    found = re.search(rf"{re.escape(organ.code)}-\d{{4}}-\d{{5}}", subject.upper(), re.ASCII)
    return found[0] if found else ""


@transaction.atomic
def make_request(
    *,
    message: Message,
    application: Application,
    receipt: Facts | None = None,
    by: Person,
    at: datetime,
) -> Submitted:
    """A request from a message: it arrived when the mail did; it is received when both sides confirmed."""
    message = _waiting(message, by, at)
    files = [(file, file.name) for file in message.files.all()]
    made = submit(
        organ=message.organ,
        application=application,
        submitted_at=message.arrived_at,
        receipt=receipt,
        files=files,
        source_key=f"message:{message.pk}",
        by=by,
        at=at,
    )
    _settle(message, MessageState.JOINED, by, at, request=made.request)
    return made


@transaction.atomic
def join_message(*, message: Message, request: Request, by: Person, at: datetime) -> Message:
    """The message belongs to a request that is there: its files become materials of it. No act of law follows."""
    message = _waiting(message, by, at)
    request = lock(request)
    if request.organ_id != message.organ_id:
        refuse([Reason("other_organ", _("只能并入本机关的申请。"), where="request")])
    files = [(file, file.name) for file in message.files.all()]
    add_materials(request, files, came_with=CAME_WITH, at=at)
    _tell_request(request, message, by, at)
    return _settle(message, MessageState.JOINED, by, at, request=request)


@transaction.atomic
def put_aside(*, message: Message, reason: str, by: Person, at: datetime) -> Message:
    """No request: kept with the reason, out of the list of what waits."""
    message = _waiting(message, by, at)
    if len(reason.strip()) < 2:
        refuse([Reason("reason", _("请写明不作为申请的理由。"), where="reason")])
    return _settle(message, MessageState.ASIDE, by, at, reason=reason.strip()[:300])


def _waiting(message: Message, by: Person, at: datetime) -> Message:
    """The row, locked and still waiting."""
    found = Message.objects.select_for_update(of=("self",)).select_related("organ").get(pk=message.pk)
    require_intake(organ=found.organ, by=by, at=at)
    if found.state != MessageState.WAITING:
        refuse([Reason("handled", _("这封来信已经处理过。"), where="state")])
    return found


def require_intake(*, organ: Organ, by: Person, at: datetime) -> None:
    """NotAllowed unless the person takes in requests of the organ."""
    if not may(by, "request.register", organ=organ, today=shanghai_date(at)):
        refuse([Reason(NOT_PERMITTED, _("您的岗位不能办理此事。"), where="request.register")])


def _settle(message: Message, state: str, by: Person, at: datetime, **changes) -> Message:
    message.state, message.handled_by, message.handled_at = state, by, at
    for name, value in changes.items():
        setattr(message, name, value)
    message.save(update_fields=["state", "handled_by", "handled_at", *changes])
    detail = {"request": message.request_id} if message.request_id else {}
    _tell(
        message, f"message.{'join' if state == MessageState.JOINED else 'put_aside'}", by=by, at=at, **detail
    )
    return message


def _tell(message: Message, verb: str, *, by: Actor, at: datetime, **detail) -> None:
    append(
        organ=message.organ.code,
        verb=verb,
        subject_type=MESSAGE,
        subject_id=str(message.pk),
        by=by,
        at=at,
        detail=detail,
    )


def _tell_request(request: Request, message: Message, by: Person, at: datetime) -> None:
    append(
        organ=request.organ.code,
        verb="request.join_message",
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        by=by,
        at=at,
        detail={"message": message.pk, "on": shanghai_date(at).isoformat(), "stage": request.stage},
    )
