"""REPLACE goes round the triggers of DELETE on SQLite: rows that stay are not replaced either."""

from django.db import migrations

from gongkai.kernel.letters.structure import forbid_replacing


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_structure")]
    operations = [migrations.RunPython(forbid_replacing, migrations.RunPython.noop)]
