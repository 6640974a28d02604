"""Titles that were cut from the applicant's own words, masked as new ones are. No seal is opened: that a word is
the applicant's name is known from its blind index."""

import re
from collections.abc import Iterator

from django.db import migrations

from gongkai.domains.foi.rules.titles import title_of
from gongkai.foundation.vault.selectors import indexes_of

NAME = re.compile("(?=([\u3400-\u9fff·•]{2,16}))")
LENGTHS = (4, 3, 2)


def mask_titles(apps, editor) -> None:
    requests = apps.get_model("foi", "Request")
    names = dict(apps.get_model("foi", "Applicant").objects.values_list("request_id", "name_index"))
    for pk, subject in requests.objects.order_by("pk").values_list("pk", "subject").iterator(2000):
        known = [("name", name) for name in _named(subject, names.get(pk, ""))]
        masked = title_of(subject, known=known)
        if masked != subject:
            requests.objects.filter(pk=pk).update(subject=masked)


def _named(subject: str, index: str) -> Iterator[str]:
    """Words of the title that are the applicant's name."""
    for found in NAME.finditer(subject) if index else ():
        tried = {found[1], *(found[1][:length] for length in LENGTHS)}
        yield from (word for word in tried if len(word) > 1 and index in indexes_of("name", word))


class Migration(migrations.Migration):
    dependencies = [("foi", "0006_no_replace")]
    operations = [migrations.RunPython(mask_titles, migrations.RunPython.noop)]
