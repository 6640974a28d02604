"""Hearing others inside the house before an answer: opinions of divisions, conferences on difficult cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.models.requests import Request
from gongkai.foundation.orgs.models import Division, Person
from gongkai.kernel.casework.models import Case


class OpinionRound(models.Model):
    """Several divisions asked at once while the request is handled. Who was asked and what they said lies in `case`."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="opinion_rounds")
    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    question = models.TextField(_("征求意见的问题"))
    until = models.DateField(_("请于何日前答复"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("征求人"))
    asked_at = models.DateTimeField(_("征求时间"))

    class Meta:
        verbose_name = _("征求处室意见")
        ordering = ["id"]

    def __str__(self):
        return self.question[:30]


class Conference(models.Model):
    """A conference on a difficult case, written down after it was held. Append-only: what was wrong is told by another."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="conferences")
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("召集人"))
    held_on = models.DateField(_("会商日期"))
    place = models.CharField(_("地点"), max_length=120)
    divisions = models.ManyToManyField(Division, related_name="+", verbose_name=_("参加处室"), blank=True)
    people = models.ManyToManyField(Person, related_name="+", verbose_name=_("参加人员"), blank=True)
    counsel = models.CharField(_("法律顾问"), max_length=200, blank=True)
    question = models.TextField(_("会商的问题"))
    minutes = models.TextField(_("会商记录"))
    conclusion = models.TextField(_("会商结论"))
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("疑难件会商")
        ordering = ["id"]

    def __str__(self):
        return f"{self.request_id} {self.held_on}"
