"""The chain every organ uses until it defines its own: division head, secrecy review item by item, leader."""

from django.db import migrations
from django.utils import timezone

STEPS = [
    {"key": "division_head", "name": "处室负责人审核", "role": "division_head", "reach": "division"},
    {"key": "secrecy_review", "name": "保密审查", "role": "secrecy_reviewer", "per_item": True},
    {"key": "leader", "name": "分管领导签发", "role": "leader"},
]


def define(apps, editor):
    definitions = apps.get_model("casework", "Definition")
    definitions.objects.get_or_create(
        code="sign_off",
        organ=None,
        version=1,
        defaults={"name": "公文公开审签", "steps": STEPS, "made_at": timezone.now()},
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0002_structure"), ("casework", "0001_initial")]
    operations = [migrations.RunPython(define, migrations.RunPython.noop)]
