"""The public side of requests: apply, see how far it is, receive the answer. Works without a script."""
