"""The steps strung together: `extract_events`, `extract_tables`, `build`. Only this module knows the order."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from timeline.articles import ArticlesWarning, read_articles, set_aside
from timeline.control import control_spans
from timeline.edits import merge_edits
from timeline.events import code_events
from timeline.frames import write_frame
from timeline.languages import RESOURCES, Language, LanguageError, load_language
from timeline.lines import date_line
from timeline.names import find_names
from timeline.schema import EVENTS, MENTIONS, SENTENCES, require
from timeline.sentences import split_sentences
from timeline.tables_io import write_bytes
from timeline.timex import find_times
from timeline.triggers import find_triggers

BATCH = 256
MANIFEST = "build.json"
FAILED = "a step failed on it"
NEEDED = ("article_id", "published", "language", "source", "text")
UNDATED_HINT = (
    "without a date; what leans on it keeps empty bounds. Give dates in articles.csv beside the articles, "
    "with the columns article_id,published (2017, 2017-11 or 2017-11-03)"
)


class BuildError(ValueError):
    """A result that cannot be written where it was asked for; the message says what to do."""


def extract_events(
    articles: pd.DataFrame, language: str | Path | None = None, *, progress: bool = False
) -> pd.DataFrame:
    """Read articles into events: sentences, mentions, events.

    Args:
        articles: the table of `read_articles` (`schema.ARTICLES`).
        language: a language code or a folder of tables; without it each article's own `language`.
        progress: show a progress bar on standard error.

    Returns:
        A row for each statement, with the columns `schema.EVENTS`, in the order of the articles and of their text.
        `published` is the date of the story that the evidence stands in. `attrs["set_aside"]` lists (article_id,
        reason) of the articles that could not be coded, `attrs["undated"]` the ids of those without any date.

    Raises:
        ValueError: the table of articles lacks a column.

    Warns:
        ArticlesWarning: articles were set aside, because there are no tables for their language or a step failed.

    >>> text = "date 2017-11-03 Al-Qaim heroverd\\n\\nHet Iraakse leger heeft vrijdag Al-Qaim heroverd op IS.\\n"
    >>> article = {"article_id": "a", "title": "", "published": "2017-11-03", "language": "nl", "source": "", "url": "",
    ...            "text": text, "digest": ""}
    >>> events = extract_events(pd.DataFrame([article]))
    >>> events[["place", "type", "actor", "opponent", "date_edtf"]].values.tolist()
    [['Al-Qaim', 'capture', 'Iraq', 'Islamic State', '2017-11-03']]
    """
    return extract_tables(articles, language, progress=progress)["events"]


def extract_tables(
    articles: pd.DataFrame, language: str | Path | None = None, *, progress: bool = False
) -> dict[str, pd.DataFrame]:
    """As `extract_events`, and the tables on the way: `sentences`, `mentions` and `events`.

    >>> from timeline.schema import ARTICLES
    >>> article = dict.fromkeys(ARTICLES, "") | {"article_id": "a", "published": "2017-11-17", "language": "nl",
    ...                                          "text": "Iraakse troepen hebben Rawa heroverd op IS."}
    >>> tables = extract_tables(pd.DataFrame([article]))
    >>> tables["mentions"]["text"].tolist()
    ['Iraakse troepen', 'Rawa', 'heroverd', 'IS']
    """
    require(articles, "articles", NEEDED)
    asides: list[tuple[str, str]] = []
    parts: list[dict[str, pd.DataFrame]] = []
    with tqdm(total=len(articles), unit=" articles", disable=None if progress else True) as bar:
        for source, batch in _batches(articles, language, asides):
            parts += _read_batch(batch, source, asides)
            bar.update(len(batch))
    if not parts and any(reason.startswith(FAILED) for _, reason in asides):
        raise RuntimeError(f"No article could be coded. {asides[0][0]}: {asides[0][1]}.")  # a broken table or program
    empty = {"sentences": SENTENCES, "mentions": MENTIONS, "events": EVENTS}
    tables = {
        name: pd.concat(found, ignore_index=True)
        if (found := [p[name] for p in parts])
        else pd.DataFrame(columns=list(c))
        for name, c in empty.items()
    }
    if articles["language"].nunique() > 1:
        order = {article: n for n, article in enumerate(articles["article_id"])}
        tables = {
            name: t.sort_values("article_id", key=lambda c: c.map(order), kind="stable", ignore_index=True)
            for name, t in tables.items()
        }
    events = tables["events"]
    events.attrs["set_aside"] = [list(a) for a in asides]
    dated = set(tables["sentences"].loc[tables["sentences"]["reference"] != "", "article_id"])
    events.attrs["undated"] = [a for a in articles["article_id"] if a not in dated and a not in dict(asides)]
    if asides:
        warnings.warn(f"{len(asides)} set aside: {_listed(asides)}.", ArticlesWarning, stacklevel=2)
    return tables


def _listed(asides: list) -> str:
    more = f"; and {len(asides) - 5} more" if len(asides) > 5 else ""
    return "; ".join(f"{name}: {reason}" for name, reason in asides[:5]) + more


def _batches(
    articles: pd.DataFrame, language: str | Path | None, asides: list
) -> Iterator[tuple[str | Path, pd.DataFrame]]:
    groups = [(language, articles)] if language is not None else articles.groupby("language", sort=False)
    for source, group in groups:
        if isinstance(source, str) and not (RESOURCES / source).is_dir():
            reason = (
                f"there are no tables for the language {source!r}; mend `language` in articles.csv or add the tables"
            )
            asides += [(article, reason) for article in group["article_id"]]
            continue
        for start in range(0, len(group), BATCH):
            yield source, group.iloc[start : start + BATCH]


def _read_batch(batch: pd.DataFrame, source: str | Path, asides: list) -> list[dict[str, pd.DataFrame]]:
    """The tables of some articles; one that a step fails on is set aside by name, the others go on."""
    try:
        return [_read(batch, source)]
    except LanguageError:
        raise  # a row of the tables, not an article
    except Exception as error:
        if len(batch) == 1:
            asides.append((batch["article_id"].iloc[0], f"{FAILED} ({type(error).__name__}: {error})"))
            return []
        return [part for n in range(len(batch)) for part in _read_batch(batch.iloc[n : n + 1], source, asides)]


def _read(articles: pd.DataFrame, source: str | Path) -> dict[str, pd.DataFrame]:
    language = load_language(source)
    sentences = split_sentences(articles, language)
    mentions = _mentions(sentences, source, language)
    events = code_events(sentences, mentions, language)
    return {"sentences": sentences, "mentions": mentions, "events": _with_sources(events, sentences, articles)}


def _mentions(sentences: pd.DataFrame, source: str | Path, language: Language) -> pd.DataFrame:
    found = (find_times(sentences, language=source), find_names(sentences, source), find_triggers(sentences, language))
    mentions = pd.concat([t for t in found if len(t)] or found[:1], ignore_index=True).fillna("")
    return mentions.sort_values(["article_id", "sentence", "start", "end"], kind="stable", ignore_index=True)


def _date_lines(text: str) -> int:
    return sum(date_line(line) is not None for line in text.split("\n"))


def _with_sources(events: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Events with the date their story was published, and their article's source.

    Each story below a date line of its own has that date; an entry of a chronology was published with its article.
    """
    references = dict(
        zip(zip(sentences["article_id"], sentences["start"], strict=True), sentences["reference"], strict=True)
    )
    sources = dict(zip(articles["article_id"], articles["source"], strict=True))
    own = dict(zip(articles["article_id"], articles["published"], strict=True))
    stories = {a for a, text in zip(articles["article_id"], articles["text"], strict=True) if _date_lines(text) > 1}
    keys = zip(events["article_id"], events["evidence_start"], strict=True)
    days = [references.get(key, "") if key[0] in stories else own[key[0]] for key in keys]
    published = pd.Series(days, index=events.index, dtype="str")
    source = pd.Series([sources[a] for a in events["article_id"]], index=events.index, dtype="str")
    return events.assign(published=published, source=source)


def build(
    data: str | Path,
    out: str | Path,
    *,
    edits: str | Path | None = None,
    language: str | Path | None = None,
    single_file: bool = False,
    lang: str = "en",
    progress: bool = False,
) -> dict[str, pd.DataFrame]:
    """Articles to pages: read, extract, merge a person's edits, control spans, HTML.

    Args:
        data: what `read_articles` reads.
        out: the folder for the result: `index.html` and its pages, `events.csv`, `control.csv`, `set_aside.csv` where
            something was. It is written whole beside its place and then renamed; an earlier result is replaced.
        edits: the table that people edit (`merge_edits`), such as `data/events.csv`.
        language: as for `extract_events`.
        single_file: one self-contained HTML file rather than a page for each place.
        lang: the language of the pages' own words.
        progress: show a progress bar on standard error.

    Returns:
        The tables `articles`, `events`, `control` and `set_aside` (kind, name, reason).

    Raises:
        ArticlesError: nothing to read in `data`.
        BuildError: `out` holds something that is no earlier result.

    >>> folder = Path(tempfile.mkdtemp())
    >>> text = "date 2017-11-17 Rawa\\n\\nIraakse troepen hebben Rawa heroverd op IS.\\n"
    >>> _ = (folder / "rawa.txt").write_text(text, encoding="utf-8")
    >>> tables = build(folder, folder / "html")
    >>> tables["control"][["holder", "start_latest"]].values.tolist()[-1], (folder / "html" / "rawa.html").exists()
    (['Iraq', '2017-11-17'], True)
    """
    out = Path(out)
    check_out(out)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ArticlesWarning)  # told in the table of what was set aside
        articles = read_articles(data)
        events = extract_events(articles, language, progress=progress)
    aside, undated = all_set_aside(articles, events), events.attrs["undated"]
    if edits is not None:
        events = merge_edits(events, edits)
        events.attrs["undated"] = undated
    control = control_spans(events)
    _write_result(out, events, control, articles, aside, single_file=single_file, lang=lang)
    return {"articles": articles, "events": events, "control": control, "set_aside": aside}


def write_pages(
    events: pd.DataFrame, out: str | Path, articles: pd.DataFrame | None = None, *, lang: str = "en"
) -> Path:
    """A table of events to pages: the second half of `build`. `out` is a folder, or one `.html` file for all.

    Returns the path of the page to open. Raises `BuildError` where `out` holds something that is no earlier result.
    """
    from timeline.pages import write_html

    out, control = Path(out), control_spans(events)
    if out.suffix.lower() != ".html":
        check_out(out)
        _write_result(out, events, control, articles, pd.DataFrame(), single_file=False, lang=lang)
        return out / "index.html"
    with tempfile.TemporaryDirectory() as folder:
        write_bytes(out, write_html(control, folder, events, articles, single_file=True, lang=lang).read_bytes())
    return out


def write_data(events: pd.DataFrame, out: str | Path, day: str = "") -> Path:
    """A table of events to every form of data that other programs read (`write_exports`), in the folder `out`.

    Raises `BuildError` where `out` holds something that is no earlier result.
    """
    from timeline.export import write_exports

    out, control = Path(out), control_spans(events)
    check_out(out)

    def write(folder: Path) -> None:
        write_exports(control, events, folder, day)
        _write_manifest(folder, articles=events["article_id"].nunique(), events=len(events), spans=len(control))

    write_folder(out, write)
    return out


def _write_manifest(folder: Path, **counts: int) -> None:
    """Say who made a folder: what has no such file is never replaced."""
    made_by = f"conflict-timeline {metadata.version('conflict-timeline')}"
    (folder / MANIFEST).write_text(json.dumps({"made_by": made_by} | counts, indent=2) + "\n", encoding="utf-8")


def _write_result(
    out: Path,
    events: pd.DataFrame,
    control: pd.DataFrame,
    articles: pd.DataFrame | None,
    aside: pd.DataFrame,
    **options,
) -> None:
    from timeline.pages import write_html  # the drawing library is needed here alone

    def write(folder: Path) -> None:
        write_html(control, folder, events, articles, **options)
        write_frame(events, folder / "events.csv")
        write_frame(control, folder / "control.csv")
        if len(aside):
            write_frame(aside, folder / "set_aside.csv")
        read = events["article_id"].nunique() if articles is None else len(articles)
        _write_manifest(folder, articles=read, events=len(events), spans=len(control))

    write_folder(out, write)


def all_set_aside(articles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """What reading and coding set aside, in one table: kind, name, reason."""
    coded = [("set aside", *a) for a in events.attrs.get("set_aside", ())]
    columns = ["kind", "name", "reason"]
    return pd.concat([set_aside(articles), pd.DataFrame(coded, columns=columns)], ignore_index=True).astype("str")


def check_out(out: Path) -> None:
    """Raise `BuildError` where a folder holds something that no build has made: it would be lost."""
    if out.exists() and not out.is_dir():
        raise BuildError(f"{out} is a file: give a folder for the result.")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).exists():
        raise BuildError(f"{out} holds files that no build has made: give a new or an empty folder.")


def write_folder(out: Path, write: Callable[[Path], None]) -> None:
    """Write a folder whole or not at all: made beside its place, then renamed."""
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    old = fresh.with_name(f"{fresh.name}-old")
    try:
        fresh.chmod(0o755)
        write(fresh)
        if out.exists():
            out.rename(old)
        fresh.rename(out)
    finally:
        if old.exists() and not out.exists():
            old.rename(out)
        with contextlib.suppress(OSError):
            shutil.rmtree(old, ignore_errors=True)
            shutil.rmtree(fresh, ignore_errors=True)
