"""What a version attaches is bound to the very copy that the public gets, in the database too.

The digests of versions from before do not cover the copy and stay what they are; for them the column holds what
stands now, and from here on the stored file cannot change (files 0003).
"""

from django.db import migrations, models

from gongkai.kernel.records.structure import add_column, bind_copies, tell_copies


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_fixed_files"),
        ("records", "0012_in_columns"),
    ]

    operations = [
        add_column(
            "records_attachment",
            "public_digest varchar(64) DEFAULT '' NOT NULL",
            migrations.AddField(
                model_name="attachment",
                name="public_digest",
                field=models.CharField(blank=True, db_default="", max_length=64),
            ),
        ),
        add_column(
            "records_attachment",
            "copy_covered boolean DEFAULT false NOT NULL",
            migrations.AddField(
                model_name="attachment",
                name="copy_covered",
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
        migrations.RunPython(tell_copies, migrations.RunPython.noop),
        migrations.RunPython(bind_copies, migrations.RunPython.noop),
    ]
