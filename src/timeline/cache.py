"""Extract only what changed: the events of an article are kept under the digest of its text, its data and the rules.

A kept answer is used only while everything that could change it is the same byte for byte: the article's row and every
file of this package. The folder can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import io
import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from timeline.languages import RESOURCES
from timeline.pipeline import extract_events
from timeline.schema import ARTICLES
from timeline.tables_io import write_bytes


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """The digest of all rules: every module and table of the package, as they were when it was first asked for."""
    digest = hashlib.sha256()
    for path in sorted(RESOURCES.parent.rglob("*")):
        if path.is_file() and path.suffix in (".py", ".csv", ".xz"):
            digest.update(path.relative_to(RESOURCES.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def extract_cached(
    articles: pd.DataFrame, folder: str | Path = "build/cache", language: str | None = None, *, progress: bool = True
) -> pd.DataFrame:
    """As `extract_events`, reading again only the articles that are new or have changed since the last run.

    folder: where the answers are kept. Returns what `extract_events` returns, with `.attrs["read_again"]` the ids of
    the articles that were read now; raises and warns as it does.

    >>> import tempfile
    >>> article = dict.fromkeys(ARTICLES, "") | {"article_id": "a", "published": "2017-11-17", "language": "nl",
    ...                                          "text": "Iraakse troepen hebben Rawa heroverd op IS."}
    >>> folder, articles = tempfile.mkdtemp(), pd.DataFrame([article])
    >>> [extract_cached(articles, folder, progress=False).attrs["read_again"] for _ in range(2)]
    [['a'], []]
    """
    folder = Path(folder)
    keys = [_key(row, language) for row in articles[list(ARTICLES)].itertuples(index=False)]
    known, kept = _load(folder)
    fresh = articles[[key not in known for key in keys]]
    done = dict(zip(articles["article_id"], keys, strict=True))
    events = kept
    aside: list = []
    if len(fresh):
        found = extract_events(fresh, language, progress=progress)
        aside = found.attrs["set_aside"]
        undated = set(found.attrs["undated"])
        failed = {name for name, _ in aside}
        known |= {done[a]: a in undated for a in fresh["article_id"] if a not in failed}
        found = found.assign(key=[done[a] for a in found["article_id"]])
        events = pd.concat([t for t in (kept, found) if len(t)] or [found], ignore_index=True)
    here = set(keys)
    known = {key: value for key, value in known.items() if key in here}
    events = events[events["key"].isin(here)]
    if len(fresh) or len(events) != len(kept):
        _save(folder, known, events)
    rank = {key: n for n, key in enumerate(keys)}
    events = events.sort_values("key", key=lambda c: c.map(rank), kind="stable", ignore_index=True).drop(columns="key")
    undated = [a for a, key in done.items() if known.get(key)]
    events.attrs = {"set_aside": aside, "undated": undated, "read_again": fresh["article_id"].tolist()}
    return events


def _key(row: tuple, language: str | None) -> str:
    return hashlib.sha256(json.dumps([rules_digest(), language, *row]).encode()).hexdigest()[:24]


def _load(folder: Path) -> tuple[dict[str, bool], pd.DataFrame]:
    """What is kept; nothing where there is none or where a file is damaged: then all is read again."""
    empty = pd.DataFrame(columns=["key"])
    try:
        known = json.loads((folder / "articles.json").read_text("utf-8"))
        events = pd.read_parquet(folder / "events.parquet")
    except (OSError, ValueError):
        return {}, empty
    return (known["articles"], events) if known["events"] == _digest(folder / "events.parquet") else ({}, empty)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _save(folder: Path, known: dict[str, bool], events: pd.DataFrame) -> None:
    data = io.BytesIO()
    table = events.copy()
    table.attrs = {}
    table.to_parquet(data, index=False)
    write_bytes(folder / "events.parquet", data.getvalue())
    record = {"articles": known, "events": _digest(folder / "events.parquet")}
    write_bytes(folder / "articles.json", json.dumps(record, indent=0).encode())
