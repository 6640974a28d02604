"""Acts are append-only, answers keep their words (see foi/structure.py); the chain that answers are signed in."""

from django.db import migrations
from django.utils import timezone

from gongkai.domains.foi.structure import protect

STEPS = [
    {"key": "division_head", "name": "处室负责人审核", "role": "division_head", "reach": "division"},
    {"key": "office", "name": "公开办审核", "role": "open_government_office"},
    {"key": "leader", "name": "分管领导签发", "role": "leader"},
]


def define(apps, editor):
    definitions = apps.get_model("casework", "Definition")
    definitions.objects.get_or_create(
        code="foi_answer",
        organ=None,
        version=1,
        defaults={"name": "依申请公开答复审签", "steps": STEPS, "made_at": timezone.now()},
    )


class Migration(migrations.Migration):
    dependencies = [("foi", "0001_initial"), ("casework", "0001_initial")]
    operations = [
        migrations.RunPython(protect, migrations.RunPython.noop),
        migrations.RunPython(define, migrations.RunPython.noop),
    ]
