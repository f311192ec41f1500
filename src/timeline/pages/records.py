"""What a page knows: spans, events and paragraphs as plain rows for its script, each sentence once."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from timeline.figures import words
from timeline.schema import BY_HAND, CONTROL, EVENTS

SPAN_COLUMNS = ("item", *CONTROL)
EVENT_COLUMNS = ("item", "shown", *EVENTS)


def cell(value: Any) -> Any:
    """A cell as JSON can hold it: a missing number as null, a whole float as an integer."""
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    return value if isinstance(value, int) else str(value)


def span_rows(control: pd.DataFrame, lang: str) -> dict:
    """Control rows as columns and rows, with their words (`_title`, `_from`, `_to`)."""
    rows = [
        [
            *(cell(getattr(s, c)) for c in SPAN_COLUMNS),
            words.span_title(s, lang),
            *words.span_dates(s, lang),
        ]
        for s in control.itertuples()
    ]
    return {"columns": [*SPAN_COLUMNS, "_title", "_from", "_to"], "rows": rows}


def event_rows(events: pd.DataFrame, articles: pd.DataFrame | None, lang: str) -> tuple[dict, dict[str, str]]:
    """Event rows as columns and rows, and the paragraphs they stand in by key.

    An event whose sentence was found in its article has `_at` = [key, start, end] in that paragraph, and its
    `evidence` is empty: the script cuts it from the paragraph.
    """
    known = {} if articles is None else {a.article_id: a for a in articles.itertuples()}
    paragraphs: dict[str, str] = {}
    rows = []
    for event in events.itertuples():
        article = known.get(event.article_id)
        at = locate(str(article.text), event.evidence, event.evidence_start) if article is not None else None
        place = None
        if at:
            begin, end, start = at
            key = f"{event.article_id}#{begin}"
            paragraphs[key] = str(article.text)[begin:end]
            place = [key, start - begin, start - begin + len(event.evidence)]
        row = {c: cell(getattr(event, c)) for c in EVENT_COLUMNS}
        if place:
            row["evidence"] = ""
        url = str(getattr(article, "url", "") or "") if article is not None else ""
        title = str(getattr(article, "title", "") or "") if article is not None else ""
        rows.append(
            [
                *row.values(),
                words.event_title(event, lang),
                words.window_words(event.date_earliest, event.date_latest, lang),
                place,
                safe_url(url),
                title,
                by_hand(event, words.labels(lang)),
            ]
        )
    columns = [*EVENT_COLUMNS, "_title", "_when", "_at", "_url", "_article", "_by_hand"]
    return {"columns": columns, "rows": rows}, paragraphs


def by_hand(event, word: dict[str, str]) -> str:
    """What of an event a person has written, why and who; empty where the program wrote it all. Plain text."""
    *why, edited = (getattr(event, c) for c in BY_HAND)
    if not edited:
        return ""
    names = [word.get(c, c).lower() for c in edited.split("; ")]
    text = word["added_by_hand"] if edited == "added" else word["edited_by_hand"].format(cells=", ".join(names))
    return f"{text} ({', '.join(filter(None, why))})" if any(why) else text


def locate(text: str, sentence: str, start: float) -> tuple[int, int, int] | None:
    """Begin and end of the paragraph around a sentence, and where the sentence begins; `None` where it is not there.

    >>> locate("One.\\n\\nTwo. Three.\\n", "Three.", 11)
    (6, 17, 11)
    """
    if not sentence:
        return None
    at = int(start) if start == start and text.startswith(sentence, int(start)) else text.find(sentence)
    if at < 0:
        return None
    begin = max((m.end() for m in re.finditer(r"\n\s*\n", text[:at])), default=0)
    after = re.search(r"\n\s*\n|\s*\Z", text[at + len(sentence) :])
    end = at + len(sentence) + after.start()
    return begin + len(text[begin:at]) - len(text[begin:at].lstrip()), end, at


def safe_url(url: str) -> str:
    """The url where it is plain http or https, else nothing.

    >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return url if re.match(r"https?://[^\s\"'<>]+\Z", url) else ""
