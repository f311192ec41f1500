"""One event told twice in an article is one row: the best date, the body's sentence, and all its roles."""

from __future__ import annotations

from datetime import date, timedelta

from ..schema import FAMILY
from .focus import classes_of, home_of, is_state

NEWS = 10  # days
VAGUE = "part"  # the extent of what lies in a town
RANK = {"day": 0, "week": 1, "month": 2, "season": 3, "year": 4, "unknown": 5}


def merge_events(rows: list[dict]) -> list[dict]:
    """Merge the rows of one article that tell one event; rows in reading order in and out, none changed in place."""
    kept: list[dict] = []
    disputed = {row["place_id"] for row in rows if row["status"] == "denied" and row["type"] == "capture"}
    for row in rows:
        place = row["place_id"]
        twins = [
            k for k, other in enumerate(kept)
            if other["place_id"] == place and _same(other, row) and (place not in disputed or _alike(other, row))
        ]  # fmt: skip
        twins = [k for k in twins if not _came_back(kept[k], row, kept[k + 1 :])]
        twin = next((k for k in twins if kept[k]["sentence"] == row["sentence"]), twins[0] if twins else None)
        if twin is None:
            kept.append(dict(row))
        else:
            kept[twin] = _joined(kept[twin], row)
    return [row for row in kept if not (_said_by_capture(row, kept) or _said_below(row, kept))]


def _same(a: dict, b: dict) -> bool:
    """Whether two rows about one place tell one event."""
    if a["status"] != b["status"] or not _same_type(a, b):
        return False
    if b.get("apart") and a["sentence"] == b["sentence"]:
        return False  # "was overrun, to be retaken a day later": two events
    if b.get("back") and b["actor"] and b["attribution"] and _untaken(a):
        return False  # "X was taken. The army has retaken it, it says": nobody retakes what is theirs
    if a["status"] == "denied" and a["attribution"] and b["attribution"] and a["attribution"] != b["attribution"]:
        return False
    if a["type"] != b["type"]:
        return _times_meet(a, b)
    if a["actor"] and b["actor"] and not (_same_party(a["actor"], b["actor"]) or _briefly(a, b)):
        return False
    if a["type"] == "control" and a["sentence"] == b["sentence"] and a["actor"] != b["actor"]:
        return False  # "X has been in the hands of rebels since 2015; today A rules there"
    if a["opponent"] and b["opponent"] and not _same_party(a["opponent"], b["opponent"]):
        return False
    if (a["actor"] and a["actor"] == b["opponent"]) or (b["actor"] and b["actor"] == a["opponent"]):
        return False
    return _times_meet(a, b)


def _untaken(row: dict) -> bool:
    """A capture of the body by nobody named, that is no retaking itself."""
    return row["type"] == "capture" and not (row.get("back") or row["headline"] or row["actor"])


def _briefly(a: dict, b: dict) -> bool:
    """ "Hunters drive B out of X" in the headline, where the army and hunters do it below: the same event."""
    headline, body = (a, b) if a["headline"] else (b, a)
    described = headline["actor"].endswith(")") and is_state(body["actor"])
    foe = headline["opponent"]  # where none is told, the two may be each other's
    common = foe and not _same_party(foe, body["actor"]) and body["opponent"] in ("", foe)
    return bool(headline["headline"] and not body["headline"] and described and common)


def _alike(a: dict, b: dict) -> bool:
    """Whether two rows tell the same of a place: who left one whose capture is denied has left it all the same."""
    return a["type"] == b["type"] or not (a["told"] and b["told"])


def _came_back(left: dict, row: dict, between: list[dict]) -> bool:
    """Whether who left took the place again before it was taken from him: "left in May, retook it in June, lost it"."""
    if left["type"] != "withdrawal" or row["type"] != "capture":
        return False
    back = (r for r in between if r["place_id"] == row["place_id"] and r["type"] == "capture")
    return any(r["actor"] == left["actor"] for r in back)


def _same_type(a: dict, b: dict) -> bool:
    if a["type"] == b["type"]:
        vague = a["type"] == "partial_capture" and b["extent"] == VAGUE  # a building of the town, behind a share of it
        return a["extent"] == b["extent"] or vague or a["type"] not in ("partial_capture", "control")
    return {a["type"], b["type"]} == {"capture", "withdrawal"} and _leaves(a, b)


def _leaves(a: dict, b: dict) -> bool:
    """A withdrawal of B beside a capture from B is one event, told from two sides."""
    capture, withdrawal = (a, b) if a["type"] == "capture" else (b, a)
    if a["status"] != "reported":
        return False
    if not capture["actor"]:  # a headline's "B driven out of X" above the body's "X freed"
        return withdrawal["headline"] and capture["opponent"] in ("", withdrawal["actor"])
    return (not capture["opponent"] and capture["actor"] != withdrawal["actor"]) or _same_party(
        capture["opponent"], withdrawal["actor"]
    )


def _same_party(a: str, b: str) -> bool:
    if set(a.split("; ")) & set(b.split("; ")) or _describes(a, b) or _describes(b, a):
        return True
    return _governs(a, b) or _governs(b, a)


def _governs(party: str, state: str) -> bool:
    """ "The Libyan government" in the headline, the Government of National Accord below."""
    return is_state(state) and "government" in classes_of(party) and home_of(party) == state


def _describes(description: str, name: str) -> bool:
    """ "rebels (Mali)" may be a named group that answers to "rebels", "Kurdish fighters" one known as Kurdish."""
    if "(" in name or " " not in description or is_state(name) or is_state(description):
        return False
    word, bracket, _ = description.partition(" (")
    return (word if bracket else description.split()[0]).lower() in classes_of(name)


def _span(row: dict) -> tuple[date, date]:
    """Bounds for comparing: news told without a time is dated by the article, and may be some days older."""
    earliest = row["earliest"] or date.min
    if not row["told"] and row["earliest"] and row["type"] != "control":
        earliest -= min(timedelta(days=NEWS), earliest - date.min)
    return earliest, row["latest"] or date.max


def _undated(row: dict) -> bool:
    return row["earliest"] is None and row["latest"] is None


def _times_meet(a: dict, b: dict) -> bool:
    if _undated(a) and _undated(b) and a["date_text"] and b["date_text"] and a["date_text"] != b["date_text"]:
        return False
    headline = (a["headline"] and _undated(a)) or (b["headline"] and _undated(b))
    if _undated(a) != _undated(b) and (a["told"] or b["told"]) and not headline:
        return False
    (a1, a2), (b1, b2) = _span(a), _span(b)
    return a1 <= b2 and b1 <= a2


def _joined(a: dict, b: dict) -> dict:
    """The better told of two rows, its gaps filled from the other."""
    if a["counted"] and a["sentence"] == b["sentence"]:
        a = {**a, "told": False, "precision": "unknown"}  # "three days after the loss of X A retook it"
    if a["type"] != b["type"]:
        first, second = (a, b) if a["type"] == "capture" else (b, a)
    else:
        first, second = (b, a) if _better(b, a) else (a, b)
    joined = dict(first)
    if a["type"] != b["type"]:
        joined["opponent"] = joined["opponent"] or second["actor"]
    for column in ("actor", "opponent", "attribution") if a["type"] == b["type"] else ("attribution",):
        joined[column] = first[column] or second[column]
        if second[column] and _describes(first[column], second[column]):
            joined[column] = second[column]
    if _date_rank(second) < _date_rank(first):
        for column in ("earliest", "latest", "date_edtf", "precision", "date_text", "date_basis", "told"):
            joined[column] = second[column]
    if first["headline"] and not second["headline"]:
        for column in ("evidence", "evidence_start", "evidence_end", "sentence"):
            joined[column] = second[column]
    joined["headline"] = first["headline"] and second["headline"]
    joined["rule"] = " ".join(dict.fromkeys(f"{first['rule']} {second['rule']}".split()))
    return joined


def _date_rank(row: dict) -> tuple[bool, int]:
    return not row["told"], RANK[row["precision"]]


def _better(b: dict, a: dict) -> bool:
    if a["headline"] != b["headline"]:
        return a["headline"]
    return _date_rank(b) < _date_rank(a)


def _said_by_capture(row: dict, rows: list[dict]) -> bool:
    """A state is not coded beside a capture by the same party that already says it."""
    if row["type"] != "control" or row["status"] != "reported":
        return False
    for other in rows:
        if other["place_id"] == row["place_id"] and FAMILY[other["type"]] == "take" and other["status"] == "reported":
            again = row["headline"] or not (row["told"] or row["extent"] or row["still"])  # no state since or still
            near = _times_meet(other, row) or (again and _times_meet(other, {**row, "type": "capture"}))
            if (
                other["actor"]
                and _same_party(other["actor"], row["actor"])
                and near
                and (not row["since"] or other["sentence"] == row["sentence"])
            ):
                return True
    return False


def _said_below(row: dict, rows: list[dict]) -> bool:
    """ "X fallen" in the headline, where the body says that A has it since today, or that A took most of it."""
    if not row["headline"] or row["type"] != "capture" or row["told"] or row["status"] != "reported":
        return False
    same = [r for r in rows if r["place_id"] == row["place_id"] and not r["headline"] and _times_meet(row, r)]
    if row["actor"]:
        return any(
            r["type"] == "partial_capture" and r["actor"] and _same_party(r["actor"], row["actor"]) for r in same
        )
    states = (r for r in same if r["type"] == "control" and r["since"] and not r["still"])
    return any(r["earliest"] and r["earliest"] >= _span(row)[0] and r["actor"] != row["opponent"] for r in states)
