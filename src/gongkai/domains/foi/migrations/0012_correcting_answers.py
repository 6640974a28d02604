"""How far the correction of an answer that was told has come. SQLite makes the table anew for its constraint, so the
triggers are set again."""

from django.conf import settings
from django.db import migrations, models

from gongkai.domains.foi.structure import forbid_replacing, protect


class Migration(migrations.Migration):
    dependencies = [
        ("foi", "0011_hearing"),
        ("orgs", "0002_organ_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="correcting",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unconfirmed", "待确认收到"),
                    ("received", "待审查登记"),
                    ("correcting", "待申请人补正"),
                    ("handling", "办理中"),
                    ("awaiting_payment", "待申请人缴费"),
                    ("signing", "答复审签中"),
                    ("issuing", "待制作送达"),
                    ("answered", "已答复"),
                    ("routed", "已转告其他渠道"),
                    ("closed", "已归档"),
                    ("void", "登记作废"),
                ],
                max_length=16,
                null=True,
                verbose_name="更正答复",
            ),
        ),
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
                    ("correct_answer", "更正答复"),
                    ("answer_corrected", "更正的答复发出"),
                    ("drop_correction", "放弃更正答复"),
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
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("correcting__isnull", False)),
                fields=["correcting", "organ"],
                name="request_correcting",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("correcting", None),
                    models.Q(("correcting__in", ["handling", "signing", "issuing"]), ("stage", "answered")),
                    _connector="OR",
                ),
                name="request_corrected_when_answered",
            ),
        ),
        migrations.RunPython(protect, migrations.RunPython.noop),
        migrations.RunPython(forbid_replacing, migrations.RunPython.noop),
    ]
