"""The addresses under /api/v1/."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gongkai.faces.openapi import selectors, services
from gongkai.faces.openapi.answers import Stop, answer, conditional, endpoint, needed_token, refused, token_of
from gongkai.faces.openapi.arriving import Arrived, read_arrived
from gongkai.faces.openapi.document import document
from gongkai.faces.openapi.models import ApiToken
from gongkai.faces.openapi.output import DETAIL, SUMMARY, plain, shown
from gongkai.faces.openapi.parameters import read_query
from gongkai.faces.openapi.vocabulary import Scope
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import forget, store
from gongkai.foundation.orgs.models import Division
from gongkai.foundation.orgs.selectors import keep_posts, may
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import AttachedFile
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.vocabulary import STATE_SECRET
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.tabular.lookups import lookups_for
from gongkai.kernel.records.tabular.targets import relation_facts
from gongkai.kernel.records.tabular.values import Row, read_row


@endpoint("GET", "HEAD")
def schema(request: HttpRequest, at: datetime) -> HttpResponse:
    """The description of this interface."""
    return conditional(request, document(), private=False)


@endpoint("GET", "HEAD")
def records(request: HttpRequest, at: datetime) -> HttpResponse:
    """A page of records."""
    query = read_query(request.GET)
    if query.scope == "visible":
        person = needed_token(request, at, Scope.READ).person
        today = shanghai_date(at)
        page = selectors.visible_page(person, today, query.filters, query.cursor, query.limit)
    else:
        token_of(request, at)
        page = selectors.public_page(query.filters, query.cursor, query.limit)
    value = {
        "records": [shown(seen, SUMMARY) for seen in page.rows],
        "next": str(page.next) if page.next else None,
    }
    return conditional(request, value, private=query.scope == "visible")


@endpoint("GET", "HEAD")
def record(request: HttpRequest, at: datetime, index_number: str) -> HttpResponse:
    """One record: its public version, or with a token what the person may see of one that is not public."""
    token = token_of(request, at)
    if len(index_number) > 60 or "\0" in index_number:
        raise Stop(404, _not_found())
    seen = selectors.public_record(index_number)
    private = seen is None
    if seen is None and token is not None and Scope.READ in token.scopes:
        seen = selectors.visible_record(token.person, shanghai_date(at), index_number)
    if seen is None:
        withdrawal = selectors.withdrawal_of(index_number)
        if withdrawal is None:
            raise Stop(404, _not_found())
        text = _("该信息已撤回：%s") % (withdrawal.public_reason or withdrawal.get_kind_display())
        raise Stop(410, Reason("withdrawn", text), withdrawn_at=plain(withdrawal.withdrawn_at))
    return conditional(request, shown(seen, SUMMARY + DETAIL), private=private)


def _not_found() -> Reason:
    return Reason("not_found", _("没有这一索引号的公开信息。"), "", "index_number")


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else is asked under /api/."""
    return refused(404, [Reason("not_found", _("接口没有这一地址，请见 /api/v1/openapi.json。"))])


unknown.csrf_exempt = True


@endpoint("POST")
def drafts(request: HttpRequest, at: datetime) -> HttpResponse:
    """Take a draft. The same request again gets the same answer and makes nothing new."""
    token = needed_token(request, at, Scope.DRAFT)
    key = idempotency_key(request)
    arrived = read_arrived(request)
    asked = services.Request(key, arrived.digest)
    try:
        given = services.earlier_answer(token=token, request=asked)
        if given is not None:
            return answer(given, 201)
        with files_kept(token, at) as kept:
            proposal = _proposal(token, arrived, kept, at)
            given, _new = services.take_draft(
                token=token, request=asked, proposal=proposal, answer=lambda made: _taken(made, at), at=at
            )
    except services.OtherRequest as error:
        text = _("这一幂等键已用于另一请求。")
        raise Stop(409, Reason("idempotency_key_used", text, "", "Idempotency-Key")) from error
    except NotAllowed as refusal:
        raise Stop(422, *refusal.reasons) from refusal
    return answer(given, 201)


@contextmanager
def files_kept(token: ApiToken, at: datetime) -> Iterator[list[StoredFile]]:
    """The files stored for a draft; refused, it leaves none of them behind."""
    kept: list[StoredFile] = []
    try:
        yield kept
    except (NotAllowed, Stop, services.OtherRequest):
        for file in kept:
            forget(file=file, by=token.person, at=at)
        raise


def idempotency_key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        text = _("须有请求头 Idempotency-Key：1 至 200 个可见 ASCII 字符，每件草稿一个。")
        raise Stop(400, Reason("idempotency_key", text, "", "Idempotency-Key"))
    return key


def _proposal(token: ApiToken, arrived: Arrived, files: list[StoredFile], at: datetime) -> services.Proposal:
    """The draft with its files stored and put into `files`. All faults of the fields are told before any is kept."""
    today = shanghai_date(at)
    person = keep_posts(token.person, today)
    row = _row(token, arrived)
    division = row.division or _own_division(token)
    named = Division.objects.filter(organ=token.organ, pk=division).first()
    if not may(person, "record.draft", organ=token.organ, division=named, today=today):
        raise Stop(403, Reason("may_not_draft", _("令牌所代表的人员不能为该处室起草。"), "", "division"))
    relations = relation_facts(row.relations, organ=token.organ, person=person, today=today)
    attachments = []
    for file in () if row.content.ground == STATE_SECRET else arrived.files:  # of which nothing is stored
        kept = store(upload=file.stream, name=file.name, organ=token.organ, by=person, at=at)
        files.append(kept)
        attachments.append(AttachedFile(kept.pk, kept.digest, kept.name))
    content = replace(row.content, relations=relations, attachments=tuple(attachments))
    return services.Proposal(content, row.key, division, row.duty)


def _row(token: ApiToken, arrived: Arrived) -> Row:
    row, reasons = read_row(arrived.cells, lookups_for(token.organ), strict=True)
    if not arrived.cells.get("attribute"):
        law = "政府信息公开条例 第十三条"
        text = _("没有确定公开属性。请选择主动公开、依申请公开或不予公开。")
        reasons = [
            *(r for r in reasons if r.where != "attribute"),
            Reason("attribute_missing", text, law, "attribute"),
        ]
    if reasons or row is None:
        raise NotAllowed(reasons)
    return row


def _own_division(token: ApiToken) -> int | None:
    person = token.person
    return person.division_id if person.organ_id == token.organ_id else None


def _taken(made: Record, at: datetime) -> dict:
    """What the other system learns of its draft, with what is still missing before it can be public."""
    missing = reasons_against_publishing(gate_snapshot(made, at=at))
    return {
        "id": made.pk,
        "key": made.source_key or "",
        "version": made.current.number,
        "digest": made.current.digest,
        "stage": made.stage,
        "reasons_against_publishing": [reason.as_dict() for reason in missing],
    }
