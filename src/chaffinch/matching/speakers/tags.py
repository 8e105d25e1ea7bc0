"""Find the tag of a quotation, a verb of saying with its subject, among the classes of the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from msgspec import Struct

from chaffinch.matching.speakers.antecedents import (
    agrees,
    introduced,
    is_person_pronoun,
    is_topic,
    names_somebody,
    only_name,
    role_subject,
    sentences_before,
)
from chaffinch.matching.speakers.audiences import behind_audience, behind_verb
from chaffinch.matching.speakers.labels import labelled
from chaffinch.matching.speakers.mentions import SOMEONE, THING, Mention, better, decided
from chaffinch.matching.speakers.phrases import LEAST_WORDS, TIMES, ahead
from chaffinch.matching.speakers.reading import SIGNS, Reading
from chaffinch.matching.speakers.roles import bearer
from chaffinch.matching.speakers.signatures import signed
from chaffinch.matching.speakers.sources import source
from chaffinch.matching.speakers.subjects import (
    before_quotation,
    behind,
    clause_subject,
    issuing,
    last_person,
    leading,
    owner,
)
from chaffinch.matching.speakers.uncased import cited
from chaffinch.matching.speakers.unsaid import is_manner, is_unsaid, unsaid

__all__ = ["Tags"]

_VERB = re.compile("[VK]")
_INNER = re.compile("(?<=,)H{0,2}V(?=[DTNLR])")
_SIGN_BEHIND = re.compile(r"\s?[,—–-]")
_END = re.compile("[.¶:;Q]")
_LEAD = re.compile(r"[,\-()]*")
_ANSWER = re.compile("[DH]?I[DH]?[CW]")
"""What leads to what somebody else says: "to which Lund replied", "ce à quoi Lund a répondu"."""

_ACTS = re.compile(r"[HMC]*D?[xRL]*[TNp]*Nx")
_ABOUT_IT = re.compile(r"[VK](?P<that>[CDW])[Dx]{0,2}S")
_OPENS_CLAUSE = re.compile("[,;:CWVK]")
_FAR = 30  # tokens from a quotation to the verb of its tag, at most: an apposition with a clause is shorter
ISSUED = 3
"""Sentences that are followed back, at most, from "the statement said"; by hand."""


class Tags(Struct, frozen=True):
    """The tags of the quotations of a text.

    Attributes:
        reading: the text.
        page: what stands before the end of the text, from the start of its page: who was named with a role there.
    """

    reading: Reading
    page: str = ""

    def of_quotation(self, targets: Sequence[int]) -> Mention | None:
        """Find who says the quotation that is made of these tokens of class ``Q``, one after another.

        What is between the parts of an interrupted quotation and after the last one comes first, unless the quotation
        is part of a sentence ("a plan that he called “a gift”"), then what is before it.
        """
        if self._is_title(targets[0]):
            return None
        later = next(filter(None, map(self._after, targets)), None)
        found = later or self._before(targets[0])
        if later is not None and is_unsaid(later, self.reading):  # "Silva comentou: “Choveu”, escreveu."
            found = better(self._before(targets[0]), later)
        if not self._ends_clause(targets[-1]) or self._goes_on(targets[0]):
            earlier = self._before(targets[0])
            found = better(earlier, later)
        if found is None:
            found = self._framed(targets[0], targets[-1]) or signed(self.reading, targets[-1])
        if found is not None:
            return self._resolved(found, targets[0])
        return self._continued(targets[0], reported=self._reported(targets[0], targets[-1]))

    def _is_title(self, quote: int) -> bool:
        """Tell whether what is between marks is the title of a work, which the word before it says."""
        return quote > 0 and self.reading.has(quote - 1, "works")

    def before(self, quote: int) -> Mention | None:
        """Find the tag in the sentence before a quotation, with whom its pronoun means."""
        found = self._before(quote)
        return self._resolved(found, quote) if found is not None else None

    def alone(self) -> Mention | None:
        """Find the subject of the first verb of a text that is a tag and nothing else."""
        verb = _VERB.search(self.reading.classes)
        return self._beside(0, verb.start(), len(self.reading.classes)) if verb else None

    def inner(self) -> Mention | None:
        """Find the tag between commas within the marks, of a text that is the inside of a quotation."""
        for verb in _INNER.finditer(self.reading.classes):
            end = _END.search(self.reading.classes, verb.end())
            found = ahead(self.reading, verb.end(), end.start() if end else len(self.reading.classes))
            if found is not None and found.kind == "name":
                return found
        return None

    def _framed(self, first: int, last: int) -> Mention | None:
        """Find the tag around a quotation: "Lund hat den Plan „ein Geschenk“ genannt"."""
        start = self.reading.sentence(first)
        finite = self._auxiliary(start, first)
        if finite is None or self.reading.classes[last + 1 : last + 2] != "V":
            return None
        return better(behind(self.reading, start, finite), ahead(self.reading, finite + 1, first))

    def _reported(self, first: int, last: int) -> bool:
        """Tell whether the sentence around a quotation has a verb of reported speech: "Es sei „nötig“"."""
        end = _END.search(self.reading.classes, last + 1)
        stop = end.start() if end else len(self.reading.classes)
        return any(self.reading.has(token, "reported") for token in range(self.reading.sentence(first), stop))

    def _ends_clause(self, quote: int) -> bool:
        """Tell whether a quotation ends with a comma or stop, or one follows, so that a tag can stand behind it."""
        text, stop = self.reading.text, self.reading.quotes[quote][1]
        inner = text[max(0, stop - SIGNS) : stop].rstrip("\"'”“’»«›‹ \n")
        return inner.endswith((",", ".", "!", "?", "…", "—", "-")) or bool(_SIGN_BEHIND.match(text, stop))

    def _goes_on(self, quote: int) -> bool:
        """Tell whether a quotation begins with a small letter, as part of the sentence around it."""
        start, stop = self.reading.quotes[quote]
        inner = self.reading.text[start:stop].lstrip("\"'“„«»‘‚‹› ")
        return inner[:1].islower()

    def _after(self, quote: int) -> Mention | None:
        """Find the tag between a quotation and the end of the sentence or the next quotation."""
        classes = self.reading.classes
        lead = _LEAD.match(classes, quote + 1)
        first = lead.end() if lead else quote + 1
        end = _END.search(classes, first)
        stop = min(end.start() if end else len(classes), first + _FAR)
        if first >= stop or (classes[first] in "CW" and not self.reading.has(first, "as")):
            return None
        if _ANSWER.match(classes, first, stop):
            return None
        if classes[first] == "A" and classes[first + 1 : first + 2] not in ("V", "K"):
            return source(self.reading, first + 1, stop)
        first += classes[first] == "A"  # "so erklärte Lund"
        if self.reading.words.verb_final:
            return before_quotation(self.reading, quote, first, stop)
        verb = _VERB.search(classes, first, stop)
        if not verb:
            return self._at_end(first, stop)
        if self.reading.has(verb.start(), "quoting"):
            return self._quoted(first, verb.start(), stop)
        return self._beside(first, verb.start(), stop)

    def _beside(self, first: int, verb: int, stop: int) -> Mention | None:
        """Find the subject of the first verb behind a quotation: "said Ana Lund", "Ana Lund said"."""
        before = self.reading.classes[first:verb].rstrip("H")
        before = "" if before == "D" else before  # "i tha Ana Lund", a pronoun that has the form of an article
        if self.reading.classes[verb] == "K" and self.reading.has(verb - 1, "passive"):
            return self._agent(verb, stop)
        if self.reading.has(first, "auxiliaries") and first < verb:  # "hat Lund dem Rat geschrieben"
            return ahead(self.reading, first + 1, verb) or behind(self.reading, first, verb)
        asked = not before and self.reading.classes[verb + 1 : verb + 2] in ("N", "T")  # "“Why?” asked Ana Lund"
        following = behind_verb(self.reading, verb, stop) if self.reading.classes[verb] == "V" or asked else None
        if following is None and self.reading.words.inverted:
            following = behind_audience(self.reading, verb + 1, stop)
        if not before:
            return (
                unsaid(self.reading, verb)
                if following is None or is_manner(self.reading, verb, following)
                else following
            )
        found = behind(self.reading, first, verb)
        if before[-1] == "," and not decided(found):  # "... about the river, said Ana Lund"
            return better(following, found)
        return found

    def _agent(self, verb: int, stop: int) -> Mention:
        """Find by whom somebody was told what is quoted: "Lund was told by Ana Penn"."""
        by = verb + 1 < stop and self.reading.classes[verb + 1] == "I" and self.reading.has(verb + 1, "agents")
        return (ahead(self.reading, verb + 2, stop) if by else None) or SOMEONE

    def _at_end(self, first: int, stop: int) -> Mention | None:
        """Find the source at the end of a sentence that goes on behind a quotation: "... beenden, so Lund"."""
        comma = self.reading.classes.rfind(",A", first, stop)
        return source(self.reading, comma + 2, stop) if comma >= 0 else None

    def _quoted(self, first: int, verb: int, stop: int) -> Mention | None:
        """Find who is quoted by others: "wird Lund zitiert", "zitiert die Zeitung Ana Lund"."""
        for token in range(first, verb):
            if self.reading.has(token, "passive"):
                mention = behind(self.reading, first, token)
                return mention if _may_speak(mention) else ahead(self.reading, token + 1, verb)
        passive = verb + 1 < stop and self.reading.has(verb + 1, "passive")
        mention = ahead(self.reading, first + 1 if passive else verb + 1, verb if passive else stop)
        return mention if _may_speak(mention) else None

    def _before(self, quote: int) -> Mention | None:
        """Find the tag in the sentence before a quotation, the last verb of saying first."""
        classes = self.reading.classes
        first = self.reading.sentence(quote)
        if found := labelled(self.reading, first, quote):
            return found
        for token in range(quote - 1, max(first, quote - _FAR) - 1, -1):
            kind = classes[token]
            if kind == "A":
                return source(self.reading, token + 1, quote)
            if self.reading.has(token, "cited") and (found := cited(self.reading, first, token)):
                return found
            if kind in "VK" and (quoting := self._quoting(first, token)) is not None:
                return self._quoted(first, quoting, quote if quoting == token else token)
            if kind in "VK" and not self._progressive(token):
                return self._subject(first, token, quote)
        if classes[first] == "A":
            return source(self.reading, first + 1, quote)
        if classes[quote - 1 : quote] == ":":
            named = leading(self.reading, first, quote)
            told = named is not None and (named.kind == "name" or is_person_pronoun(named.name, self.reading.words))
            return named if told and not self._names(quote, named) else None
        return None

    def _names(self, quote: int, mention: Mention | None) -> bool:
        """Tell whether a quotation names somebody, who then hardly says it: "Lund knew of it: “Lund was there ...”"."""
        start, stop = self.reading.quotes[quote]
        last = mention.name.split()[-1:] if mention is not None and mention.kind == "name" else []
        return any(re.search(rf"\b{re.escape(name)}\b", self.reading.text[start:stop]) for name in last)

    def _quoting(self, first: int, verb: int) -> int | None:
        """Give a verb of quoting, or the one before "as saying": "quoted Ana Lund as saying"."""
        if self.reading.has(verb, "quoting"):
            return verb
        if not self.reading.has(verb, "participles") or not self.reading.has(verb - 1, "introducing"):
            return None
        return next((token for token in range(verb - 1, first, -1) if self.reading.has(token, "quoting")), None)

    def _progressive(self, verb: int) -> bool:
        """Tell whether a participle is part of another verb, "is suggesting", and so no tag."""
        return verb > 0 and self.reading.has(verb, "participles") and self.reading.has(verb - 1, "passive")

    def _subject(self, first: int, verb: int, quote: int) -> Mention | None:
        """Find the subject of a verb before a quotation: before the verb, after it, or that of the sentence."""
        reading, classes = self.reading, self.reading.classes
        start = self._clause(first, verb)
        before = classes[start:verb].rstrip("HM")
        if before.endswith("C") and reading.has(start + len(before) - 1, "as"):
            before = before[:-1]
        participle = reading.has(verb, "participles")
        if before and before[-1] in "C," and (participle or before[-1] == "C"):
            return self._sentence_subject(start, verb)
        if participle and reading.has(verb - 1, "blaming"):  # "criticized Ana Lund for saying"
            blamed = behind(reading, start, verb - 1)
            if blamed is not None and blamed.kind in ("name", "body", "someone"):
                return blamed if blamed.kind == "name" else THING
        framed = self._in_frame(start, verb)
        if framed is not None:
            return framed
        found = behind(reading, start, verb) if before else None
        if classes[verb] == "V" and (reading.words.inverted or not before.rstrip(",") or before.rstrip(",")[-1] == "Q"):
            found = self._inverted(found, verb, quote)
        if not decided(found) and (finite := self._auxiliary(start, verb)) is not None:
            found = better(better(behind(reading, start, finite), ahead(reading, finite + 1, verb)), found)
        return found or (self._sentence_subject(start, verb) if participle else unsaid(self.reading, verb))

    def _in_frame(self, first: int, verb: int) -> Mention | None:
        """Find the subject of a verb at the end, beside its auxiliary; whom it is told to stands between the two."""
        finite = self._auxiliary(first, verb) if self.reading.words.verb_second else None
        if finite is None or _OPENS_CLAUSE.search(self.reading.classes, finite, verb):
            return None
        if self.reading.has(finite, "passive"):  # "Lund wurde vom Richter gefragt"
            by = next((at for at in range(finite + 1, verb) if self.reading.has(at, "agents")), verb)
            return ahead(self.reading, by + 1, verb) or SOMEONE
        found, following = behind(self.reading, first, finite), ahead(self.reading, finite + 1, verb)
        return found if found is not None and found.kind in ("name", "pronoun") else better(following, found)

    def _inverted(self, found: Mention | None, verb: int, quote: int) -> Mention | None:
        """Prefer a person behind the verb to nobody or to a body before it: "Der Zeitung sagte Ana Lund"."""
        if found is not None and (found.kind in ("name", "pronoun") or self.reading.classes[verb - 1] == "Y"):
            return found  # "eu disse"
        following = behind_verb(self.reading, verb, quote)
        person = following is not None and following.kind in ("name", "pronoun")
        return following if person else better(found, following)

    def _auxiliary(self, first: int, verb: int) -> int | None:
        """Give the auxiliary of a verb at the end of a clause: "hat am Montag erklärt"."""
        return next((i for i in range(verb - 1, first - 1, -1) if self.reading.has(i, "auxiliaries")), None)

    def _clause(self, first: int, verb: int) -> int:
        """Give where the clause of a verb starts: behind a quotation with its own tag, the sentence goes on."""
        cut = self.reading.classes.rfind(";", first, verb)
        return max(first, cut + 1)

    def _sentence_subject(self, first: int, stop: int) -> Mention | None:
        """Find the subject that "..., adding" shares: that of the verb of saying before it, or of the sentence."""
        verb = max(self.reading.classes.rfind(kind, first, stop) for kind in "VK")
        found = behind(self.reading, first, verb) if verb > first else None
        return found if decided(found) else leading(self.reading, first, stop)

    def _resolved(self, mention: Mention, quote: int) -> Mention | None:
        """Replace a pronoun by who is named in the sentences before it."""
        first = self.reading.sentence(quote)
        if mention.kind == "someone":
            return self._bearer(mention)
        if mention.kind == "statement":
            return self._issuer(first)
        if mention.kind != "pronoun":
            return mention
        stop = self._pronoun(first, quote, mention.name)
        dropped = is_unsaid(mention, self.reading)
        if dropped and (role := role_subject(self.reading, first, quote, mention.name)) is not None:
            return self._bearer(role, words=LEAST_WORDS)  # "The vicar laughed and said"
        about = is_topic(self.reading, first, stop)
        for found in () if about else (leading(self.reading, first, stop), last_person(self.reading, first, stop)):
            if found is not None and found.kind == "name" and agrees(found, mention.name, self.reading.words):
                return found
        return self._antecedent(first, mention.name, fresh=not names_somebody(self.reading, first, stop))

    def _issuer(self, token: int) -> Mention | None:
        """Find who issued the statement that is quoted: the subject of the sentence before that tells of one."""
        for first, stop in islice(sentences_before(self.reading, token), ISSUED):
            if "S" in self.reading.classes[first:stop] and not self._is_about(first, stop):
                found = issuing(self.reading, first, stop)
                return found if decided(found) else self._sentence_speaker(first, stop)
        return None

    def _is_about(self, first: int, stop: int) -> bool:
        """Tell whether somebody says something of a statement, and so did not issue it: "Lund said that it lied"."""
        found = _ABOUT_IT.search(self.reading.classes, first, stop)
        return found is not None and self.reading.has(found.start("that"), "that")

    def _antecedent(self, token: int, pronoun: str, fresh: bool) -> Mention | None:
        """Find who a pronoun means: the subject or speaker of one of the sentences before, or else a person in it.

        Args:
            token: where the sentence of the pronoun starts.
            pronoun: in lower case; empty for a verb without a subject.
            fresh: nobody else is named between that sentence's start and the pronoun.
        """
        words = self.reading.words
        for first, stop in sentences_before(self.reading, token):
            mention = leading(self.reading, first, stop)
            if mention is None or mention.kind != "name":
                mention = self._sentence_speaker(first, stop)
            if mention is None or mention.kind == "thing":
                mention = owner(self.reading, first, stop)
            known = mention is not None and mention.kind in ("name", "body", "statement")
            if mention is not None and known and agrees(mention, pronoun, words):
                return mention
            role = role_subject(self.reading, first, stop, pronoun)
            fresh = fresh and role is None
            found = introduced(self.reading, first, stop, pronoun, self.page) if fresh else None
            if found is None and is_person_pronoun(pronoun, words):
                found = clause_subject(self.reading, first, stop)
            if found is not None and found.kind == "name" and agrees(found, pronoun, words):
                return found
            if mention is not None and mention.kind == "someone":
                return self._bearer(mention, words=LEAST_WORDS)
            fresh = fresh and not names_somebody(self.reading, first, stop)
        return only_name(self.reading, token, pronoun)

    def _pronoun(self, first: int, quote: int, pronoun: str) -> int:
        """Give the first pronoun of a sentence, which whoever it means stands before: "He told Vanity Fair".

        Behind a clause that has it before the name, it is the last one: "While he was away, Lund left when he said".
        """
        before = [at for at in range(first, quote) if self.reading.classes[at] == "P"]
        same = [at for at in before if self.reading.tokens[at].lower() == pronoun]
        if same and self.reading.has(first, "subordinate") and "," in self.reading.classes[before[0] : same[-1]]:
            return same[-1]
        return before[0] if before else quote

    def _bearer(self, mention: Mention, words: int = 1) -> Mention:
        """Give who has a role, by a name of some words, or the mention itself."""
        named = mention.kind == "someone" and mention.name
        found = bearer(self.page, mention.name, self.reading.words) if named else None
        return found if found is not None and len(found.name.split()) >= words else mention

    def _sentence_speaker(self, first: int, stop: int) -> Mention | None:
        """Find who speaks in a sentence: the one of a quotation in it, or the subject of a verb of saying."""
        classes = self.reading.classes
        verbs = [i for i in range(first, stop) if classes[i] in "VK"]
        for quote in [i for i in range(first, stop) if classes[i] == "Q"]:
            looks = (self._before, self._after) if verbs and verbs[0] < quote else (self._after, self._before)
            if (found := looks[0](quote) or looks[1](quote)) is not None:
                return found
        found = None
        for verb in verbs:
            found = better(found, behind(self.reading, first, verb))
            if self.reading.words.inverted and not decided(found):
                object_or_name = ahead(self.reading, verb + 1, stop)
                found = found if self._may_be_noun(object_or_name) else better(object_or_name, found)
        return found

    def _may_be_noun(self, mention: Mention | None) -> bool:
        """Tell whether a name of one word may be a noun, where nouns have capitals: "Das Museum zeigt Pflüge"."""
        word = mention.name if mention is not None and mention.kind == "name" else ""
        return self.reading.words.capital_nouns and " " not in word and 0 < self.reading.tokens.count(word) < TIMES

    def _actor(self, first: int, stop: int) -> Mention | None:
        """Find who does something in the sentence right before a quotation: "Ana Lund laughed. “It held.”"."""
        reading = self.reading
        if reading.words.capital_nouns or not _ACTS.match(reading.classes, first, stop):
            return None
        found = leading(reading, first, stop)
        return found if found is not None and found.kind == "name" else None

    def _continued(self, first: int, *, reported: bool) -> Mention | None:
        """Find the speaker of a quotation without a tag: that of the one before it, or who is named before it."""
        classes = self.reading.classes
        here = self.reading.sentence(first)
        if classes[here:first].strip("HCM-") and not reported:
            return None
        for begin, stop in sentences_before(self.reading, here):
            bare = not classes[begin:stop].strip("Q,-.")
            if bare:
                continue
            if classes.count("¶", begin, here) > 1:
                return None
            found = self._sentence_speaker(begin, stop)
            if found is None and any(self.reading.has(i, "reported") for i in range(begin, stop)):
                continue
            if found is None and "¶" not in classes[begin:here]:
                found = self._actor(begin, stop)
            return self._resolved(found, begin) if found else None
        return None


def _may_speak(mention: Mention | None) -> bool:
    """Tell whether others may quote somebody: a person, by a name or not."""
    return mention is not None and mention.kind in ("name", "pronoun", "someone")
