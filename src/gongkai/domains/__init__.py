"""Business domains (foi, land, mailbox, services ...). They never import one another. Empty until a later capability lands."""
