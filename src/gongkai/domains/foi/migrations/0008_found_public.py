"""What was found public instead of applying, and answers that the applicant's own word made. SQLite makes a table anew
when a column changes, so its triggers are put in place again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gongkai.domains.foi.structure import forbid_replacing, protect


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_distinct_persons"),
        ("foi", "0007_titles_without_personal_data"),
        ("letters", "0003_no_replace"),
        ("orgs", "0002_organ_kind"),
        ("records", "0009_no_purged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FoundPublic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("on", models.DateField(verbose_name="日期")),
                ("form_key", models.CharField(blank=True, max_length=60, null=True)),
            ],
            options={
                "verbose_name": "申请前已找到",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.AlterField(
            model_name="answer",
            name="drafted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="拟稿人",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drafted_by__isnull", False),
                    models.Q(("case", None), ("kind", "A1"), ("letter", None), ("record__isnull", False)),
                    _connector="OR",
                ),
                name="answer_drafted_or_confirmed",
            ),
        ),
        migrations.AddField(
            model_name="foundpublic",
            name="organ",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organ",
                verbose_name="机关",
            ),
        ),
        migrations.AddField(
            model_name="foundpublic",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.record",
                verbose_name="已公开的信息",
            ),
        ),
        migrations.AddField(
            model_name="foundpublic",
            name="request",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="found",
                to="foi.request",
            ),
        ),
        migrations.AddIndex(
            model_name="foundpublic",
            index=models.Index(fields=["organ", "on"], name="found_of_organ"),
        ),
        migrations.AddConstraint(
            model_name="foundpublic",
            constraint=models.UniqueConstraint(fields=("organ", "form_key"), name="found_once_by_form"),
        ),
        migrations.RunPython(protect, migrations.RunPython.noop),
        migrations.RunPython(forbid_replacing, migrations.RunPython.noop),
    ]
