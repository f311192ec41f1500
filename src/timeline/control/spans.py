"""Changes of a place, in order, become spans that tile all time: the rules of `control_rules.csv`, applied."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from .reconcile import Change, is_long, reconcile, window_of
from .rows import HIGH, LOW, Row
from .rules import RULES, is_description, parties

_ATTACKS = ("offensive", "entry", "partial_capture", "siege")
SETTLE = ("all", "majority", "latest", "independent")
RETAKEN_AFTER = 183  # days of silence after which a second capture by its holder is another capture, not the same
RETOLD_WITHIN = 31  # days between two datings of one change; farther apart, the first stands and the other dissents


class Span:
    """Who holds the place, and the window in which that began. It ends in the window in which the next one begins."""

    __slots__ = (
        "base", "besieged", "by", "contested", "dissent", "extents", "first", "holders", "last", "opened", "rows",
        "rule", "seen", "standing", "until_then",
    )  # fmt: skip

    def __init__(self, first: int, last: int, holders: tuple[str, ...] = (), contested: bool = False) -> None:
        self.first, self.last, self.holders, self.contested = first, last, holders, contested
        self.besieged = False
        self.base = holders  # who held it before the fight over it
        self.by: Change | None = None
        self.until_then = False  # known only from the change that ended it
        self.opened: list[Row] = []
        self.rows: list[Row] = []
        self.dissent: list[Row] = []
        self.extents: dict[str, None] = {}
        self.standing, self.rule, self.seen = "", "", LOW

    @property
    def state(self) -> str:
        if self.besieged:
            return "besieged"
        if self.contested:
            return "contested"
        return "held" if self.holders else "unknown"

    def support(self, change: Change) -> None:
        self.rows += change.rows
        self.dissent += change.dissent
        self.seen = max(self.seen, _last_day(change))
        self._extents(change)

    def _extents(self, change: Change) -> None:
        for row in change.rows:
            if row.extent:
                self.extents[f"{row.actor}: {row.extent}" if row.actor else row.extent] = None

    def open_with(self, change: Change) -> Span:
        """This span, with the rows of the change as what opened it."""
        self.by, self.opened = change, list(change.rows)
        self.support(change)
        self.standing = "claimed" if change.claimed else "reported"
        self.rule = RULES[change.type].rule if change.type in RULES else ""
        return self


def _last_day(change: Change) -> int:
    return change.last if change.last < HIGH else change.first


def settle(rule: str, one: list[Row], other: list[Row]) -> int | None:
    """Which of two tellings the rule prefers: 0, 1, or `None` where it leaves both standing."""
    if rule == "all":
        return None
    measure = {"majority": articles, "independent": sources, "latest": lambda rows: max(r.published for r in rows)}[
        rule
    ]
    a, b = measure(one), measure(other)
    return None if a == b else int(b > a)


def articles(rows: list[Row]) -> int:
    """How many articles say it."""
    if len(rows) < 2:
        return len(rows)
    return len({row.article for row in rows})


def sources(rows: list[Row]) -> int:
    """How many independent sources say it: who is quoted, else who publishes, else the article; a sentence reprinted
    word for word counts once."""
    if len(rows) < 2:
        return len(rows)
    names = {row.source for row in rows}
    if len(names) > 1:
        texts = {row.evidence or row.event_id + row.article for row in rows}
        return min(len(names), len(texts))
    return len(names)


def spans_of(rows: list[Row], settle_by: str = "all", dates: str = "") -> list[Span]:
    """The spans of one place from its rows; the first is what was before the first report."""
    changes = reconcile(r for r in rows if r.type != "control" and r.status == "reported")
    states = [r for r in rows if r.type == "control" and r.status == "reported"]
    _confirm(changes, states)
    _name_opponents(changes)
    changes = _one_day(_rivals(changes, settle_by), settle_by)
    spans = _run(changes, settle_by, states)
    if states:
        more = _implied(states, spans, changes)
        if more:
            changes = _merge(changes, more)
            spans = _run(changes, settle_by, states)
        frame = _Frame(spans)
        used = {id(row) for span in spans for row in span.rows}
        for row in states:
            if row.actor and id(row) not in used:
                _testify(row, frame)
    _deny([r for r in rows if r.status == "denied"], spans)
    spans = _tidy(_tiled(spans))
    if dates:
        spans = _tidy(_tiled(_replayed(spans, dates)))
    return spans


def _confirm(changes: list[Change], states: list[Row]) -> None:
    """A claim is confirmed where somebody else later says that the winner holds the place, before the next capture."""
    for i, change in enumerate(changes):
        if change.type != "capture" or not change.claimed:
            continue
        until = next((c.first for c in changes[i + 1 :] if c.type == "capture" and c.actors != change.actors), HIGH)
        change.rows += [
            r for r in states
            if not r.claimed and not r.extent and r.actor in change.actors
            and change.first <= r.first and r.last <= until
        ]  # fmt: skip


def _name_opponents(changes: list[Change]) -> None:
    """An attack with no opponent named was on whom the attacker, in the end, took the place from."""
    taken: Change | None = None
    for change in reversed(changes):
        if change.type == "capture":
            taken = change
        elif taken is not None and change.type in _ATTACKS and not change.opponents and taken.actors == change.actors:
            change.opponents, change.backing = taken.opponents, taken.rows


def _rivals(changes: list[Change], settle_by: str) -> list[Change]:
    """Two winners in one window, in different articles, neither from the other: the rule settles it, or both stand."""
    out: list[Change] = []
    for change in changes:
        rival = out[-1] if out else None
        if (
            rival is None or not rival.type == change.type == "capture"
            or (rival.first, rival.last) != (change.first, change.last) or not rival.actors or not change.actors
            or set(rival.actors) & (set(change.actors) | set(change.opponents))
            or set(change.actors) & set(rival.opponents)
            or {r.article for r in rival.rows} & {r.article for r in change.rows}
        ):  # fmt: skip
            out.append(change)
            continue
        won = settle(settle_by, rival.rows, change.rows)
        if won is None:
            weak, strong = sorted((rival, change), key=lambda c: (articles(c.rows), c.actors))
            strong.settled = True
            strong.actors = tuple(sorted((*rival.actors, *change.actors)))
        else:
            strong, weak = (rival, change)[won], (rival, change)[1 - won]
        strong.dissent += weak.rows
        out[-1] = strong
    return out


def _one_day(changes: list[Change], settle_by: str) -> list[Change]:
    """One capture told with two dates: both stand as one window, or the rule chooses the date."""
    out: list[Change] = []
    for change in changes:
        told = out[-1] if out else None
        if (
            told is None or not told.type == change.type == "capture" or not change.actors
            or told.actors != change.actors or not 0 < change.first - told.last <= RETOLD_WITHIN
        ):  # fmt: skip
            out.append(change)
            continue
        won = settle(settle_by, told.rows, change.rows)
        strong, weak = (told, change) if articles(told.rows) >= articles(change.rows) else (change, told)
        if won is None:
            strong.first, strong.last = told.first, change.last
        else:
            strong, weak = (told, change)[won], (told, change)[1 - won]
        strong.dissent += weak.rows + weak.dissent
        strong.opponents = strong.opponents or weak.opponents
        out[-1] = strong
    return out


def _run(changes: list[Change], settle_by: str, states: list[Row]) -> list[Span]:
    spans = [Span(LOW, LOW)]
    for change in changes:
        rule = RULES[change.type]
        before = change.opponents if rule.before == "opponent" else change.actors if rule.before == "actor" else ()
        before = tuple(p for p in before if rule.before == "actor" or p not in change.actors)
        if not spans[-1].holders and before:
            _open_before(spans, change, before, rule.rule)
        if change.type == "siege_end" and not spans[-1].besieged and not spans[-1].contested and spans[-1].holders:
            _besiege(spans, change)
        holders, contested, besieged = _after(spans[-1], change, rule)
        now = spans[-1]
        if (holders, contested, besieged) == (now.holders, now.contested, now.besieged):
            last = _last_word(now, change, states) if change.type == "capture" else HIGH
            if not _retaken(now, change, last):
                _again(now, change)
                continue
            _open_lost(spans, change, last)
        if now.contested and contested and besieged == now.besieged and set(holders) == set(now.holders):
            _again(now, change)
            continue
        span = Span(change.first, change.last, holders, contested)
        span.besieged = besieged
        span.base = now.base if contested and now.contested else now.holders if contested else holders
        spans.append(span.open_with(change))
    return spans


def _after(now: Span, change: Change, rule) -> tuple[tuple[str, ...], bool, bool]:
    """Holders, contested, besieged after a change: `holder` and `state` of its rule row."""
    actors, held = change.actors, now.holders
    if rule.holder == "actor":
        if not actors and now.contested:  # somebody took it: who fought for it, and did not hold it before
            lost = change.opponents or now.base
            actors = tuple(p for p in held if p not in lost)
        if change.claimed and not change.implied and set(held) - set(actors):
            return _joined(held, actors), True, False  # its own word alone does not make it the holder
        if change.settled:
            return actors, True, False
        if change.implied and change.rows[0].extent:
            return _joined(held, actors), True, False
        return actors, False, False
    if rule.holder == "before+actor":
        if held == actors or (len(held) == 1 and held[0] in actors):  # its own place
            rivals = tuple(p for p in change.opponents if p not in held)
            if rivals and change.type in ("offensive", "partial_capture") and not now.contested:
                return _joined(held, rivals), True, False
            return held, now.contested, now.besieged
        if set(actors) <= set(held) and not now.contested:
            return held, False, now.besieged
        return _joined(held, actors), True, False
    if rule.holder == "before-actor":
        gone = set(actors)
        if not gone & set(held):
            return held, now.contested, now.besieged
        if change.claimed and change.opponents:
            return _joined(held, change.opponents), True, now.besieged
        left = tuple(p for p in held if p not in gone)
        return left, now.contested and len(left) > 1, now.besieged and bool(left)
    if rule.state == "besieged":
        defenders = tuple(p for p in change.opponents if p not in held) if now.contested else ()
        own = held and set(held) <= set(actors)
        return _joined(held, defenders), now.contested, now.besieged or not own
    return held, now.contested, False


def _joined(held: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *more)))


def _again(now: Span, change: Change) -> None:
    """A change that leaves things as they are: it speaks for the span, or disagrees about when or how much."""
    if not now.opened:
        return  # nothing was known, and this tells nothing of it
    if change.type == "capture" and now.opened and now.opened[0].type == "capture":
        if change.first > now.last:
            now.dissent += change.rows
        else:
            now.support(change)
    elif change.type == "partial_capture" and not now.contested and change.first <= now.last + 7:
        told = {row.article for row in now.opened}
        now.dissent += [row for row in change.rows if row.article not in told]
    else:
        now.support(change)


def _last_word(now: Span, change: Change, states: list[Row]) -> int:
    """The last day before a change on which a report, or a state told, has the holders of a span in the place."""
    held = (r.last for r in states if r.last < change.first and set(parties(r.actor)) & set(now.holders))
    return max(now.last, now.seen, *held)


def _retaken(now: Span, change: Change, last: int) -> bool:
    """Its holder took it once more, long after the last word on it: it was lost in between, on a day nobody tells."""
    taken = change.type == "capture" and now.opened and now.opened[0].type == "capture" and not change.claimed
    return bool(taken and now.holders and change.first - last > RETAKEN_AFTER)


def _open_lost(spans: list[Span], change: Change, last: int) -> None:
    """The time before a place was taken once more: the loser held it, or nobody is known; since a day nobody tells."""
    lost = Span(last, change.first, change.opponents)
    lost.by, lost.until_then, lost.rule, lost.standing = change, True, RULES[change.type].rule, "reported"
    lost.opened = list(change.rows)
    lost.rows = list(lost.opened)
    lost.seen = change.first
    spans.append(lost)


def _open_before(spans: list[Span], change: Change, holders: tuple[str, ...], rule: str) -> None:
    """Nobody was known, and this change says from whom: they held it until then, since a day we do not know."""
    before = spans[-1]
    until = change.first if change.first > LOW else change.last
    span = Span(before.first, until, holders)
    span.by, span.until_then, span.rule, span.standing = change, True, rule, "reported"
    span.opened = list(change.backing or change.rows)
    span.rows = list(span.opened)
    span.seen = until
    spans.append(span)


def _besiege(spans: list[Span], change: Change) -> None:
    """A ring that is broken was closed before, on a day we do not know."""
    held = spans[-1]
    span = Span(held.first, change.first if change.first > LOW else change.last, held.holders)
    span.besieged = True
    spans.append(span.open_with(change))


def _ends(spans: list[Span], i: int) -> tuple[int, int]:
    return (spans[i + 1].first, spans[i + 1].last) if i + 1 < len(spans) else (HIGH, HIGH)


class _Frame:
    """Tiled spans with their windows in two sorted lists, so that a day finds its spans at once."""

    def __init__(self, spans: list[Span]) -> None:
        self.spans = _tiled(spans)
        self.firsts = [span.first for span in spans]
        self.ends = [span.last for span in spans[1:]] + [HIGH]

    def possible(self, first: int, last: int) -> range:
        """The spans that may have lasted on one of these days."""
        return range(bisect_left(self.ends, first), bisect_right(self.firsts, last))

    def end(self, i: int) -> tuple[int, int]:
        """The window in which a span ends."""
        return (self.firsts[i + 1] if i + 1 < len(self.firsts) else HIGH), self.ends[i]

    def narrow(self, i: int, last: int) -> None:
        """A span began by this day, and so did those before it."""
        while i and self.spans[i].last > last:
            self.spans[i].last = self.ends[i - 1] = last
            i -= 1


def _implied(states: list[Row], spans: list[Span], changes: list[Change]) -> list[tuple[Change, Change | None]]:
    """States that no span allows, as changes, each with the change that it goes before.

    Where nobody was known they open a span; where another party was, they may replace it or end a fight.
    """
    frame = _Frame(spans)
    active: dict[str, float] = {}
    for change in changes:
        for party in (*change.actors, *change.opponents):
            active[party] = max(change.middle, active.get(party, LOW))
    out = []
    for row in states:
        party = set(parties(row.actor))
        there = frame.possible(row.first, row.last)
        if not party:
            continue
        if any(party & set(spans[i].holders) for i in there):
            if _ends_contest(row, party, spans, there, active):
                first = max(spans[there[-1]].last, spans[there[-1]].seen)
                out.append((_state(row, first, row.last), _next(spans, there[-1])))
            continue
        first, last = window_of(row)
        empty = [i for i in there if not spans[i].holders]
        if empty:
            at = empty[-1]
            if not is_long(row):
                first = spans[at].first
        else:
            there = frame.possible(first, last)
            if len(there) != 1 or not _may_replace(row, spans[there[0]], states, active):
                continue
            at = there[0]
            first = first if is_long(row) else spans[at].last
        out.append((_state(row, first, min(last, frame.end(at)[1])), _next(spans, at)))
    return out


def _state(row: Row, first: int, last: int) -> Change:
    change = Change("control", row.actor, "", min(first, last), last, [row])
    change.implied = True
    return change


def _next(spans: list[Span], i: int) -> Change | None:
    return spans[i + 1].by if i + 1 < len(spans) else None


def _ends_contest(row: Row, party: set[str], spans: list[Span], there: list[int], active: dict[str, float]) -> bool:
    """True where one party is said to hold the whole place after a fight of which nothing more is heard."""
    now = spans[there[-1]]
    if len(there) > 1 or not now.contested or now.besieged or row.claimed or row.extent or row.first <= now.last:
        return False
    return all(active.get(p, LOW) < row.first for p in now.holders if p not in party)


def _may_replace(row: Row, span: Span, states: list[Row], active: dict[str, float]) -> bool:
    """True where a state came after all that is known of the holder, so that the place must have changed hands."""
    if row.claimed or is_description(row.actor) or row.first <= max(span.last, LOW):
        return False
    if any(active.get(p, LOW) >= row.first for p in span.holders):
        return False
    return not any(set(parties(s.actor)) & set(span.holders) and s.last >= row.first for s in states)


def _merge(changes: list[Change], more: list[tuple[Change, Change | None]]) -> list[Change]:
    out = list(changes)
    for change, before in sorted(more, key=lambda m: (m[0].last, m[0].first, m[0].actors, m[0].rows[0].event_id)):
        out.insert(len(out) if before is None else next(i for i, c in enumerate(out) if c is before), change)
    return out


def _testify(row: Row, frame: _Frame) -> None:
    """A state supports the span in which it falls and narrows its start, or dissents from it."""
    spans, party = frame.spans, set(parties(row.actor))
    there = frame.possible(row.first, row.last)
    with_it = [i for i in there if party & set(spans[i].holders)]
    if not with_it:
        against = [i for i in there if spans[i].holders and not (is_description(row.actor))]
        if against:
            spans[against[-1]].dissent.append(row)
        return
    at = next((i for i in with_it if not spans[i].contested), with_it[0])
    span = spans[at]
    span.rows.append(row)
    if row.extent:
        span.extents[f"{row.actor}: {row.extent}"] = None
    span.seen = max(span.seen, min(row.last, frame.end(at)[0]))
    if len(with_it) == 1 and not row.extent and not row.claimed and row.last < HIGH:
        last = window_of(row)[1] if is_long(row) else row.last
        if span.first <= last < span.last:
            frame.narrow(at, last)


def _deny(denials: list[Row], spans: list[Span]) -> None:
    """A denial opposes the span that the denied change would have opened; it never takes a span away."""
    for row in denials:
        for span in spans:
            if span.until_then:
                continue
            same = [r for r in span.opened if r.first <= row.last and row.first <= r.last]
            told = any(r.type == row.type and (r.actor == row.actor or not row.actor) for r in same)
            if told or (same and row.type == "capture" and span.state == "held" and row.actor in span.holders):
                span.dissent.append(row)
                span.standing = "disputed"
                break


def _tiled(spans: list[Span]) -> list[Span]:
    """Windows made consistent with the order of the spans: none begins before the one before it may have begun."""
    first = LOW
    for span in spans:
        span.first = first = max(first, span.first)
    last = HIGH
    for span in reversed(spans):
        span.last = last = min(last, span.last)
    return spans


def _tidy(spans: list[Span]) -> list[Span]:
    """Without steps that begin and end on one day, unless the place changed hands on it, and without twins."""
    out = [spans[0]]
    for i, span in enumerate(spans[1:], 1):
        end = _ends(spans, i)
        passing = span.first == span.last == end[0] == end[1]
        if passing and not (span.state == "held" and span.holders not in (out[-1].holders, spans[i + 1].holders)):
            spans[i + 1].rows += span.rows
            continue
        same = (span.holders, span.state) == (out[-1].holders, out[-1].state)
        if same and span.standing == out[-1].standing:
            out[-1].rows += span.rows
            out[-1].dissent += span.dissent
            out[-1].seen = max(out[-1].seen, span.seen)
            continue
        out.append(span)
    return out


def _replayed(spans: list[Span], dates: str) -> list[Span]:
    """Every change on one day of its window; an open side gives way to the changes that have both."""
    rest = spans[1:]
    days = []
    for span in rest:
        middle = (span.first + span.last) // 2
        days.append({"earliest": span.first, "latest": span.last, "middle": middle}[dates])
    until = HIGH
    for i in reversed(range(len(rest))):
        if rest[i].first == LOW:
            days[i] = min(rest[i].last, until)
        elif rest[i].last < HIGH:
            until = days[i]
    day = LOW
    for i, span in enumerate(rest):
        day = max(day, span.first if span.last == HIGH else days[i])
        span.first = span.last = day
    return spans


def faded(spans: list[Span], stale_after: int, as_of: int) -> list[Span]:
    """Spans that turn `unknown` so many days after the last report that speaks of them, if `as_of` is past that day."""
    out = []
    for i, span in enumerate(spans):
        out.append(span)
        end = _ends(spans, i)[0]
        day = max(span.seen, span.last) + stale_after
        if span.holders and day > LOW and day < min(end, as_of):
            silence = Span(day, day)
            silence.rule = f"stale_after={stale_after}"
            out.append(silence)
    return out
