"""Regions, organs, divisions, people and the posts through which people hold roles."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.rules import Level, OrganKind, Role


class Region(models.Model):
    """An administrative division by its GB/T 2260 code (province, city, county) or longer code below."""

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    former_names = models.JSONField(_("曾用名"), default=list, blank=True)

    class Meta:
        verbose_name = _("行政区划")
        ordering = ["code"]

    def __str__(self):
        return self.name


class Organ(models.Model):
    """A legal person (厅、局) that makes, keeps and publishes information.

    `code` prefixes its index numbers, e.g. 430S00. `path` is the chain of ancestors' ids and its own,
    "1/5/77/", so that "this organ and all below" is one indexed prefix comparison.
    """

    code = models.CharField(_("机关代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    kind = models.CharField(
        _("机关性质"), max_length=12, choices=OrganKind.choices, default=OrganKind.DEPARTMENT
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="organs", verbose_name=_("行政区划"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=60, unique=True)
    index_pattern = models.CharField(_("索引号格式"), max_length=60, default="{organ}/{year}-{serial:05d}")
    former_names = models.JSONField(_("曾用名"), default=list, blank=True)  # [{"name", "until": ISO date}]
    contact = models.JSONField(_("联系方式"), default=dict, blank=True)
    # contact keys: office, address, hours, phone, fax, email, postcode, leader (Art. 12 of the Regulations)

    class Meta:
        verbose_name = _("机关")
        ordering = ["path"]

    def __str__(self):
        return self.name


class Division(models.Model):
    """A part of an organ (处室、科室)."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="divisions", verbose_name=_("机关"))
    name = models.CharField(_("名称"), max_length=60)
    duties = models.TextField(_("职责"), blank=True)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("处室")
        ordering = ["organ_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["organ", "name"], name="division_once_per_organ")]

    def __str__(self):
        return self.name


class PersonManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class Person(AbstractBaseUser):
    """An official with an account. Rights come from posts only, through the role matrix."""

    username = models.CharField(_("账号"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="people", verbose_name=_("机关"))
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("处室")
    )
    is_active = models.BooleanField(_("在用"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = PersonManager()

    class Meta:
        verbose_name = _("人员")
        ordering = ["organ_id", "id"]

    def __str__(self):
        return self.name

    @property
    def actor_id(self) -> str:
        return f"person:{self.pk}"

    @property
    def actor_name(self) -> str:
        return self.name


class Post(models.Model):
    """A role that a person holds in an organ (or one division of it) for a period."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts", verbose_name=_("机关"))
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("处室")
    )
    role = models.CharField(_("角色"), max_length=30, choices=Role.choices)
    since = models.DateField(_("自"), null=True, blank=True)
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        ordering = ["id"]
        indexes = [models.Index(fields=["organ", "role"], name="post_organ_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="post_period"
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_role_display()}"


class Substitution(models.Model):
    """While a person is away, another acts on the posts of the first (代理). Both names go on the act."""

    absent = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name=_("被代理人"))
    substitute = models.ForeignKey(
        Person, models.PROTECT, related_name="substitutions", verbose_name=_("代理人")
    )
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    reason = models.CharField(_("事由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("代理")
        ordering = ["-since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="substitution_period"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_of_another"),
        ]

    def __str__(self):
        return f"{self.substitute} → {self.absent}"
