"""Score the extraction on every coded set of articles, and without the sample corpus's places in the gazetteer.

    python benchmarks/accuracy.py            development, held-back and newswire development articles
    python benchmarks/accuracy.py --fresh    the fresh articles as well (written and coded blind to the rules)
    python benchmarks/accuracy.py --open     the held-back third with its places taken out of the gazetteer
    python benchmarks/accuracy.py --show     what was missed and what is extra

Places are compared as `timeline score` does, by spelling; with `--names` two spellings of one place agree.
"""

import argparse
import sys
from pathlib import Path

import pandas as pd

import timeline as tl
from timeline import gazetteer
from timeline.evaluate import score
from timeline.languages import Language, load_language
from timeline.lexicon import load_lexicon

ROOT = Path(__file__).resolve().parent.parent


def gold_of(*paths: Path) -> pd.DataFrame:
    """The rows of one or more gold tables, as text."""
    return pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths], ignore_index=True)


def same_spelling(gold: pd.DataFrame) -> pd.DataFrame:
    """Gold with the gazetteer's name added as one more right answer where it knows the spelling."""
    known = gazetteer.load_gazetteer()

    def more(cell: str) -> str:
        names = [known.place(found[0]).name for name in cell.split("|") if (found := known.lookup(name))]
        return "|".join(dict.fromkeys([*cell.split("|"), *names]))

    return gold.assign(place=gold["place"].map(more))


def spelled_as_gold(events: pd.DataFrame, gold: pd.DataFrame, known: gazetteer.Gazetteer) -> pd.DataFrame:
    """Events with an unknown place under its gold name, where the whole gazetteer knows that spelling for it.

    The machine can only spell an unknown place as the article does; how it is written in English is in the tables that
    were taken from it.
    """
    asked = {
        article: {gazetteer.fold(n): n for cell in rows["place"] for n in cell.split("|")}
        for article, rows in gold.groupby("article_id")
    }

    def name(article: str, place_id: str, place: str) -> str:
        stem, base = (place.removesuffix(" airport"), " airport") if place.endswith(" airport") else (place, "")
        found = [known.place(i).name + base for i in known.lookup(stem)] if place_id.startswith("open:") else []
        return next((asked[article][key] for n in found if (key := gazetteer.fold(n)) in asked.get(article, ())), place)

    columns = (events[c] for c in ("article_id", "place_id", "place"))
    return events.assign(place=[name(*row) for row in zip(*columns, strict=True)])


def report(
    title: str,
    articles: pd.DataFrame,
    gold: pd.DataFrame,
    names: bool,
    show: bool,
    language: Language | str = "nl",
    whole: gazetteer.Gazetteer | None = None,
) -> float:
    """Extract, score and print one set; gives the event F1. `whole` knows the spellings that the language lacks."""
    events = tl.extract_events(articles, language)
    gold = same_spelling(gold) if names else gold
    result = score(spelled_as_gold(events, gold, whole) if whole else events, gold)
    print(f"\n{title}: {len(articles)} articles, {len(gold)} gold rows")
    for level in ("place", "event", "dated"):
        found, missed, extra = result.counts[level]
        print(
            f"  {level:6} precision {result.precision(level):.3f}  recall {result.recall(level):.3f}  "
            f"F1 {result.f1(level):.3f}  ({found} found, {missed} missed, {extra} extra)"
        )
    if show:
        for row, near in result.misses:
            cells = [row[c] for c in ("article_id", "type", "place", "actor", "date_edtf", "status")]
            print("    missed", *cells, f"  near: {near['type']} {near['actor']}" if near is not None else "")
        for row in result.extras:
            print(
                "    extra ",
                row["article_id"],
                row["type"],
                row["place"],
                row["actor"],
                row["date_edtf"],
                row["status"],
            )
    return result.f1("event")


def without_places(names: set[str]) -> Language:
    """Take places out of the loaded gazetteer; gives the language without their exonyms.

    Nor does it spell open names in English: `spelled_as_gold` looks them up as the article writes them.
    """
    known = gazetteer.load_gazetteer()
    keys = {gazetteer.fold(name) for name in names}
    gone = {i for key in keys for i in known.keys.get(key, ())}
    known.keys = {key: left for key, ids in known.keys.items() if (left := tuple(i for i in ids if i not in gone))}
    known.__dict__.pop("skeletons", None)
    known.looked.clear()
    whole = load_language("nl")
    kept = tuple(row for row in whole.table("places") if known.lookup(row["place"]))
    return Language(whole.code, {**whole.tables, "places": kept, "spellings": ()})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("fresh", "open", "show", "names"):
        parser.add_argument(f"--{option}", action="store_true")
    options = parser.parse_args()
    sample = tl.read_articles(ROOT / "data/articles")
    gold = gold_of(ROOT / "data/gold/gold.csv")
    split = pd.read_csv(ROOT / "data/gold/split.csv")
    held = set(split.loc[split["part"] == "held-back", "article_id"])
    sample = sample[sample["article_id"].isin(set(split["article_id"]))]  # not what a user has put beside it
    if options.open:
        rows = gold[gold["article_id"].isin(held)]
        part = sample[sample["article_id"].isin(held)]
        rows = same_spelling(rows)
        before = report("held-back", part, rows, False, options.show)
        whole = load_lexicon("nl").gazetteer
        poorer = without_places({name for cell in gold["place"] for name in cell.split("|")})
        after = report("held-back, its places unknown", part, rows, False, options.show, poorer, whole)
        print(f"\ncost of unknown places: {before - after:.3f} event F1")
        return 0
    for part, inside in (("development", False), ("held-back", True)):
        mine = sample[sample["article_id"].isin(held) == inside]
        report(part, mine, gold[gold["article_id"].isin(set(mine["article_id"]))], options.names, options.show)
    fresh = sorted(path.name for path in (ROOT / "tests/newswire").glob("fresh*")) if options.fresh else []
    for part in ("development", *fresh):
        folder = ROOT / "tests/newswire" / part
        report(
            f"newswire {part}",
            tl.read_articles(folder / "articles"),
            gold_of(*sorted(folder.glob("gold*.csv"))),
            options.names,
            options.show,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
