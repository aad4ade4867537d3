"""Incidents: severity, clocks, timeline. Pure rules; the desk acts on them."""
