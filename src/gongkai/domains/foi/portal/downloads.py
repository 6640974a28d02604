"""Handing letters and files to the applicant. Each time an act in the ledger; reading online serves the letter."""

from datetime import datetime

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongkai.domains.foi.portal.progress import back_to_entry, mine_of
from gongkai.domains.foi.portal.shell import APPLICANT, unkept
from gongkai.domains.foi.portal.story import story_of
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import open_original, read_copy
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import Channel, Evidence, State
from gongkai.kernel.redaction.selectors import release_reasons


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /progress/request/letter/<id>/: the scan of a sealed letter that was sent to the applicant."""
    at = timezone.now()
    mine = mine_of(request, at)
    if mine is None:
        return back_to_entry(request)
    found = next((one for one in story_of(mine, shanghai_date(at)).letters if one.pk == pk), None)
    if found is None:
        raise Http404
    return _handed(_read(found, at), found.scan, found.text.name)


@transaction.atomic
def _read(found: Letter, at: datetime):
    """Opened and, when it was sent online, served on this day: both or neither."""
    content = letters.open_file(letter=found, which="scan", by=APPLICANT, at=at)
    if found.channel == Channel.ELECTRONIC and found.state == State.SENT:
        day, evidence = shanghai_date(at), Evidence.ELECTRONIC_READ
        letters.record_service(letter=found, served_on=day, evidence=evidence, by=APPLICANT, at=at)
    return content


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /progress/request/file/<id>/: a file of the answer; where boxes were burnt in, only that copy."""
    at = timezone.now()
    mine = mine_of(request, at)
    if mine is None:
        return back_to_entry(request)
    given = next((one for one in story_of(mine, shanghai_date(at)).files if one.pk == pk), None)
    if given is None:
        raise Http404
    if given.redaction is None:
        return _handed(open_original(file=given.file, by=APPLICANT, at=at), given.file, given.label)
    if release_reasons(given.redaction):
        raise Http404
    result = given.redaction.result
    return _handed(read_copy(file=result, by=APPLICANT, at=at), result, given.label)


def _handed(content, stored: StoredFile, label: str) -> HttpResponse:
    """As a download: nothing of it is run or shown inside the site."""
    ending = f".{stored.kind}"
    name = label if label.lower().endswith(ending) else f"{label}{ending}"
    return unkept(FileResponse(content, as_attachment=True, filename=name, content_type=stored.media_type))
