"""The ratios as an SVG chart, with a group of bars for each work."""

from collections.abc import Sequence
from pathlib import Path

from race.report import MANY, rate
from race.rounds import Rounds, ratio
from race.servers import KINDS
from race.works import Work

_COLOURS = {"A": "#b0603a", "B": "#c9a227", "D": "#2f6f9f", "E": "#8a8a8a"}
_BAR, _GAP, _HEIGHT, _LEFT, _TOP = 16, 26, 220, 46, 46


def plot(rounds: Rounds, works: Sequence[Work], letters: Sequence[str], file: Path) -> None:
    """Requests per second at 16 connections, as ratios to the hand-written endpoint."""
    bars = {
        (work.name, letter): ratio(rounds, work.name, letter, "E", MANY, rate)
        for work in works
        for letter in letters
        if (work.name, letter, MANY) in rounds
    }
    top = max(1.5, *bars.values())
    group = _BAR * len(letters) + _GAP
    width = _LEFT + group * len(works) + 10
    parts = [_text(_LEFT, 16, "Requests per second at 16 connections, hand-written endpoint = 1", "start")]
    for at, letter in enumerate(letters):
        x = _LEFT + 170 * at
        parts.append(f'<rect x="{x}" y="24" width="10" height="10" fill="{_COLOURS[letter]}"/>')
        parts.append(_text(x + 14, 33, KINDS[letter].title, "start"))
    for step in range(int(top * 2) + 1):
        y = _y(step / 2, top)
        dash = "" if step == 2 else ' stroke-dasharray="2 4"'
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{width - 10}" stroke="#999"{dash}/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{step / 2:g}", "end"))
    for number, work in enumerate(works):
        x = _LEFT + _GAP // 2 + group * number
        for at, letter in enumerate(letters):
            if (value := bars.get((work.name, letter))) is not None:
                y, left = _y(value, top), x + _BAR * at
                high = _y(0, top) - y
                size = f'width="{_BAR - 2}" height="{high:.1f}" fill="{_COLOURS[letter]}"'
                parts.append(f'<rect x="{left}" y="{y:.1f}" {size}/>')
                parts.append(_text(left + _BAR / 2 - 1, y - 3, f"{value:.2g}", "middle", 8))
        parts.append(_text(x + (group - _GAP) / 2, _y(0, top) + 16, work.name, "middle"))
    height = _TOP + _HEIGHT + 30
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    file.write_text(
        "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *parts, "</svg>\n"])
    )


def _y(value: float, top: float) -> float:
    return _TOP + _HEIGHT * (1 - value / top)


def _text(x: float, y: float, text: str, anchor: str, size: int = 11) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{text}</text>'
