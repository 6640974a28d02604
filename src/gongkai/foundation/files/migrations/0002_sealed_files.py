"""Papers of applicants lie sealed: a key of its own for each file, sealed in its row."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import gongkai.foundation.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("orgs", "0002_organ_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "vault_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="封存标识"
                    ),
                ),
                ("place", models.CharField(max_length=64, unique=True)),
                (
                    "key",
                    gongkai.foundation.vault.fields.SealedTextField(mask="hidden", verbose_name="文件密钥"),
                ),
            ],
            options={
                "verbose_name": "文件密钥",
                "ordering": ["file_id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="storedfile",
            name="file_once_per_organ_and_name",
        ),
        migrations.AddField(
            model_name="storedfile",
            name="sealed",
            field=models.BooleanField(db_default=False, default=False, verbose_name="封存"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.UniqueConstraint(
                fields=("organ", "digest", "name", "sealed"), name="file_once_per_organ_and_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sealed", False), models.Q(("public_state", "none"), ("text", "")), _connector="OR"
                ),
                name="file_sealed_says_nothing",
            ),
        ),
        migrations.AddField(
            model_name="filekey",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="file_key", to="files.storedfile"
            ),
        ),
    ]
