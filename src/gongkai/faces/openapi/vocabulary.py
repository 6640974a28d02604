"""What a token may be used for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    DRAFT = "drafts.write", _("提交草稿")
    READ = "records.read", _("查看本人可见的政府信息")
    INTAKE = "requests.intake", _("提交信息公开申请")
    REQUESTS = "requests.read", _("查看本人可见的信息公开申请")
    FIGURES = "figures.read", _("查看本人可见的统计指标")
