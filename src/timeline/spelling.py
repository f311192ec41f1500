"""The English spelling of a name that no table knows, letter by letter. A leaf; the letters are in `spellings.csv`."""

from __future__ import annotations

import re
from functools import lru_cache

from .languages import Language, Row


class Letters:
    """The letters of one row of `spellings.csv` and what they become; the longest go first."""

    def __init__(self, row: Row):
        self.rule = row.rule
        pairs = [pair.partition("=")[::2] for pair in row["pairs"].split()]
        pairs.sort(key=lambda pair: -len(pair[0]))
        ends = [(letters.replace("^", r"\b").replace("$", r"\b"), english) for letters, english in pairs]
        self.pattern = re.compile("|".join(f"({letters})" for letters, _ in ends))
        self.english = [english for _, english in ends]

    def spell(self, name: str) -> str:
        """A name in English letters; a word without a capital stays."""
        return " ".join(self._word(word) if word[:1].isupper() else word for word in name.split(" "))

    def _word(self, word: str) -> str:
        found = self.pattern.sub(lambda match: self.english[match.lastindex - 1], word.lower())
        parts = zip(found.split("-"), word.split("-"), strict=True)
        return "-".join(new[:1].upper() + new[1:] if old[:1].isupper() else new for new, old in parts)


@lru_cache(maxsize=8)
def _letters(language: Language) -> dict[str, Letters]:
    """By country."""
    return {country: letters for row in language.table("spellings") for letters in (Letters(row),)
            for country in row["countries"].split("|")}  # fmt: skip


def english_spelling(name: str, country: str, language: Language) -> tuple[str, str]:
    """A name as English spells it, from how the language spells names of a country, and the rule that says so.

    A word without a capital stays. The rule is empty where the name stays as it is.

    >>> from timeline.languages import load_language
    >>> english_spelling("Bachmoetske", "Ukraine", load_language("nl"))[0]
    'Bakhmutske'
    >>> english_spelling("Bachmoetske", "Belgium", load_language("nl"))
    ('Bachmoetske', '')
    """
    letters = _letters(language).get(country)
    if letters is None:
        return name, ""
    spelled = letters.spell(name)
    return spelled, letters.rule if spelled != name else ""
