"""News articles to dated territorial-control events, and events to control timelines.

    articles -> sentences -> mentions -> events -> (a person's edits) -> control spans -> figures -> html

Each step takes tables (pandas) and returns a new one; the columns stand in `timeline.schema`, what a row of events
means in CODEBOOK.md. In a notebook:

>>> import timeline as tl
>>> articles = tl.read_articles("data/articles")
>>> events = tl.extract_events(articles)             # one row per statement, with its evidence
>>> control = tl.control_spans(events)               # who held which place, from when to when
>>> control[["place", "holder", "state", "start_latest"]].columns.tolist()
['place', 'holder', 'state', 'start_latest']

`tl.merge_edits(events, "data/events.csv")` keeps what a person changed, `tl.plot_city(control, "Raqqa", events)` draws
a place, `tl.write_html(control, "build/html", events)` writes the pages. `tl.explain(event_id, articles)` tells where
each cell of an event comes from. The command line has the same verbs.
"""

from __future__ import annotations

from importlib import import_module

_VERBS = {
    "read_articles": "articles", "set_aside": "articles", "split_sentences": "sentences", "find_times": "timex",
    "find_names": "names", "find_triggers": "triggers", "code_events": "events", "extract_events": "pipeline",
    "extract_tables": "pipeline", "build": "pipeline", "merge_edits": "edits",
    "apply_edits": "edits", "read_events": "edits", "control_spans": "control", "plot_city": "figures",
    "plot_cities": "figures", "plot_map": "figures", "write_html": "pages", "explain": "explanation",
    "list_edits": "edits", "change_rows": "edits", "delete_rows": "edits", "restore_rows": "edits",
    "extract_cached": "cache", "short_errors": "notebook", "show_article": "notebook", "review": "notebook",
    "review_queue": "notebook", "score": "evaluate", "check_language": "checks", "write_exports": "export",
}  # fmt: skip
__all__ = sorted(_VERBS)


def __getattr__(name: str):
    """A verb is imported when it is first used, so that `import timeline` and `timeline --help` are quick."""
    if name not in _VERBS:
        raise AttributeError(f"module 'timeline' has no attribute {name!r}; the verbs are {', '.join(__all__)}")
    verb = getattr(import_module(f"timeline.{_VERBS[name]}"), name)
    globals()[name] = verb
    return verb


def __dir__() -> list[str]:
    return [*__all__, *globals()]
