"""Letter texts: an edit is a new version; shipped texts come from files and never touch an organ's own."""

import tomllib
from collections.abc import Iterable
from datetime import datetime
from importlib.resources.abc import Traversable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.letters.following import shipped
from gongkai.kernel.letters.models import LetterText
from gongkai.kernel.letters.rules.checking import reasons_against_writing
from gongkai.kernel.letters.rules.vocabulary import FieldSpec, Text
from gongkai.kernel.letters.services._common import chain_of


@transaction.atomic
def write_text(
    *,
    text: Text,
    organ: Organ | None,
    by: Actor,
    at: datetime,
    series: str = "general",
    mark: str = "",
    note: str = "",
    base: int | None = None,
) -> LetterText:
    """A new version of a text, of one organ or (None) the common one. Ledger: letter.write_text.

    `base`: the id of the version that was edited; NotAllowed when somebody wrote a newer one of the same organ
    meanwhile. NotAllowed with every fault of the text.
    """
    refuse(reasons_against_writing(text, mark=mark, note=note))
    chain = chain_of(organ)
    Organ.objects.select_for_update().get(pk=chain.pk)  # two new versions at once must count on
    mine = LetterText.objects.filter(code=text.code, organ=organ)
    refuse(_reasons_against_overwriting(mine, base))
    made = LetterText.objects.create(
        code=text.code,
        organ=organ,
        version=(mine.aggregate(last=Max("version"))["last"] or 0) + 1,
        name=text.name.strip(),
        fields=[spec.as_dict() for spec in text.fields],
        body=_tidy(text.body),
        series=series,
        mark=mark,
        note=note,
        written_at=at,
        written_by=by.actor_id,
        written_name=by.actor_name,
    )
    detail = {"code": made.code, "version": made.version, "common": organ is None, "digest": _digest(made)}
    append(
        organ=chain.code,
        verb="letter.write_text",
        subject_type="letter_text",
        subject_id=str(made.pk),
        by=by,
        at=at,
        detail=detail,
    )
    return made


def _reasons_against_overwriting(mine, base: int | None) -> list[Reason]:
    last = mine.order_by("-version").first()
    if base is None or last is None or last.pk == base:
        return []
    edited = LetterText.objects.filter(pk=base).first()
    if edited is not None and edited.organ_id is None and last.organ_id is not None:
        return [Reason("text_moved", _("本机关刚刚写了自己的版本，请重新打开后再改。"), where="body")]
    return [
        Reason("text_moved", _("%(name)s刚刚保存了新的版本，请重新打开后再改。") % {"name": last.written_name}, where="body")
    ]  # fmt: skip


def _tidy(body: str) -> str:
    return "\n".join(line.rstrip() for line in body.splitlines()).strip("\n") + "\n"


def _digest(row: LetterText) -> str:
    return digest_of([row.name, row.fields, row.body, row.series, row.mark])


# --- shipped texts ----------------------------------------------------------------------------------------


def read_texts(folder: Traversable) -> list[tuple[Text, dict[str, str]]]:
    """The texts in a folder of .toml files, by file name, with {"series", "mark"}.

    One file is one text (UTF-8):

        code = "notice_of_receipt"        # stable; also how a domain asks for it
        name = "收件回执"
        series = "general"                # letters of one series share one counter (optional)
        mark = "告"                       # 〔2026〕12号-告 (optional)
        body = '''...'''                  # syntax: rules/syntax.py

        [[fields]]                        # one for each merge field
        name = "applicant"
        label = "收件人"
        kind = "text"                     # text, date, number, list, remedy; default text
        required = true                   # default true
        personal = true                   # masked in lists, kept out of the ledger; default false

    ValueError naming the file for anything else.
    """
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return [_read_text(file) for file in entries if file.name.endswith(".toml")]


def _read_text(file: Traversable) -> tuple[Text, dict[str, str]]:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
        specs = tuple(FieldSpec(**spec) for spec in data.pop("fields", []))
        options = {name: data.pop(name) for name in ("series", "mark") if name in data}
        text = Text(fields=specs, **data)
        refuse(reasons_against_writing(text, mark=options.get("mark", "")))
    except (tomllib.TOMLDecodeError, TypeError, NotAllowed) as error:
        raise ValueError(f"{file.name}: {error}") from error
    return text, options


def load_texts(*, by: Actor, at: datetime, folder: Traversable | None = None) -> list[LetterText]:
    """Bring the common texts up to the files of a folder, or of all that are shipped (`following.ship`).

    Returns the versions made, [] when nothing changed.

    May run at every start. An organ's own versions are never touched; they stay in force for it.
    """
    made: Iterable[LetterText | None] = [
        _load(text, options, by=by, at=at)
        for place in ([folder] if folder else shipped())
        for text, options in read_texts(place)
    ]
    return [row for row in made if row is not None]


def _load(text: Text, options: dict[str, str], *, by: Actor, at: datetime) -> LetterText | None:
    last = LetterText.objects.filter(code=text.code, organ=None).order_by("-version").first()
    wanted = {"series": "general", "mark": "", **options}
    specs = [spec.as_dict() for spec in text.fields]
    if last and _digest(last) == digest_of(
        [text.name, specs, _tidy(text.body), wanted["series"], wanted["mark"]]
    ):
        return None
    return write_text(text=text, organ=None, by=by, at=at, **wanted)
