"""The record and its immutable versions."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.kernel.catalogue.models import Column, DutyEntry
from gongkai.kernel.records.rules.content import CONTENT_FIELDS, AttachedFile, Content, RelationFact
from gongkai.kernel.records.rules.vocabulary import (
    Attribute,
    Interpretation,
    Stage,
)


class Record(models.Model):
    """One item of government information. Mutable only in where it stands; its content lies in versions."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="records", verbose_name=_("机关"))
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("处室")
    )
    index_number = models.CharField(_("索引号"), max_length=60, null=True, blank=True, unique=True)
    stage = models.CharField(_("环节"), max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    current = models.OneToOneField(
        "Version", models.PROTECT, null=True, related_name="+", verbose_name=_("当前版本")
    )
    # title, attribute and kind of the current version, repeated for lists and their indexes
    title = models.CharField(_("标题"), max_length=300, blank=True)
    attribute = models.CharField(_("公开属性"), max_length=12, choices=Attribute.choices, blank=True)
    kind = models.CharField(_("文种"), max_length=30, blank=True, db_default="")
    duty = models.ForeignKey(
        DutyEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("对应公开事项"),
    )
    # the policy that the current version interprets, repeated from its relations so that the policy finds it
    interprets = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interpretations",
        verbose_name=_("解读的文件"),
    )
    cancelled_because = models.TextField(_("注销理由"), blank=True, db_default="")
    source_key = models.CharField(_("来源标识"), max_length=200, null=True, blank=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("起草人"))
    created_at = models.DateTimeField(_("起草时间"))
    touched_at = models.DateTimeField(_("最近变动"))

    class Meta:
        verbose_name = _("政府信息")
        ordering = ["-touched_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "source_key"], name="record_once_per_source"),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.SIGNING, Stage.SIGNED]) | Q(index_number__isnull=False),
                name="record_numbered_when_submitted",
            ),
        ]
        # the order of the list, then what it is narrowed by, so that rows that do not fit are passed over in the index
        indexes = [
            models.Index(
                fields=["organ", "-touched_at", "-id", "stage", "attribute"], name="record_of_organ"
            ),
            models.Index(fields=["organ", "stage", "-touched_at", "-id"], name="record_by_stage"),
            models.Index(fields=["organ", "division", "-touched_at", "-id"], name="record_of_division"),
            models.Index(fields=["-touched_at", "-id", "organ", "stage", "attribute"], name="record_by_time"),
            models.Index(fields=["created_by", "-touched_at", "-id"], name="record_of_author"),
            models.Index(fields=["kind", "-touched_at", "-id", "organ"], name="record_of_kind"),
        ]

    def __str__(self):
        return self.title or self.index_number or f"#{self.pk}"


class InColumn(models.Model):
    """A column that the current version of the record names, repeated from its list so that the register finds it."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="in_columns")
    column = models.ForeignKey(Column, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("所在栏目")
        ordering = ["record_id", "column_id"]
        constraints = [models.UniqueConstraint(fields=["record", "column"], name="record_in_column_once")]

    def __str__(self):
        return f"{self.record_id} {self.column_id}"


class Version(models.Model):
    """What was saved once; never changed (the database refuses). `digest` covers all that the public would see."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("修改人"))
    saved_at = models.DateTimeField(_("保存时间"))
    digest = models.CharField(max_length=64)

    title = models.CharField(_("标题"), max_length=300, blank=True)
    abstract = models.TextField(_("内容概述"), blank=True)
    body = models.TextField(_("正文"), blank=True)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    registration_number = models.CharField(_("统一登记号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=200, blank=True)
    made_on = models.DateField(_("成文日期"), null=True, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    effective_on = models.DateField(_("施行日期"), null=True, blank=True)
    expires_on = models.DateField(_("失效日期"), null=True, blank=True)
    kind = models.CharField(_("文种"), max_length=30, blank=True)
    subject = models.CharField(_("主题分类"), max_length=20, blank=True)
    service_class = models.CharField(_("服务对象分类"), max_length=30, blank=True)
    disclosures = models.JSONField(_("五公开"), default=list, blank=True)
    columns = models.JSONField(_("栏目"), default=list, blank=True)
    scope = models.CharField(_("公开范围"), max_length=60, blank=True)
    mode = models.CharField(_("公开方式"), max_length=60, blank=True)
    keywords = models.CharField(_("主题词"), max_length=200, blank=True)
    attribute = models.CharField(_("公开属性"), max_length=12, choices=Attribute.choices, blank=True)
    ground = models.CharField(_("不公开依据"), max_length=8, blank=True)
    ground_text = models.TextField(_("不公开理由"), blank=True)
    normative = models.BooleanField(_("规范性文件"), default=False)
    interpretation = models.CharField(
        _("政策解读"), max_length=12, choices=Interpretation.choices, default=Interpretation.NOT_NEEDED
    )
    interpretation_plan = models.TextField(_("解读方案"), blank=True)
    waiver_reason = models.TextField(_("不解读理由"), blank=True)
    contains_map = models.BooleanField(_("含地图"), default=False)
    map_number = models.CharField(_("审图号"), max_length=60, blank=True)
    erratum = models.TextField(_("更正说明"), blank=True, db_default="")
    relations = models.JSONField(_("关联文件"), default=list, blank=True)

    class Meta:
        verbose_name = _("版本")
        ordering = ["record_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="version_number_once"),
            # what a review points at: this version, of this record, with this text, by this drafter, for this audience
            models.UniqueConstraint(
                fields=["id", "record", "digest", "drafter", "attribute"], name="version_as_reviewed"
            ),
        ]
        indexes = [
            models.Index(fields=["document_number"], name="version_by_number"),
            models.Index(fields=["expires_on"], name="version_expiring", condition=Q(normative=True)),
        ]

    def __str__(self):
        return f"{self.title} v{self.number}"

    def content(self, attachments: Iterable["Attachment"] | None = None) -> Content:
        """The version as the plain value that rules work on. One query, none with its attachments at hand."""
        attached = self.attachments.all() if attachments is None else attachments
        plain = {name: getattr(self, name) for name in CONTENT_FIELDS if name not in _SEQUENCES}
        return Content(
            **plain,
            disclosures=tuple(self.disclosures),
            columns=tuple(self.columns),
            relations=self.relation_facts(),
            attachments=tuple(a.as_value() for a in attached),
        )

    def relation_facts(self) -> tuple[RelationFact, ...]:
        """What the version says of other records; no query."""
        return tuple(
            RelationFact(r["kind"], r["record"], date.fromisoformat(r["on"]) if r["on"] else None)
            for r in self.relations
        )


_SEQUENCES = frozenset({"disclosures", "columns", "relations", "attachments"})


class Attachment(models.Model):
    """A file of a version, under the name the public sees. Immutable like its version.

    `public_digest`: the copy that the public gets, as it was when the version was saved; the digest of the version
    covers it where `copy_covered` (versions from before that stand as they were reviewed).
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_digest = models.CharField(max_length=64)
    public_digest = models.CharField(max_length=64, blank=True, db_default="")
    copy_covered = models.BooleanField(default=False, db_default=False)
    name = models.CharField(_("名称"), max_length=200)
    inline = models.BooleanField(_("正文中的图片"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("附件")
        ordering = ["version_id", "position", "id"]

    def __str__(self):
        return self.name

    def as_value(self) -> AttachedFile:
        """As the content of its version has it; no query."""
        copy = self.public_digest if self.copy_covered else ""
        return AttachedFile(self.file_id, self.file_digest, self.name, self.inline, copy)

    @property
    def is_as_saved(self) -> bool:
        """Whether its file still is what was saved, and reviewed, with the version; reads `file`."""
        return (self.file_digest, self.public_digest) == (self.file.digest, self.file.public_digest)


class Reassessment(models.Model):
    """The periodic second look at withheld information (Regulations 2019, Art. 18): result and reason."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="reassessments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    keep_withheld = models.BooleanField(_("继续不公开"))
    reason = models.TextField(_("理由"))
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("定期评估")
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.record} {self.at:%Y}"
