"""Public holidays, from the `holidays` library."""

from datetime import date
from functools import lru_cache

MOST = 100
"""More public holidays than any country has in a year."""


def country_problem(name: str) -> str | None:
    """What is wrong with a country such as `NO`, or a part of one such as `DE-BY`; None if nothing is."""
    # Loading it takes as long as the rest of a command, and most have no use for it.
    import holidays

    country, _, part = name.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return f"{country!r} is no country whose holidays are known; give its two letters, such as NO"
    if part and part not in known[country]:
        parts = ", ".join(known[country]) or "none"
        return f"{country} has no part {part!r} with holidays of its own; known: {parts}"
    return None


@lru_cache(maxsize=256)
def public_days(name: str, year: int) -> frozenset[date]:
    """The public holidays of a country, or a part of one, in one year; none for an empty name."""
    if not name:
        return frozenset()
    import holidays

    country, _, part = name.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year, expand=False))
