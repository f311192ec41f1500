"""What changed between two tables of control spans, and a place's history in words."""

from __future__ import annotations

from difflib import SequenceMatcher

import pandas as pd

CHANGES = (
    "place", "change", "holder_a", "state_a", "start_a", "end_a", "holder_b", "state_b", "start_b", "end_b", "columns",
)  # fmt: skip
_WINDOWS = ("start_earliest", "start_latest", "end_earliest", "end_latest")
_WEIGHT = ("claims", "sources", "standing", "agreement", "dissent", "extent")


def compare(control_a: pd.DataFrame, control_b: pd.DataFrame) -> pd.DataFrame:
    """What is told differently in two tables of control spans: before and after an article, by one rule and by another.

    Out: one row for each span that differs, sorted by place and time. `change` is `added`, `removed`, `redated` (same
    holder and state in the same place of the sequence, other windows) or `reweighed` (same dates, other claims,
    sources, standing, agreement, dissent or extent; `columns` names which). `start_*`, `end_*` are windows `a..b`.
    Empty where the two say the same.

    >>> a = pd.DataFrame({"place": ["Mosul"], "holder": ["Iraq"], "state": ["held"], "start_earliest": ["2017-07-01"],
    ...                   "start_latest": ["2017-07-31"], "end_earliest": [""], "end_latest": [""]})
    >>> compare(a, a.assign(start_earliest="2017-07-10"))[["change", "start_a", "start_b"]].values.tolist()
    [['redated', '2017-07-01..2017-07-31', '2017-07-10..2017-07-31']]
    """
    sides = [dict(list(table.groupby("place", sort=True))) for table in (control_a, control_b)]
    out: list[tuple] = []
    for place in sorted(set(sides[0]) | set(sides[1])):
        a, b = ([row for _, row in side[place].iterrows()] if place in side else [] for side in sides)
        keys_a, keys_b = ([(row["holder"], row["state"]) for row in rows] for rows in (a, b))
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys_a, keys_b, autojunk=False).get_opcodes():
            if tag == "equal":
                out += filter(None, (_differs(place, x, y) for x, y in zip(a[i1:i2], b[j1:j2], strict=True)))
                continue
            out += [(place, "removed", *_cells(x), "", "", "", "", "") for x in a[i1:i2]]
            out += [(place, "added", "", "", "", "", *_cells(y), "") for y in b[j1:j2]]
    return pd.DataFrame(out, columns=list(CHANGES))


def _differs(place: str, a: pd.Series, b: pd.Series) -> tuple | None:
    dated = [c for c in _WINDOWS if a[c] != b[c]]
    weighed = [c for c in _WEIGHT if c in a and c in b and not _same(a[c], b[c])]
    if not dated and not weighed:
        return None
    return (place, "redated" if dated else "reweighed", *_cells(a), *_cells(b), " ".join(dated + weighed))


def _same(a: object, b: object) -> bool:
    return a == b or (pd.isna(a) and pd.isna(b))


def _cells(row: pd.Series) -> tuple[str, str, str, str]:
    start, end = (f"{row[f'{side}_earliest']}..{row[f'{side}_latest']}" for side in ("start", "end"))
    return row["holder"], row["state"], start.strip("."), end.strip(".")


def history(control: pd.DataFrame, place: str) -> str:
    """The spans of a place as lines of text, one a span. Raises `ValueError` for a place without spans.

    >>> spans = pd.DataFrame({"place": ["Mosul"], "holder": ["Iraq"], "state": ["held"],
    ...     "start_earliest": ["2017-07-01"], "start_latest": ["2017-07-31"], "end_earliest": [""], "end_latest": [""],
    ...     "standing": ["reported"], "claims": [4], "sources": [3], "agreement": [1.0], "dissent": [""],
    ...     "extent": [""]})
    >>> print(history(spans, "Mosul"))
    Mosul
      2017-07-01..2017-07-31 to still so: held by Iraq (reported; 4 articles, 3 sources)
    """
    rows = control[control["place"] == place]
    if rows.empty:
        raise ValueError(
            f"There is no span of {place!r}; known places: {', '.join(sorted(set(control['place']))[:20])}."
        )
    return "\n".join([place, *(f"  {_line(row)}" for row in rows.itertuples(index=False))])


def _line(row) -> str:
    start = _window(row.start_earliest, row.start_latest, "the beginning")
    end = _window(row.end_earliest, row.end_latest, "still so")
    who = f" by {row.holder}" if row.state in ("held",) else f": {row.holder}" if row.holder else ""
    text = f"{start} to {end}: {row.state}{who}"
    if not row.claims:
        return text
    notes = [
        f"{row.standing}; {row.claims} article{'s' * (row.claims != 1)}, {row.sources} source{'s' * (row.sources != 1)}"
    ]
    notes += [f"agreement {row.agreement:.2f}, against it {row.dissent}"] if row.dissent else []
    notes += [row.extent] if row.extent else []
    return f"{text} ({'; '.join(notes)})"


def _window(first: str, last: str, unbounded: str) -> str:
    if not first and not last:
        return unbounded
    return first if first == last else f"{first or 'unknown'}..{last or 'unknown'}"
