"""Acts of the clock are append-only: said by the database itself (see clocks/structure.py)."""

from django.db import migrations

from gongkai.kernel.clocks.structure import protect


class Migration(migrations.Migration):
    dependencies = [("clocks", "0004_index_open_clocks")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
