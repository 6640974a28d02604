"""Facts about cases that others may react to: `case.<verb>`, announced with payload {"case": id, "step":
key}.

The app of a case's subject does not wait for them: it calls the services and reacts to the returned
decision in the same transaction. They are for notices and statistics.
"""

OPENED = "case.open"
RESUBMITTED = "case.resubmit"
ACTED = "case.act"
SENT_BACK = "case.send_back"
TAKEN_BACK = "case.take_back"
SIGNER_ADDED = "case.add_signer"
SIGNER_REMOVED = "case.remove_signer"
ABANDONED = "case.abandon"
REMINDED = "case.remind"
REASSIGNED = "case.reassign"
ITEM_OPENED = "case.open_item"
DIVISIONS_ADDED = "case.add_divisions"
DELEGATED = "case.delegate"
RETURNED = "case.return"
SUPERVISED = "case.supervise"
REPORTED = "case.report"
CIRCULATED = "case.circulate"
COPY_READ = "case.read_copy"
