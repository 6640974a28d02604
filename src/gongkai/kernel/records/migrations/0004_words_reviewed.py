"""What the public reads beside a text is reviewed too: the erratum is part of the version, a reason is released by another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gongkai.kernel.records.structure import add_column, protect_words


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_default_chain"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        add_column(
            "records_version",
            "erratum text DEFAULT '' NOT NULL",
            migrations.AddField(
                model_name="version",
                name="erratum",
                field=models.TextField(blank=True, db_default="", verbose_name="更正说明"),
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("error", "内容有误，正在核实"),
                    ("repeated", "重复发布"),
                    ("replaced", "已由新的信息代替"),
                    ("reexamined", "公开属性需要重新审核"),
                    ("technical", "技术原因"),
                    ("other", "依法撤回"),
                ],
                db_default="other",
                default="other",
                max_length=12,
                verbose_name="撤回原因",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="核准公开理由的时间"),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="released_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核准公开理由的人",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                    models.Q(
                        ("released_at__isnull", False),
                        ("released_by__isnull", False),
                        models.Q(("released_by", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="withdrawal_reason_released_by_another",
            ),
        ),
        migrations.RunPython(protect_words, migrations.RunPython.noop),
    ]
