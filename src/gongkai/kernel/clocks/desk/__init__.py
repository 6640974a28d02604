"""The page on which a due date explains itself."""
