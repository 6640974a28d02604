"""The purge list begins with what was withdrawn before it was kept."""

from django.db import migrations, models


def list_withdrawn(apps, editor) -> None:
    withdrawn = apps.get_model("records", "Withdrawal").objects.filter(record__publication__isnull=True)
    rows = {row.address: row.withdrawn_at for row in withdrawn.order_by("withdrawn_at", "id").iterator()}
    gone = apps.get_model("publishing", "GoneAddress")
    gone.objects.bulk_create(
        [gone(path=path, since=since, has_notice=True) for path, since in rows.items()], batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("records", "0008_no_replace")]

    operations = [
        migrations.CreateModel(
            name="GoneAddress",
            fields=[
                (
                    "path",
                    models.CharField(max_length=260, primary_key=True, serialize=False, verbose_name="网址"),
                ),
                ("since", models.DateTimeField(db_index=True, verbose_name="撤下时间")),
                (
                    "has_notice",
                    models.BooleanField(help_text="原网址上留有“已撤回”的说明页", verbose_name="留有说明"),
                ),
            ],
            options={
                "verbose_name": "须清除的网址",
                "ordering": ["since", "path"],
            },
        ),
        migrations.RunPython(list_withdrawn, migrations.RunPython.noop),
    ]
