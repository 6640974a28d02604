"""What comes in before it is a request: drafts of the public form, messages of the mailbox, what was found instead."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.models.requests import Request
from gongkai.domains.foi.rules.kinds import MessageState
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.vault.fields import SealedJSONField, SealedRow
from gongkai.kernel.records.models import Record


class IntakeDraft(SealedRow):
    """A form half filled in, kept for who comes back with its code. Sealed whole; forgotten after `expires_at`."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    code_index = models.CharField(max_length=64, unique=True)
    values = SealedJSONField(_("所填内容"))
    saved_at = models.DateTimeField(_("保存时间"))
    expires_at = models.DateTimeField(_("保留至"))
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True)

    class Meta:
        verbose_name = _("申请草稿")
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["expires_at"], name="intake_draft_expires")]

    def __str__(self):
        return f"{self.organ_id} {self.saved_at}"


class Message(SealedRow):
    """An e-mail as it came, waiting to be made a request, joined to one, or put aside with a reason."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    message_key = models.CharField(_("邮件标识"), max_length=200)  # Message-ID, or the digest of the bytes
    state = models.CharField(_("状态"), max_length=10, choices=MessageState.choices)
    sent_at = models.DateTimeField(_("发信时间"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("收信时间"))
    content = SealedJSONField(_("内容"), masks={"sender": "email"})  # sender, subject, text
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True)
    notes = models.JSONField(_("提示"), default=list)  # what was left out, and why
    request = models.ForeignKey(Request, models.PROTECT, null=True, blank=True, related_name="messages")
    handled_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处理人")
    )
    handled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    reason = models.CharField(_("不作为申请的理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("来信")
        ordering = ["-arrived_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "message_key"], name="message_once"),
            models.CheckConstraint(
                condition=~Q(state=MessageState.JOINED) | Q(request__isnull=False), name="message_joined_to"
            ),
        ]
        indexes = [models.Index(fields=["organ", "state", "-arrived_at"], name="message_waiting")]

    def __str__(self):
        return self.message_key


class FoundPublic(models.Model):
    """Somebody said of a public record: that is what I wanted, and there is no request. Nothing here tells who.

    `request`: the one that became void by it before it was received. `form_key`: the form that was open, so that it
    counts once however often it is sent.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", verbose_name=_("已公开的信息"))
    title = models.CharField(_("标题"), max_length=300)  # as it was public on that day
    on = models.DateField(_("日期"))
    request = models.OneToOneField(Request, models.PROTECT, null=True, blank=True, related_name="found")
    form_key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        verbose_name = _("申请前已找到")
        ordering = ["-on", "-id"]
        constraints = [models.UniqueConstraint(fields=["organ", "form_key"], name="found_once_by_form")]
        indexes = [models.Index(fields=["organ", "on"], name="found_of_organ")]

    def __str__(self):
        return self.title
