"""A sealed letter is final, texts and acts are append-only: said by the database itself (see letters/structure.py)."""

from django.db import migrations

from gongkai.kernel.letters.structure import protect


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
