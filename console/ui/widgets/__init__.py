"""Widgets of our own. All of them paint lines of spans; none takes markup."""
