"""Only a passed review of exactly this version can be published: said by the database itself (see records/structure.py)."""

from django.db import migrations

from gongkai.kernel.records.structure import protect


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
