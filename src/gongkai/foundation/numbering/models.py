"""One counter per series and year."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last serial given in a series and year. Written by services only, inside the act that uses the
    number."""

    series = models.CharField(_("序列"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("末号"))

    class Meta:
        verbose_name = _("编号")
        ordering = ["series", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="counter_once_a_year"),
            models.CheckConstraint(condition=models.Q(last__gte=1), name="counter_from_one"),
        ]

    def __str__(self):
        return f"{self.series}/{self.year}: {self.last}"
