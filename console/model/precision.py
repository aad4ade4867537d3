"""How often the alerts of one source were right, by what people labelled them."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""Of a normal distribution, for an interval of 95 %."""


FEW = 5
"""Labels below which a precision says little, and is said to."""


@dataclass(frozen=True, slots=True)
class Precision:
    source: str
    """`detector:` and the level its alert rose to, `silence`, `rule:` and the name of the message rule, or
    `alertrule:` and the name of the alert rule."""
    alerts: int
    real: int
    useful: int
    false: int

    @property
    def labelled(self) -> int:
        return self.real + self.useful + self.false

    @property
    def few(self) -> bool:
        """Whether too few are labelled to tell much."""
        return self.labelled < FEW

    @property
    def precision(self) -> float | None:
        """Real and useful of all that are labelled; None while none is."""
        return (self.real + self.useful) / self.labelled if self.labelled else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval at 95 % (Wilson 1927), which holds for small numbers too."""
        share, count = self.precision, self.labelled
        if share is None:
            return None
        return wilson(share, count)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Interval of 95 % around a share of `count`, at least 1 (Wilson 1927)."""
    middle = share + Z * Z / (2 * count)
    spread = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    whole = 1 + Z * Z / count
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)
