from django.db import models

from gongkai.foundation.vault.fields import BlindIndexField, SealedJSONField, SealedRow, SealedTextField


class Applicant(SealedRow):
    """As a request would have one."""

    kind = models.CharField(max_length=20, default="natural_person")
    name = SealedTextField(mask="name", null=True)
    id_number = SealedTextField(mask="resident_id", index="id_number_index", null=True)
    id_number_index = BlindIndexField()
    contact = SealedJSONField(masks={"mobile": "mobile", "address": "address"}, null=True)

    class Meta:
        ordering = ["id"]
