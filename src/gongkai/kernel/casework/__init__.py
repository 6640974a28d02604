"""Cases, steps, work items and the inbox; transitions decided by one pure function."""
