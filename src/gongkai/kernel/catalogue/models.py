"""Sites and columns, classifications, the duty catalogue and the negative list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Division, Organ
from gongkai.foundation.orgs.rules import Level
from gongkai.kernel.catalogue.rules import Article, ColumnKind, LimitUnit, Refresh


class Site(models.Model):
    """A public site, or (with a parent) the channel of a city on the provincial site. One per organ."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("网站名称"), max_length=80)
    organ = models.OneToOneField(Organ, models.PROTECT, related_name="site", verbose_name=_("主办单位"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="channels", verbose_name=_("所属网站")
    )
    address = models.CharField(_("网址"), max_length=200, blank=True)
    id_code = models.CharField(_("网站标识码"), max_length=10, blank=True)
    icp = models.CharField(_("ICP 备案号"), max_length=40, blank=True)
    police_record = models.CharField(_("公安备案号"), max_length=40, blank=True)
    contact = models.CharField(_("联系方式"), max_length=200, blank=True)
    is_demonstration = models.BooleanField(_("演示网站"), default=False)
    names_editor = models.BooleanField(_("网页写明责任编辑"), default=True, db_default=True)

    class Meta:
        verbose_name = _("网站")
        ordering = ["id"]

    def __str__(self):
        return self.name


class Subject(models.Model):
    """主题分类: the State Council's 22 main classes and their second level. Written 综合政务\\政务公开."""

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("主题分类")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


class ServiceClass(models.Model):
    """服务对象分类: natural or legal persons, then the event of life or business."""

    code = models.CharField(_("代码"), max_length=30, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("服务对象分类")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


class DutyEntry(models.Model):
    """One line of an organ's duty catalogue (主动公开目录、基层政务公开标准目录): what must be public.

    `limit_*`: how soon after making; empty: the 20 working days of Art. 26. `refresh*`: when it is stale.
    `confirmed` is False for shipped lines that the organ has not yet compared with its own local directory.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="duties", verbose_name=_("机关"))
    code = models.CharField(_("编号"), max_length=20)
    article = models.CharField(_("条例条款"), max_length=6, choices=Article.choices)
    name = models.CharField(_("公开事项"), max_length=100)
    content = models.TextField(_("公开内容（要素）"), blank=True)
    source = models.CharField(_("公开依据"), max_length=300)
    division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties_to_publish",
        verbose_name=_("责任处室"),
    )
    limit_number = models.PositiveSmallIntegerField(_("公开时限"), null=True, blank=True)
    limit_unit = models.CharField(_("时限单位"), max_length=8, choices=LimitUnit.choices, blank=True)
    refresh = models.CharField(
        _("更新方式"), max_length=10, choices=Refresh.choices, default=Refresh.ON_CHANGE
    )
    refresh_number = models.PositiveSmallIntegerField(_("更新周期"), null=True, blank=True)
    refresh_by = models.CharField(_("每年期限（月-日）"), max_length=5, blank=True)
    channel = models.CharField(_("公开渠道和载体"), max_length=100, blank=True)
    audience = models.CharField(_("公开对象"), max_length=60, blank=True)
    on_request = models.BooleanField(_("依申请公开"), default=False)
    level = models.CharField(_("公开层级"), max_length=10, choices=Level.choices)
    confirmed = models.BooleanField(_("已核对"), default=True)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("公开事项")
        ordering = ["organ_id", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "code"], name="duty_once_per_organ"),
            models.CheckConstraint(
                condition=Q(limit_number=None, limit_unit="")
                | Q(limit_number__isnull=False, limit_number__gte=1) & ~Q(limit_unit=""),
                name="duty_limit_with_unit",
            ),
            models.CheckConstraint(
                condition=Q(refresh=Refresh.ON_CHANGE)
                | Q(refresh=Refresh.YEARLY) & ~Q(refresh_by="")
                | Q(
                    refresh__in=[Refresh.DAYS, Refresh.WORKDAYS],
                    refresh_number__isnull=False,  # a comparison with null would let the row pass
                    refresh_number__gte=1,
                ),
                name="duty_refresh_complete",
            ),
        ]

    def __str__(self):
        return self.name


class Column(models.Model):
    """A place on a site that lists records. `path` is its address below the site and never changes.

    `organ`: only this organ's records appear here; empty: those of every organ that publishes on the site.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="columns", verbose_name=_("网站"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级栏目")
    )
    slug = models.CharField(_("地址"), max_length=40)
    path = models.CharField(_("路径"), max_length=200)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=20, choices=ColumnKind.choices)
    type = models.CharField(_("栏目类别标签"), max_length=60, blank=True)
    description = models.CharField(_("说明"), max_length=300, blank=True)
    keywords = models.CharField(_("关键词"), max_length=200, blank=True)
    freshness_days = models.PositiveSmallIntegerField(_("更新周期（日）"), null=True, blank=True)
    duty = models.ForeignKey(
        DutyEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="columns",
        verbose_name=_("对应公开事项"),
    )
    organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("限于机关")
    )
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("栏目")
        ordering = ["site_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="column_address_once")]

    def __str__(self):
        return self.name


class NegativeEntry(models.Model):
    """One line of an organ's negative list. `patterns`: see rules.negative."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="negative_entries", verbose_name=_("机关"))
    name = models.CharField(_("事项"), max_length=100)
    patterns = models.JSONField(_("匹配词"), default=list)
    basis = models.CharField(_("依据"), max_length=300)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("负面清单事项")
        ordering = ["organ_id", "id"]
        constraints = [models.UniqueConstraint(fields=["organ", "name"], name="negative_once_per_organ")]

    def __str__(self):
        return self.name


class OrganPractice(models.Model):
    """What differs from organ to organ in publishing.

    `registration_since`: the organ registers its normative documents (三统一) from this day, and none made
    since then goes out without a registration number. `validity_years`, `trial_years` (暂行、试行): how long its
    normative documents hold; a warning only, and none where they are empty.
    """

    organ = models.OneToOneField(Organ, models.PROTECT, related_name="practice", verbose_name=_("机关"))
    registration_since = models.DateField(_("规范性文件统一登记起始日"), null=True, blank=True)
    validity_years = models.PositiveSmallIntegerField(_("规范性文件有效期（年）"), null=True, blank=True)
    trial_years = models.PositiveSmallIntegerField(_("暂行、试行文件有效期（年）"), null=True, blank=True)

    class Meta:
        verbose_name = _("公开工作设定")
        ordering = ["organ_id"]

    def __str__(self):
        return str(self.organ)
