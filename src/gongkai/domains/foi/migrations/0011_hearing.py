"""Opinions of divisions before an answer, conferences on difficult cases; the chain in which divisions are heard."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from gongkai.domains.foi.structure import forbid_replacing, protect

STEPS = [
    {
        "key": "asker",
        "name": "承办人阅知",
        "role": "information_officer",
        "reach": "division",
        "decides": False,
    }
]
"""The divisions are heard in a step before it, which is added when they are chosen."""


def define(apps, editor):
    definitions = apps.get_model("casework", "Definition")
    definitions.objects.get_or_create(
        code="foi_opinions",
        organ=None,
        version=1,
        defaults={"name": "征求处室意见", "steps": STEPS, "made_at": timezone.now()},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_distinct_persons"),
        ("foi", "0010_letters_given_up"),
        ("orgs", "0002_organ_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="requestact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submit", "提交申请"),
                    ("confirm_receipt", "双方确认收到"),
                    ("register", "登记"),
                    ("assign", "交办"),
                    ("request_correction", "要求补正"),
                    ("receive_correction", "收到补正"),
                    ("correction_overdue", "补正期限届满"),
                    ("correction_lapsed", "逾期未补正"),
                    ("consult", "征求意见"),
                    ("record_reply", "收到意见"),
                    ("consultation_lapsed", "逾期未提出意见"),
                    ("tell_party", "告知第三方"),
                    ("propose_extension", "提请延期"),
                    ("approve_extension", "同意延期"),
                    ("refuse_extension", "不同意延期"),
                    ("tell_extension", "告知延期"),
                    ("ask_reasons", "要求说明理由"),
                    ("receive_reasons", "收到说明的理由"),
                    ("set_delay", "确定延迟答复的期限"),
                    ("ask_opinions", "征求处室意见"),
                    ("opinions_in", "处室意见收齐"),
                    ("confer", "疑难件会商"),
                    ("notify_fee", "收费通知"),
                    ("record_payment", "缴费"),
                    ("payment_lapsed", "逾期未缴费"),
                    ("draft_answer", "拟定答复"),
                    ("submit_answer", "答复送审"),
                    ("answer_signed", "答复签发"),
                    ("answer_returned", "答复退回"),
                    ("answer", "答复"),
                    ("route", "转告其他渠道"),
                    ("advise_transfer", "办理建议"),
                    ("withdraw", "申请人撤回"),
                    ("found_public", "申请人确认已公开信息即所需"),
                    ("link_duplicate", "关联重复申请"),
                    ("limit_ran_out", "期限届满"),
                    ("rate", "满意度评价"),
                    ("convert", "转为主动公开"),
                    ("new_code", "更换查询码"),
                    ("appeal", "复议诉讼"),
                    ("drop_letter", "文书作废"),
                    ("archive", "归档"),
                    ("void", "登记作废"),
                ],
                max_length=24,
                verbose_name="动作",
            ),
        ),
        migrations.CreateModel(
            name="Conference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="会商日期")),
                ("place", models.CharField(max_length=120, verbose_name="地点")),
                ("counsel", models.CharField(blank=True, max_length=200, verbose_name="法律顾问")),
                ("question", models.TextField(verbose_name="会商的问题")),
                ("minutes", models.TextField(verbose_name="会商记录")),
                ("conclusion", models.TextField(verbose_name="会商结论")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="召集人",
                    ),
                ),
                (
                    "divisions",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="orgs.division", verbose_name="参加处室"
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="参加人员"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conferences",
                        to="foi.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑难件会商",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="OpinionRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.TextField(verbose_name="征求意见的问题")),
                ("until", models.DateField(verbose_name="请于何日前答复")),
                ("asked_at", models.DateTimeField(verbose_name="征求时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="征求人",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinion_rounds",
                        to="foi.request",
                    ),
                ),
            ],
            options={
                "verbose_name": "征求处室意见",
                "ordering": ["id"],
            },
        ),
        migrations.RunPython(define, migrations.RunPython.noop),
        migrations.RunPython(protect, migrations.RunPython.noop),
        migrations.RunPython(forbid_replacing, migrations.RunPython.noop),
    ]
