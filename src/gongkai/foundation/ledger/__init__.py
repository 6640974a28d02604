"""The ledger: every act of every organ, in order, chained, signed; written by one function and never
changed."""
