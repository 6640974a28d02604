"""A review decides one of the closed list; the check is added without losing keys and triggers (records/structure.py)."""

from django.db import migrations, models

from gongkai.kernel.records.structure import add_check


class Migration(migrations.Migration):
    dependencies = [("records", "0006_erasure")]
    operations = [
        add_check(
            "records_review",
            "review_outcome_known",
            "outcome IN ('passed', 'refused', 'refer')",
            migrations.AddConstraint(
                model_name="review",
                constraint=models.CheckConstraint(
                    condition=models.Q(("outcome__in", ["passed", "refused", "refer"])),
                    name="review_outcome_known",
                ),
            ),
        ),
    ]
