"""What the site remembers: positions on lists, what each record's page says today, which files lie in
the tree.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.kernel.records.models import Record


class Shelf(models.Model):
    """A list of the site. `last` is the highest position ever given; `years` the first position of each
    year.
    """

    key = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)
    years = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("列表")
        ordering = ["key"]

    def __str__(self):
        return self.key


class ShelfEntry(models.Model):
    """A record's position on a list, given once and never to another record."""

    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # set until the pages that showed the entry are written without it; then the row goes
    gone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("列表条目")
        ordering = ["shelf_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["shelf", "position"], name="shelf_position_once"),
            models.UniqueConstraint(fields=["record", "shelf"], name="shelf_record_once"),
        ]

    def __str__(self):
        return f"{self.shelf_id} {self.position}"


class Standing(models.Model):
    """What the page of a public record says that time can change. `changes_on`: the day on which it must
    be rendered again.
    """

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="standing")
    validity = models.CharField(_("有效性"), max_length=12, blank=True)
    changes_on = models.DateField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("页面状态")
        ordering = ["record_id"]

    def __str__(self):
        return f"{self.record_id} {self.validity}"


class SharedFile(models.Model):
    """A record's claim on an attachment in the tree; the file goes when its last claim goes."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    path = models.CharField(max_length=260)

    class Meta:
        verbose_name = _("公开附件")
        ordering = ["record_id", "path"]
        constraints = [models.UniqueConstraint(fields=["record", "path"], name="shared_file_once")]
        indexes = [models.Index(fields=["path"], name="shared_file_path")]

    def __str__(self):
        return self.path


class Page(models.Model):
    """A file that the publisher put into the tree: its SM3 digest and size, the base of every later check."""

    path = models.CharField(max_length=260, primary_key=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("页面文件")
        ordering = ["path"]

    def __str__(self):
        return self.path


class GoneAddress(models.Model):
    """The purge list: an address of the open site at which there was something that the public shall not see any
    more. Caches, content networks and search engines are told from here. The row goes when the address is used again.
    """

    path = models.CharField(_("网址"), max_length=260, primary_key=True)
    since = models.DateTimeField(_("撤下时间"), db_index=True)
    has_notice = models.BooleanField(_("留有说明"), help_text=_("原网址上留有“已撤回”的说明页"))

    class Meta:
        verbose_name = _("须清除的网址")
        ordering = ["since", "path"]

    def __str__(self):
        return self.path
