"""Dutch time taggers side by side on `tests/timex/*.csv`: recognised, value right, interval exact, traps dated, speed.

    python benchmarks/timex.py                 # ours alone, by set and by kind
    python benchmarks/timex.py --peers         # and dateparser, parsedatetime, chrono-node (npm, in a temporary folder)
    python benchmarks/timex.py --errors        # the cases that ours has wrong
    python benchmarks/timex.py --edtf          # EDTF strings read and printed again, a second

A case counts as recognised if an answer overlaps its expression; as *value right* if the answer lies within the
bounds that the codebook asks (which is kind to taggers that answer with a point), or is undated where the codebook
dates nothing; as *exact* if both bounds are the codebook's. A trap is a sentence without a time: it is dated if
anything in it is. Peers that shift to the future are told to prefer the past where they can be. None but ours takes a
month or no reference: they are handed the last day of the month, and today where there is none.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from timeline.dates import bounds, to_edtf

FOLDER = Path(__file__).parent.parent / "tests" / "timex"
SETS = ("newswire", "blind", "references")
HEAD = "| tagger | expressions | recognised | value right | exact | traps dated | sentences/s |\n" + "| --- " * 7 + "|"


class Case(NamedTuple):
    sentence: str
    reference: str
    expression: str
    edtf: str
    earliest: str
    latest: str
    precision: str
    kind: str
    note: str
    name: str


class Found(NamedTuple):
    """An answer of a tagger: its place, and its bounds as ISO strings (`""`: open, or undated)."""

    start: int
    end: int
    earliest: str
    latest: str


Tagger = Callable[[list[Case]], list[list[Found]]]


def cases(name: str) -> list[Case]:
    """The cases of one set."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [Case(**row, name=f"{name}.csv:{n}") for n, row in enumerate(csv.DictReader(lines), 2)]


def judge(case: Case, found: list[Found]) -> tuple[bool, bool, bool]:
    """Recognised, value right, interval exact. For a sentence without a time all three say that nothing was dated."""
    dated = [f for f in found if f.earliest or f.latest]
    if not case.expression:
        return (not dated,) * 3
    start = case.sentence.find(case.expression)
    end = start + len(case.expression)
    over = [f for f in found if f.start < end and f.end > start]
    if not over:
        return False, not case.edtf, not case.edtf
    if not case.edtf:
        nothing = not any(f.earliest or f.latest for f in over)
        return True, nothing, nothing
    best = max(over, key=lambda f: min(f.end, end) - max(f.start, start))
    exact = (best.earliest, best.latest) == (case.earliest, case.latest)
    begins = not case.earliest or best.earliest >= case.earliest
    ends = not case.latest or "" < best.latest <= case.latest
    within = bool(best.earliest or best.latest) and begins and ends
    return True, exact or within, exact


def ours(table: list[Case]) -> list[list[Found]]:
    from timeline.timex import find_times

    answers = []
    for case in table:
        t = find_times(case.sentence, reference=case.reference)
        answers.append([Found(*row) for row in zip(t.start, t.end, t.earliest, t.latest, strict=True)])
    return answers


def _today(case: Case) -> date:
    first, last = bounds(case.reference)
    return last or first or date.today()


def _span(day: datetime | date, unit: str = "day") -> tuple[str, str]:
    if unit in ("month", "year"):
        return tuple(b.isoformat() for b in bounds(f"{day:%Y-%m}" if unit == "month" else f"{day:%Y}"))
    return f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}"


def dateparser(table: list[Case]) -> list[list[Found]]:
    """`search_dates` cuts the expressions; `get_date_data` reads them, because it also tells the unit."""
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    answers = []
    for case in table:
        base = datetime.combine(_today(case), datetime.min.time())
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        found, at = [], 0
        for words, day in search_dates(case.sentence, languages=["nl"], settings=settings) or ():
            start = case.sentence.find(words, at)
            at = max(at, start + len(words))
            period = DateDataParser(languages=["nl"], settings=settings).get_date_data(words).period
            found.append(Found(start, start + len(words), *_span(day, period)))
        answers.append(found)
    return answers


def parsedatetime(table: list[Case]) -> list[list[Found]]:
    """With its Dutch locale."""
    import parsedatetime as pdt

    calendar = pdt.Calendar(pdt.Constants("nl_NL", usePyICU=False))
    answers = []
    for case in table:
        base = datetime.combine(_today(case), datetime.min.time())
        rows = calendar.nlp(case.sentence, sourceTime=base) or ()
        answers.append([Found(r[2], r[3], *_span(r[0])) for r in rows if r[1] in (1, 3)])
    return answers


_CHRONO = """
const chrono = require('chrono-node');
const rows = JSON.parse(require('fs').readFileSync(0));
const t = process.hrtime.bigint();
const two = n => String(n).padStart(2, '0');
const iso = p => p ? `${p.get('year')}-${two(p.get('month'))}-${two(p.get('day'))}` : '';
const read = ([text, ref]) => chrono.nl.parse(text, new Date(ref + 'T12:00:00'));
const out = rows.map(row => read(row).map(r => [r.index, r.index + r.text.length, iso(r.start), iso(r.end),
  r.start.isCertain('day') || r.start.isCertain('weekday'), r.start.isCertain('month')]));
console.log(JSON.stringify([out, Number(process.hrtime.bigint() - t) / 1e9]));
"""


def chrono(table: list[Case], folder: str) -> tuple[list[list[Found]], float]:
    """chrono-node's Dutch locale; its answers and its own seconds, without the start of node."""
    rows = [(c.sentence, _today(c).isoformat()) for c in table]
    command = ["node", "-e", _CHRONO]
    run = subprocess.run(command, input=json.dumps(rows), capture_output=True, text=True, cwd=folder, check=True)
    out, seconds = json.loads(run.stdout)
    answers = []
    for found in out:
        spans = []
        for start, end, first, last, day, month in found:
            unit = "day" if day or last else "month" if month else "day"
            a, b = _span(date.fromisoformat(first), unit)
            spans.append(Found(start, end, a, last or b))
        answers.append(spans)
    return answers, seconds


def report(name: str, table: list[Case], answers: list[list[Found]], seconds: float) -> str:
    """One line of the table."""
    timed = [judge(c, a) for c, a in zip(table, answers, strict=True) if c.expression]
    traps = [not judge(c, a)[0] for c, a in zip(table, answers, strict=True) if not c.expression]
    share = [100 * sum(t[n] for t in timed) / max(1, len(timed)) for n in range(3)]
    return (f"| {name} | {len(timed)} | {share[0]:.1f} % | {share[1]:.1f} % | {share[2]:.1f} % | "
            f"{sum(traps)}/{len(traps)} | {len(table) / seconds:,.0f} |")  # fmt: skip


def timed(tagger: Tagger, table: list[Case]) -> tuple[list[list[Found]], float]:
    start = time.process_time()
    answers = tagger(table)
    return answers, time.process_time() - start


def our_speed(table: list[Case]) -> float:
    """Sentences a second over a table of all cases 20 times, the memo as a run over articles finds it."""
    import pandas as pd

    from timeline.timex import find_times

    rows = [(f"a{n}", 0, 0, c.sentence, 0, c.reference) for n, c in enumerate(table * 20)]
    sentences = pd.DataFrame(rows, columns=["article_id", "sentence", "start", "text", "section", "reference"])
    start = time.process_time()
    find_times(sentences)
    return len(sentences) / (time.process_time() - start)


def edtf_speed(days: int = 5000) -> float:
    """EDTF strings a second, each different: read to bounds and printed again."""
    start = date(2008, 1, 1)
    texts = {f"{start + timedelta(days=n)}" for n in range(days)}
    texts |= {f"{start + timedelta(days=n)}/{start + timedelta(days=n + 9)}" for n in range(days)}
    texts |= {f"{start + timedelta(days=n)}/.." for n in range(days)}
    texts |= {f"{year}-{month:02d}" for year in range(1900, 2100) for month in range(1, 13)}
    clock = time.process_time()
    for text in texts:
        to_edtf(*bounds(text))
    return len(texts) / (time.process_time() - clock)


def by_kind(table: list[Case], answers: list[list[Found]]) -> None:
    counts: dict[str, Counter] = defaultdict(Counter)
    for case, answer in zip(table, answers, strict=True):
        seen, value, exact = judge(case, answer)
        counts[case.kind or "none"].update(cases=1, recognised=seen, value=value, exact=exact)
    print("\n| kind | cases | recognised | value right | exact |\n| --- | --- | --- | --- | --- |")
    for kind, c in sorted(counts.items(), key=lambda k: -k[1]["cases"]):
        print(f"| {kind} | {c['cases']} | {c['recognised']} | {c['value']} | {c['exact']} |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--peers", action="store_true", help="also run dateparser, parsedatetime and chrono-node")
    options.add_argument("--errors", action="store_true", help="print the cases that ours has wrong")
    options.add_argument("--edtf", action="store_true", help="only time EDTF strings, read and printed again")
    options.add_argument("--sets", default=",".join(SETS), help="which sets, by name")
    chosen = options.parse_args()
    if chosen.edtf:
        print(f"{edtf_speed():,.0f} EDTF round trips a second, all strings different")
        return
    whole: list[Case] = []
    for name in chosen.sets.split(","):
        table = cases(name)
        whole += table if name != "references" else []
        answers, _ = timed(ours, table)
        print(f"\n{name}.csv: {len(table)} sentences, {sum(not c.expression for c in table)} without a time\n\n{HEAD}")
        print(report("timeline", table, answers, len(table) / our_speed(table)))
        by_kind(table, answers)
        if chosen.errors:
            _errors(table, answers)
    if chosen.peers:
        print(f"\nAll sets together\n\n{HEAD}")
        print(report("timeline", whole, ours(whole), len(whole) / our_speed(whole)))
        _peers(whole)


def _peers(table: list[Case]) -> None:
    for tagger in (dateparser, parsedatetime):
        try:
            print(report(tagger.__name__, table, *timed(tagger, table)), flush=True)
        except ImportError:
            print(f"{tagger.__name__} is not installed: pip install {tagger.__name__}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        install = ["npm", "install", "--silent", "chrono-node@2"]
        npm = subprocess.run(install, cwd=folder, capture_output=True, text=True)
        if npm.returncode:
            print(f"npm could not install chrono-node: {npm.stderr.strip()[:200]}", file=sys.stderr)
            return
        print(report("chrono-node nl", table, *chrono(table, folder)))


def _errors(table: list[Case], answers: list[list[Found]]) -> None:
    for case, answer in zip(table, answers, strict=True):
        if not judge(case, answer)[2]:
            got = [(case.sentence[a.start : a.end], a.earliest, a.latest) for a in answer]
            print(f"{case.name} [{case.reference}] {case.sentence} | {case.expression} | {case.edtf} | got {got}")


if __name__ == "__main__":
    main()
