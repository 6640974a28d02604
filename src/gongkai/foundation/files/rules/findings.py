"""What a check of the stored bytes can find."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fault(TextChoices):
    MISSING = "missing", _("文件缺失")
    CHANGED = "changed", _("内容与摘要不符")
    UNREADABLE = "unreadable", _("无法读取")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `file` is the row's id, `shelf` originals or public, `digest` what should lie there."""

    fault: Fault
    file: int
    shelf: str
    digest: str

    def __str__(self):
        return f"#{self.file} {self.shelf}/{self.digest}: {self.fault.label}"

    def as_dict(self) -> dict[str, str | int]:
        return {"fault": self.fault.value, "file": self.file, "shelf": self.shelf, "digest": self.digest}
