"""Whether one person may sign two steps by substitution is said by the chain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_copy_due_dates"),
    ]

    operations = [
        migrations.AddField(
            model_name="definition",
            name="distinct_persons",
            field=models.BooleanField(db_default=True, default=True, verbose_name="各环节由不同的人签署"),
        ),
    ]
