"""The column and the row of the statutory table stand with the request, and two indexes hold all that it counts."""

from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Subquery, Value, When

from gongkai.domains.foi.rules.vocabulary import ANSWERS, WITHHELD_GROUNDS, AnswerKind, row_of

BATCH = 500


def fill(apps, schema_editor):
    """Of what is there already: by its applicant, by how it was answered, and by the first ground told."""
    Request, Applicant = apps.get_model("foi", "Request"), apps.get_model("foi", "Applicant")
    by_kind = [When(answer_kind=a.kind, then=Value(a.row)) for a in ANSWERS.values() if a.row is not None]
    Request.objects.update(
        applicant_kind=Subquery(Applicant.objects.filter(request=OuterRef("pk")).values("kind")[:1]),
        report_row=Case(*by_kind, default=None, output_field=models.PositiveSmallIntegerField()),
    )
    fill_withheld(Request, apps.get_model("foi", "Answer"))


def fill_withheld(Request, Answer):
    """Of several versions the one that was told counts."""
    waiting = []
    for request in Request.objects.filter(answer_kind=AnswerKind.A4).only("pk").iterator(chunk_size=BATCH):
        told = Answer.objects.filter(request_id=request.pk).order_by(
            F("letter__sent_at").desc(nulls_last=True), F("signed_at").desc(nulls_last=True), "-version"
        )
        grounds = told.values_list("grounds", flat=True).first() or []
        if grounds and grounds[0] in WITHHELD_GROUNDS:
            request.report_row = row_of(AnswerKind.A4, tuple(grounds))
            waiting.append(request)
        if len(waiting) == BATCH:
            Request.objects.bulk_update(waiting, ["report_row"])
            waiting = []
    Request.objects.bulk_update(waiting, ["report_row"])


class Migration(migrations.Migration):
    dependencies = [("foi", "0018_silence_in_words")]

    operations = [
        migrations.RemoveIndex(model_name="request", name="request_by_receipt"),
        migrations.RemoveIndex(model_name="request", name="request_by_answer"),
        migrations.AddField(
            model_name="request",
            name="applicant_kind",
            field=models.CharField(
                choices=[
                    ("natural_person", "自然人"),
                    ("enterprise", "商业企业"),
                    ("research", "科研机构"),
                    ("public_interest", "社会公益组织"),
                    ("legal_service", "法律服务机构"),
                    ("other", "其他组织"),
                ],
                max_length=16,
                null=True,
                verbose_name="申请人类别",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="report_row",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年报行次"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["organ", "received_on", "stage", "answered_on", "applicant_kind"],
                name="request_by_receipt",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("answered_on__isnull", False)),
                fields=[
                    "organ",
                    "answered_on",
                    "stage",
                    "report_row",
                    "applicant_kind",
                    "answer_kind",
                    "received_on",
                ],
                name="request_by_answer",
            ),
        ),
    ]
