"""Acts on cases. Every act locks the case first, so acts on one case happen one after the other; it returns
the decision, to which the app of the subject reacts in the same transaction.
"""

from gongkai.kernel.casework.services.defining import define
from gongkai.kernel.casework.services.following import mark_opened, reassign, remind
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
    "add_signer",
    "define",
    "mark_opened",
    "open_case",
    "reassign",
    "remind",
    "remove_signer",
    "resubmit",
    "send_back",
    "take_back",
]
