"""Cost of events to spans against the number of rows: `python benchmarks/control.py [rows ...]`.

Rows are made up: a place has about 200 reports over ten years by four parties, a third of them dated by month.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd

from timeline.control import control_spans
from timeline.schema import TYPES

SHARES = [0.35, 0.08, 0.12, 0.15, 0.06, 0.04, 0.08, 0.12]  # of each type, about as in the sample


def made_up_events(rows: int, seed: int = 7) -> pd.DataFrame:
    """An events table of so many rows."""
    chance = np.random.default_rng(seed)
    days = np.datetime64("2014-01-01") + chance.integers(0, 3650, rows)
    monthly = chance.random(rows) < 0.33
    first = np.where(monthly, days.astype("datetime64[M]").astype("datetime64[D]"), days)
    last = np.where(monthly, (days.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1, days)
    parties = np.array(["Iraq", "Syria", "Islamic State", "SDF"], dtype=object)
    place = chance.integers(0, max(1, rows // 200), rows)
    article = chance.integers(0, max(1, rows // 5), rows)
    return pd.DataFrame({
        "event_id": [f"{i:08x}" for i in range(rows)], "article_id": [f"article-{n}" for n in article],
        "place": [f"Place {n}" for n in place], "place_kind": "city", "parent": "",
        "type": np.array(TYPES, dtype=object)[chance.choice(len(TYPES), rows, p=SHARES)],
        "actor": parties[chance.integers(0, 4, rows)], "opponent": parties[chance.integers(0, 4, rows)],
        "date_earliest": first.astype(str), "date_latest": last.astype(str),
        "precision": np.where(monthly, "month", "day"),
        "status": np.where(chance.random(rows) < 0.03, "denied", "reported"),
        "attribution": np.where(chance.random(rows) < 0.2, "SOHR", ""), "extent": "",
        "evidence": [f"Sentence {i}, as long as they mostly are in the news of the day." for i in range(rows)],
        "published": last.astype(str), "source": "", "latitude": 35.0, "longitude": 40.0,
    })  # fmt: skip


def main(sizes: list[int]) -> None:
    """Print one line a size: rows, spans, seconds, CPU seconds, microseconds a row, peak memory so far."""
    print(f"{'rows':>9} {'spans':>9} {'seconds':>8} {'CPU s':>7} {'us/row':>7} {'peak MB':>8}")
    for rows in sizes:
        events = made_up_events(rows)
        begin, worked = time.perf_counter(), time.process_time()
        control = control_spans(events)
        took, worked = time.perf_counter() - begin, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{rows:>9,} {len(control):>9,} {took:>8.2f} {worked:>7.2f} {worked / rows * 1e6:>7.1f} {peak:>8.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main([int(n) for n in sys.argv[1:]] or [1_000, 10_000, 100_000, 1_000_000])
