"""Names that a sentence passes: what they put in focus, whether they tell an event or not."""

from __future__ import annotations

from operator import attrgetter

from ..gazetteer import Place
from ..grammar import WORD
from .focus import ANAPHOR, BACKED, as_state, classes_of
from .items import NONE, Item

FIRST_WORDS = 8  # words at the start of a sentence among which its subject stands
BETWEEN = 5  # words between a place and the wider one that it lies in
PASSING = frozenset(
    ("toward", "from", "starting", "via", "after")
)  # before a place that one only comes from or goes to
NAMED_AFTER = 4  # words that two descriptions of one party share
BEFORE = 4  # words before a mention that say how it stands there
WHOEVER = "who"  # the function of a relative word for people
NO_LIMIT = 1 << 60
NAMED = frozenset(("place", "actor", "name"))  # kinds of mentions that are names, or point back to one


class NameReader:
    """How the coder takes note of the names that it passes: what they put in focus."""

    def _glance(self, mentions: list) -> None:
        """Take note of the names of a sentence that tells no event."""
        self._see_until(sorted([m for m in mentions if m.kind in NAMED], key=attrgetter("start")), NO_LIMIT)

    def _see_until(self, pending: list, limit: int) -> list:
        """Take note of the names before an offset; gives the rest."""
        for k, mention in enumerate(pending):
            if mention.start >= limit:
                return pending[k:]
            points_back = mention.value.startswith(ANAPHOR)
            if mention.kind == "name":
                if mention.alt != "initial" or " " in mention.text or mention.text in self.proper:
                    self.focus.names.append((self.sentence.sentence, mention.value))
            elif mention.kind == "actor" and points_back:
                self._see_subject(mention)
            elif points_back:
                continue
            elif mention.alt == "dateline":  # of stories in brief each dateline is "the city" where none is named
                if self.stories and mention.kind == "place":
                    self.focus.see_place(-1, self.focus.gazetteer.place(mention.value))
            elif mention.kind == "place" and (self._near(mention) or self._beside_near(mention)):
                self.near = (self.sentence.sentence, mention.end)
                if not mention.value.startswith("country:"):
                    self.focus.see_near(self.focus.gazetteer.place(mention.value))
            elif mention.kind == "actor":
                self._see_actor(mention)
            elif mention.value.startswith("country:"):
                self.focus.country = mention.value[8:]
                self._see_government(mention, mention.value[8:])
            else:
                self._see_place(mention)
        return []

    def _see_actor(self, mention) -> None:
        """A party: it may describe the one before it, be a leader, or be the subject of the sentence."""
        self._name_descriptions(mention)
        if self._describes(mention):
            self.focus.also_called(mention.value)
            return
        self.focus.see_party(mention.value, "other", mention.text)
        if mention.alt == "person":
            self.focus.person = (mention.value, self.sentence.sentence)
        if mention.alt in ("", "indef") and not self.has_subject:
            if not self._governed(mention):
                self.focus.subject, self.has_subject = self._known(mention), True
                self.led = mention
            elif self._owns_subject(mention):
                self.focus.subject = self._known(mention)
        elif self.led is not None and self._joins_subject(mention):
            self.focus.subject, self.led = f"{self.focus.subject}; {as_state(mention.value)}", mention

    def _see_government(self, mention, country: str) -> None:
        """ "Turkey began an operation": a country that a sentence begins with is who "its troops" are of next."""
        if not self.has_subject and self.sentence.role == "body" and not self._before(mention, 1):
            self.government = country

    def _joins_subject(self, mention) -> bool:
        """ "Chadian and Nigerien soldiers", "A and its Russian allies": both are what "they" are from here."""
        if self.led.sentence != mention.sentence or as_state(mention.value) == self.focus.subject:
            return False
        between = self.sentence.text[self.led.end - self.sentence.start : mention.start - self.sentence.start]
        words = [self.grammar.functions.get(word.lower(), NONE) for word in WORD.findall(between)]
        last = self.focus.subject.rpartition("; ")[2] == as_state(self.led.value)
        return last and bool(words) and "coord" in words[0] and all("det" in word for word in words[1:])

    def _known(self, mention) -> str:
        """The party of a mention; "the US-backed militia", "the Shiite movement" may be one named before."""
        before = self._before(mention, 1)
        cues = self.grammar.functions.get(before[0], NONE) if before and " " in mention.value else NONE
        the = "det" in cues and "indefinite" not in cues
        return self.focus.find_described(mention.value) if the or BACKED in mention.value else mention.value

    def _city_of(self, place: Place) -> Place | None:
        """The city of a district, base or crossing."""
        based = place.kind in ("base", "crossing")
        return self.focus.gazetteer.city_of(place) if based else self.focus.whole(place)

    def _see_place(self, mention) -> None:
        """A place: it comes in focus, unless it is only passed or stands for its government."""
        role, before = self.sentence.role, self._before(mention, 3)
        if mention.alt and not self._governed(mention) and role == "body":
            self.focus.country = mention.alt
            return
        place = self.focus.own_quarter(self.focus.gazetteer.place(mention.value), mention.text)
        aside = bool(mention.alt) and self.focus.topic is not None  # "In Baku people took to the streets"
        passing = aside or (bool(before) and self.grammar.functions.get(before[-1], {}).get("prep") in PASSING)
        if role == "headline" and self.focus.headline is None:
            self.focus.headline = place
        country = self.focus.country
        self.focus.see_place(-1 if passing else self.sentence.sentence, place, self._surrounds(mention))
        begun = aside and role == "body" and len(self.focus.places) - 1 > self.focus.section_at
        if begun and all(p.country != place.country for _, p in self.focus.places[:-1]):
            self.focus.country = country  # "in Geneva a truce was signed" does not take the story there
        self.seen = (self.sentence.sentence, mention.end)
        noun = mention.text.lower().partition(" ")[0]
        if noun in self.focus.nouns.called:
            self.focus.introduced[noun] = place
        route = self._governed(mention) == "of" and role == "body"
        fresh = role == "body" and self.focus.stale and place.kind == "city" and not passing  # the first of its section
        # "In X they took Y": once Y, if that is a town, is told, it stays in focus
        told = [row["place_"] for row in self.fresh if not row["place_id"].startswith("open:")]
        around = bool(told) and place not in {*told, *map(self._city_of, told)}
        who = bool(before) and self.grammar.functions.get(before[0], NONE).get("rel") == WHOEVER
        begins = len(before) < 3 and not around and not who  # "Who saw them in X" tells of no event there
        asked = self.sentence.sentence in self.asked  # "What happened in X?" heads what follows
        if role == "heading" or asked or fresh or (begins and not route and not aside):
            self.focus.tell_event(place)

    def _see_subject(self, mention) -> None:
        """ "The brigades ..." at the start of a sentence: who they are is what "we" and "they" are from here."""
        if self.has_subject or mention.alt or (self._governed(mention) and not self._owns_subject(mention)):
            return
        called = self.focus.find_called(mention.text.lower().split()[-1])
        self.focus.subject = called or self.focus.find_party(mention.value, self.focus.country)
        if not self.focus.subject:
            noun = Item("actor", 0, 0, mention.text, mention.text.lower(), value=mention.value)
            self.focus.subject = self.focus.describe(noun, self.focus.country)

    def _name_descriptions(self, mention) -> None:
        """ "the alliance of A and B", later "the alliance of A and B, which calls itself X": the same party."""
        words = mention.text.split()
        if len(words) < NAMED_AFTER:
            return
        start = tuple(word.lower() for word in words[:NAMED_AFTER])
        if mention.value in self.described.values() or not classes_of(mention.value):
            return
        known = self.described.get(start)
        if known is None:
            self.described[start] = mention.value
        elif known != mention.value:
            self.named[known] = mention.value

    def _surrounds(self, mention) -> bool:
        """ "X, in Russian Y": the place under "in" right behind a comma only says where the one before it lies."""
        sentence, end = self.seen
        if sentence != self.sentence.sentence:
            return False
        between = self.sentence.text[end - self.sentence.start : mention.start - self.sentence.start].lstrip()
        if not between.startswith(","):
            return False
        words = WORD.findall(between)[1 : BETWEEN + 1]
        inside = bool(words) and self.grammar.functions.get(words[0].lower(), {}).get("prep") == "in"
        return inside and len(words) < BETWEEN

    def _near(self, mention) -> bool:
        """Whether a name is only a point of reference ("30 km from X"): it is not what the article speaks of."""
        before = self._before(mention, BEFORE)
        if not before or before[-1] not in self.grammar.reference_ends:
            return False
        return any(tuple(before[k:]) in self.grammar.references for k in range(len(before)))

    def _beside_near(self, mention) -> bool:
        """ "between X and the Y": a name joined to a point of reference is one as well."""
        sentence, end = self.near
        if sentence != self.sentence.sentence:
            return False
        words = self.sentence.text[end - self.sentence.start : mention.start - self.sentence.start].lower().split()
        cues = [self.grammar.functions.get(word, NONE) for word in words]
        return bool(cues) and len(cues) <= 2 and "coord" in cues[0] and all("det" in cue for cue in cues[1:])

    def _before(self, mention, count: int) -> list[str]:
        """That many words right before a mention, in lower case, or as many as there are; `BEFORE` at most."""
        if self.words_before[0] is not mention:  # they are asked for several times of each mention
            before = self.sentence.text[: mention.start - self.sentence.start].lower()
            self.words_before = mention, before.rsplit(None, BEFORE)[-BEFORE:]
        return self.words_before[1][-count:]

    def _governed(self, mention) -> str:
        """The function of the preposition right before a name, or before its article; else the empty string."""
        before = self._before(mention, 2)
        last = self.grammar.functions.get(before[-1], NONE) if before else NONE
        if "prep" in last:
            return last["prep"]
        return self.grammar.functions.get(before[0], NONE).get("prep", "") if len(before) > 1 and "det" in last else ""

    def _owns_subject(self, mention) -> bool:
        """ "An attempt of the rebels": in the first words of a sentence, who stands under "of" is what "they" are."""
        before = self.sentence.text[: mention.start - self.sentence.start].lower().split()
        kinds = [self.grammar.functions.get(word, {}) for word in before[-2:]]
        under = next((kind["prep"] for kind in reversed(kinds) if "prep" in kind), "")
        return under in ("of", "for") and len(before) <= FIRST_WORDS

    def _describes(self, mention) -> bool:
        """Whether a description stands in apposition: an indefinite article after a comma before it."""
        before = self._before(mention, 2)
        return len(before) > 1 and before[0].endswith(",") and "indefinite" in self.grammar.functions.get(before[1], ())
