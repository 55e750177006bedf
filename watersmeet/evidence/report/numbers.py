"""How a number may be printed: no per cent of fewer than 20, no decimals below 1,000."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

PER_CENT_FROM = 20
DECIMALS_FROM = 1_000
MINUS = "\N{MINUS SIGN}"


def share(x: int, n: int) -> str:
    """x of n people as they may be told: "7 of 12", "58%", "58.3%"."""
    if n < PER_CENT_FROM:
        return _("%(x)d of %(n)d") % {"x": x, "n": n}
    return per_cent(Fraction(x, n), n)


def part(x: int, n: int) -> str:
    """The same after n was said: "7", "58%", "58.3%"."""
    return str(x) if n < PER_CENT_FROM else per_cent(Fraction(x, n), n)


def per_cent(part: Fraction | float, n: int) -> str:
    """A share of n people as a percentage with as many decimals as n carries."""
    return f"{rounded(100 * Fraction(part), 1 if n >= DECIMALS_FROM else 0)}%"


def share_range(low: float, high: float, n: int) -> str:
    """Two limits of a share of n people: per cent, or whole people of fewer than 20."""
    if n < PER_CENT_FROM:
        words = {"low": rounded(Fraction(low) * n, 0), "high": rounded(Fraction(high) * n, 0), "n": n}
        return _("%(low)s to %(high)s of %(n)s") % words
    return _("%(low)s to %(high)s") % {"low": per_cent(low, n), "high": per_cent(high, n)}


def points(value: float, *, signed: bool = False) -> str:
    """A difference on a scale of 0 to 10, to one decimal, with a true minus sign."""
    text = rounded(Fraction(abs(value)), 1)
    if value < 0 and Decimal(text):
        return f"{MINUS}{text}"
    return f"+{text}" if signed and Decimal(text) else text


def rounded(value: Fraction, places: int) -> str:
    """A number as text, halves away from nought."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
