"""The purge list is the publisher's: it knows which files there were (publishing.GoneAddress)."""

from django.db import migrations

from gongkai.kernel.records.structure import drop_column


class Migration(migrations.Migration):
    dependencies = [("records", "0008_no_replace")]
    operations = [
        drop_column("records_withdrawal", "purged", migrations.RemoveField("withdrawal", "purged")),
    ]
