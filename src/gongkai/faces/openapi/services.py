"""Acts of this face: give and revoke a token, take a draft from another system."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongkai.faces.openapi.models import ApiToken, IdempotencyKey
from gongkai.faces.openapi.vocabulary import Scope
from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.catalogue.models import DutyEntry
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.keeping import erased_key
from gongkai.kernel.records.services import draft

PREFIX = "gk_"
PRUNE_BATCH = 1000
KEEP_REQUESTS = timedelta(days=30)
"""How long a repeated request gets its first answer; the handbook says so too."""


def create_token(
    *, name: str, person: Person, organ: Organ, scopes: list[str], expires_on: date, by: Person, at: datetime
) -> tuple[ApiToken, str]:
    """The token's row and the token itself, which is shown this once. NotAllowed; ledger: token.create."""
    refuse(_reasons_against_token(name, person, organ, scopes, expires_on, by, at))
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            name=name.strip(),
            digest=sm3(secret.encode()),
            person=person,
            organ=organ,
            scopes=sorted(set(scopes)),
            created_at=at,
            created_by=by.actor_name,
            expires_on=expires_on,
        )
        _tell(token, "token.create", by=by, at=at, person=person.actor_id, scopes=token.scopes)
    return token, secret


def revoke_token(*, token: ApiToken, by: Person, at: datetime) -> ApiToken:
    """From now on the token opens nothing. Ledger: token.revoke. A second time changes nothing."""
    if not may(by, "people.edit", organ=token.organ, today=shanghai_date(at)):
        refuse([Reason("may_not_manage_tokens", _("没有管理本机关接口令牌的权限。"))])
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().get(pk=token.pk)
        if token.revoked_at is None:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
            _tell(token, "token.revoke", by=by, at=at)
    return token


def token_for(secret: str, today: date) -> ApiToken | None:
    """The token in force that the secret opens; one query."""
    found = ApiToken.objects.select_related("person__organ", "person__division", "organ").filter(
        digest=sm3(secret.encode()), revoked_at=None, expires_on__gte=today, person__is_active=True
    )
    return found.first()


def _reasons_against_token(name, person, organ, scopes, expires_on, by, at) -> list[Reason]:
    reasons = []
    if not may(by, "people.edit", organ=organ, today=shanghai_date(at)):
        reasons.append(Reason("may_not_manage_tokens", _("没有管理本机关接口令牌的权限。")))
    if not name.strip():
        reasons.append(Reason("name_empty", _("请填写使用令牌的系统名称。"), "", "name"))
    if not scopes or not set(scopes) <= set(Scope.values):
        text = _("用途应为：%s。") % "、".join(Scope.values)
        reasons.append(Reason("scope_unknown", text, "", "scope"))
    if person.organ_id != organ.pk:
        reasons.append(Reason("person_of_other_organ", _("该人员不属于本机关。"), "", "person"))
    if expires_on < shanghai_date(at):
        reasons.append(Reason("expired", _("有效期已经过去。"), "", "expires_on"))
    return reasons


# --- drafts -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """What another system proposes as a draft."""

    content: Content
    key: str = ""
    division: int | None = None
    duty: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """The request that carries it: its idempotency key and the digest of all it asks."""

    key: str
    digest: str


class OtherRequest(Exception):
    """The idempotency key was used for another request."""


def earlier_answer(*, token: ApiToken, request: Request) -> dict | None:
    """What the same request was answered before, or None. Raises OtherRequest."""
    found = IdempotencyKey.objects.filter(token=token, key=request.key).first()
    if found is not None and found.digest != request.digest:
        raise OtherRequest(request.key)
    return json.loads(found.answer) if found else None


@dataclass(frozen=True, slots=True)
class Made:
    """What a request made. `kept`: the answer as a repeated request gets it, where something is told only once."""

    answer: dict
    kept: dict | None = None
    record: Record | None = None


def once(*, token: ApiToken, request: Request, make: Callable[[], Made], at: datetime) -> tuple[dict, bool]:
    """Make something, once per idempotency key: the answer, and whether it is a new one.

    The row of the request is written first, in the same transaction: of two at the same time one waits for the
    other and then finds its answer. NotAllowed, OtherRequest.
    """
    refusal: NotAllowed | None = None
    with transaction.atomic():
        row = _claim(token, request, at)
        if row is None:
            return earlier_answer(token=token, request=request) or {}, False
        try:
            made = make()
        except NotAllowed as refused:
            # leaves the transaction in order, so that a refusal noted in the ledger stays there
            row.delete()
            refusal = refused
        else:
            kept = made.answer if made.kept is None else made.kept
            row.record, row.answer = made.record, json.dumps(kept, ensure_ascii=False)
            row.save(update_fields=["record", "answer"])
    if refusal is not None:
        raise refusal
    return made.answer, True


def take_draft(
    *,
    token: ApiToken,
    request: Request,
    proposal: Proposal,
    answer: Callable[[Record], dict],
    at: datetime,
) -> tuple[dict, bool]:
    """Make the draft, once per idempotency key. NotAllowed, OtherRequest."""

    def make() -> Made:
        record = _draft(token, proposal, at)
        return Made(answer(record), record=record)

    return once(token=token, request=request, make=make, at=at)


def prune_requests(*, at: datetime) -> int:
    """Remove the answers of requests older than KEEP_REQUESTS; how many. Their drafts stay."""
    removed = 0
    old = IdempotencyKey.objects.filter(at__lt=at - KEEP_REQUESTS).order_by("at")
    while ids := list(old.values_list("pk", flat=True)[:PRUNE_BATCH]):
        removed += IdempotencyKey.objects.filter(pk__in=ids).delete()[0]
    return removed


def _claim(token: ApiToken, request: Request, at: datetime) -> IdempotencyKey | None:
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(token=token, key=request.key, digest=request.digest, at=at)
    except IntegrityError:
        return None


def _draft(token: ApiToken, proposal: Proposal, at: datetime) -> Record:
    organ, key = token.organ, proposal.key or None
    taken = Reason("key_taken", _("来源标识已有对应的政府信息，没有重复建立。"), "", "key")
    if key and Record.objects.filter(organ=organ, source_key__in=[key, erased_key(key)]).exists():
        refuse([taken])
    try:
        return draft(
            organ=organ,
            division=organ.divisions.filter(pk=proposal.division).first(),
            duty=DutyEntry.objects.filter(organ=organ, pk=proposal.duty).first(),
            content=proposal.content,
            source_key=key,
            by=token.person,
            at=at,
        )
    except IntegrityError as error:
        if not key:
            raise
        raise NotAllowed([taken]) from error


def _tell(token: ApiToken, verb: str, *, by: Person, at: datetime, **detail) -> None:
    append(
        organ=token.organ.code,
        verb=verb,
        subject_type="token",
        subject_id=str(token.pk),
        by=by,
        at=at,
        detail=detail,
    )
