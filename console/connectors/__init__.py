"""Connectors: one module per network, and the registry."""
