"""The rules that join the units of one sentence into mentions, from left to right."""

from __future__ import annotations

from .parties import PartyReader
from .places import PlaceReader
from .walking import Hit


class Reader(PartyReader, PlaceReader):
    """Joins the units of one sentence into mentions."""

    def read(self) -> list[Hit]:
        """Go through the units from left to right; each rule says where it stopped."""
        units, by, tied = self.units, self.roles["by"], self.roles["tied"]
        k, count = 0, len(units)
        while k < count:
            _, _, tag, _, low, _ = units[k]
            if tag != "w":
                k = RULES[tag](self, k)
            elif low in by or low in tied:
                k = self._backed(k) or k + 1
            else:
                k += 1
        return self.hits


RULES = {
    "T": Reader._title, "D": Reader._party, "M": Reader._party, "P": Reader._party, "L": Reader._noun,
    "A": Reader._actor, "C": Reader._country, "G": Reader._names, "N": Reader._names,
}  # fmt: skip
