"""What arrives with POST /drafts: JSON, or a multipart request whose part `draft` is JSON and whose files follow."""

import base64
import binascii
import io
import json
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from gongkai.faces.openapi.answers import Stop
from gongkai.faces.openapi.schema import MOST_ATTACHMENTS
from gongkai.foundation.common.digests import canonical_json, sm3
from gongkai.foundation.common.reasons import Reason

JSON, MULTIPART = "application/json", "multipart/form-data"
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """An attachment that arrived: its name and its bytes, open for reading."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as far as its form is right: cells by field name, files, and a digest over both."""

    cells: dict[str, object]
    files: tuple[Incoming, ...]
    digest: str


def read_arrived(request: HttpRequest) -> Arrived:
    """The request's content. Stops with 400, 413 or 415 for what has no usable form."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > settings.UPLOAD_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise Stop(413, _too_large())
    kind = (request.content_type or "").lower()
    if kind not in {JSON, MULTIPART}:
        text = _("内容类型应为 application/json 或 multipart/form-data。")
        raise Stop(415, Reason("content_type", text, "", "Content-Type"))
    try:
        cells, files = _from_json(request) if kind == JSON else _from_multipart(request)
    except RequestDataTooBig as error:
        raise Stop(413, _too_large()) from error
    except (TooManyFilesSent, TooManyFieldsSent) as error:
        raise Stop(400, _too_many()) from error
    except (MultiPartParserError, UnreadablePostError) as error:
        raise Stop(400, Reason("bad_multipart", _("multipart 请求不完整或格式有误。"))) from error
    if len(files) > MOST_ATTACHMENTS:
        raise Stop(400, _too_many())
    return Arrived(cells, tuple(files), _digest(cells, files))


def _too_large() -> Reason:
    limit = settings.UPLOAD_LIMIT // 1024**2
    return Reason("too_large", _("请求过大：附件合计不超过 %d MB，JSON 不超过 20 MB。") % limit)


def _too_many() -> Reason:
    return Reason("too_many", _("附件最多 %d 个。") % MOST_ATTACHMENTS, "", "attachments")


def _from_json(request: HttpRequest) -> tuple[dict, list[Incoming]]:
    cells = _object(request.body)
    listed = cells.pop("attachments", [])
    if not isinstance(listed, list):
        raise Stop(422, Reason("wrong_type", _("附件应为列表。"), "", "attachments"))
    if len(listed) > MOST_ATTACHMENTS:
        raise Stop(400, _too_many())
    return cells, [_decoded(item, number) for number, item in enumerate(listed)]


def _from_multipart(request: HttpRequest) -> tuple[dict, list[Incoming]]:
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8"}:
        raise Stop(400, _not_utf8())
    draft = request.POST.get("draft")
    if draft is None:
        raise Stop(
            400, Reason("draft_missing", _("multipart 请求须有名为 draft 的 JSON 部分。"), "", "draft")
        )
    cells = _object(draft.encode("utf-8", "surrogatepass"))
    if "attachments" in cells:
        text = _("multipart 请求的附件应作为文件部分提交。")
        raise Stop(422, Reason("wrong_type", text, "", "attachments"))
    return cells, [Incoming(file.name or "", file) for file in request.FILES.getlist("attachments")]


def _object(body: bytes) -> dict[str, object]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Stop(400, _not_utf8()) from error
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise Stop(400, Reason("bad_json", _("不是合规的 JSON（第 %d 行第 %d 列附近）。") % where)) from error
    if not isinstance(value, dict):
        raise Stop(400, Reason("bad_json", _("请求正文应是一个 JSON 对象。")))
    return value


def _not_utf8() -> Reason:
    return Reason("encoding", _("请求正文须为 UTF-8 编码。"))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _decoded(item: object, number: int) -> Incoming:
    where = f"attachments[{number}]"
    usable = isinstance(item, dict) and set(item) == {"name", "content"}
    if not usable or not all(isinstance(value, str) for value in item.values()):
        text = _("每个附件须有 name 和 base64 的 content。")
        raise Stop(422, Reason("wrong_type", text, "", where))
    try:
        data = base64.b64decode("".join(item["content"].split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Stop(422, Reason("bad_base64", _("附件内容不是合规的 base64。"), "", where)) from error
    return Incoming(item["name"], io.BytesIO(data))


def _digest(cells: dict, files: list[Incoming]) -> str:
    """Over what was asked, however it was wrapped: the same question has the same digest."""
    parts = []
    for file in files:
        held = b"".join(sm3(chunk).encode() for chunk in iter(lambda f=file: f.stream.read(CHUNK), b""))
        file.stream.seek(0)
        parts.append([file.name, sm3(held)])
    try:
        return sm3(canonical_json([cells, parts]))
    except UnicodeEncodeError as error:
        raise Stop(400, Reason("encoding", _("请求中有残缺的字符。"))) from error
