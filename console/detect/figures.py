"""How numbers are written in the detector's sentences."""


def usual(expected: float, comma: str = ".") -> str:
    """An expected count: whole, and with one digit where it is small."""
    if expected >= 2.95:
        return f"{expected:.0f}"
    if expected < 0.05:
        return "0"
    return f"{expected:.1f}".replace(".", comma)


def percent(share: float) -> str:
    return f"{100 * share:.0f}"


def span(minutes: float, minute: str, hour: str, day: str) -> str:
    """A length of time, in the unit that suits it."""
    if minutes < 120:
        return f"{minutes:.0f} {minute}"
    hours = minutes / 60
    return f"{hours:.0f} {hour}" if hours < 48 else f"{hours / 24:.0f} {day}"


def counted(count: float, one: str, many: str) -> str:
    """`1 day`, `2 days`: at least one."""
    whole = max(1, round(count))
    return f"{whole} {one if whole == 1 else many}"


def listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
