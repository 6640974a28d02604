"""Tables of information requests: who asks, what for, every act on the way, the answer, and what follows it."""

from gongkai.domains.foi.models.acts import Consultation, Correction, Extension, Fee, RequestAct
from gongkai.domains.foi.models.answers import Answer, AnswerFile
from gongkai.domains.foi.models.appeals import Appeal, AppealEvent
from gongkai.domains.foi.models.hearing import Conference, OpinionRound
from gongkai.domains.foi.models.intake import FoundPublic, IntakeDraft, Message
from gongkai.domains.foi.models.pacing import PaceCount
from gongkai.domains.foi.models.requests import Applicant, LikenessKey, Material, Request
from gongkai.domains.foi.models.settings import OfficeSetting

__all__ = [
    "Answer",
    "AnswerFile",
    "Appeal",
    "AppealEvent",
    "Applicant",
    "Conference",
    "Consultation",
    "Correction",
    "Extension",
    "Fee",
    "FoundPublic",
    "IntakeDraft",
    "LikenessKey",
    "Material",
    "Message",
    "OfficeSetting",
    "OpinionRound",
    "PaceCount",
    "Request",
    "RequestAct",
]
