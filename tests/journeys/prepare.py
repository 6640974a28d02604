"""Brings a record of the demonstration province to a stage, by the platform's own services, and prints its id.

    python prepare.py STAGE TITLE [BODY]     stages: draft, head, review, leader, signed, published, withdrawn
    python prepare.py finish ID              walks a draft that a test typed to its publication

Run as a process of its own on the data of a running platform, so that a journey starts where it has to.
"""

import json
import os
import sys
import uuid
from dataclasses import replace

import django

STAGES = ("draft", "head", "review", "leader", "signed", "published", "withdrawn")


def main(arguments: list[str]) -> None:
    from django.utils import timezone

    from gongkai.foundation.orgs.models import Person
    from gongkai.kernel.records import services
    from gongkai.kernel.records.models import Record

    def person(name: str) -> Person:
        return Person.objects.select_related("organ", "division").get(username=f"p-{name}")

    def fresh(pk: int) -> Record:
        return Record.objects.select_related("organ", "current").get(pk=pk)

    stage, subject, *rest = arguments
    officer = person("officer")
    if stage == "finish":
        pk, stage = int(subject), "published"
    else:
        pattern = Record.objects.filter(organ=officer.organ, publication__isnull=False)
        content = pattern.exclude(current__columns=[]).order_by("-pk").first().current.content()
        content = replace(
            content, title=subject, document_number="", registration_number="", normative=False,
            interpretation="not_needed", relations=(), expires_on=None, effective_on=None, attachments=(),
            body=rest[0] if rest else "<p>请各处室按时报送。</p>",
        )  # fmt: skip
        pk = services.draft(
            organ=officer.organ, division=officer.division, content=content, by=officer, at=timezone.now()
        ).pk
    steps = {
        "head": lambda: services.submit(record=fresh(pk), by=officer, at=timezone.now()),
        "review": lambda: services.sign(record=fresh(pk), by=person("head"), at=timezone.now()),
        "leader": lambda: services.review(
            version=fresh(pk).current, outcome="passed", opinion="可以公开。", opened_at=timezone.now(),
            act=uuid.uuid4(), by=person("secrecy"), at=timezone.now(),
        ),
        "signed": lambda: services.sign(record=fresh(pk), by=person("leader"), at=timezone.now()),
        "published": lambda: services.publish(record=fresh(pk), by=person("office"), at=timezone.now()),
        "withdrawn": lambda: services.withdraw(
            record=fresh(pk), reason="附表有误，核实后重新公开。", by=person("office"), at=timezone.now()
        ),
    }  # fmt: skip
    for name in STAGES[1 : STAGES.index(stage) + 1]:
        steps[name]()
    sys.stdout.write(json.dumps({"pk": pk, "number": fresh(pk).index_number}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings.base")
    django.setup()
    main(sys.argv[1:])
