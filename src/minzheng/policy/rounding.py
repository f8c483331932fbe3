"""Rounding and dividing, built from floor division alone, so that all executors agree to the fen.

These are calculation conventions, not law: a rule that uses one cites the article that asks for it, or a reading.
Divisors must be above zero: write `max(1, n)`.
"""

from minzheng.policy.rules import helper


@helper(title="除，舍去余数")
def divide_floor(a, b):
    """7, 2 → 3; -7, 2 → -4."""
    return a // b


@helper(title="除，有余数进一")
def divide_ceil(a, b):
    """7, 2 → 4; -7, 2 → -3."""
    return -(-a // b)


@helper(title="除，四舍五入")
def divide_half_up(a, b):
    """5, 2 → 3; -5, 2 → -2 (the half goes up)."""
    return (2 * a + b) // (2 * b)


@helper(title="舍到单位")
def floor_to(x, unit):
    """12345, 100 → 12300: fen down to the whole yuan."""
    return x // unit * unit


@helper(title="进到单位")
def ceil_to(x, unit):
    """12301, 100 → 12400."""
    return -(-x // unit) * unit


@helper(title="四舍五入到单位")
def round_half_up_to(x, unit):
    """12350, 100 → 12400."""
    return (2 * x + unit) // (2 * unit) * unit
