"""What was entered, stated and closed is append-only: said by the database itself (see figures/structure.py)."""

from django.db import migrations

from gongkai.kernel.figures.structure import protect


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
