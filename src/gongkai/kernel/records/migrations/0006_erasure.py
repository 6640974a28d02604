"""A state secret that got in can be erased by two people; nothing else passes the append-only triggers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gongkai.kernel.records.structure import add_column, allow_erasure


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_imports_that_wait"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        add_column(
            "records_record",
            "cancelled_because text DEFAULT '' NOT NULL",
            migrations.AddField(
                model_name="record",
                name="cancelled_because",
                field=models.TextField(blank=True, db_default="", verbose_name="注销理由"),
            ),
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="erasure",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("ordered_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "stage_before",
                    models.CharField(
                        choices=[
                            ("draft", "起草"),
                            ("signing", "审签中"),
                            ("signed", "已签发"),
                            ("cancelled", "已注销"),
                        ],
                        max_length=10,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "涉密清除",
                "ordering": ["-ordered_at", "record_id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("ordered_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="erasure_confirmed_by_another",
                    )
                ],
            },
        ),
        migrations.RunPython(allow_erasure, migrations.RunPython.noop),
    ]
