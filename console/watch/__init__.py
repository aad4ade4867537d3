"""The watch: the flow, wired; supervision, back-pressure, clocks, the outbox sender."""
