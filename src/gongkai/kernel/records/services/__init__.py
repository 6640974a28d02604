"""Acts on records, one function per legal act. This package is the whole of what others may call to change a record."""

from gongkai.kernel.records.services.arriving import review_imported, take_over
from gongkai.kernel.records.services.chains import define_chain, drop_chain, set_chain
from gongkai.kernel.records.services.drafting import cancel, draft, file_under, save, start_due_clock
from gongkai.kernel.records.services.erasing import confirm_erasure, drop_erasure, order_erasure
from gongkai.kernel.records.services.reassessing import reassess
from gongkai.kernel.records.services.release import (
    publish,
    publish_scheduled,
    schedule,
    unschedule,
)
from gongkai.kernel.records.services.signing import (
    add_signer,
    open_item,
    remind,
    review,
    review_already_public,
    send_back,
    sign,
    submit,
    take_back,
)
from gongkai.kernel.records.services.withdrawing import Along, release_reason, withdraw

__all__ = [
    "Along",
    "add_signer",
    "open_item",
    "cancel",
    "confirm_erasure",
    "define_chain",
    "draft",
    "drop_chain",
    "drop_erasure",
    "file_under",
    "order_erasure",
    "publish",
    "publish_scheduled",
    "reassess",
    "release_reason",
    "remind",
    "review",
    "review_already_public",
    "review_imported",
    "save",
    "schedule",
    "send_back",
    "set_chain",
    "sign",
    "start_due_clock",
    "submit",
    "take_back",
    "take_over",
    "unschedule",
    "withdraw",
]
