"""File names from place names: plain ASCII, the same for the same name, whatever the text of an article made of it."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

_RESERVED = {"index", "assets", "con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


def slug(name: str) -> str:
    """A name as lower-case ASCII words joined with `-`; a name that leaves nothing gets a hash.

    >>> slug("Deir ez-Zor"), slug("../../etc/passwd"), slug("Şırnak")
    ('deir-ez-zor', 'etc-passwd', 'srnak-be8def')
    """
    plain = unicodedata.normalize("NFKD", name)
    lost = any(unicodedata.category(c) != "Mn" and ord(c) > 127 for c in plain)
    text = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")[:60]
    return f"{text or 'place'}-{_digest(name)}" if lost or not text or text in _RESERVED else text


def slugs(names: list[str]) -> dict[str, str]:
    """A different slug for each name; where two names would share one, both get a hash.

    >>> slugs(["Al-Bab", "al Bab", "Raqqa"])
    {'Al-Bab': 'al-bab-3c205e', 'al Bab': 'al-bab-fa6d71', 'Raqqa': 'raqqa'}
    """
    first = {name: slug(name) for name in names}
    shared = list(first.values())
    return {name: s if shared.count(s) == 1 else f"{s}-{_digest(name)}" for name, s in first.items()}


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:6]
