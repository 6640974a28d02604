"""Acts on cases. Every act locks the case first, so acts on one case happen one after the other; it returns
the decision, to which the app of the subject reacts in the same transaction.
"""

from gongkai.kernel.casework.services.defining import define
from gongkai.kernel.casework.services.delegating import add_divisions, delegate, give_back
from gongkai.kernel.casework.services.following import mark_opened, reassign, reassign_to_post, remind
from gongkai.kernel.casework.services.forgetting import forget_words
from gongkai.kernel.casework.services.overseeing import circulate, mark_read, report, supervise
from gongkai.kernel.casework.services.signing import (
    abandon,
    act,
    add_signer,
    open_case,
    remove_signer,
    resubmit,
    send_back,
    take_back,
)

__all__ = [
    "abandon",
    "act",
    "add_divisions",
    "add_signer",
    "circulate",
    "define",
    "delegate",
    "give_back",
    "forget_words",
    "mark_opened",
    "mark_read",
    "open_case",
    "reassign",
    "reassign_to_post",
    "remind",
    "remove_signer",
    "report",
    "resubmit",
    "send_back",
    "supervise",
    "take_back",
]
