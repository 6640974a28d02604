"""Facts about letters that others may react to, announced with payload {"letter": id}.

The domain that drafts a letter does not wait for them: it calls the services inside its own act.
"""

APPROVED = "letter.approve"
SEALED = "letter.seal"
SENT = "letter.send"
SERVED = "letter.serve"
UNDELIVERED = "letter.return"
