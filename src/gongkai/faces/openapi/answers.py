"""Answers: JSON only, reasons for every refusal, conditional requests."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from gongkai.faces.openapi.limiting import Meter
from gongkai.faces.openapi.models import ApiToken
from gongkai.faces.openapi.services import token_for
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.times import shanghai_date


class Stop(Exception):
    """Ends a request with an answer."""

    def __init__(self, status: int, *reasons: Reason, headers: dict[str, str] | None = None, **more: object):
        super().__init__(status)
        self.status, self.reasons, self.headers, self.more = status, reasons, headers or {}, more


def answer(value: object, status: int = 200) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False)
    response = HttpResponse(text.encode(), status=status, content_type="application/json")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def refused(status: int, reasons: Iterable[Reason], **more: object) -> HttpResponse:
    return answer({"reasons": [reason.as_dict() for reason in reasons], **more}, status)


def endpoint(*methods: str) -> Callable:
    """Decorator of a view `(request, at, …)`: methods, and answers in place of exceptions."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in methods:
                reason = Reason("method_not_allowed", _("此地址不支持 %s。") % request.method[:20])
                response = refused(405, [reason])
                response["Allow"] = ", ".join(methods)
                return response
            try:
                response = view(request, timezone.now(), *args, **kwargs)
            except Stop as stop:
                response = refused(stop.status, stop.reasons, **stop.more)
                for name, value in stop.headers.items():
                    response[name] = value
            patch_vary_headers(response, ["Authorization"])
            return response

        wrapped.csrf_exempt = True  # other systems bring a token, never a cookie
        return wrapped

    return decorate


def token_of(request: HttpRequest, at: datetime) -> ApiToken | None:
    """The token that the request brings, or None when it brings none.

    Stops with 401 for a bad one, 429 when it has asked too often.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _blank, secret = header.partition(" ")
    secret = secret.strip()
    usable = scheme.lower() == "bearer" and secret.isascii() and 0 < len(secret) <= 200
    token = token_for(secret, shanghai_date(at)) if usable else None
    if token is None:
        raise Stop(401, Reason("token", _("令牌无效、已停用或已过期。")), headers=_CHALLENGE)
    if wait := _meter(settings.API_RATE).seconds_to_wait(token.pk, at):
        text = _("此令牌每分钟最多请求 %(rate)d 次，请在 %(wait)d 秒后再试。")
        reason = Reason("too_many_requests", text % {"rate": settings.API_RATE, "wait": wait})
        raise Stop(429, reason, headers={"Retry-After": str(wait)})
    return token


@cache
def _meter(rate: int) -> Meter:
    return Meter(rate)


def needed_token(request: HttpRequest, at: datetime, scope: str) -> ApiToken:
    """The token, with this scope. Stops with 401 without one, 403 when it may not."""
    token = token_of(request, at)
    if token is None:
        raise Stop(
            401, Reason("token_missing", _("须用 Authorization: Bearer 提供令牌。")), headers=_CHALLENGE
        )
    if scope not in token.scopes:
        raise Stop(403, Reason("scope", _("此令牌不能用于 %s。") % scope))
    return token


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="gongkai"'}


def conditional(request: HttpRequest, value: object, *, private: bool) -> HttpResponse:
    """The value with its ETag, or 304 when the caller has it already."""
    etag = f'"{digest_of(value)[:32]}"'
    # compared weakly (RFC 9110, 13.1.2): a proxy that compresses answers makes a weak tag of ours
    known = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    response = HttpResponseNotModified() if etag in known or known == ["*"] else answer(value)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache" if private else "public, no-cache"
    return response
