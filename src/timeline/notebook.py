"""What the notebooks show: an article with its mentions marked, and the queue of events to look at again.

IPython and ipywidgets come with `pip install "conflict-timeline[notebooks]"`; the rest works without this module.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path

import pandas as pd
from IPython import get_ipython
from IPython.display import HTML, display

from timeline.articles import ArticlesError
from timeline.edits import TableError, change_rows, delete_rows, read_events
from timeline.languages import LanguageError
from timeline.pipeline import BuildError, extract_tables
from timeline.schema import STATUSES, TYPES

COLOURS = {"place": "#cfe8ff", "actor": "#ffe2b8", "time": "#d5f2d5", "trigger": "#f6d3e4"}
FIELDS = ("place", "type", "actor", "opponent", "date_edtf", "status", "extent")
DOUBTS = ("conflict", "sentence gone", "changed", "new")
_MARK = '<mark style="background:{};color:#111;border-radius:3px;padding:0 2px" title="{}">{}</mark>'


def short_errors() -> None:
    """Show the errors that a person can mend as one sentence rather than a page of traceback, in this notebook.

    >>> short_errors()  # outside a notebook it does nothing
    """
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((TableError, ArticlesError, BuildError, LanguageError, FileNotFoundError), _one_sentence)


def _one_sentence(shell, kind, error, traceback, tb_offset=None) -> list[str]:
    text = f"{kind.__name__}: {error}"
    print(text, file=sys.stderr)
    return [text]


def marked(text: str, mentions: Iterable, start: int = 0) -> str:
    """Text as HTML with its mentions marked; `start` is the offset of the text in the article.

    mentions: rows with start, end, kind, value. Where two overlap, the longer one is marked.

    >>> from collections import namedtuple
    >>> M = namedtuple("M", "start end kind value")
    >>> marked("<IS> in Rawa", [M(8, 12, "place", "tl:rawa")]).startswith("&lt;IS&gt; in <mark")
    True
    """
    out, at = [], 0
    for m in sorted(mentions, key=lambda m: (m.start, m.start - m.end)):
        first, last = m.start - start, m.end - start
        if m.kind not in COLOURS or first < at or last > len(text):
            continue
        title = escape(f"{m.kind}: {m.value}")
        out += [escape(text[at:first]), _MARK.format(COLOURS[m.kind], title, escape(text[first:last]))]
        at = last
    return "".join([*out, escape(text[at:])])


def show_article(articles: pd.DataFrame, article_id: str) -> HTML:
    """One article with what the rules found in it: places, parties, times and triggers; hover for the value.

    Raises `ArticlesError` where there is no such article.

    >>> from timeline.schema import ARTICLES
    >>> article = dict.fromkeys(ARTICLES, "") | {"article_id": "a", "language": "nl", "text": "IS verloor Raqqa."}
    >>> show_article(pd.DataFrame([article]), "a").data.count('title="place: gn:172955"')
    1
    """
    article = articles[articles["article_id"] == article_id]
    if article.empty:
        some = ", ".join(articles["article_id"][:5])
        raise ArticlesError(f"There is no article {article_id!r}; there are {some}, ...")
    text = article["text"].iloc[0]
    mentions = extract_tables(article)["mentions"]
    key = " ".join(_MARK.format(colour, kind, kind) for kind, colour in COLOURS.items())
    body = marked(text, mentions.itertuples()).replace("\n", "<br>")
    return HTML(f'<p>{key}</p><div style="max-width:46em;line-height:1.7">{body}</div>')


def review_queue(events: pd.DataFrame) -> pd.DataFrame:
    """Events in the order in which they want a look: conflicts, lost sentences, changes, new ones, then by certainty.

    Returns the rows that carry a remark in `review` or are not certain, with a column `doubt` that says why.

    >>> events = pd.DataFrame({"event_id": ["a", "b", "c"], "review": ["", "conflict: actor yours 'A'", ""],
    ...                        "certainty": ["open", "clause", "clause"], "who": ""})
    >>> review_queue(events)[["event_id", "doubt"]].values.tolist()
    [['b', 'conflict'], ['a', 'open']]
    """
    doubt = []
    for row in events[["review", "certainty", "who"]].itertuples():
        flags = [n for n, word in enumerate(DOUBTS) if any(p.startswith(word) for p in row.review.split(" | "))]
        low = {"open": len(DOUBTS) + 1, "context": len(DOUBTS) + 2}.get(row.certainty) if not row.who else None
        doubt.append(min([*flags, *([len(DOUBTS)] if row.review else []), *([low] if low else [])], default=-1))
    words = [*DOUBTS, "remark", "open", "context"]
    queue = events.assign(doubt=[words[n] if n >= 0 else "" for n in doubt], rank=doubt)
    return queue[queue["rank"] >= 0].sort_values("rank", kind="stable", ignore_index=True).drop(columns="rank")


class Review:
    """The queue as a form: one event at a time beside its sentence. See `review`."""

    def __init__(self, path: Path, articles: pd.DataFrame | None, who: str):
        import ipywidgets as w

        self.path, self.articles, self.at = path, articles, 0
        self.queue = review_queue(read_events(path))
        wide = w.Layout(width="24em")
        options = {"type": TYPES, "status": STATUSES}
        self.fields = {
            name: w.Dropdown(options=options[name], description=name, layout=wide) if name in options
            else w.Text(description=name, layout=wide, continuous_update=False)
            for name in FIELDS
        }  # fmt: skip
        self.reason = w.Text(description="reason", layout=wide, placeholder="why (kept with the edit)")
        self.who = w.Text(description="who", layout=wide, value=who)
        self.head, self.sentence, self.told = w.HTML(), w.HTML(), w.HTML()
        buttons = []
        for label, style, action in (
            ("Accept", "success", self._accept), ("Correct", "primary", self._correct),
            ("Reject", "danger", self._reject), ("Back", "", lambda: self._go(-1)), ("Skip", "", lambda: self._go(1)),
        ):  # fmt: skip
            button = w.Button(description=label, button_style=style, layout=w.Layout(width="7em"))
            button.on_click(lambda _, action=action: self._do(action))
            buttons.append(button)
        form = [*self.fields.values(), self.reason, self.who]
        columns = w.HBox([w.VBox(form[:5]), w.VBox(form[5:])])
        self.box = w.VBox([self.head, self.sentence, columns, w.HBox(buttons), self.told])
        self._show()

    def _ipython_display_(self) -> None:
        display(self.box)

    @property
    def row(self) -> pd.Series:
        """The event in the form now."""
        return self.queue.iloc[self.at]

    def _do(self, action) -> None:
        try:
            if len(self.queue):
                action()
        except TableError as error:
            self.told.value = f'<span style="color:#b00020">{escape(str(error))}</span>'

    def _go(self, step: int) -> None:
        self.at = min(max(self.at + step, 0), len(self.queue) - 1)
        self._show()

    def _accept(self) -> None:
        change_rows({self.row.event_id: {}}, self.path, self.reason.value, self.who.value)
        self._done("accepted")

    def _correct(self) -> None:
        cells = {name: field.value for name, field in self.fields.items() if field.value != self.row[name]}
        change_rows({self.row.event_id: cells}, self.path, self.reason.value, self.who.value)
        self._done(f"corrected: {', '.join(cells) or 'nothing'}")

    def _reject(self) -> None:
        delete_rows([self.row.event_id], self.path, self.reason.value, self.who.value)
        self._done("rejected")

    def _done(self, what: str) -> None:
        event_id = self.row.event_id
        self.queue = self.queue[self.queue["event_id"] != event_id].reset_index(drop=True)
        self.at, self.reason.value = min(self.at, max(len(self.queue) - 1, 0)), ""
        self._show()
        self.told.value = f"{escape(event_id)} {escape(what)}; saved in {escape(str(self.path))}."

    def _show(self) -> None:
        self.told.value = ""
        if self.queue.empty:
            self.head.value, self.sentence.value = "<b>Nothing left to look at.</b>", ""
            return
        row = self.row
        for name, field in self.fields.items():
            field.value = row[name]
        why = escape(row.review or f"certainty: {row.certainty}")
        self.head.value = f"<b>{self.at + 1} of {len(self.queue)}</b> - {escape(row.article_id)} - {why}"
        self.sentence.value = f'<div style="max-width:46em;line-height:1.7;margin:6px 0">{self._sentence(row)}</div>'

    def _sentence(self, row: pd.Series) -> str:
        article = None if self.articles is None else self.articles[self.articles["article_id"] == row.article_id]
        if article is None or article.empty:
            return escape(row.evidence)
        text, start = article["text"].iloc[0], int(row.evidence_start)
        if not row.evidence or text[start : start + len(row.evidence)] != row.evidence:
            return escape(row.evidence)
        inside = [m for m in extract_tables(article)["mentions"].itertuples()
                  if start <= m.start and m.end <= start + len(row.evidence)]  # fmt: skip
        return marked(row.evidence, inside, start)


def review(path: str | Path = "data/events.csv", articles: pd.DataFrame | None = None, who: str = "") -> Review:
    """Look at the doubtful events one by one, each beside its sentence, and accept, correct or reject it.

    path: the person's table; every button writes it at once (the version before is kept). articles: the articles table;
    with it the sentence shows what the rules found. who: the name that signs the decisions.
    Raises `TableError` where the table cannot be read.
    """
    return Review(Path(path), articles, who)
