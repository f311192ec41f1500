"""The command line: the verbs of the library. Tables go to a file or, with `-`, to standard output.

Messages go to standard error. Exit code 0: done; 1: done, and something was set aside or differs; 2: not done.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

DONE, DIFFERENT, BAD_CALL = 0, 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="News articles to dated events of territorial control, and events to timelines.\n\n"
    "The whole way: timeline build data/articles build/html\n\n"
    "Step by step: timeline extract data/articles events.csv; timeline control events.csv control.csv; "
    "timeline export events.csv build/html\n\n"
    "Exit code 0: done; 1: done, but something was set aside or differs (it is told); 2: not done.",
)

Data = Annotated[
    Path, typer.Argument(help="A folder of .txt files, or one .csv, .jsonl or .parquet file with a row each.")
]
Events = Annotated[Path, typer.Argument(help="A table of events: .csv, .tsv, .xlsx, .jsonl or .parquet.")]
TableOut = Annotated[
    str, typer.Argument(help="The table to write, its form by its ending; - is CSV on standard output.")
]
Language = Annotated[
    str, typer.Option("--language", help="A language code, or a folder of tables; else each article's own language.")
]
Pages = Annotated[str, typer.Option("--lang", help="The language of the pages' own words.")]
SingleFile = Annotated[bool, typer.Option("--single-file", help="One self-contained HTML file.")]


def main() -> None:
    """The console script: errors that a user can mend are one line on standard error and exit code 2."""
    from timeline.articles import ArticlesWarning

    warnings.simplefilter("ignore", ArticlesWarning)  # told below, one line for each
    try:
        app()
    except (ValueError, OSError, RuntimeError) as error:
        if isinstance(error, BrokenPipeError):  # the reader of a pipe has gone, such as `head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(DONE)
        if os.environ.get("TIMELINE_DEBUG"):
            raise
        _say(f"timeline: {error}")
        sys.exit(BAD_CALL)
    except Exception:  # a fault of the program: all of it is told, and the code is not that of a result
        traceback.print_exc()
        sys.exit(BAD_CALL)


@app.command()
def build(
    data: Data,
    out: Annotated[Path, typer.Argument(help="The folder for the pages; an earlier result in it is replaced.")],
    edits: Annotated[
        Path | None,
        typer.Option(help="The table that people edit (made where there is none), such as data/events.csv."),
    ] = None,
    language: Language = "",
    single_file: SingleFile = False,
    lang: Pages = "en",
) -> None:
    """Articles to pages: read, extract, merge edits, control spans, HTML with events.csv and control.csv beside it."""
    from timeline.pipeline import build as run

    with _warnings_said():
        tables = run(data, out, edits=edits, language=_language(language), single_file=single_file, lang=lang,
                     progress=_progress())  # fmt: skip
    counts = [f"{len(tables[name])} {noun}" for name, noun in (("articles", "articles"), ("events", "events"))]
    places, drawn = tables["events"]["place_id"].nunique(), tables["control"]["place"].nunique()
    some = f", {drawn} of them with a timeline" if drawn < places else ""
    _say(f"{', '.join(counts)}, {places} places{some}.")
    if summary := tables["events"].attrs.get("edits"):
        _say(summary)
    code = _tell(tables["set_aside"], tables["events"], tables["articles"])
    if len(tables["control"].attrs.get("problems", ())):
        code = DIFFERENT
    _say(f"Open {(out / 'index.html').resolve().as_uri()}")
    raise typer.Exit(code)


@app.command()
def extract(data: Data, out: TableOut = "-", language: Language = "") -> None:
    """Articles to the table of events: one row per statement, with its sentence and the rules behind it."""
    from timeline.articles import read_articles
    from timeline.pipeline import all_set_aside, extract_events

    articles = read_articles(data)
    events = extract_events(articles, _language(language), progress=_progress())
    _write(events, out)
    raise typer.Exit(_tell(all_set_aside(articles, events), events, articles))


@app.command()
def control(
    events: Events,
    out: TableOut = "-",
    settle: Annotated[
        str, typer.Option(help="Whom to believe where sources disagree: all, majority, independent or latest.")
    ] = "all",
    known_by: Annotated[str, typer.Option(help="Only what was published by this day (2017-11-03).")] = "",
    stale_after: Annotated[
        int | None, typer.Option(min=1, help="Days without a report after which a place is unknown again.")
    ] = None,
) -> None:
    """Events to control spans: who held each place, from when to when."""
    from timeline.control import control_spans

    with _warnings_said():
        spans = control_spans(_read_events(events), settle=settle, known_by=known_by, stale_after=stale_after)
    _write(spans, out)
    raise typer.Exit(DIFFERENT if len(spans.attrs.get("problems", ())) else DONE)


@app.command()
def export(
    events: Events,
    out: Annotated[
        Path, typer.Argument(help="A folder for pages, one .html file, or a table of events by its ending.")
    ],
    data: Annotated[Path | None, typer.Option(help="The articles, for the text around each sentence.")] = None,
    lang: Pages = "en",
    as_data: Annotated[
        bool,
        typer.Option(
            "--data-only", help="Data for other programs rather than pages: Parquet, GeoJSON, ACLED and so on."
        ),
    ] = False,
    day: Annotated[str, typer.Option(help="With --data-only: also a map of who held what on this day.")] = "",
) -> None:
    """A table of events, edited or not, to HTML pages, to another form of table, or to data for other programs."""
    from timeline.articles import read_articles
    from timeline.frames import ENDINGS, write_frame
    from timeline.pipeline import write_pages

    table = _read_events(events)
    if out.suffix.lower() in ENDINGS:
        write_frame(table, out)
        raise typer.Exit(DONE)
    if as_data:
        from timeline.pipeline import write_data

        _say(f"Written: {write_data(table, out, day)}")
        raise typer.Exit(DONE)
    articles = None if data is None else read_articles(data)
    index = write_pages(table, out, articles, lang=lang)
    _say(f"Open {index.resolve().as_uri()}")


@app.command()
def explain(
    event_id: Annotated[str, typer.Argument(help="The event's id, or its beginning.")],
    data: Annotated[Path, typer.Argument(help="The articles that the event was read from.")] = Path("data/articles"),
    events: Annotated[
        Path | None,
        typer.Option("--events", "--edits", help="The table that it stands in: quicker, and edits are told."),
    ] = None,
    language: Language = "",
) -> None:
    """Where each cell of an event comes from: its sentence, mentions, words and rule rows."""
    from timeline.articles import read_articles
    from timeline.explanation import explain as run
    from timeline.frames import read_frame

    table = None if events is None else read_frame(events, "event_id")
    typer.echo(run(event_id, read_articles(data), table, _language(language)), nl=False)


@app.command()
def edits(
    events: Annotated[Path, typer.Argument(help="The table that people edit.")] = Path("data/events.csv"),
    out: TableOut = "-",
    apply: Annotated[
        Path | None, typer.Option(help="A table of edits from another checkout, to carry them into this table.")
    ] = None,
) -> None:
    """List what people changed in the table of events, or apply such a list. Exit code 1 where one does not fit."""
    from timeline.edits import apply_edits, list_edits
    from timeline.frames import read_frame

    if apply is None:
        _write(list_edits(events), out)
        return
    left = apply_edits(read_frame(apply, "event_id"), events)
    for row in left.itertuples():
        _say(f"not applied: {row.event_id} {row.column}: {row.why}")
    raise typer.Exit(DIFFERENT if len(left) else DONE)


@app.command()
def score(
    events: Events,
    gold: Annotated[Path, typer.Argument(help="A table of events coded by hand: the same columns, and `required`.")],
    split: Annotated[
        Path | None,
        typer.Option(help="A table article_id,part: each part is scored apart, such as data/gold/split.csv."),
    ] = None,
    show: Annotated[bool, typer.Option(help="List what was missed and what is extra.")] = True,
) -> None:
    """Events against gold: precision, recall and F1 by place, event and date. Exit code 1 where they differ."""
    from timeline.evaluate import score as run
    from timeline.frames import read_frame

    table, truth = read_frame(events, "article_id"), read_frame(gold, "article_id")
    parts: dict[str, list[str] | None] = {"": None}
    if split is not None:
        rows = read_frame(split, "part")
        parts = {part: group["article_id"].tolist() for part, group in rows.groupby("part", sort=False)}
        if unlisted := sorted(set(truth["article_id"]) - set(rows["article_id"])):
            _say(f"{split}: {len(unlisted)} articles of the gold are in no part: {', '.join(unlisted[:5])}.")
    differs = False
    for part, articles in parts.items():
        result = run(table, truth, articles)
        differs |= not result.perfect
        heading = f"== {part}, {len(articles)} articles" if articles is not None else ""
        listing = result.listing() if show else ""
        typer.echo("\n".join(filter(None, (heading, listing, str(result)))))
    raise typer.Exit(DIFFERENT if differs else DONE)


@app.command()
def check(language: Annotated[str, typer.Argument(help="A language code or a folder of tables.")] = "nl") -> None:
    """Check a language: every row of its tables fires on its own example. Exit code 1 where one does not."""
    from timeline.checks import check_language
    from timeline.languages import load_language

    loaded = load_language(_language(language) or "nl")
    problems = check_language(loaded)
    for row in problems.itertuples():
        typer.echo(f"{row.rule}: {row.example!r} should read {row.expected!r}; it reads {row.found!r}")
    rows = sum(map(len, loaded.tables.values()))
    _say(f"{loaded.code}: {rows} rows in {len(loaded.tables)} tables, {len(problems)} that do not fire as they say.")
    raise typer.Exit(DIFFERENT if len(problems) else DONE)


def _say(message: str) -> None:
    typer.echo(message, err=True)


@contextmanager
def _warnings_said() -> Iterator[None]:
    """What the library warns of, such as a row that was set aside: one line for each, without the line of code."""
    from timeline.articles import ArticlesWarning

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        warnings.simplefilter("ignore", ArticlesWarning)  # told by `_tell`
        try:
            yield
        finally:
            for warning in told:
                _say(str(warning.message))


def _progress() -> bool:
    return sys.stderr.isatty()


def _language(text: str) -> str | Path | None:
    if not text:
        return None
    return Path(text) if os.sep in text or Path(text).is_dir() else text


def _read_events(path: Path) -> pd.DataFrame:
    from timeline.frames import read_frame

    return read_frame(path, "place")


def _write(table: pd.DataFrame, out: str) -> None:
    from timeline.frames import frame_bytes, write_frame

    if out == "-":
        sys.stdout.buffer.write(frame_bytes(table))
        sys.stdout.flush()
    else:
        write_frame(table, out)


def _tell(aside: pd.DataFrame, events: pd.DataFrame, articles: pd.DataFrame) -> int:
    """Say what was set aside, noted and left without a date; gives the exit code."""
    from timeline.pipeline import UNDATED_HINT

    for row in aside.itertuples():
        _say(f"{row.kind}: {row.name}: {row.reason}")
    undated = events.attrs["undated"]
    if undated:
        more = f" and {len(undated) - 3} more" if len(undated) > 3 else ""
        _say(f"{len(undated)} of {len(articles)} articles ({', '.join(undated[:3])}{more}) {UNDATED_HINT}.")
    return DIFFERENT if (aside["kind"] == "set aside").any() else DONE


if __name__ == "__main__":
    main()
