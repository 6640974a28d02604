"""The plain column goes. SQLite makes the table anew, so the triggers are set again."""

import uuid

from django.db import migrations, models

from gongkai.kernel.letters.structure import forbid_replacing, protect


class Migration(migrations.Migration):
    dependencies = [("letters", "0006_sealed_fields")]
    operations = [
        migrations.RemoveField("letter", "fields_plain"),
        migrations.AlterField(
            "letter",
            "vault_id",
            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="封存标识"),
        ),
        migrations.RunPython(protect, migrations.RunPython.noop),
        migrations.RunPython(forbid_replacing, migrations.RunPython.noop),
    ]
