"""Serial numbers without gaps, and the spelling of index numbers (索引号)."""
