"""Seal what lies plain, in small transactions: killed, it goes on where it was. There is no way back but a backup: what
was sealed is not written in clear again."""

from django.db import migrations

from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.vault.moving import seal_rows


def seal(apps, editor) -> None:
    letter = apps.get_model("letters", "Letter")
    seal_rows(
        letter,
        {"fields_plain": "fields"},
        using=editor.connection.alias,
        also=lambda row: {"digest": digest_of(row.fields_plain)},
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("letters", "0005_sealed_fields_place")]
    operations = [migrations.RunPython(seal)]
