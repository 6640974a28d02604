"""The plain columns go. SQLite makes the tables anew, so the triggers are set again."""

import uuid

from django.db import migrations, models

from gongkai.domains.foi.structure import forbid_replacing, protect


def vault_id():
    return models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="封存标识")


class Migration(migrations.Migration):
    dependencies = [("foi", "0014_own_words_sealed")]
    operations = [
        migrations.RemoveField("request", "description_plain"),
        migrations.RemoveField("correction", "content_plain"),
        migrations.AlterField("request", "vault_id", vault_id()),
        migrations.AlterField("correction", "vault_id", vault_id()),
        migrations.RunPython(protect, migrations.RunPython.noop),
        migrations.RunPython(forbid_replacing, migrations.RunPython.noop),
    ]
