"""Which stored files a form may name: a posted number reaches nothing that its sender could not open."""

from collections.abc import Iterable
from datetime import date

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.selectors import trail
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.models import Attachment
from gongkai.kernel.records.selectors import visible


def usable_files(ids: Iterable[int], *, organ: Organ, person: Person, today: date) -> dict[int, StoredFile]:
    """Files of the organ, by id, that stand in a record the person may see, or that the person stored.

    The second keeps an upload through a refusal of the form, when no record has it yet.
    """
    files = StoredFile.objects.filter(organ=organ, sealed=False).in_bulk(list(ids))
    attached = Attachment.objects.filter(file__in=files, version__record__in=visible(person, today))
    seen = set(attached.order_by().values_list("file_id", flat=True)) if files else set()
    return {pk: file for pk, file in files.items() if pk in seen or _stored_by(person, pk)}


def _stored_by(person: Person, file: int) -> bool:
    return trail("file", str(file)).filter(verb="file.store", actor_id=person.actor_id).exists()
