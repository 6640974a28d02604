"""What an organ sets once for the handling of requests."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.chasing import REPLY_DAYS, UNSERVED_DAYS
from gongkai.domains.foi.rules.fees import SMALL_PAGES, SMALL_PIECES
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
    reply_days = models.PositiveSmallIntegerField(
        _("请其他机关几个工作日内答复"), default=REPLY_DAYS, validators=[MinValueValidator(1)]
    )
    unserved_days = models.PositiveSmallIntegerField(
        _("文书发出几天没有登记送达即提醒"), default=UNSERVED_DAYS, validators=[MinValueValidator(1)]
    )
    small_pages = models.PositiveIntegerField(_("按量收费：不超过几页时提示核对"), default=SMALL_PAGES)
    small_pieces = models.PositiveIntegerField(_("按件收费：当月不超过几件时提示核对"), default=SMALL_PIECES)
    mailbox = models.CharField(_("申请邮箱"), max_length=120, blank=True)
    open_for_requests = models.BooleanField(_("接受网上申请"), default=True)

    class Meta:
        verbose_name = _("依申请公开设置")

    def __str__(self):
        return str(self.organ)
