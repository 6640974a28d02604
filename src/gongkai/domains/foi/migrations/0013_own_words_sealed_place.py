"""The applicant's own words lie sealed from here on: first their new places, then 0014 moves them, 0015 drops the old."""

from django.db import migrations, models

import gongkai.foundation.vault.fields


def nullable_vault_id():
    return models.UUIDField(default=None, null=True, editable=False, verbose_name="封存标识")


class Migration(migrations.Migration):
    dependencies = [("foi", "0012_correcting_answers")]
    operations = [
        migrations.RenameField("request", "description", "description_plain"),
        migrations.AddField("request", "vault_id", nullable_vault_id()),
        migrations.AddField(
            "request",
            "description",
            gongkai.foundation.vault.fields.OpenTextField(
                mask="hidden", null=True, verbose_name="所需政府信息的描述"
            ),
        ),
        migrations.RenameField("correction", "content", "content_plain"),
        migrations.AddField("correction", "vault_id", nullable_vault_id()),
        migrations.AddField(
            "correction",
            "content",
            gongkai.foundation.vault.fields.OpenTextField(
                blank=True, mask="hidden", null=True, verbose_name="补正内容"
            ),
        ),
    ]
