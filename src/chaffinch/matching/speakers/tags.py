"""Find the tag of a quotation, a verb of saying with its subject, among the classes of the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chaffinch.matching.speakers.phrases import Mention, ahead, behind, leading
from chaffinch.matching.speakers.reading import Reading

__all__ = ["Tags"]

_VERB = re.compile("[VK]")
_END = re.compile("[.¶:;Q]")
_LEAD = re.compile(r"[,\-)]*")
_OPENING = re.compile(r"[,:(\-CDIxH]*$")
_STATED = re.compile(r"OS[HVx]*[:,]?$")
_LABEL = re.compile(r"(?:^|(?<=[.¶]))([TNLp]*N)(?:\([^()]*\))?:$")
_FAR = 30  # tokens from a quotation to the verb of its tag, at most: an apposition with a clause is shorter
DEPTH = 6
"""Sentences that are followed back, at most, from a pronoun or from a quotation without a tag."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of the quotations of a text.

    Attributes:
        reading: the text.
    """

    reading: Reading

    def of_quotation(self, targets: Sequence[int]) -> Mention | None:
        """Find who says the quotation that is made of these tokens of class ``Q``, one after another.

        What is between the parts of an interrupted quotation and after the last one comes first, unless the quotation
        is part of a sentence ("a plan that he called “a gift”"), then what is before it.
        """
        later = next(filter(None, map(self._after, targets)), None)
        found = later or self._before(targets[0])
        if not self._ends_clause(targets[-1]):
            found = self._before(targets[0]) or later
        if found is not None:
            return self._resolved(found, targets[0])
        return self._continued(targets[0])

    def _ends_clause(self, quote: int) -> bool:
        """Tell whether a quotation ends with a comma or stop, or one follows, so that a tag can stand behind it."""
        text, stop = self.reading.text, self.reading.stops[quote]
        inner = text[max(0, stop - 4) : stop].rstrip("\"'”“’»«›‹ \n")
        return inner.endswith((",", ".", "!", "?", "…", "—", "-")) or bool(
            re.match(r"\s*[,—–-]", text[stop : stop + 3])
        )

    def _after(self, quote: int) -> Mention | None:
        """Find the tag between a quotation and the end of the sentence or the next quotation."""
        classes = self.reading.classes
        lead = _LEAD.match(classes, quote + 1)
        first = lead.end() if lead else quote + 1
        found = _END.search(classes, first)
        stop = min(found.start() if found else len(classes), first + _FAR)
        if first >= stop or (classes[first] in "CW" and not self._as(first)):
            return None
        if classes[first] == "A":
            return ahead(self.reading, first + 1, stop)
        verb = _VERB.search(classes, first, stop)
        if not verb:
            return None
        if re.fullmatch("[H]*", classes[first : verb.start()]):
            named = ahead(self.reading, verb.end(), stop) if verb.group() == "V" else None
            return named or self._no_subject()
        return behind(self.reading, first, verb.start())

    def _as(self, token: int) -> bool:
        return self.reading.word(token).lower() in ("as", "wie", "comme", "como", "come", "zoals", "как")

    def _no_subject(self) -> Mention | None:
        return Mention("pronoun", "") if self.reading.words.dropped else None

    def _before(self, quote: int) -> Mention | None:
        """Find the tag in the sentence before a quotation, the last verb of saying first."""
        classes = self.reading.classes
        first = self.reading.sentence(quote)
        if label := _LABEL.search(classes, first, quote):
            return ahead(self.reading, label.start(1), label.end(1))
        if stated := _STATED.search(classes[first:quote]):
            return Mention("name", self.reading.phrase(first + stated.start(), first + stated.start() + 1))
        for token in range(quote - 1, max(first, quote - _FAR) - 1, -1):
            kind = classes[token]
            if kind == "A":
                return ahead(self.reading, token + 1, quote)
            if kind in "VK":
                return self._subject(first, token, quote)
        return None

    def _subject(self, first: int, verb: int, quote: int) -> Mention | None:
        """Find the subject of a verb before a quotation: before the verb, after it, or that of the sentence."""
        reading, classes = self.reading, self.reading.classes
        start = self._clause(first, verb)
        before = classes[start:verb].rstrip("HM")
        inverted = not before or (reading.words.inverted and before[-1] not in "PNR")
        if classes[verb] == "V" and inverted and (named := ahead(reading, verb + 1, quote)):
            return named
        if not before:
            return None
        participle = reading.word(verb).lower() in reading.words.sets["participles"]
        if before[-1] in "C," and (participle or before[-1] == "C"):
            return self._sentence_subject(start, verb)
        return behind(reading, start, verb) or (self._sentence_subject(start, verb) if participle else None)

    def _clause(self, first: int, verb: int) -> int:
        """Give where the clause of a verb starts: behind a quotation with its own tag, the sentence goes on."""
        cut = self.reading.classes.rfind(";", first, verb)
        return max(first, cut + 1)

    def _sentence_subject(self, first: int, stop: int) -> Mention | None:
        return leading(self.reading, first, stop)

    def _resolved(self, mention: Mention, quote: int) -> Mention | None:
        """Replace a pronoun by who is named in the sentences before it."""
        if mention.kind != "pronoun":
            return mention
        return self._antecedent(self.reading.sentence(quote), mention.name)

    def _antecedent(self, token: int, pronoun: str) -> Mention | None:
        """Find who a pronoun means: the speaker or the subject of one of the sentences before."""
        for first, stop in self._sentences_before(token):
            mention = self._sentence_speaker(first, stop)
            if mention is None:
                mention = leading(self.reading, first, stop)
                if mention is not None and mention.kind != "name":
                    continue
            if mention is None or mention.kind == "pronoun" or not self._agrees(mention, pronoun):
                continue
            return mention
        return None

    def _agrees(self, mention: Mention, pronoun: str) -> bool:
        """Tell whether the title of a name does not contradict a pronoun."""
        sets, title = self.reading.words.sets, mention.name.split()[:1]
        other = "she_titles" if pronoun in sets["he"] else "he_titles" if pronoun in sets["she"] else ""
        return not (other and title and title[0].lower() in sets[other])

    def _sentences_before(self, token: int) -> Iterator[tuple[int, int]]:
        """Give the sentences before a token, the nearest first."""
        classes, stop = self.reading.classes, token
        for _ in range(DEPTH):
            while stop > 0 and classes[stop - 1] in ".¶":
                stop -= 1
            if stop <= 0:
                return
            first = self.reading.sentence(stop - 1)
            yield first, stop
            stop = first

    def _sentence_speaker(self, first: int, stop: int) -> Mention | None:
        """Find who speaks in a sentence: the one of a quotation in it, or the subject of a verb of saying."""
        classes = self.reading.classes
        for quote in [i for i in range(first, stop) if classes[i] == "Q"]:
            if (found := self._after(quote) or self._before(quote)) is not None:
                return found
        verb = _VERB.search(classes, first, stop)
        return behind(self.reading, first, verb.start()) if verb else None

    def _continued(self, first: int) -> Mention | None:
        """Find the speaker of a quotation without a tag: that of the one before it, or who is named before it."""
        classes = self.reading.classes
        here = self.reading.sentence(first)
        if classes[here:first].strip("HCM-"):
            return None
        paragraph = classes.rfind("¶", 0, here) + 1
        for depth, (begin, stop) in enumerate(self._sentences_before(here)):
            bare = not classes[begin:stop].strip("Q,-.")
            if bare:
                continue
            if begin < paragraph and (depth or classes[here - 1] != "¶"):
                return None
            found = self._sentence_speaker(begin, stop)
            return self._resolved(found, begin) if found else None
        return None
