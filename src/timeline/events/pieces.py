"""Where clauses begin: a sentence is cut at its commas, marks and conjunctions into pieces."""

from __future__ import annotations

from collections.abc import Iterator

from .clauses import GAP, REPORTING, Clause, is_determiner, is_infinitive, is_verbal, waits_for_verb
from .items import NOUNS, Item, item_at

SAYING = frozenset(("report", "know", "announce"))  # roles of verbs behind which one may ask whether
OPENING = frozenset(("sub", "rel", "cond", "purpose", "coord", "concessive"))  # kinds of words that can open a clause
BRACKETS = frozenset("()[]")
STRONG = frozenset(";:–—()[]")
SAYING = REPORTING | {"dispute"}  # roles of verbs behind which a "that" begins what is said
FINITE = frozenset(("present", "past"))
PHRASE = 7  # words behind "as" among which the verb stands where it is no conjunction
NOTHING = ("", "")  # no clause begins here


def make_pieces(items: list[Item]) -> list[Clause]:
    """The pieces of a sentence, in its order; what stands in brackets is in none."""
    pieces = [Clause("main")]
    aside = _asides(items)
    for k, item in enumerate(items):
        if item.index in aside:
            continue
        cues = item.cues
        opens = item.kind == "punct" or (cues and (not OPENING.isdisjoint(cues) or cues.get("prep") == "by"))
        if not opens and pieces[-1].kind != "inf":
            pieces[-1].items.append(item)  # most words and all names open nothing
            continue
        kind, opener = _boundary(items, k, pieces[-1])
        if kind in ("comma", "strong"):
            pieces.append(Clause("main", strong=item.low if kind == "strong" else ""))
            continue
        if kind == "end":
            pieces[-1].items.append(item)
            pieces.append(Clause("main"))
            continue
        if kind and pieces[-1].items:
            pieces.append(Clause(kind, opener))
        elif kind:
            pieces[-1].kind, pieces[-1].opener = kind, opener
        pieces[-1].items.append(item)
    return [piece for piece in pieces if piece.items]


def _asides(items: list[Item]) -> set[int]:
    """Indexes of what stands in brackets: no part of the clause around it; a sentence wholly in them is read as any."""
    if BRACKETS.isdisjoint([item.low for item in items]):
        return set()
    inside, found = 0, set()
    for item in items:
        inside += item.low in "(["
        if inside:
            found.add(item.index)
        inside = max(0, inside - (item.low in ")]"))
    around = any(item.index not in found and item.kind != "punct" for item in items)
    return found if around and not inside else set()


def _boundary(items: list[Item], k: int, piece: Clause) -> tuple[str, str]:
    """The kind and opener of the clause that begins at item k, or the mark that item k is; `NOTHING` elsewhere."""
    item = items[k]
    if item.kind == "punct":
        return _mark(items, k, piece), ""
    if item.kind == "time":  # "fell | two days after A had left"
        return ("sub", item.low) if item.cue("sub") and is_verbal(piece.items) and _verb_final(items, k) else NOTHING
    if item.cue("prep") == "by" and is_verbal(piece.items) and _by_doing(items, k):
        return "inf", item.low
    ends_infinitive = piece.kind == "inf" and bool(item.readings)
    if item.kind != "word" or (OPENING.isdisjoint(item.cues) and not ends_infinitive):
        return NOTHING
    fresh, cue = not piece.items, item.cues.get
    if _is_that(items, k, piece):
        return "sub", item.low
    if cue("rel") and _is_relative(items, k, fresh):
        return "rel", item.low
    ended = ends_infinitive and is_infinitive(item) and bool(items[k - 1].cue("marker"))
    if ended and (_finite_ahead(items, k + 1) or _subject_behind(items, k + 1)):
        return "end", ""
    if cue("cond") and _as_if(items, k):
        return "sub", item.low
    if cue("cond") and (fresh or piece.kind != "cond") and _verb_ahead(items, k + 1) and (fresh or not cue("coord")):
        return NOTHING if _serves_as(items, k) else ("cond", item.low)
    if cue("cond") and cue("coord") and not fresh and _asks(items, k):
        return "cond", item.low
    if cue("sub") and not _just_then(item, piece) and _opens(items, k, fresh) and not _finite_next(items, k):
        return ("sub", item.low) if _is_conjunction(items, k, piece) else NOTHING
    if cue("concessive") and _concedes(items, k):
        return "sub", item.low
    if cue("purpose") and _marker_ahead(items, k):
        return "inf", item.low
    opener = _coordination(items, k, piece) if cue("coord") else ""
    return ("coord", opener) if opener else NOTHING


def _asks(items: list[Item], k: int) -> bool:
    """ "would not say whether X has fallen": behind a verb of saying the word is no "or"."""
    after = item_at(items, k + 1)
    return any(r.role in SAYING for r in items[k - 1].readings) and after is not None and not after.readings


def _just_then(item: Item, piece: Clause) -> bool:
    """ "which then was taken": a conjunction that is an adverb as well is one right behind a relative word."""
    return piece.kind == "rel" and len(piece.items) == 1 and bool(item.cue("adverb"))


def _serves_as(items: list[Item], k: int) -> bool:
    """ "As a gesture of peace will A leave X": a bare phrase before the finite verb and its subject is no condition.

    Nor is what something is dismissed as ("which A as lies dismissed").
    """
    if k and any(item.cue("denial") for item in items[k + 1 : k + 3]):
        return True
    for item in items[k + 1 : k + PHRASE]:
        if item.readings and not item.cue("det"):
            after = item_at(items, item.index + 1)
            if after is not None and after.readings and not after.cue("det"):
                continue  # "as a sign of good will leaves A X": a noun that may be a verb
            finite = any(r.form in ("present", "past") for r in item.readings)
            subject = after is not None and (after.kind == "actor" or after.cue("det") or after.cue("subjectpronoun"))
            return finite and bool(subject) and item.index > k + 1
        if item.kind != "word" or item.cue("det") or item.cue("subjectpronoun") or item.cue("there"):
            return False
    return False


def _concedes(items: list[Item], k: int) -> bool:
    """ "is still theirs, (even) though come reinforcements": a word behind a comma and right before its verb."""
    first = k - 1 if k > 1 and items[k - 1].cue("also") else k
    following = item_at(items, k + 2)
    ends = following is None or following.kind == "punct"  # "had the town, by the river, already taken"
    return first > 0 and items[first - 1].low == "," and _finite_next(items, k) and not ends


def _mark(items: list[Item], k: int, piece: Clause) -> str:
    """Whether a mark is a comma between pieces or a stronger one."""
    item = items[k]
    if item.low == "," and k and items[k - 1].kind == "place" and ", " in items[k - 1].text:
        return ""  # "the main town, X, fell" is one name
    if item.low == ",":
        return "" if is_list_comma(items, k) or _but_also(items, k, piece) else "comma"
    return "strong" if item.low in STRONG or (item.low == "-" and k and items[k - 1].end < item.start) else ""


def _is_conjunction(items: list[Item], k: int, piece: Clause) -> bool:
    """Whether a conjunction that may be a determiner or a preposition as well is none of these here."""
    fresh, cue = not piece.items, items[k].cue
    if cue("demonstrative") and (_particle_behind(items, k) or _claim_behind(items, k) or _latter(items, k)):
        return False
    if cue("det") and not (fresh or (is_verbal(piece.items) and not _noun_next(items, k))):
        return False
    return fresh or not cue("prep") or (is_verbal(piece.items) and _verb_final(items, k, waits_for_verb(piece)))


def _latter(items: list[Item], k: int) -> bool:
    """ "that last" before a finite verb is what was named last."""
    last = item_at(items, k + 1)
    return last is not None and bool(last.cue("last")) and _finite_next(items, k + 1)


def _claim_behind(items: list[Item], k: int) -> bool:
    """ "denies that report": a claim with nothing behind it, though its word may be a verb as well."""
    claim, after = item_at(items, k + 1), item_at(items, k + 2)
    ends = after is None or after.kind == "punct" or bool(after.cue("coord") or after.cue("prep"))
    return claim is not None and bool(claim.cue("claim")) and ends


def _verb_final(items: list[Item], k: int, waiting: bool = True) -> bool:
    """ "held X until the army took it": behind the conjunction a subject, and verbs at the end, one of them finite.

    A form that may be a participle is finite, unless an auxiliary before the conjunction is `waiting` for one.
    """
    first = item_at(items, k + 1)
    if first is None or first.kind == "time" or (first.readings and not first.cue("det")):
        return False
    end = next((n for n in range(k + 1, len(items)) if items[n].kind == "punct"), len(items))
    verbs = [n for n in range(k + 2, end) if items[n].readings and not is_determiner(items, n)]
    if not verbs or verbs[0] < k + 3 or verbs != list(range(verbs[0], end)):
        return False
    forms = [{r.form for r in items[n].readings} for n in verbs]
    return any("past" in found and (not waiting or found <= {"present", "past", "attributive"}) for found in forms)


def _is_that(items: list[Item], k: int, piece: Clause) -> bool:
    """Whether a word that may be a relative is a conjunction, behind a verb of saying ("reports that ...")."""
    if not (items[k].cue("sub") and items[k].cue("rel")) or _claim_behind(items, k):
        return False
    known = bool(k) and bool(items[k - 1].cue("evident"))  # "it became known that ..."
    said = known or any(r.role in SAYING for i in piece.items for r in i.readings) or _claim_before(items, k)
    return said and _clause_behind(items, k)


def _as_if(items: list[Item], k: int) -> bool:
    """ "reports as if A had taken X": behind a claim, a conditional word right before "would" tells the claim."""
    following = item_at(items, k + 1)
    would = following is not None and any(r.role == "would" for r in following.readings)
    return would and _claim_before(items, k)


def _claim_before(items: list[Item], k: int) -> bool:
    """ "the claim of A that ...": what follows is what is claimed."""
    noun = items[k - 1] if k else None
    if noun is not None and noun.kind in ("actor", "place") and noun.prep == "of":
        noun = items[noun.prep_index - 1] if noun.prep_index else None
    return noun is not None and bool(noun.cue("claim"))


def _is_relative(items: list[Item], k: int, fresh: bool) -> bool:
    """Whether a relative word begins a clause: behind a comma, or right behind its noun."""
    if fresh:
        return bool(k) and items[k - 1].low == ","
    noun = _after_noun(items[k - 1]) and (_verb_ahead(items, k + 1) or _resumed(items, k))
    return noun and not (items[k].cue("det") and _noun_next(items, k))


def _resumed(items: list[Item], k: int) -> bool:
    """ "The truce that A and B agreed on, held ...": behind the comma the clause around it goes on with its verb."""
    mark = next((n for n in range(k + 1, len(items)) if items[n].kind == "punct"), 0)
    return mark > k + 2 and items[mark].low == "," and not is_verbal(items[:k]) and _finite_next(items, mark)


def _coordination(items: list[Item], k: int, piece: Clause) -> str:
    """The opener of the clause that a co-ordinating word begins; the empty string where it only joins words."""
    low, fresh = items[k].low, not piece.items
    if items[k].cue("both") or (k and items[k - 1].low == "," and not fresh):
        return ""  # "both X and Y", or a list that went on behind its comma
    if fresh:
        return low
    finite = _only_finite(items, k + 1)  # "..., of X and were received": what it joins are verbs
    if not is_verbal(piece.items):
        return low if finite and is_verbal(items[: piece.items[0].index]) else ""
    if piece.kind in ("rel", "sub") and _again(items, k):
        return low
    if waits_for_verb(piece):
        return low if finite and piece.kind == "main" else ""
    if _gap_follows(items, k, piece):
        return GAP
    if not _verb_ahead(items, k + 1):
        return ""
    following = next((i for i in items[k + 1 :] if not i.cue("det")), None)
    same = k and following is not None and items[k - 1].kind == following.kind in ("place", "actor")
    if same and following.group == items[k - 1].group and _ends_list(items, following, piece):
        return ""
    return low if not same or _finite_ahead(items, k + 1) else ""


def _ends_list(items: list[Item], name: Item, piece: Clause) -> bool:
    """ "attacked X and Y and took them": behind the last name of a list another verb, or a particle, follows."""
    after, following = item_at(items, name.index + 1), item_at(items, name.index + 2)
    if after is None or following is None:
        return False
    particle = any(r.particle == after.low for item in piece.items for r in item.readings)
    return particle or bool(after.cue("coord") and _only_finite(items, following.index))


def _again(items: list[Item], k: int) -> bool:
    """Whether a second clause of the same kind follows a co-ordinating word ("that ... and where ...")."""
    following = item_at(items, k + 1)
    opens = following is not None and (following.cue("rel") or following.cue("sub")) and not _noun_next(items, k + 1)
    return bool(opens) and _verb_ahead(items, k + 2)


def _opens(items: list[Item], k: int, fresh: bool) -> bool:
    """Whether a conjunction has a verb, known or not: what can be nothing else opens a clause behind a comma.

    A fronted clause may have a verb that no table knows: the main clause goes on with its finite verb behind a comma.
    """
    following = item_at(items, k + 1)
    if items[k].cue("demonstrative") and following is not None and following.cue("coord"):
        return False  # "disputes that and ..."
    if _verb_ahead(items, k + 1) or (fresh and k and _verb_behind_aside(items, k + 1)):
        return True
    if not fresh or items[k].cue("prep") or items[k].cue("det"):
        return False
    comma = next((n for n in range(k + 1, len(items)) if items[n].low == "," and not is_list_comma(items, n)), None)
    inverted = comma is not None and comma > k + 2 and _finite_next(items, comma)
    return inverted or (set(items[k].cues) == {"sub"} and len(items) > k + 3)


def _gap_follows(items: list[Item], k: int, piece: Clause) -> bool:
    """ "took X on Monday and Y a day later": behind the co-ordinating word another place and time, and no verb."""
    kinds = {item.kind for item in piece.items}
    following = item_at(items, k + 1)
    if following is not None and following.kind == "time" and following.mention.shift:
        kinds.add("time")  # "took X and a day later Y"
    if not {"place", "time"} <= kinds or items[k - 1].kind == "actor" or _particle_ahead(items, k, piece):
        return False
    found = set()
    for item in items[k + 1 :]:
        if item.low in STRONG or item.cue("sub") or item.cue("rel") or (item.low == "," and {"place", "time"} <= found):
            break
        if item.readings and not item.cue("det"):
            return False
        if item.kind != "time" or item.value or item.mention.shift:  # "X and Y, two towns at half an hour's drive"
            found.add(item.kind)
    return {"place", "time"} <= found


def _particle_ahead(items: list[Item], k: int, piece: Clause) -> bool:
    """ "took on Monday X and on Tuesday Y in": the piece still waits for the particle of its verb."""
    particles = {r.particle for item in piece.items for r in item.readings if r.particle}
    if particles.isdisjoint(item.low for item in items[k + 1 :]) or any(i.low in particles for i in piece.items[-1:]):
        return False
    for item in items[k + 1 :]:
        following = item_at(items, item.index + 1)
        if item.low in particles and (following is None or following.kind == "punct"):
            return True
        if item.kind == "punct" or item.cue("sub") or (item.readings and not item.cue("det")):
            return False
    return False


def _clause_behind(items: list[Item], k: int) -> bool:
    """Whether a clause follows a "that", and not the particle of the verb before it ("denied that")."""
    following = item_at(items, k + 1)
    if following is None or following.kind == "punct" or following.cue("coord") or _particle_behind(items, k):
        return False
    strong = next((n for n in range(k + 1, len(items)) if items[n].low in STRONG), len(items))
    return is_verbal(items[k + 1 : strong])


def _particle_behind(items: list[Item], k: int) -> bool:
    """ "denied that on Friday": whether the particle of a verb before follows, but for a time, on the word at k."""
    following = next((i for i in items[k + 1 :] if i.kind != "time" and not i.cue("adverb")), None)
    return following is not None and any(r.particle == following.low for item in items[:k] for r in item.readings)


def _finite_next(items: list[Item], k: int) -> bool:
    """A conjunction has its subject behind it; before a finite verb the same word is an adverb ("toen viel")."""
    following = item_at(items, k + 1)
    return (
        following is not None
        and not following.cue("det")
        and any(r.form in ("present", "past") for r in following.readings)
    )


def _only_finite(items: list[Item], k: int) -> bool:
    """Whether a form stands at k that can be nothing but a finite verb."""
    item = item_at(items, k)
    return item is not None and bool(item.readings) and not item.cues and {r.form for r in item.readings} <= FINITE


def _after_noun(before: Item) -> bool:
    return before.kind in ("place", "actor") or (
        before.kind == "word"
        and (before.cues.keys() <= NOUNS or bool(before.cue("part") or before.cue("civilian")))
        and not before.readings
    )


def _noun_next(items: list[Item], k: int) -> bool:
    following = item_at(items, k + 1)
    return (
        following is not None and following.kind == "word" and following.cues.keys() <= NOUNS and not following.readings
    )


def is_list_comma(items: list[Item], k: int) -> bool:
    """Whether a comma stands between two names of a list ("X, Y and Z"), not before an apposition ("X, Y, took")."""
    back = k - 1
    if back > 0 and items[back].low == ")":
        back = max((n for n in range(back) if items[n].low == "("), default=0) - 1
    before, after = item_at(items, back), item_at(items, k + 1)
    if before is None or after is None or before.kind not in ("place", "actor"):
        return False
    if after.kind == "word" and (after.cue("det") or after.cue("prep")) and k + 2 < len(items):
        after = items[k + 2] if items[k + 2].kind == before.kind else after
    return before.kind == after.kind and before.group == after.group and _list_goes_on(items, after)


def _list_goes_on(items: list[Item], name: Item) -> bool:
    """Whether a co-ordinating word follows behind a name, and before it nothing but others of its kind."""
    for item in items[name.index + 1 : name.index + 8]:
        if item.low in "()" or item.kind == "time":
            continue
        if item.cue("coord"):
            return True
        if item.kind != name.kind and item.low != "," and not item.cue("det"):
            break
    return False


def _but_also(items: list[Item], k: int, piece: Clause) -> bool:
    """ "not only X, but also Y": a comma before a co-ordinating word and the second of two like names."""
    if k + 1 == len(items) or not items[k + 1].cue("coord"):
        return False
    names = [i for i in items[k + 1 : k + 6] if i.kind in ("place", "actor")]
    before = next((i for i in reversed(piece.items) if i.kind in ("place", "actor")), None)
    notonly = any(item.cue("notonly") for item in piece.items)
    if not names or before is None or not notonly:
        return False
    alike = names[0].kind == before.kind and names[0].group == before.group
    return alike and not _finite_ahead(items, names[0].index + 1)


def _ahead(items: list[Item], k: int) -> Iterator[Item]:
    """The items from k on, as far as the clause can reach."""
    for item in items[k:]:
        if item.kind == "punct" and (item.low in STRONG or item.low == ","):
            return
        if "sub" in item.cues and "det" not in item.cues and "prep" not in item.cues:
            return
        yield item


def _verb_ahead(items: list[Item], k: int) -> bool:
    return any(item.readings and not is_determiner(items, item.index) for item in _ahead(items, k))


def _verb_behind_aside(items: list[Item], k: int) -> bool:
    """ "when the army, with foreign help, took X": the verb of the clause stands behind an aside between commas."""
    commas = [n for n in range(k, len(items)) if items[n].low == ","][:2]
    if len(commas) < 2 or any(item.low in STRONG for item in items[k : commas[1]]):
        return False
    aside = items[commas[0] + 1 : commas[1]]
    opens = bool(aside) and not any(aside[0].cue(kind) for kind in ("sub", "rel", "coord", "cond"))
    return opens and not _verb_ahead(items, commas[0] + 1) and _verb_ahead(items, commas[1] + 1)


def _finite_ahead(items: list[Item], k: int) -> bool:
    return any(
        item.readings and not item.cue("det") and all(r.form in ("present", "past") for r in item.readings)
        for item in _ahead(items, k)
    )


def _by_doing(items: list[Item], k: int) -> bool:
    """ "broke the truce by taking X": behind "by" comes an infinitive with its marker, and no other verb before it."""
    for item in _ahead(items, k + 1):
        if item.cue("marker"):
            verb = item_at(items, item.index + 1)  # "by A to have been taken": A is who does it
            return verb is not None and all(r.role not in ("copula", "passive") for r in verb.readings)
        if item.readings and not item.cue("det"):
            return False
    return False


def _subject_behind(items: list[Item], k: int) -> bool:
    """ "to prevent worse | have the soldiers left": a finite verb, though it may be more, right before its subject."""
    subject = item_at(items, k + 1)
    finite = subject is not None and any(r.form in ("present", "past") for r in items[k].readings)
    return finite and bool(subject.kind == "actor" or subject.cue("det") or subject.cue("subjectpronoun"))


def _marker_ahead(items: list[Item], k: int) -> bool:
    return any(item.cue("marker") for item in _ahead(items, k + 1))
