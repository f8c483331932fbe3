"""How time grows with size, as a small SVG: both axes in powers of ten, one line per way, named at its end."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 820, 420, 70, 230, 44, 52
INK, GRID = "#1f2933", "#d5dbe1"
COLOURS = ("#9b1c1c", "#1d4e89", "#0b6e4f", "#7a4b00", "#5b2a86", "#3c4858")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "12 4", "4 4")  # told apart without colour too


def growth(lines: dict[str, dict[int, float]], title: str) -> str:
    """`lines`: name → {persons: seconds}."""
    sizes = sorted({n for points in lines.values() for n in points})
    seconds = [s for points in lines.values() for s in points.values()]
    low, high = floor(log10(min(seconds))), ceil(log10(max(seconds)))
    span = max(log10(sizes[-1] / sizes[0]), 1)

    def x(n: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log10(n / sizes[0]) / span

    def y(s: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(s) - low) / max(high - low, 1)

    parts = [_text(LEFT, 24, title, size=15)]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts += [_line([(LEFT, at), (WIDTH - RIGHT, at)], GRID), _text(LEFT - 8, at + 4, f"{10.0**power:g} s", "end")]
    parts += [_text(x(n), HEIGHT - BOTTOM + 20, f"{n:,}", "middle") for n in sizes]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "persons", "middle"))
    ends = _apart({name: y(points[max(points)]) for name, points in lines.items()})
    for number, (name, points) in enumerate(lines.items()):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        places = [(x(n), y(s)) for n, s in sorted(points.items())]
        parts += [_line(places, colour, dash, 2), *(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places)]
        parts += [_line([places[-1], (places[-1][0] + 12, ends[name])], colour, dash),
                  _text(places[-1][0] + 16, ends[name] + 4, name, colour=colour)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
            f'aria-labelledby="t" font-family="sans-serif">\n<title id="t">{escape(title)}</title>\n'
            f'<rect width="100%" height="100%" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n")


def _apart(ends: dict[str, float], gap: float = 17) -> dict[str, float]:
    """Names that would lie on one another moved down."""
    moved, last = {}, -gap
    for name, at in sorted(ends.items(), key=lambda pair: pair[1]):
        moved[name] = last = max(at, last + gap)
    return moved


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 12, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _line(points: list[tuple[float, float]], colour: str, dash: str = "", width: int = 1) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'
