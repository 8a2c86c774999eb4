"""Plots as SVG: bars that lie, bars that stand, a line over time. Plain functions of numbers; the page has the colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

#: The inner width and height of a plot, and what stands around it, in units of the SVG.
_WIDTH, _HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 14, 14, 44
_ROW, _NAMES, _VALUES = 22, 150, 150

Point = tuple[float, float]


def lying_bars(rows: Sequence[tuple[str, float, str]], title: str) -> str:
    """A bar for each row: its name, its value, and the value as it is written behind the bar."""
    most = max((value for _, value, _ in rows), default=0) or 1
    room = _WIDTH - _NAMES - _VALUES
    parts = []
    for at, (name, value, written) in enumerate(rows):
        y = at * _ROW
        long = room * value / most
        parts.append(
            f'<text class="name" x="{_NAMES - 8}" y="{y + 15}">{escape(name)}</text>'
            f'<rect class="bar" x="{_NAMES}" y="{y + 3}" width="{max(long, 1):.1f}" height="{_ROW - 6}" rx="2"/>'
            f'<text class="value" x="{_NAMES + long + 8:.1f}" y="{y + 15}">{escape(written)}</text>'
        )
    return _svg(_WIDTH, max(len(rows), 1) * _ROW, title, "".join(parts))


def standing_bars(columns: Sequence[tuple[str, float]], title: str, below: str, beside: str) -> str:
    """A histogram: for each column the label of its left edge and its value; what the axes are."""
    ticks = _ticks(max((value for _, value in columns), default=0))
    wide = (_WIDTH - _LEFT - _RIGHT) / max(len(columns), 1)
    every = -(-len(columns) // 12)
    parts = [_scale(ticks, beside)]
    for at, (label, value) in enumerate(columns):
        high = _inner_height() * value / ticks[-1]
        x = _LEFT + at * wide
        base = _TOP + _inner_height()
        parts.append(
            f'<rect class="bar" x="{x + 1:.1f}" y="{base - high:.1f}" width="{max(wide - 2, 1):.1f}" height="{high:.1f}" rx="2">'
            f"<title>{escape(label)}: {value:,.0f}</title></rect>"
        )
        if at % every == 0:
            parts.append(f'<text class="tick" text-anchor="middle" x="{x:.1f}" y="{base + 16}">{escape(label)}</text>')
    return _svg(_WIDTH, _HEIGHT, title, "".join(parts) + _below(below))


def line_over_time(points: Sequence[Point], title: str, below: str, beside: str) -> str:
    """A line through (seconds, value), from nought; twice as wide as the other plots."""
    ticks = _ticks(max((value for _, value in points), default=0))
    across = _ticks(max((at for at, _ in points), default=0))
    last = points[-1][0] if points else 1.0
    whole = 2 * _WIDTH
    wide, high, base = whole - _LEFT - _RIGHT, _inner_height(), _TOP + _inner_height()

    def place(point: Point) -> str:
        return f"{_LEFT + wide * point[0] / (last or 1):.1f},{base - high * point[1] / ticks[-1]:.1f}"

    parts = [_scale(ticks, beside, whole)]
    parts += [
        f'<text class="tick" text-anchor="middle" x="{_LEFT + wide * at / (last or 1):.1f}" y="{base + 16}">{at:,g}</text>'
        for at in across
        if at <= last
    ]
    if points:
        path = " ".join(map(place, points))
        first = _LEFT + wide * points[0][0] / (last or 1)
        parts.append(f'<polygon class="area" points="{first:.1f},{base} {path} {_LEFT + wide},{base}"/>')
        parts.append(f'<polyline class="line" points="{path}"/>')
    return _svg(whole, _HEIGHT, title, "".join(parts) + _below(below, whole))


def _svg(wide: float, high: float, title: str, inner: str) -> str:
    shown = escape(title)
    return f'<svg viewBox="0 0 {wide:g} {high:g}" role="img" aria-label="{shown}"><title>{shown}</title>{inner}</svg>'


def _inner_height() -> float:
    return _HEIGHT - _TOP - _BOTTOM


def _scale(ticks: Sequence[float], beside: str, whole: float = _WIDTH) -> str:
    """The lines across at the ticks, their numbers, and what they are."""
    base, high = _TOP + _inner_height(), _inner_height()
    parts = []
    for tick in ticks:
        y = base - high * tick / ticks[-1]
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{whole - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick" text-anchor="end" x="{_LEFT - 6}" y="{y + 4:.1f}">{tick:,g}</text>')
    middle = _TOP + high / 2
    parts.append(
        f'<text class="axis" text-anchor="middle" transform="translate(12 {middle:.0f}) rotate(-90)">{escape(beside)}</text>'
    )
    return "".join(parts)


def _below(text: str, whole: float = _WIDTH) -> str:
    middle = _LEFT + (whole - _LEFT - _RIGHT) / 2
    return f'<text class="axis" text-anchor="middle" x="{middle:.0f}" y="{_HEIGHT - 6}">{escape(text)}</text>'


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 to beyond the greatest value.

    >>> _ticks(37), _ticks(0.2), _ticks(0)
    ([0.0, 10.0, 20.0, 30.0, 40.0], [0.0, 0.05, 0.1, 0.15, 0.2], [0.0, 1.0])
    """
    if most <= 0:
        return [0.0, 1.0]
    rough = most / 4
    unit: float = 10.0 ** math.floor(math.log10(rough))
    step = next(times * unit for times in (1, 2, 2.5, 5, 10) if times * unit >= rough * 0.999)
    return [round(step * number, 10) for number in range(math.ceil(most / step * 0.999) + 1)]
