"""Stored files: what was uploaded, what can be said of it, and its public copy. Bytes: see storage."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.rules.kinds import KINDS
from gongkai.foundation.files.vocabulary import PublicState, TextState
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.vault.fields import SealedRow, SealedTextField


class StoredFile(models.Model):
    """One file of one organ under one name. The same bytes lie on the disk once, whoever stored them.

    `digest` is SM3 over the original, `public_digest` over the copy without its authors' traces; they are
    equal when there was nothing to remove. `text` is for search and checks. Written by services only.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    digest = models.CharField(_("摘要"), max_length=64)
    name = models.CharField(_("文件名"), max_length=120)
    kind = models.CharField(_("类型"), max_length=8, choices=[(k.code, k.label) for k in KINDS.values()])
    media_type = models.CharField(_("媒体类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("字节数"))
    stored_at = models.DateTimeField(_("保存时间"))
    text = models.TextField(_("文字"), blank=True)
    text_state = models.CharField(_("文字状态"), max_length=20, choices=TextState.choices)
    public_state = models.CharField(_("公开副本"), max_length=20, choices=PublicState.choices)
    public_problem = models.CharField(_("公开副本的问题"), max_length=20, blank=True)
    public_digest = models.CharField(_("公开副本摘要"), max_length=64, blank=True)
    public_size = models.PositiveBigIntegerField(_("公开副本字节数"), null=True, blank=True)
    notes = models.JSONField(_("提示"), default=list, blank=True)  # codes of vocabulary.NOTES
    sealed = models.BooleanField(_("封存"), default=False, db_default=False)  # its bytes: see FileKey
    accepted_at = models.DateTimeField(_("认可时间"), null=True, blank=True)
    accepted_by = models.CharField(_("认可人标识"), max_length=60, blank=True)
    accepted_name = models.CharField(_("认可人"), max_length=80, blank=True)
    accepted_reason = models.CharField(_("认可理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("文件")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["digest"], name="file_digest"),
            models.Index(fields=["public_digest"], name="file_public_digest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "digest", "name", "sealed"], name="file_once_per_organ_and_name"
            ),
            models.CheckConstraint(
                condition=Q(sealed=False) | Q(public_state=PublicState.NONE, text=""),
                name="file_sealed_says_nothing",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
            models.CheckConstraint(
                condition=Q(public_state=PublicState.NONE, public_digest="")
                | (~Q(public_state=PublicState.NONE) & ~Q(public_digest="") & Q(public_size__gt=0)),
                name="file_public_copy_or_none",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None)
                | (
                    Q(public_state=PublicState.NEEDS_ACCEPTANCE) & ~Q(accepted_by="") & ~Q(accepted_reason="")
                ),
                name="file_accepted_by_somebody",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_searchable(self) -> bool:
        return self.text_state in {TextState.EXTRACTED, TextState.PARTIAL}


class FileKey(SealedRow):
    """Where the bytes of a sealed file lie and the key that opens them, sealed itself. Goes with its file."""

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="file_key")
    place = models.CharField(max_length=64, unique=True)
    key = SealedTextField(_("文件密钥"), mask="hidden")

    class Meta:
        verbose_name = _("文件密钥")
        ordering = ["file_id"]

    def __str__(self):
        return self.place
