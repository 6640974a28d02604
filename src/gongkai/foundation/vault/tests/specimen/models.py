from django.db import models

from gongkai.foundation.vault.fields import (
    BlindIndexField,
    OpenJSONField,
    OpenTextField,
    SealedJSONField,
    SealedRow,
    SealedTextField,
)


class Applicant(SealedRow):
    """As a request would have one."""

    kind = models.CharField(max_length=20, default="natural_person")
    name = SealedTextField(mask="name", null=True)
    id_number = SealedTextField(mask="resident_id", index="id_number_index", null=True)
    id_number_index = BlindIndexField()
    contact = SealedJSONField(masks={"mobile": "mobile", "address": "address"}, null=True)

    class Meta:
        ordering = ["id"]


class Statement(SealedRow):
    """Free text that people on the matter read."""

    about = models.CharField(max_length=20)
    words = OpenTextField(null=True)
    entries = OpenJSONField(null=True)

    class Meta:
        ordering = ["id"]


class OldStatement(models.Model):
    """One that lies plain and is about to be sealed."""

    vault_id = models.UUIDField(null=True)
    words_plain = models.TextField()
    words = OpenTextField(null=True)

    class Meta:
        ordering = ["id"]
