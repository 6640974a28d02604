"""What people and machines touch: public portal, staff desk, open API, command line. Roots, sign-in, inbox; no rules."""
