"""The gold rows as an events table: the first alternative of a cell, `*` read as empty, with ids and dates."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parent.parent / "data"
_DATE = re.compile(r"^ *date (\d{4}(?:-\d\d)?(?:-\d\d)?)", re.MULTILINE)


def gold_events() -> pd.DataFrame:
    """One row for each gold row, in the columns of the events table that control reads."""
    gold = pd.read_csv(DATA / "gold" / "gold.csv", dtype=str, keep_default_na=False)
    for column in gold.columns.drop(["evidence", "required"]):
        gold[column] = gold[column].str.split("|").str[0].replace("*", "")
    gold.insert(0, "event_id", [f"e{i:03d}" for i in range(len(gold))])
    dates = {p.stem: _DATE.search(p.read_text(encoding="utf-8")) for p in (DATA / "articles").glob("*.txt")}
    gold["published"] = [dates[a][1] if dates.get(a) else "" for a in gold["article_id"]]
    gold["source"] = ""
    return gold
