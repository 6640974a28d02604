"""What a token may be used for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    DRAFT = "drafts.write", _("提交草稿")
    READ = "records.read", _("查看本人可见的政府信息")
