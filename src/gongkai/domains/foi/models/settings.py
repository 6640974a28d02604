"""What an organ sets once for the handling of requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.remedies import SilenceReading
from gongkai.foundation.orgs.models import Organ


class OfficeSetting(models.Model):
    """Who hears appeals, how the office is reached, and how an open question of law is read until it is settled."""

    organ = models.OneToOneField(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    review_organ = models.CharField(_("行政复议机关"), max_length=120)
    court = models.CharField(_("管辖法院"), max_length=120)
    office_address = models.CharField(_("受理地址"), max_length=200, blank=True)
    office_phone = models.CharField(_("受理电话"), max_length=60, blank=True)
    office_hours = models.CharField(_("办公时间"), max_length=120, blank=True)
    silence = models.CharField(
        _("逾期未答复的救济"),
        max_length=12,
        choices=SilenceReading.choices,
        default=SilenceReading.UNCONFIRMED,
    )
    mailbox = models.CharField(_("申请邮箱"), max_length=120, blank=True)
    open_for_requests = models.BooleanField(_("接受网上申请"), default=True)

    class Meta:
        verbose_name = _("依申请公开设置")

    def __str__(self):
        return str(self.organ)
