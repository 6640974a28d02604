"""Topic, years, place and trade by which reports count requests; null on every request that is there already."""

from django.db import migrations, models

from gongkai.domains.foi.structure import forbid_replacing, protect


class Migration(migrations.Migration):
    dependencies = [("foi", "0020_used_days")]

    operations = [
        migrations.AddField(
            model_name="request",
            name="about_since",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="所涉年份起"),
        ),
        migrations.AddField(
            model_name="request",
            name="about_until",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="所涉年份止"),
        ),
        migrations.AddField(
            model_name="request",
            name="applicant_place",
            field=models.CharField(blank=True, max_length=6, null=True, verbose_name="申请人所在地"),
        ),
        migrations.AddField(
            model_name="request",
            name="applicant_trade",
            field=models.CharField(
                blank=True,
                choices=[
                    ("farmer", "农民"),
                    ("worker", "工人、职员"),
                    ("self_employed", "个体经营者"),
                    ("lawyer", "律师、法律工作者"),
                    ("journalist", "新闻工作者"),
                    ("teacher", "教师、科研人员"),
                    ("official", "公职人员"),
                    ("student", "学生"),
                    ("retired", "离退休人员"),
                    ("none", "无业、失业人员"),
                    ("other", "其他职业"),
                ],
                max_length=16,
                null=True,
                verbose_name="申请人职业",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=[
                    ("land_acquisition", "征地拆迁"),
                    ("land_approval", "建设用地审批"),
                    ("land_supply", "土地供应和利用"),
                    ("land_title", "土地和不动产权属"),
                    ("rural_land", "宅基地、耕地和农村土地"),
                    ("planning", "国土空间规划"),
                    ("minerals", "矿产资源"),
                    ("survey", "测绘地理信息"),
                    ("hazard", "地质灾害和生态修复"),
                    ("enforcement", "执法督察"),
                    ("office", "机构、人事和财务"),
                    ("other", "其他事项"),
                ],
                max_length=20,
                null=True,
                verbose_name="所涉内容",
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
                    ("classify", "统计归类"),
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
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applicant_place", None), ("applicant_place__endswith", "00"), _connector="OR"),
                    models.Q(
                        models.Q(("about_since", None), ("about_until", None)),
                        models.Q(
                            ("about_since__gte", 1900),
                            ("about_since__isnull", False),
                            ("about_until__gte", models.F("about_since")),
                            ("about_until__isnull", False),
                            ("about_until__lte", 2100),
                        ),
                        _connector="OR",
                    ),
                ),
                name="request_classes_are_coarse",
            ),
        ),
        # SQLite builds the table anew for the constraint
        migrations.RunPython(protect, migrations.RunPython.noop),
        migrations.RunPython(forbid_replacing, migrations.RunPython.noop),
    ]
