"""What an official keeps for convenience: named filters of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Person


class SavedView(models.Model):
    """A filter of the register under a name; `query` is the query string of the list page."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("常用筛选")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_once")]

    def __str__(self):
        return self.name
