"""Step 1, read_articles: a folder of .txt files, or one CSV, JSON Lines or Parquet file -> the articles table.

An article that cannot be used is set aside with its reason, never dropped in silence: see `set_aside`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from timeline.dates import bounds
from timeline.languages import RESOURCES
from timeline.lines import CHRONOLOGY, Lines, date_line, is_edtf, is_heading, lines_of
from timeline.schema import ARTICLES
from timeline.tables_io import TableError, read_table

SIDECAR = "articles.csv"
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
_OVERRIDES = ("published", "source", "url", "title", "language")
_MAGIC = {
    b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture", b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip or Office file", b"\xd0\xcf\x11\xe0": "an old Office file", b"\x1f\x8b": "a gzip file",
}  # fmt: skip
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class ArticlesError(ValueError):
    """Articles that cannot be read at all; the message says what to do."""


class ArticlesWarning(UserWarning):
    """Articles were set aside, or read in a way that their owner should know of."""


class _Raw(NamedTuple):
    name: str  # what a person would look for: a file name or a line of a table
    cells: dict[str, str]
    note: str = ""


class _Unusable(Exception):
    """One article cannot be used; the message is the reason."""


def read_articles(path: str | Path, language: str = "nl") -> pd.DataFrame:
    """Read articles.

    Args:
        path: a folder of `.txt` files (subfolders included), a `.txt` file, or a `.csv`, `.tsv`, `.jsonl` or
            `.parquet` file with a row for each article: column `text`, and as it has them `article_id`, `published`,
            `title`, `language`, `source`, `url`.
        language: the language of articles whose table does not name one.

    A text file may begin with `date YYYY[-MM[-DD]] title`. A file `articles.csv` in the folder (column `article_id` and
    any of `published`, `source`, `url`, `title`, `language`) overrides what the text says where its cell is not empty.
    Files are UTF-8 with or without byte order mark; Windows-1252 is recognised and noted.

    Returns:
        The columns `schema.ARTICLES`, all strings, in the order of `article_id` for a folder, else of the rows.
        `published` is EDTF or `""`; `text` has its line ends as `\\n` and its letters composed (Unicode NFC); all
        character offsets of later tables count in it. `digest` is the SHA-256 of `text`. What was set aside and noted
        stands in `articles.attrs` and is given as a table by `set_aside(articles)`.

    Raises:
        ArticlesError: there is no such path, or not a single row or file in it.

    Warns:
        ArticlesWarning: articles were set aside.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "one.txt").write_text(" date 2017-11 Stad valt\\n\\nDe stad viel.\\n", encoding="utf-8")
    >>> read_articles(folder)[["article_id", "published", "title"]].values.tolist()
    [['one', '2017-11', 'Stad valt']]
    """
    path = Path(path)
    if not path.exists():
        raise ArticlesError(f"There is no {path}: give a folder of .txt files, or a .csv, .jsonl or .parquet file.")
    asides: list[tuple[str, str]] = []
    if path.is_dir() or path.suffix.lower() == ".txt":
        raws, overrides = _from_files(path, asides), _read_sidecar(path, asides)
    elif path.suffix.lower() in TABLES:
        raws, overrides = _from_table(path, asides), {}
    else:
        raise ArticlesError(f"{path}: a {path.suffix or 'nameless'} file is not read: give .txt, {', '.join(TABLES)}.")
    rows, notes = _collect(raws, overrides, language, asides)
    for name in overrides:
        asides.append((f"{SIDECAR}: {name}", "no article has this article_id; mend the id or remove the line"))
    if not rows and not asides:
        raise ArticlesError(f"{path} holds no articles: a folder needs .txt files, a table at least one row.")
    articles = pd.DataFrame(rows, columns=list(ARTICLES), dtype="str")
    articles.attrs["set_aside"], articles.attrs["notes"] = [list(a) for a in asides], [list(n) for n in notes]
    if asides:
        listed = "; ".join(f"{name}: {reason}" for name, reason in asides[:5])
        more = f"; and {len(asides) - 5} more" if len(asides) > 5 else ""
        warnings.warn(f"{len(asides)} set aside: {listed}{more}.", ArticlesWarning, stacklevel=2)
    return articles


def set_aside(articles: pd.DataFrame) -> pd.DataFrame:
    """What `read_articles` set aside (kind `set aside`) or read in an unusual way (kind `note`): kind, name, reason.

    >>> set_aside(pd.DataFrame()).columns.tolist()
    ['kind', 'name', 'reason']
    """
    rows = [("set aside", *a) for a in articles.attrs.get("set_aside", ())]
    rows += [("note", *n) for n in articles.attrs.get("notes", ())]
    return pd.DataFrame(rows, columns=["kind", "name", "reason"])


def _collect(raws: Iterator[_Raw], overrides: dict, language: str, asides: list) -> tuple[list[tuple], list[tuple]]:
    rows, notes = [], []
    ids: dict[str, str] = {}
    digests: dict[str, str] = {}
    for raw in raws:
        try:
            article_id = raw.cells["article_id"]
            row, note = _article(raw.cells | overrides.pop(article_id, {}), language)
            if article_id in ids:
                raise _Unusable(f"the id {article_id!r} is taken by {ids[article_id]}; give each article its own")
            if row[-1] in digests:
                raise _Unusable(f"the same text as {digests[row[-1]]}")
        except _Unusable as reason:
            asides.append((raw.name, str(reason)))
            continue
        ids[article_id] = digests[row[-1]] = raw.name
        rows.append(row)
        notes += [(raw.name, n) for n in (raw.note, note) if n]
    return rows, notes


def _article(cells: dict[str, str], language: str) -> tuple[tuple, str]:
    """One row of the table and what its owner should know."""
    text = cells["text"].replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if not text.strip():
        raise _Unusable("it is empty")
    if "\x00" in text:
        raise _Unusable("it holds NUL characters: it is no text")
    try:
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        raise _Unusable(f"character {error.start} is half of a surrogate pair: save it again as UTF-8") from None
    told = cells.get("language") or language
    published, title, note = _dated(text, lines_of(told if _known(told) else language))
    if cells.get("published"):
        if not is_edtf(cells["published"]):
            raise _Unusable(f"column published: {cells['published']!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
        published, note = cells["published"], ""
    title, source, url = cells.get("title") or title, cells.get("source", ""), cells.get("url", "")
    return (cells["article_id"], title, published, told, source, url, text, digest), note


def _known(language: str) -> bool:
    return (RESOURCES / language).is_dir()


def _dated(text: str, lines: Lines) -> tuple[str, str, str]:
    """Publication date (EDTF), title and a note, as the text itself shows them."""
    shown = [line.strip() for line in text.split("\n") if line.strip()]
    header = date_line(shown[0])
    published, title = (header.date, header.title) if header else ("", "")
    note = "" if published or not header else f"{shown[0][:40]!r}: no calendar has this date; it is read as undated"
    head = shown[1:] if header else shown
    later = next((i for i, line in enumerate(head) if date_line(line)), len(head))  # below it another date is in force
    if not header and is_heading(shown[0]) and re.match(r"\s*[^\n]+\n\s*\n\s*\S", text):
        title = shown[0]
    head = head[:later]
    own = _first(map(lines.published_on, head))
    if not own and sum(bool(lines.stamp(line)) for line in head) < CHRONOLOGY:
        own = _first(map(lines.date_alone, head[:6]))
    if own and own != published:
        first, last = bounds(published)
        if published and not (first and last and first <= bounds(own)[0] <= last):
            return published, title, f"the header says {published}, a line of the article {own}: the header is followed"
        published = own
    return published, title, note


def _first(found: Iterable[str]) -> str:
    return next(filter(None, found), "")


def _from_files(path: Path, asides: list) -> Iterator[_Raw]:
    found = [path] if path.is_file() else path.rglob("*")
    files = [p for p in found if p.suffix.lower() == ".txt" and p.is_file()]
    for file in sorted(files, key=lambda p: (p.stem, str(p))):
        name = file.name if path.is_file() else file.relative_to(path).as_posix()
        try:
            text, note = _decode(file.read_bytes())
        except OSError as error:
            asides.append((name, f"it cannot be read: {error.strerror}"))
        except _Unusable as reason:
            asides.append((name, str(reason)))
        else:
            yield _Raw(name, {"article_id": file.stem, "text": text}, note)


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a file and a note where it is not UTF-8."""
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise _Unusable(f"it is {what}, not text")
    if data[:2] in _UTF16:
        try:
            return data.decode("utf-16"), "read as UTF-16"
        except UnicodeDecodeError:
            raise _Unusable("it begins like UTF-16 and is not") from None
    if b"\x00" in data:
        raise _Unusable("it holds NUL bytes: it is binary, not text")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line, byte = data.count(b"\n", 0, error.start) + 1, data[error.start]
    damaged = data.decode("utf-8", errors="replace")
    wrong = damaged.count("\ufffd")
    if sum(c > "\x7f" for c in damaged) - wrong > wrong:
        raise _Unusable(f"line {line}: byte {byte:#x} is not UTF-8 among text that is; save it again as UTF-8")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        line, byte = data.count(b"\n", 0, error.start) + 1, data[error.start]
        raise _Unusable(f"line {line}: byte {byte:#x} is neither UTF-8 nor Windows-1252; save it as UTF-8") from None
    if sum(c < " " and c not in "\n\r\t\f" for c in text) > len(text) // 50:
        raise _Unusable("it is full of control characters: it is binary, not text")
    return text, "read as Windows-1252; save it as UTF-8 to be sure"


def _read_sidecar(path: Path, asides: list) -> dict[str, dict[str, str]]:
    file = (path if path.is_dir() else path.parent) / SIDECAR
    if not file.exists():
        return {}
    try:
        table = read_table(file, "article_id", _OVERRIDES)
    except (TableError, OSError) as error:
        asides.append((SIDECAR, str(error)))
        return {}
    found: dict[str, dict[str, str]] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = {c: row.get(c, "").strip() for c in _OVERRIDES if row.get(c, "").strip()}
        if cells.get("published") and not is_edtf(cells["published"]):
            reason = f"column published: {cells['published']!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD"
            asides.append((f"{SIDECAR} line {line}", reason))
            del cells["published"]
        if row["article_id"].strip() in found:
            asides.append((f"{SIDECAR} line {line}", f"the article_id {row['article_id']!r} stands there twice"))
            continue
        found[row["article_id"].strip()] = cells
    if path.is_file():
        found = {k: v for k, v in found.items() if k == path.stem}
    return found


def _from_table(path: Path, asides: list) -> Iterator[_Raw]:
    for number, cells in _table_rows(path, asides):
        name = f"{path.name} line {number}" if path.suffix.lower() != ".parquet" else f"{path.name} row {number}"
        known = {k: v for k, v in cells.items() if k in ("text", "article_id", *_OVERRIDES)}
        cells = {k: "" if v is None or v != v else str(v) for k, v in known.items()}
        cells["article_id"] = cells.get("article_id", "").strip() or f"{path.stem}-{number:04}"
        if "text" not in cells:
            asides.append((name, "it has no text"))
            continue
        cells |= {c: cells[c].strip() for c in _OVERRIDES if c in cells}
        yield _Raw(name, cells)


def _table_rows(path: Path, asides: list) -> Iterator[tuple[int, dict]]:
    """Rows with the number that a person counts to them: lines in a text file, rows from 1 in Parquet."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        try:
            table = pd.read_parquet(path)
        except Exception as error:  # whatever pyarrow raises on a file that is no Parquet
            raise ArticlesError(f"{path} cannot be read as Parquet: {error}") from error
        _needs_text(path, table.columns)
        for number, row in enumerate(table.astype(object).to_dict("records"), start=1):
            yield number, row
    elif suffix in (".csv", ".tsv"):
        try:
            table = read_table(path, "text")
        except TableError as error:
            raise ArticlesError(str(error)) from error
        yield from zip(table.lines, table.rows, strict=True)
    else:
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        row = json.loads(line)
                    except json.JSONDecodeError as error:
                        asides.append((f"{path.name} line {number}", f"it is not JSON: {error.msg}"))
                        continue
                    if isinstance(row, dict):
                        yield number, row
                    else:
                        asides.append((f"{path.name} line {number}", "it is not a JSON object"))


def _needs_text(path: Path, columns) -> None:
    if "text" not in columns:
        raise ArticlesError(
            f"{path}: no column 'text' among {', '.join(map(str, columns))}; name the texts' column so."
        )
