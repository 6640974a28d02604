"""A letter that was sealed and did not leave the house may be given up. SQLite rebuilds the table: its triggers anew."""

from django.db import migrations, models

from gongkai.kernel.letters.structure import protect


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_distinct_persons"),
        ("files", "0001_initial"),
        ("letters", "0003_no_replace"),
        ("orgs", "0002_organ_kind"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_sealed_has_scan",
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("scan__isnull", False),
                        ("sealed_at__isnull", False),
                        ("state__in", ["sealed", "sent", "served", "undelivered"]),
                    ),
                    models.Q(
                        ("scan__isnull", True),
                        ("sealed_at__isnull", True),
                        ("sent_at__isnull", True),
                        ("state__in", ["drafted", "approved", "printed"]),
                    ),
                    models.Q(
                        ("scan__isnull", True),
                        ("sealed_at__isnull", True),
                        ("sent_at__isnull", True),
                        ("state", "cancelled"),
                    ),
                    models.Q(
                        ("scan__isnull", False),
                        ("sealed_at__isnull", False),
                        ("sent_at__isnull", True),
                        ("state", "cancelled"),
                    ),
                    _connector="OR",
                ),
                name="letter_sealed_has_scan",
            ),
        ),
        migrations.RunPython(protect, migrations.RunPython.noop),
    ]
