"""Answers: immutable versions, the files they give, the sign-off they passed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.models.requests import Request
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.models import Case
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.records.models import Record
from gongkai.kernel.redaction.models import Redaction


class Answer(models.Model):
    """One version of the answer to a request; the last one counts. Never changed after it is saved.

    `facts`: what the five questions were answered with; `grounds`: list of {code, law, harm, part} for what is
    withheld. Sign-off (`case`), letter and day are written once each.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="answers")
    version = models.PositiveSmallIntegerField(_("版本"))
    kind = models.CharField(_("答复类型"), max_length=3, choices=AnswerKind.choices)
    facts = models.JSONField(_("判断经过"), default=dict)
    grounds = models.JSONField(_("不予公开的依据"), default=list, blank=True)
    text = models.TextField(_("答复内容"))
    search_record = models.TextField(_("检索情况"), blank=True)  # A6: where and how it was looked for
    right_organ = models.CharField(_("负责公开的机关"), max_length=120, blank=True)  # A7
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("已公开的信息")
    )  # A1
    drafted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("拟稿人")
    )  # nobody: the applicant said that the record is what was wanted
    saved_at = models.DateTimeField(_("保存时间"))
    digest = models.CharField(max_length=64)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审签")
    )
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("告知书")
    )

    class Meta:
        verbose_name = _("答复")
        ordering = ["request_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="answer_version_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(case__isnull=False), name="answer_signed_in_a_case"
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=False)
                | Q(kind=AnswerKind.A1, record__isnull=False, case=None, letter=None),
                name="answer_drafted_or_confirmed",
            ),
        ]

    def __str__(self):
        return f"{self.request_id} v{self.version}"


class AnswerFile(models.Model):
    """A file that is given to the applicant: as it is, or with boxes burnt in (then only the redaction's result)."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    redaction = models.ForeignKey(Redaction, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(_("文件名称"), max_length=120)

    class Meta:
        verbose_name = _("答复附件")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["answer", "file"], name="answer_file_once")]

    def __str__(self):
        return self.label
