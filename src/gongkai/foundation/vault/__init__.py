"""Personal data at rest: sealed values whose mask is free and whose plain text is an act in the ledger.

class Applicant(SealedRow):
    id_number = SealedTextField(_("证件号码"), mask="resident_id", index="id_number_index", null=True)
    id_number_index = BlindIndexField()

applicant = Applicant(id_number="…")        # sealed at the assignment, the row keeps no plain text
applicant.id_number.masked()                # 430***********1234
services.unmask(sealed=applicant.id_number, …, reason=…, by=…, at=…)
Applicant.objects.filter(id_number_index__in=selectors.indexes_of("resident_id", typed))
"""
