"""Writes: one function for each act on texts, settings and letters."""

from gongkai.kernel.letters.services.drafting import (
    cancel,
    draft_letter,
    reasons_against_drafting,
    replace,
    revise,
)
from gongkai.kernel.letters.services.moving import (
    approve,
    mark_printed,
    record_service,
    resend,
    return_undelivered,
    seal,
    send,
)
from gongkai.kernel.letters.services.opening import FILES, open_file
from gongkai.kernel.letters.services.setting import (
    set_letterhead,
    set_number_pattern,
    set_red_head,
    set_service_rule,
)
from gongkai.kernel.letters.services.texts import load_texts, read_texts, write_text

__all__ = [
    "FILES",
    "approve",
    "cancel",
    "draft_letter",
    "load_texts",
    "mark_printed",
    "open_file",
    "read_texts",
    "reasons_against_drafting",
    "record_service",
    "replace",
    "resend",
    "return_undelivered",
    "revise",
    "seal",
    "send",
    "set_letterhead",
    "set_number_pattern",
    "set_red_head",
    "set_service_rule",
    "write_text",
]
