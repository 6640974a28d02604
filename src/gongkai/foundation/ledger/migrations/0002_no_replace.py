"""REPLACE goes round the triggers of DELETE on SQLite: rows that stay are not replaced either."""

from django.db import migrations

from gongkai.foundation.ledger.structure import protect


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
