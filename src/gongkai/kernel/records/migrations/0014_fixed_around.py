"""What the public reads around a text is fixed too: owner, address, moment, acts on others, how it was withdrawn."""

from django.db import migrations

from gongkai.kernel.records.structure import fix_around


class Migration(migrations.Migration):
    dependencies = [("records", "0013_bound_copies")]
    operations = [migrations.RunPython(fix_around, migrations.RunPython.noop)]
