"""What a letter is filled with lies sealed from here on: first its new place; 0006 moves it, 0007 drops the old.

The trigger of sealed letters names the words; it comes back with their digest in 0007.
"""

from django.db import migrations, models

import gongkai.foundation.vault.fields
from gongkai.foundation.common.triggers import remove


def let_go(apps, editor) -> None:
    remove(editor, "letters_letter", "letters_letter_final")


class Migration(migrations.Migration):
    dependencies = [("letters", "0004_cancelled_after_seal")]
    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
        migrations.RenameField("letter", "fields", "fields_plain"),
        migrations.AddField(
            "letter",
            "vault_id",
            models.UUIDField(default=None, null=True, editable=False, verbose_name="封存标识"),
        ),
        migrations.AddField(
            "letter",
            "fields",
            gongkai.foundation.vault.fields.OpenJSONField(masks={}, null=True, verbose_name="合并项"),
        ),
        migrations.AddField("letter", "digest", models.CharField(blank=True, default="", max_length=64)),
    ]
