"""Tokens of other systems, and the answers given to their requests, so that a repeated request does nothing twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.records.models import Record


class ApiToken(models.Model):
    """A token of another system. It acts as a person, for one organ, within its scopes; only its digest is kept."""

    name = models.CharField(_("系统名称"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="api_tokens", verbose_name=_("代表人员"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    scopes = models.JSONField(_("用途"), default=list)
    created_at = models.DateTimeField(_("发放时间"))
    created_by = models.CharField(_("发放人"), max_length=60)
    expires_on = models.DateField(_("有效期至"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        ordering = ["-id"]

    def __str__(self):
        return self.name


class IdempotencyKey(models.Model):
    """A request that was carried out: the digest of what it asked and the answer it got. Kept for KEEP_REQUESTS."""

    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="requests")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.TextField(blank=True)  # JSON as it was sent; a JSON column would change its order
    record = models.ForeignKey(Record, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("接口请求")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="request_once_per_key")]
        indexes = [models.Index(fields=["at"], name="request_by_time")]

    def __str__(self):
        return self.key
