"""REPLACE goes round the triggers of DELETE on SQLite: rows that stay are not replaced either."""

from django.db import migrations

from gongkai.kernel.redaction.structure import forbid_replacing


class Migration(migrations.Migration):
    dependencies = [("redaction", "0001_initial")]
    operations = [migrations.RunPython(forbid_replacing, migrations.RunPython.noop)]
