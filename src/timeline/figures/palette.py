"""The look of an actor: one row of `resources/colours.csv` each, and a stable hash for actors that have none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from timeline.languages import RESOURCES, read_table

NO_REPORT = "#A9AFB9"
INK = "#2B2F36"
PATTERNS = (".", "x", "-", "+")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\Z")


@dataclass(frozen=True)
class Look:
    """Short name, fill colour (`#RRGGBB`), pattern (`""` or one of `. x - +`) and an ink to be read on it."""

    short: str
    colour: str
    pattern: str

    @property
    def ink(self) -> str:
        """White or near-black, whichever contrasts more with the colour (WCAG 2 relative luminance)."""
        return "#FEFEFE" if luminance(self.colour) < 0.18 else "#1B1E24"


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB` (WCAG 2.2).

    >>> luminance("#FFFFFF"), luminance("#000000")
    (1.0, 0.0)
    """
    linear = []
    for i in (1, 3, 5):
        part = int(colour[i : i + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 6)


@lru_cache(maxsize=8)
def looks(path: Path | None = None) -> dict[str, Look]:
    """The table of looks by actor. Raises `ValueError` that names the line which cannot be drawn."""
    path = path or RESOURCES / "colours.csv"
    table = {}
    for row in read_table(path, path.name):
        if not _HEX.match(row["colour"]):
            raise ValueError(f"{row.rule}: colour {row['colour']!r} of {row['actor']!r} is not of the form #RRGGBB.")
        if row["pattern"] and row["pattern"] not in PATTERNS:
            raise ValueError(
                f"{row.rule}: pattern {row['pattern']!r} of {row['actor']!r} is none of {' '.join(PATTERNS)}; "
                "leave it empty for a plain colour."
            )
        table[row["actor"]] = Look(row["short"] or row["actor"], row["colour"].upper(), row["pattern"])
    return table


def plain_colours(path: Path | None = None) -> tuple[str, ...]:
    """The different colours of the table that stand without a pattern, in its order."""
    return tuple(dict.fromkeys(look.colour for look in looks(path).values() if not look.pattern))


def look_of(actor: str, path: Path | None = None) -> Look:
    """How an actor is drawn. An actor without a row gets one of the patterned looks by a hash of its name.

    >>> look_of("Islamic State").colour
    '#333333'
    >>> look_of("A party nobody heard of") == look_of("A party nobody heard of")
    True
    """
    if not actor:
        return Look("", NO_REPORT, "")
    known = looks(path).get(actor)
    if known:
        return known
    colours = plain_colours(path)
    number = int(sha256(actor.encode()).hexdigest()[:8], 16) % (len(colours) * len(PATTERNS))
    return Look(actor, colours[number % len(colours)], PATTERNS[number // len(colours)])
