"""Seal what lies plain, in small transactions: killed, it goes on where it was. There is no way back but a backup: what
was sealed is not written in clear again."""

from django.db import migrations

from gongkai.foundation.vault.moving import seal_rows


def seal(apps, editor) -> None:
    using = editor.connection.alias
    seal_rows(apps.get_model("foi", "Request"), {"description_plain": "description"}, using=using)
    seal_rows(apps.get_model("foi", "Correction"), {"content_plain": "content"}, using=using)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("foi", "0013_own_words_sealed_place")]
    operations = [migrations.RunPython(seal)]
