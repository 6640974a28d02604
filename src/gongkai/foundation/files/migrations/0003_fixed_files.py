"""A stored file stays what it was when it was inspected, whoever writes to the database."""

from django.db import migrations

from gongkai.foundation.files.structure import protect


class Migration(migrations.Migration):
    dependencies = [("files", "0002_sealed_files")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
