"""The addresses under /api/v1/requests."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gongkai.domains.foi.exchange.incoming import Incoming, read_incoming
from gongkai.domains.foi.exchange.news import news_after
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.services.intake import spell_code, submit
from gongkai.faces.openapi import services
from gongkai.faces.openapi.answers import Stop, answer, conditional, endpoint, needed_token
from gongkai.faces.openapi.arriving import JSON, Arrived, read_arrived
from gongkai.faces.openapi.models import ApiToken
from gongkai.faces.openapi.output import plain
from gongkai.faces.openapi.parameters import USUAL, read_parameters
from gongkai.faces.openapi.requests import output, selectors
from gongkai.faces.openapi.requests.parameters import EVENTS, LIST
from gongkai.faces.openapi.views import files_kept, idempotency_key
from gongkai.faces.openapi.vocabulary import Scope
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.selectors import may


@endpoint("GET", "HEAD", "POST")
def requests(request: HttpRequest, at: datetime) -> HttpResponse:
    """A page of requests, or a new one."""
    return _intake(request, at) if request.method == "POST" else _list(request, at)


def _list(request: HttpRequest, at: datetime) -> HttpResponse:
    token = needed_token(request, at, Scope.REQUESTS)
    values = read_parameters(request.GET, LIST)
    cursor, limit = values.pop("cursor", None), values.pop("limit", USUAL)
    page = selectors.page_of(token, shanghai_date(at), selectors.Filters(**values), cursor, limit)
    value = {
        "requests": [output.shown(seen, output.SUMMARY) for seen in page.rows],
        "next": str(page.next) if page.next else None,
    }
    return conditional(request, value, private=True)


@endpoint("GET", "HEAD")
def request(request: HttpRequest, at: datetime, pk: int) -> HttpResponse:
    """One request with its acts, its due day and why it is that day."""
    token = needed_token(request, at, Scope.REQUESTS)
    seen = selectors.one_request(token, shanghai_date(at), pk) if pk < 2**63 else None
    if seen is None:
        raise Stop(404, Reason("not_found", _("没有这一申请，或无权查看。"), "", "id"))
    return conditional(request, output.shown(seen, output.SUMMARY + output.DETAIL), private=True)


@endpoint("GET", "HEAD")
def events(request: HttpRequest, at: datetime) -> HttpResponse:
    """What happened since the number that the caller knows."""
    token = needed_token(request, at, Scope.REQUESTS)
    values = read_parameters(request.GET, EVENTS)
    page = news_after(
        organ=token.organ,
        person=token.person,
        today=shanghai_date(at),
        after=values.get("after", 0),
        limit=values.get("limit", USUAL),
    )
    value = {"events": [output.news(one) for one in page.rows], "next": page.next, "more": page.more}
    return conditional(request, value, private=True)


def _intake(request: HttpRequest, at: datetime) -> HttpResponse:
    """Take an application. The same request again gets the same answer, without the query code."""
    token = needed_token(request, at, Scope.INTAKE)
    key = idempotency_key(request)
    if (request.content_type or "").lower() != JSON:
        text = _("内容类型应为 application/json。")
        raise Stop(415, Reason("content_type", text, "", "Content-Type"))
    arrived = read_arrived(request)
    asked = services.Request(key, arrived.digest)
    try:
        given = services.earlier_answer(token=token, request=asked)
        if given is not None:
            return answer(given, 201)
        with files_kept(token, at) as kept:
            incoming = _checked(token, arrived, kept, at)
            given, _new = services.once(
                token=token, request=asked, make=lambda: _made(token, incoming, kept, at), at=at
            )
    except services.OtherRequest as error:
        text = _("这一幂等键已用于另一请求。")
        raise Stop(409, Reason("idempotency_key_used", text, "", "Idempotency-Key")) from error
    except NotAllowed as refusal:
        raise Stop(422, *refusal.reasons) from refusal
    return answer(given, 201)


def _checked(token: ApiToken, arrived: Arrived, files: list[StoredFile], at: datetime) -> Incoming:
    """The application, its files stored and put into `files`; faults of the fields are told before any is kept."""
    if not may(token.person, "request.register", organ=token.organ, today=shanghai_date(at)):
        raise Stop(403, Reason("may_not_register", _("令牌所代表的人员不能登记申请。")))
    incoming, reasons = read_incoming(arrived.cells, at=at)
    if incoming is None:
        raise NotAllowed(reasons)
    for file in arrived.files:
        files.append(
            store(upload=file.stream, name=file.name, organ=token.organ, by=token.person, at=at, sealed=True)
        )
    return incoming


def _made(token: ApiToken, incoming: Incoming, files: list[StoredFile], at: datetime) -> services.Made:
    taken = Reason("key_taken", _("来源标识已有对应的申请，没有重复建立。"), "", "key")
    key = incoming.key or None
    if key and Request.objects.filter(organ=token.organ, source_key=key).exists():
        refuse([taken])
    try:
        with transaction.atomic():
            made = submit(
                organ=token.organ,
                application=incoming.application,
                submitted_at=incoming.submitted_at,
                receipt=incoming.facts,
                files=[(file, file.name) for file in files],
                source_key=key,
                by=token.person,
                at=at,
            )
    except IntegrityError as error:
        if not key:
            raise
        raise NotAllowed([taken]) from error
    clock = answer_clock(made.request)
    told = {
        "id": made.request.pk,
        "number": made.request.number,
        "stage": made.request.stage,
        "received_on": plain(made.request.received_on),
        "due_on": plain(clock.due_on) if clock else None,
    }
    return services.Made(told | {"code": spell_code(made.code)}, kept=told | {"code": ""})
