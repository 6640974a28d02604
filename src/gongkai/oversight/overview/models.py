"""Where regions stand on drawings: squares of the tile map, and outlines of base maps that were approved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Region


class RegionTile(models.Model):
    """The square of a region among its neighbours, counted from 0. A sketch, no boundary."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    row = models.PositiveSmallIntegerField(_("行"))
    column = models.PositiveSmallIntegerField(_("列"))

    class Meta:
        verbose_name = _("区划方格")
        ordering = ["region_id"]

    def __str__(self):
        return f"{self.region_id} {self.row}:{self.column}"


class BaseMap(models.Model):
    """A file of boundaries that an authority approved (地图管理条例 第二十一条); its number is printed wherever it is drawn."""

    approval_number = models.CharField(_("审图号"), max_length=60)
    file_name = models.CharField(_("文件"), max_length=120)
    digest = models.CharField(max_length=64)  # SM3 of the file
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原件")
    )  # none of those that came before files were kept
    loaded_by = models.CharField(_("载入人"), max_length=80)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("底图")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(approval_number=""), name="base_map_approved")]

    def __str__(self):
        return self.approval_number


class RegionOutline(models.Model):
    """The boundary of a region, simplified for a drawing: rings of [longitude, latitude] in degrees."""

    base_map = models.ForeignKey(BaseMap, models.CASCADE, related_name="outlines")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    rings = models.JSONField()

    class Meta:
        verbose_name = _("区划边界")
        ordering = ["base_map_id", "region_id"]
        constraints = [models.UniqueConstraint(fields=["base_map", "region"], name="outline_once_per_map")]

    def __str__(self):
        return f"{self.base_map_id} {self.region_id}"
