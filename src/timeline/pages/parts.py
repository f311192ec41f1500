"""Pieces of a page's HTML: tables, legend, controls. Everything that comes from data goes through `esc`."""

# ruff: noqa: E501  (a picture in one line is a picture)

from __future__ import annotations

import html
from collections.abc import Iterable

import pandas as pd

from timeline.figures import words
from timeline.figures.palette import NO_REPORT, look_of

from .records import by_hand, safe_url


def esc(text: object) -> str:
    """Text for HTML, in an element or in a quoted attribute."""
    return html.escape(str(text), quote=True)


def table(caption: str, head: Iterable[str], rows: Iterable[tuple[str, list[str]]], name: str) -> str:
    """A data table; each row is (attributes, cells of ready HTML), the first cell being the row's heading."""
    columns = "".join(f'<th scope="col">{esc(h)}</th>' for h in head)
    body = "".join(
        f'<tr{attributes}><th scope="row">{cells[0]}</th>' + "".join(f"<td>{c}</td>" for c in cells[1:]) + "</tr>\n"
        for attributes, cells in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(caption)}"><table class="{name}"><caption class="hidden">{esc(caption)}'
        f"</caption><thead><tr>{columns}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def swatch(actor: str) -> str:
    """A small picture of an actor's colour and pattern (attributes only: the policy allows no inline style)."""
    look = look_of(actor)
    lines = {
        "": "",
        ".": "M5 5h2M11 5h2M8 10h2M14 10h2M2 10h2",
        "x": "M4 2l8 10M12 2l-8 10",
        "-": "M1 4h16M1 8h16M1 12h16",
        "+": "M1 7h16M6 1v12M12 1v12",
    }[look.pattern]
    drawn = f'<path d="{lines}" stroke="{look.ink}" stroke-width="1.6"/>' if lines else ""
    return (
        f'<svg class="sw" width="18" height="14" aria-hidden="true"><rect x="1" y="1" width="16" height="12" '
        f'fill="{look.colour}" stroke="currentColor"/>{drawn}</svg>'
    )


_MARKS = {
    "mark_solid": '<rect x="1" y="2" width="32" height="12" fill="#7A828E" stroke="#2B2F36"/>',
    "mark_lanes": '<rect x="1" y="1" width="32" height="7" fill="#333" stroke="#2B2F36"/><rect x="1" y="8" width="32" height="7" fill="#FFF92A" stroke="#2B2F36"/>',
    "mark_half": '<rect x="1" y="5" width="32" height="6" fill="#7A828E" stroke="#2B2F36"/>',
    "mark_window": '<rect x="1" y="2" width="32" height="12" fill="#fff" stroke="#2B2F36"/><path d="M2 14L12 2M10 14L20 2M18 14L28 2M26 14l6-7" stroke="#555" stroke-width="3"/>',
    "mark_siege": '<rect x="1" y="4" width="32" height="8" fill="#7A828E"/><path d="M2 2h31M2 14h31" stroke="currentColor" stroke-width="3" stroke-dasharray="2 3"/>',
    "mark_tick": '<path d="M17 1v14" stroke="currentColor" stroke-width="4"/>',
    "mark_carried": '<path d="M1 8h26" stroke="#7A828E" stroke-width="4"/><path d="M26 2l7 6-7 6z" fill="#7A828E" stroke="currentColor"/>',
    "mark_unknown": f'<path d="M1 8h32" stroke="{NO_REPORT}" stroke-width="2.5"/>',
    "mark_dissent": '<path d="M17 2l7 12H10z" fill="#fff" stroke="#B3261E" stroke-width="1.6"/><path d="M17 6v4M17 11.5v1" stroke="#B3261E" stroke-width="1.5"/>',
    "mark_ring": '<circle cx="17" cy="8" r="7" fill="#0064A9" stroke="#2B2F36"/><circle cx="17" cy="8" r="3.6" fill="#DFA200" stroke="#2B2F36"/>',
    "mark_open": '<rect x="4" y="3" width="10" height="10" fill="none" stroke="currentColor" stroke-width="1.8"/><rect x="20" y="3" width="10" height="10" fill="none" stroke="currentColor" stroke-width="1.8"/><circle cx="25" cy="8" r="1.6" fill="currentColor"/>',
}
_GLYPHS = {
    "capture": '<rect x="3" y="3" width="10" height="10"/>',
    "partial_capture": '<path d="M8 1l7 7-7 7-7-7z"/>',
    "entry": '<path d="M3 2l11 6-11 6z"/>',
    "offensive": '<path d="M2 5l3-3 3 3 3-3 3 3-3 3 3 3-3 3-3-3-3 3-3-3 3-3z"/>',
    "siege": '<path d="M8 1l6 3.5v7L8 15l-6-3.5v-7z"/>',
    "siege_end": '<path d="M8 1l2 5 5 2-5 2-2 5-2-5-5-2 5-2z"/>',
    "withdrawal": '<path d="M13 2L2 8l11 6z"/>',
    "control": '<circle cx="8" cy="8" r="6"/>',
}


def legend(actors: list[str], marks: Iterable[str], types: Iterable[str], word: dict[str, str]) -> str:
    """The parties, marks and event glyphs of a page, each told in words."""

    def group(title: str, entries: list[str]) -> str:
        return (
            f"<div><h3>{esc(title)}</h3><ul>{''.join(f'<li>{e}</li>' for e in entries)}</ul></div>" if entries else ""
        )

    parties = [f"{swatch(a)} {esc(look_of(a).short)}" for a in actors]
    known = [
        f'<svg class="mk" width="34" height="16" aria-hidden="true">{_MARKS[m]}</svg> {esc(word[m])}' for m in marks
    ]
    told = [
        f'<svg class="gl" width="16" height="16" aria-hidden="true"><g fill="#9AA1AC" stroke="currentColor">{_GLYPHS[t]}</g></svg> '
        f"{esc(word[t])}"
        for t in _GLYPHS
        if t in set(types)
    ]
    return (
        '<details class="legend" open><summary>'
        + esc(word["marks"])
        + '</summary><div class="keys">'
        + group(word["actors"], parties)
        + group(word["state"], known)
        + group(word["events"], told)
        + "</div></details>"
    )


def parties(holder: str) -> str:
    """The parties of a holder cell, each with its swatch."""
    return ", ".join(f'<span class="nb">{swatch(a)} {esc(a)}</span>' for a in words.holders_of(holder)) or "–"


def span_table(control: pd.DataFrame, word: dict[str, str], lang: str, caption: str, with_place: bool = False) -> str:
    """All spans as a table; a row can be opened like its bar."""
    rows = []
    for span in control.itertuples():
        first, last = words.span_dates(span, lang)
        agreement = "" if span.agreement != span.agreement else f"{span.agreement:.0%}"
        holder = parties(span.holder) if span.holder else esc(word["nobody"])
        cells = [
            holder,
            esc(words.span_state(span, lang)),
            esc(first),
            esc(last),
            str(span.claims),
            str(span.sources),
            agreement,
        ]
        rows.append((f' data-item="{esc(span.item)}"', [esc(span.place), *cells] if with_place else cells))
    head = [word[k] for k in ("holder", "state", "start", "end", "claims", "sources", "agreement")]
    return table(caption, [word["place"], *head] if with_place else head, rows, "spans")


def event_table(events: pd.DataFrame, word: dict[str, str], lang: str, urls: dict[str, str], with_place: bool) -> str:
    """All events as a table with their sentence, in the order of time."""
    rows = []
    ordered = sorted(events.itertuples(), key=lambda e: (e.date_latest or e.date_earliest or "9", e.item))
    for e in ordered:
        when = words.window_words(e.date_earliest, e.date_latest, lang)
        told = f" <small>“{esc(e.date_text)}”</small>" if e.date_text else ""
        what = esc(word.get(e.type, e.type)) + (
            f" ({esc(e.place)})" if with_place and e.place != events.attrs.get("place") else ""
        )
        status = esc(word.get(e.status, e.status)) + (
            f", {esc(word['says'].format(who=e.attribution))}" if e.attribution else ""
        )
        if hand := by_hand(e, word):
            status += f"; {esc(hand)}"
        against = f" {esc(word['against'].format(who=e.opponent))}" if e.opponent else ""
        url = safe_url(urls.get(e.article_id, ""))
        article = f'<a href="{esc(url)}" rel="noreferrer">{esc(e.article_id)}</a>' if url else esc(e.article_id)
        rows.append(
            (
                f' data-item="{esc(e.item)}"',
                [
                    esc(when) + told,
                    what,
                    esc(e.actor or word["actor_unknown"]) + against,
                    status,
                    f'<q class="said">{esc(e.evidence)}</q>',
                    article,
                ],
            )
        )
    head = [word[k] for k in ("date", "event", "actor", "status", "sentence", "article")]
    return table(word["evidence"], head, rows, "events")


def option(value: str, text: str) -> str:
    """One choice of a list."""
    return f'<option value="{esc(value)}">{esc(text)}</option>'
