"""From a reading to its answer: evaluated for every day that the reference may be, kept for each reference.

`resolve` asks the operations for the first and for the last day that the reference may be and takes the hull. The
answer of a reading under a reference is computed once and remembered.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from timeline import dates
from timeline.languages import LanguageError
from timeline.timex.grammar import POINTS, Grammar, Node, Rule
from timeline.timex.operations import OPERATIONS, Answer, Day, Told, Unknown, amount


@lru_cache(maxsize=8)
def grammar(language: str | Path = "nl") -> Grammar:
    """The compiled rules of a language, kept. Raises `LanguageError` where a row asks for an operation there is not."""
    found = Grammar(language)
    for rule in found.rules:
        if rule.operation not in OPERATIONS and rule.kind != "trap":
            known = ", ".join(sorted(OPERATIONS))
            raise LanguageError(f"{rule.source.rule}: column operation: {rule.operation!r} is none of {known}.")
    return found


class Resolved(NamedTuple):
    """The answer to one expression, a row of the table; `told` is what a later "een dag later" counts from."""

    kind: str
    edtf: str
    earliest: str
    latest: str
    precision: str
    date_basis: str
    shift: str
    note: str
    told: Told | None


def evaluate(grammar: Grammar, node: Node, at: Day) -> Answer:
    """The answer of a reading for one reference day. Raises `Unknown` where the text does not fix it."""
    rule = grammar.rules[node.row]
    ends = rule.operation in ("span", "night") and len(node.inner) == 2
    inner = _ends(grammar, *node.inner, at) if ends else [evaluate(grammar, i, at) for i in node.inner]
    if any(a is None or b is None for a, b, _ in inner):
        raise Unknown
    try:
        first, last, precision = OPERATIONS[rule.operation](rule, _fields(node), inner, at)
    except (OverflowError, ValueError) as error:
        raise Unknown from error
    return first, last, rule.precision or precision


def _ends(grammar: Grammar, one: Node, two: Node, at: Day) -> list[Answer]:
    """Both ends of a range. A month or weekday without a year leans on the other end: "van 3 maart tot 9 juni 2015"."""
    leans_one, leans_two = (_leaf(grammar, end) in ("month", "weekday") for end in (one, two))
    if leans_two and _fixed(grammar, one):
        first = evaluate(grammar, one, at)
        return [first, evaluate(grammar, two, Day(first[1], None, True, at.told))]
    second = evaluate(grammar, two, at)
    return [evaluate(grammar, one, Day(second[0], None, False, at.told) if leans_one and second[0] else at), second]


def _leaf(grammar: Grammar, node: Node) -> str:
    """The operation that a reading rests on: that of September in "eind september"."""
    rule = grammar.rules[node.row]
    return _leaf(grammar, node.inner[0]) if node.inner and rule.operation == "part" else rule.operation


@lru_cache(maxsize=65536)
def yearless(grammar: Grammar, node: Node) -> bool:
    """Whether a reading rests on a month whose year only the context tells."""
    inner = grammar.rules[node.row]
    while node.inner and inner.operation == "part":
        node = node.inner[0]
        inner = grammar.rules[node.row]
    return inner.operation == "month" and not inner.argument


def _fields(node: Node) -> dict[str, str]:
    """The slots of a reading; a narrower list of units or months counts as one of them."""
    fields: dict[str, str] = {}
    for slot, value in node.fields:
        if slot == "feast":
            fields["day"], fields["month"] = value.split()
        fields.setdefault(_SLOTS.get(slot, slot), value)
    return fields


_SLOTS = {"single": "unit", "period": "unit", "monthname": "month", "monthname2": "month2",
          "shortyear2": "year2"}  # fmt: skip


def _shift(grammar: Grammar, node: Node) -> str:
    rule = grammar.rules[node.row]
    fields = _fields(node)
    if rule.operation not in ("shift", "later") or fields.get("n") == "few":
        return ""
    count, name = amount(fields)
    return f"{'-' if rule.argument == '-1' else '+'}{count}{name}"


@lru_cache(maxsize=65536)
def resolve(grammar: Grammar, node: Node, reference: str, future: bool, told: Told | None) -> Resolved:
    """The answer of a reading under a reference (EDTF, may be empty): the hull over every day that it may be."""
    rule = grammar.rules[node.row]
    first, last = dates.bounds(reference)
    whole = (first, last) if first and last else None
    days = dict.fromkeys(whole or (first or last,))
    try:
        answers = [evaluate(grammar, node, Day(d, whole, future, told)) for d in days]
    except Unknown:
        kind = "offset" if rule.operation == "later" else rule.kind
        return Resolved(kind, "", "", "", "unknown", "none", _shift(grammar, node), "", None)
    return _answer(grammar, node, answers, reference, told)


def _answer(grammar: Grammar, node: Node, answers: list[Answer], reference: str, told: Told | None) -> Resolved:
    rule = grammar.rules[node.row]
    firsts, lasts = [a for a, _, _ in answers], [b for _, b, _ in answers]
    first = None if None in firsts else min(firsts)
    last = None if None in lasts else max(lasts)
    precision = answers[0][2]
    if len(set(answers)) > 1:
        precision = dates.coarser(precision or "day", dates.precision_of(reference))
    if first is None or last is None:
        precision = "unknown"
    edtf = _edtf(rule, first, last, answers[0][2], reference)
    stands = rule.kind in POINTS and rule.operation not in ("past", "within", "coming")
    point = (first, last, precision) if stands and first and last else None
    if rule.operation == "since" and first:  # "sinds 15 mei, en een dag later" counts from where it began
        point = _point(grammar, node.inner[0], reference, told)
    basis = "explicit" if _fixed(grammar, node) else "relative"
    return Resolved(rule.kind, edtf, first.isoformat() if first else "", last.isoformat() if last else "", precision,
                    basis, _shift(grammar, node), _contradiction(node, first, last), point)  # fmt: skip


def _point(grammar: Grammar, node: Node, reference: str, told: Told | None) -> Told | None:
    return resolve(grammar, node, reference, False, told).told


def _edtf(rule: Rule, first: date | None, last: date | None, precision: str, reference: str) -> str:
    """The answer as EDTF. `sinds 2014` is 2014/.. though its latest day is the reference's; a side keeps its unit."""
    if rule.operation == "since" and first:
        return f"{_side(first, precision, first.day == 1)}/.."
    if rule.operation == "until" and last:
        return f"../{_side(last, precision, last == dates.unit_of(last, 'M')[1])}"
    if first is None and last and last == dates.bounds(reference)[1]:
        return f"../{reference.rpartition('/')[2]}"
    return dates.to_edtf(first, last)


def _side(day: date, precision: str, whole: bool) -> str:
    text = day.isoformat()
    return (
        text[:4] if precision == "year" and whole else text[:7] if precision in ("month", "season") and whole else text
    )


def _fixed(grammar: Grammar, node: Node) -> bool:
    """Whether the text alone fixes it."""
    inner = node.inner
    try:
        if inner:
            return all(_fixed(grammar, i) for i in inner)
        evaluate(grammar, node, Day(None, None, False, None))
    except Unknown:
        return False
    return True


def _contradiction(node: Node, first: date | None, last: date | None) -> str:
    said = _fields(node).get("weekday")
    if said is None or first is None or first != last or "day" not in dict(node.fields):
        return ""
    if first.weekday() == int(said):
        return ""
    return f"The weekday that is written contradicts the date: {first} is a {first:%A}. The date stands."
