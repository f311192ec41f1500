"""The rules of control, read from `resources/control_rules.csv`, and who speaks for whom (`attributions.csv`)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from timeline.languages import shared_table


class Rule(NamedTuple):
    """One row: what an event of this type does to the place."""

    rank: int
    holder: str
    state: str
    before: str
    rule: str


def _rules() -> dict[str, Rule]:
    rows = shared_table("control_rules")
    return {r["type"]: Rule(int(r["rank"]), r["holder"], r["state"], r["before"], r.rule) for r in rows}


RULES = _rules()
RANK = {name: rule.rank for name, rule in RULES.items()}


@lru_cache(maxsize=1)
def _speakers() -> tuple[tuple[str, str], ...]:
    return tuple((row["begins"], row["party"]) for row in shared_table("attributions"))


@lru_cache(maxsize=65536)
def speaks_for(attribution: str, party: str) -> bool:
    """True where every source named in the attribution is this party itself, or one that speaks for it.

    >>> speaks_for("Iraqi army", "Iraq"), speaks_for("SOHR", "Syria"), speaks_for("Syria; SOHR", "Syria")
    (True, False, False)
    """
    if not attribution:
        return False
    sides = set(parties(party))
    return all(_party(name) in sides for name in parties(attribution))


def _party(name: str) -> str:
    return next((party for begins, party in _speakers() if name.startswith(begins)), name)


@lru_cache(maxsize=65536)
def parties(joined: str) -> tuple[str, ...]:
    """`"A; B"` as `("A", "B")`: two parties acting together, the first named first.

    >>> parties("Iraq; Peshmerga"), parties("")
    (('Iraq', 'Peshmerga'), ())
    """
    return tuple(dict.fromkeys(part.strip() for part in joined.split(";") if part.strip()))


@lru_cache(maxsize=65536)
def is_description(party: str) -> bool:
    """True for a description that names no group: its last word before a bracket is a common noun.

    >>> [is_description(p) for p in ("US-backed militias", "rebels (Syria)", "Hayat Tahrir al-Sham", "SDF")]
    [True, True, False, False]
    """
    words = party.split("(")[0].split()
    return bool(words) and words[-1].islower()
