"""Short Dutch texts, each with the rows that it tells, and sentences full of war words that tell none.

`examples/nl/*.txt` holds the annotated texts, `not_events/nl.txt` the sentences without a row. Texts that do not read
as annotated yet stand in `examples/known_failures.txt`, one a line (`~ ` before it: the rows are right, the bounds
are not); a text that starts to pass must come off that list. To write the list anew:

    python tests/test_examples.py --update
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from timeline.checks import REFERENCE, read_examples
from timeline.events import code_events
from timeline.names import find_names
from timeline.schema import SENTENCES
from timeline.sentences import split_sentences
from timeline.timex import find_times
from timeline.triggers import find_triggers

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples" / "nl"
NOT_EVENTS = HERE / "not_events" / "nl.txt"
KNOWN = HERE / "examples" / "known_failures.txt"
DATES = "~ "
HEAD = """\
# Texts that do not read as annotated yet, one a line; `~ ` before a text: its rows are right, their bounds are not.
# Written by `python tests/test_examples.py --update`.
"""


@dataclass
class Example:
    """One annotated text; `bounds` holds an event line's `earliest..latest` where it has one."""

    source: str
    text: str = ""
    reference: str = REFERENCE
    events: list[str] = field(default_factory=list)
    bounds: list[tuple[str, str]] = field(default_factory=list)


def load_examples() -> list[Example]:
    """Every text of `examples/nl`, and after them the sentences without a row, as texts with no events."""
    found = []
    for path in sorted(EXAMPLES.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            example = _read_block(path.name, block)
            if example.text:
                found.append(example)
    for line in NOT_EVENTS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            found.append(Example("not_events", line.split("\t")[0]))
    return found


def _read_block(source: str, block: str) -> Example:
    example = Example(source)
    for line in block.strip().splitlines():
        mark, rest = line[:2], line[2:].strip()
        if mark == "> ":
            example.text = rest
        elif mark == "@ ":
            example.reference = rest
        elif mark == "= ":
            example.events.append(rest)
        elif mark == DATES:
            example.bounds.append((example.events[-1], rest))
        elif mark != "# ":
            raise ValueError(f"{source}: unknown line {line!r}")
    return example


def load_known() -> set[str]:
    """The lines of the list of known failures."""
    if not KNOWN.exists():
        return set()
    return {line for line in KNOWN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")}


def read_rows(examples: list[Example]) -> dict[str, list[str]]:
    """The rows of each text, by `read_examples`, each run with its own reference date."""
    read: dict[str, list[str]] = {}
    for reference, texts in _by_reference(examples).items():
        read |= dict(zip(texts, read_examples(texts, reference=reference), strict=True))
    return read


def read_bounds(examples: list[Example]) -> dict[str, list[tuple[str, str]]]:
    """As `read_rows`, with the date bounds of each row as `earliest..latest`."""
    read: dict[str, list[tuple[str, str]]] = {example.text: [] for example in examples}
    articles = pd.DataFrame(
        [
            {"article_id": f"{k:05d}", "text": example.text, "published": example.reference, "language": "nl",
             "title": "", "source": "", "url": "", "digest": ""}
            for k, example in enumerate(examples)
        ]
    )  # fmt: skip
    sentences = split_sentences(articles).reindex(columns=list(SENTENCES))
    sentences["role"] = "body"
    steps = (find_times, find_names, find_triggers)
    mentions = pd.concat([step(sentences, language="nl") for step in steps], ignore_index=True).fillna("")
    for row in code_events(sentences, mentions, "nl").astype(object).fillna("").itertuples(index=False):
        cells = [row.type, row.place, row.actor, row.opponent] + ([row.status] if row.status != "reported" else [])
        bounds = f"{str(row.date_earliest)[:10]}..{str(row.date_latest)[:10]}"
        read[examples[int(row.article_id)].text].append(("/".join(cells), bounds))
    return read


def _by_reference(examples: list[Example]) -> dict[str, list[str]]:
    grouped = defaultdict(list)
    for example in examples:
        grouped[example.reference].append(example.text)
    return grouped


def _marked(examples: list[Example], prefix: str = "") -> list:
    known = load_known()
    return [
        pytest.param(
            example,
            id=f"{example.source}: {example.text[:60]}",
            marks=[pytest.mark.xfail(strict=True, reason="known failure")] if prefix + example.text in known else [],
        )
        for example in examples
    ]


ALL = load_examples()
DATED = [example for example in ALL if example.bounds and example.text not in load_known()]


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str]]:
    return read_rows(ALL)


@pytest.fixture(scope="module")
def bounds() -> dict[str, list[tuple[str, str]]]:
    return read_bounds([example for example in ALL if example.bounds])


def test_texts_are_listed_once():
    twice = [text for text, count in Counter(example.text for example in ALL).items() if count > 1]
    assert not twice
    texts = {example.text for example in ALL}
    assert not {line for line in load_known() if line.removeprefix(DATES) not in texts}


@pytest.mark.parametrize("example", _marked(ALL))
def test_rows(example: Example, rows):
    assert sorted(rows[example.text]) == sorted(example.events)


@pytest.mark.parametrize("example", _marked(DATED, DATES))
def test_bounds(example: Example, bounds):
    assert not _wrong_bounds(example, bounds[example.text])


def _wrong_bounds(example: Example, read: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in example.bounds if pair not in read]


def update() -> None:
    """Write the list of known failures anew and print how many texts of each file pass."""
    rows, dates = read_rows(ALL), read_bounds([example for example in ALL if example.bounds])
    failures, passed, total = [], Counter(), Counter()
    for example in ALL:
        total[example.source] += 1
        if sorted(rows[example.text]) != sorted(example.events):
            failures.append(example.text)
            continue
        passed[example.source] += 1
        if example.bounds:
            total["bounds"] += 1
            if _wrong_bounds(example, dates[example.text]):
                failures.append(DATES + example.text)
            else:
                passed["bounds"] += 1
    KNOWN.write_text(HEAD + "".join(line + "\n" for line in failures), encoding="utf-8")
    for source in total:
        print(f"{source:24} {passed[source]:4} of {total[source]}")
    if "--show" in sys.argv:
        show(rows, dates)


def show(rows: dict[str, list[str]], dates: dict[str, list[tuple[str, str]]]) -> None:
    """Print each failing text with what is expected of it and what is found."""
    for example in ALL:
        if sorted(rows[example.text]) != sorted(example.events):
            print(f"\n{example.source}: {example.text}\n  expected {example.events}\n  found    {rows[example.text]}")
        elif example.bounds and (wrong := _wrong_bounds(example, dates[example.text])):
            print(f"\n{example.source}: {example.text}\n  expected {wrong}\n  found    {dates[example.text]}")


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    else:
        print(__doc__)
