import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0003_fixed_files"),
        ("orgs", "0002_organ_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="事项")),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=4, default=1, max_digits=16, verbose_name="数量"),
                ),
                ("with_principal", models.BooleanField(default=False, verbose_name="主要负责同志参加")),
                ("source_type", models.CharField(blank=True, max_length=60)),
                ("source_id", models.CharField(blank=True, max_length=60)),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("recorded_by", models.CharField(max_length=60, verbose_name="登记人标识")),
                ("recorded_name", models.CharField(max_length=80, verbose_name="登记人")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "division",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.division",
                        verbose_name="处室",
                    ),
                ),
                (
                    "evidence_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="依据文件",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organ",
                        verbose_name="机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "可统计事项",
                "ordering": ["-happened_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ActVoid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("voided_by", models.CharField(max_length=60, verbose_name="作废人标识")),
                ("voided_name", models.CharField(max_length=80, verbose_name="作废人")),
                ("voided_at", models.DateTimeField(verbose_name="作废时间")),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="void", to="figures.act"
                    ),
                ),
            ],
            options={
                "verbose_name": "作废",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(verbose_name="至")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("values", models.JSONField(verbose_name="数值")),
                ("closed_by", models.CharField(max_length=60, verbose_name="结账人标识")),
                ("closed_name", models.CharField(max_length=80, verbose_name="结账人")),
                ("closed_at", models.DateTimeField(verbose_name="结账时间")),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organ",
                        verbose_name="机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "结账",
                "ordering": ["-until", "-id"],
            },
        ),
        migrations.CreateModel(
            name="NamedCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("metric", models.CharField(max_length=80, verbose_name="指标")),
                ("keys", models.JSONField(blank=True, default=dict, verbose_name="分项")),
                ("was", models.CharField(max_length=40, verbose_name="结账数")),
                ("now", models.CharField(max_length=40, verbose_name="更正后")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("named_by", models.CharField(max_length=60, verbose_name="说明人标识")),
                ("named_name", models.CharField(max_length=80, verbose_name="说明人")),
                ("named_at", models.DateTimeField(verbose_name="说明时间")),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="figures.closing",
                    ),
                ),
            ],
            options={
                "verbose_name": "差异说明",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="指标")),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(verbose_name="至")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="数值"
                    ),
                ),
                ("not_applicable", models.BooleanField(default=False, verbose_name="不适用")),
                ("evidence", models.CharField(max_length=300, verbose_name="依据")),
                ("stated_by", models.CharField(max_length=60, verbose_name="填报人标识")),
                ("stated_name", models.CharField(max_length=80, verbose_name="填报人")),
                ("stated_at", models.DateTimeField(verbose_name="填报时间")),
                (
                    "evidence_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="依据文件",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organ",
                        verbose_name="机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "填报指标",
                "ordering": ["-id"],
            },
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["kind", "organ", "happened_on"], name="act_kind_organ_day"),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="act_counts_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence", ""), _negated=True),
                    ("evidence_file__isnull", False),
                    models.Q(("source_id", ""), _negated=True),
                    _connector="OR",
                ),
                name="act_is_proved",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                fields=("organ", "since", "until"), name="closing_once_per_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="closing_period_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["code", "since", "until", "organ", "id"], name="statement_newest"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="statement_period_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("not_applicable", True), ("value", None)),
                    models.Q(("not_applicable", False), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="statement_number_or_none_such",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True), name="statement_is_proved"
            ),
        ),
    ]
