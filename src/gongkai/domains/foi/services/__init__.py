"""Acts on information requests: one verb each, `by` and `at` given, one transaction, one ledger entry."""

from gongkai.domains.foi.services.advising import advise_transfer, tell_party
from gongkai.domains.foi.services.answering import (
    draft_answer,
    prepare_letter,
    renew_answer,
    send_back_answer,
    sign_answer,
    submit_answer,
    take_back_answer,
)
from gongkai.domains.foi.services.appealing import correct_decision, decide_appeal, file_appeal, note_appeal
from gongkai.domains.foi.services.charging import notify_fee, record_payment
from gongkai.domains.foi.services.classifying import classify
from gongkai.domains.foi.services.concluding import archive, count_found, found_public, rate, void, withdraw
from gongkai.domains.foi.services.conferring import record_conference
from gongkai.domains.foi.services.consulting import consult, record_reply
from gongkai.domains.foi.services.converting import convert
from gongkai.domains.foi.services.correcting import correction_lapsed, receive_correction, request_correction
from gongkai.domains.foi.services.delaying import set_delay
from gongkai.domains.foi.services.extending import decide_extension, propose_extension
from gongkai.domains.foi.services.intake import confirm_by_applicant, confirm_receipt, new_code, submit
from gongkai.domains.foi.services.mending import correct_answer, drop_correction
from gongkai.domains.foi.services.opinions import ask_opinions, give_opinion, remind_divisions
from gongkai.domains.foi.services.setting import set_office
from gongkai.domains.foi.services.triage import ask_reasons, assign, link_duplicate, receive_reasons, route

__all__ = [
    "advise_transfer",
    "archive",
    "ask_opinions",
    "ask_reasons",
    "assign",
    "classify",
    "confirm_by_applicant",
    "confirm_receipt",
    "consult",
    "convert",
    "correct_answer",
    "correct_decision",
    "correction_lapsed",
    "count_found",
    "decide_appeal",
    "decide_extension",
    "draft_answer",
    "drop_correction",
    "file_appeal",
    "give_opinion",
    "found_public",
    "link_duplicate",
    "new_code",
    "note_appeal",
    "notify_fee",
    "prepare_letter",
    "propose_extension",
    "rate",
    "receive_correction",
    "receive_reasons",
    "record_conference",
    "record_payment",
    "record_reply",
    "remind_divisions",
    "renew_answer",
    "request_correction",
    "route",
    "send_back_answer",
    "set_delay",
    "set_office",
    "sign_answer",
    "submit",
    "submit_answer",
    "take_back_answer",
    "tell_party",
    "void",
    "withdraw",
]
