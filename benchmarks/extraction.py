"""How fast articles become events, step by step, and where the time goes.

    python benchmarks/extraction.py [COPIES] [--profile]

Reads the sample articles COPIES times (10), each copy under its own id, in one process. CPU seconds; the first round
compiles the tables and fills the memory of time expressions, the second is the figure that counts.
"""

import cProfile
import pstats
import sys
import time
from pathlib import Path

import pandas as pd

import timeline as tl
from timeline.events import code_events
from timeline.names import find_names
from timeline.sentences import split_sentences
from timeline.timex import find_times
from timeline.triggers import find_triggers

ROOT = Path(__file__).resolve().parent.parent


def round_of(articles: pd.DataFrame) -> dict[str, float]:
    """CPU seconds of each step."""
    seconds, clock = {}, time.process_time()

    def lap(name: str) -> None:
        nonlocal clock
        seconds[name], clock = time.process_time() - clock, time.process_time()

    sentences = split_sentences(articles)
    lap("sentences")
    found = []
    for name, step in (("times", find_times), ("names", find_names), ("triggers", find_triggers)):
        found.append(step(sentences))
        lap(name)
    code_events(sentences, pd.concat(found, ignore_index=True).fillna(""))
    lap("events")
    return seconds


def main() -> None:
    copies = next((int(a) for a in sys.argv[1:] if a.isdigit()), 10)
    articles = tl.read_articles(ROOT / "data/articles")
    many = pd.concat(
        [articles.assign(article_id=articles["article_id"] + f"-{k}") for k in range(copies)], ignore_index=True
    )
    for title in ("first round", "second round"):
        seconds = round_of(many)
        total = sum(seconds.values())
        steps = "  ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
        print(f"{title}: {len(many)} articles in {total:.2f} s CPU, {len(many) / total:.0f} articles/s  ({steps})")
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(round_of, many)
        pstats.Stats(profile).sort_stats("tottime").print_stats(20)


if __name__ == "__main__":
    main()
