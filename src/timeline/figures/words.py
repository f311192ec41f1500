"""The words of figures and pages: labels in the reader's language, dates in words, hover texts."""

from __future__ import annotations

import html
import textwrap
from datetime import date
from functools import lru_cache

from timeline.dates import month_of
from timeline.languages import shared_table

WRAP = 64


@lru_cache(maxsize=8)
def labels(lang: str = "en") -> dict[str, str]:
    """All labels of one language (a column of `resources/labels.csv`). Raises `ValueError` for one that is not there.

    >>> labels("nl")["siege"]
    'beleg'
    """
    rows = shared_table("labels")
    known = [name for name, _ in rows[0].cells if name != "key"]
    if lang not in known:
        raise ValueError(
            f"lang={lang!r} has no labels: choose one of {', '.join(known)}, or add a column to labels.csv."
        )
    return {row["key"]: row[lang] for row in rows}


def day_words(day: date, lang: str = "en") -> str:
    """One day in words.

    >>> day_words(date(2017, 7, 1))
    '1 Jul 2017'
    """
    return f"{day.day} {labels(lang)['months'].split('|')[day.month - 1]} {day.year}"


def window_words(earliest: str, latest: str, lang: str = "en") -> str:
    """The window between two ISO dates (inclusive, `""` for open) in words, no more exact than it is.

    >>> window_words("2017-07-01", "2017-07-31"), window_words("2016-12-21", "2016-12-31")
    ('Jul 2017', 'between 21 Dec 2016 and 31 Dec 2016')
    >>> window_words("", "2014-01-01"), window_words("2014-01-01", "2014-12-31")
    ('by 1 Jan 2014 at the latest', '2014')
    """
    word = labels(lang)
    if not earliest and not latest:
        return word["no_date"]
    a = date.fromisoformat(earliest) if earliest else None
    b = date.fromisoformat(latest) if latest else None
    if a is None:
        return word["on_or_before"].format(b=day_words(b, lang))
    if b is None:
        return word["on_or_after"].format(a=day_words(a, lang))
    if a == b:
        return day_words(a, lang)
    if (a, b) == month_of(a.year, a.month):
        return f"{word['months'].split('|')[a.month - 1]} {a.year}"
    if (a.month, a.day, b.month, b.day) == (1, 1, 12, 31) and a.year == b.year:
        return str(a.year)
    return word["between"].format(a=day_words(a, lang), b=day_words(b, lang))


def safe(text: str) -> str:
    """Text for a plotly label or hover: markup in it is shown, not obeyed."""
    return html.escape(str(text), quote=False)


def wrapped(text: str) -> str:
    """Escaped text, broken into lines of at most 64 characters."""
    return "<br>".join(safe(line) for line in textwrap.wrap(str(text), WRAP))


def holders_of(holder: str) -> list[str]:
    """The parties in a holder cell.

    >>> holders_of("Islamic State; SDF"), holders_of("")
    (['Islamic State', 'SDF'], [])
    """
    return [part.strip() for part in holder.split(";") if part.strip()]


def span_title(span, lang: str = "en") -> str:
    """One line on a span: who holds the place, how, and whether others say otherwise. Plain text."""
    word = labels(lang)
    key = {"held": "held_by", "contested": "contested_by", "besieged": "besieged_by"}.get(span.state, "nobody_known")
    holder = ", ".join(holders_of(span.holder))
    return _doubted(word[key if holder else "nobody_known"].format(place=span.place, holder=holder), span, lang)


def span_state(span, lang: str = "en") -> str:
    """The state of a span in a word, and whether others say otherwise. Plain text."""
    return _doubted(labels(lang).get(span.state, span.state), span, lang)


def span_doubt(span, lang: str = "en") -> str:
    """Whether sources disagree on a span, or its winner alone says so; empty where neither."""
    doubt = "disagree" if span.dissent or span.standing == "disputed" else span.standing == "claimed" and "claimed"
    return labels(lang)[doubt] if doubt else ""


def _doubted(text: str, span, lang: str) -> str:
    doubt = span_doubt(span, lang)
    return f"{text} ({doubt})" if doubt else text


def span_dates(span, lang: str = "en") -> tuple[str, str]:
    """From when and until when a span lasts, in words. `span` has the four dates of schema.CONTROL as attributes."""
    word = labels(lang)
    begun = span.start_earliest or span.start_latest
    ended = span.end_earliest or span.end_latest
    first = window_words(span.start_earliest, span.start_latest, lang) if begun else word["early_open"]
    last = window_words(span.end_earliest, span.end_latest, lang) if ended else word["still"]
    return first, last


def span_hover(span, lang: str = "en") -> str:
    """Hover text of a span: who, from when to when, how many reports. Escaped."""
    word = labels(lang)
    first, last = span_dates(span, lang)
    lines = [f"<b>{safe(span_title(span, lang))}</b>"]
    lines += [f"{word['from']}: {safe(first)}", f"{word['to']}: {safe(last)}"]
    if span.claims:
        lines.append(safe(word["reports"].format(n=span.claims, m=span.sources)))
    if span.extent:
        lines.append(wrapped(span.extent))
    return "<br>".join(lines)


def event_title(event, lang: str = "en") -> str:
    """One line on an event: place, what, by whom, against whom, and whether it is reported, planned or denied."""
    word = labels(lang)
    text = f"{event.place}: {word.get(event.type, event.type)}, {event.actor or word['actor_unknown']}"
    if event.opponent:
        text += " " + word["against"].format(who=event.opponent)
    return text if event.status in ("", "reported") else f"{text} ({word.get(event.status, event.status)})"


def event_hover(event, lang: str = "en") -> str:
    """Hover text of an event: what, when, who says so, and its sentence. Escaped."""
    lines = [
        f"<b>{wrapped(event_title(event, lang))}</b>",
        safe(window_words(event.date_earliest, event.date_latest, lang)),
    ]
    if event.attribution:
        lines.append(wrapped(labels(lang)["says"].format(who=event.attribution)))
    if event.evidence:
        lines.append(f"<i>{wrapped(event.evidence)}</i>")
    return "<br>".join(lines)
