"""REPLACE goes round the triggers of DELETE on SQLite: rows that stay are not replaced either."""

from django.db import migrations

from gongkai.domains.foi.structure import forbid_replacing


class Migration(migrations.Migration):
    dependencies = [("foi", "0005_message_handling")]
    operations = [migrations.RunPython(forbid_replacing, migrations.RunPython.noop)]
