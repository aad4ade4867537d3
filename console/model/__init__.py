"""The words of the trade: frozen dataclasses and enums that import nothing of ours."""
