"""An app of the tests alone: no app below the domains has personal data of its own."""
