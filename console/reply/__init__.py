"""Replies: preflight, and the state machine of the outbox. Pure rules; desk and watch act on them."""
