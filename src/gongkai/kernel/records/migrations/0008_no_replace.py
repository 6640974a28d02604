"""REPLACE goes round the triggers of DELETE on SQLite: rows that stay are not replaced either."""

from django.db import migrations

from gongkai.kernel.records.structure import forbid_replacing


class Migration(migrations.Migration):
    dependencies = [("records", "0007_review_outcome")]
    operations = [migrations.RunPython(forbid_replacing, migrations.RunPython.noop)]
