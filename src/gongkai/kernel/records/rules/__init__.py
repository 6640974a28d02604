"""Pure rules of the register: vocabulary, the gate, personal data, validity, comparison. No Django ORM, no I/O."""
