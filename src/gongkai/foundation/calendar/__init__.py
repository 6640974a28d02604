"""Working days: own table of days, provisional bounds where no notice covers a date, ordinal arithmetic."""
