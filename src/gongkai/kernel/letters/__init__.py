"""Letters (告知书): texts with merge fields, one source rendered to .docx and .pdf, steps until served."""
