from django.db import migrations

from gongkai.oversight.reporting import structure


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [migrations.RunPython(structure.protect, migrations.RunPython.noop)]
