"""The rules that join the units of one sentence into mentions, from left to right."""

from __future__ import annotations

from .parties import PartyReader
from .places import PlaceReader
from .walking import Hit


class Reader(PartyReader, PlaceReader):
    """Joins the units of one sentence into mentions."""

    def read(self) -> list[Hit]:
        """Go through the units from left to right; each rule says where it stopped."""
        rules = {"T": self._title, "D": self._party, "M": self._party, "P": self._party, "L": self._noun,
                 "A": self._actor, "C": self._country, "G": self._names, "N": self._names, "w": self._word}  # fmt: skip
        k, count, by = 0, len(self.units), self.roles["by"] | self.roles["tied"]
        while k < count:
            tag, low = self.units[k][2], self.units[k][4]
            k = k + 1 if tag == "w" and low not in by else rules[tag](k)
        return self.hits

    def _word(self, k: int) -> int:
        return self._backed(k) or k + 1
