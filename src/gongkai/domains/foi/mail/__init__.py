"""E-mails that may be requests: read without trusting them, kept sealed, decided on by an official."""
