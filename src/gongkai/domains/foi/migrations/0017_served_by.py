"""Letters that are out without a record of service show as new ones will; titles are masked by the shape of a number."""

from datetime import timedelta

from django.db import migrations

from gongkai.domains.foi.rules.chasing import UNSERVED_DAYS
from gongkai.domains.foi.rules.titles import title_of

WAIT = timedelta(days=UNSERVED_DAYS)


def show_unserved(apps, editor) -> None:
    for name, sent, ended in (
        ("Consultation", "asked_on", "replied_on"),
        ("Fee", "noticed_on", "paid_on"),
    ):
        rows = apps.get_model("foi", name).objects.filter(
            **{f"{sent}__isnull": False, ended: None, "delivered_on": None}
        )
        for pk, day in rows.order_by("pk").values_list("pk", sent):
            rows.filter(pk=pk).update(serve_by=day + WAIT)


def mask_titles(apps, editor) -> None:
    requests = apps.get_model("foi", "Request")
    rows = requests.objects.filter(subject__regex="[0-9０-９]{6}").order_by("pk")
    for pk, subject in rows.values_list("pk", "subject").iterator(2000):
        masked = title_of(subject)
        if masked != subject:
            requests.objects.filter(pk=pk).update(subject=masked)


class Migration(migrations.Migration):
    dependencies = [("foi", "0016_asked_until")]
    operations = [
        migrations.RunPython(show_unserved, migrations.RunPython.noop),
        migrations.RunPython(mask_titles, migrations.RunPython.noop),
    ]
