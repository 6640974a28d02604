"""The job of burning."""

from datetime import datetime, timedelta

from gongkai.foundation.jobs.registry import handler
from gongkai.kernel.redaction import services
from gongkai.kernel.redaction.models import Redaction


@handler(services.JOB, lease=timedelta(hours=1))
def burn(payload: dict, at: datetime) -> None:
    redaction = Redaction.objects.select_related("organ", "source").get(pk=payload["redaction"])
    services.carry_out(redaction=redaction, at=at)
