"""Events and spans to draw: the coded rows of the development part, and strategies that make awkward ones."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
from control_stand_in import DATA, gold_events
from hypothesis import strategies as st

from timeline.control import control_spans
from timeline.languages import shared_table

ACTORS = [
    "Islamic State",
    "SDF",
    "Syria",
    "Iraq",
    "Taliban",
    "rebels (Syria)",
    "A party nobody heard of",
    "Turkey; Russia",
    "",
]


@lru_cache(maxsize=1)
def sample() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Control, events and articles of the development part."""
    split = pd.read_csv(DATA / "gold" / "split.csv", dtype=str)
    ours = set(split.loc[split["part"] == "development", "article_id"])
    events = gold_events()
    events = events[events["article_id"].isin(ours)].reset_index(drop=True)
    known = {row["name"]: row for row in reversed(shared_table("places"))}
    for column in ("country", "latitude", "longitude"):
        events[column] = [known[p][column] if p in known else "" for p in events["place"]]
    paths = [p for p in sorted((DATA / "articles").glob("*.txt")) if p.stem in ours]
    articles = pd.DataFrame(
        {"article_id": [p.stem for p in paths], "text": [p.read_text(encoding="utf-8") for p in paths]}
    )
    articles["url"], articles["title"] = "https://example.org/" + articles["article_id"], ""
    return control_spans(events), events, articles


_DAY = st.dates(pd.Timestamp("2012-01-01").date(), pd.Timestamp("2013-06-30").date()).map(str)


@st.composite
def _event(draw) -> dict:
    a, b = sorted([draw(_DAY), draw(_DAY)])
    same, left, right = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    return {
        "place": draw(st.sampled_from(["Raqqa", "Mosul", "Al-Bab"])),
        "place_kind": "city",
        "parent": "",
        "type": draw(
            st.sampled_from(
                ["capture", "partial_capture", "entry", "offensive", "siege", "siege_end", "withdrawal", "control"]
            )
        ),
        "actor": draw(st.sampled_from(ACTORS)),
        "opponent": draw(st.sampled_from(ACTORS)),
        "date_earliest": a if same or left else "",
        "date_latest": a if same else b if right else "",
        "status": draw(st.sampled_from(["reported", "reported", "denied", "planned"])),
        "attribution": draw(st.sampled_from(["", "SOHR", "<b>army</b>"])),
        "evidence": draw(st.sampled_from(["", "Een zin & <i>meer</i>."])),
    }


def awkward_events() -> st.SearchStrategy[pd.DataFrame]:
    """Tables of up to 25 events: days, windows, open sides, undated, zero-length, all at once."""

    def table(rows: list[dict]) -> pd.DataFrame:
        return pd.DataFrame(
            [{"event_id": f"e{n}", "article_id": "a", "published": "2013-07-01", **row} for n, row in enumerate(rows)]
        )

    return st.lists(_event(), min_size=1, max_size=25).map(table)
