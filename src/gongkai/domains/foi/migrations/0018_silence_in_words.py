"""How the silence of an organ is read, in words. Only names: no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foi", "0017_served_by"),
    ]

    operations = [
        migrations.AlterField(
            model_name="officesetting",
            name="silence",
            field=models.CharField(
                choices=[
                    ("unconfirmed", "尚待法制机构确认：两种途径都告知"),
                    ("review_first", "先申请行政复议"),
                    ("free", "可以申请复议，也可以直接起诉"),
                ],
                default="unconfirmed",
                max_length=12,
                verbose_name="逾期未答复的救济",
            ),
        ),
    ]
