"""Read the text around a quotation as a string of classes of words, in which each quotation is one symbol.

| class | is | class | is |
| --- | --- | --- | --- |
| `N` | name: a capitalised word that is none of the others | `V` | verb of saying |
| `L` | place or nationality | `K` | verb of saying whose object is the audience |
| `T` | title or capitalised role | `A` | "according to" |
| `R` | role, `G` several people | `H` | auxiliary or adverb |
| `B`, `b` | body, as a name or not | `P`, `Y` | he or she, other pronouns |
| `O` | name of an owner: "Lund's" | `S` | statement, letter, tweet |
| `D` | determiner | `I` | preposition |
| `C`, `W` | conjunction, relative | `M` | time or number |
| `p` | particle of a name | `x` | any other word |
| `Q` | a quotation | `.` `¶` | end of a sentence, of a paragraph |
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chaffinch.matching.speakers.lexicon import LOWER, OWNER, Lexicon
from chaffinch.text import late_pattern

__all__ = ["SIGNS", "Reading", "read"]

DATIVE = "dem"
"""The German article that no subject has."""

_ABBREVIATED = re.compile(r"(?:[^\W\d_]\.){2,}\s+\Z")
SIGNS = 4  # code points, at most, of a stop and of the marks and the space behind it
BODY_WORDS = 2  # from "and" to the body that has two nouns for its name, and to what is behind them
_ABBREVIATION = 12  # code points, at most, of an abbreviation and the space behind it
_GOES_ON = late_pattern(rf"\s*(?:[,;:)\d]|(?:[—–-]\s*)?[{LOWER}])")
_SPACES = late_pattern(r"(?<![sS][’'])(?<=[’'-]) | (?=-)")  # not behind an owner: "Anglers' Federation"

_CAPTION = late_pattern(r"(\n\n[^\n]{3,44}[^\W_])\n(?=[A-ZÀ-ÞА-Я\"“„«])")
"""A short line without a stop behind an empty one, before one that begins anew: a caption, a heading."""

_CREDIT = late_pattern(r"\n([A-Z]{2,}(?:[ /][A-Z]{2,})*[ \t]*)\n(?=[A-ZÀ-ÞА-Я][^\n]{44})")
"""A line in capitals before one that begins anew, as that of who took a picture."""

_TAGGED = re.compile(r"Q(\.)(?=D?[xTNLpRBbO]{1,6}H*[VK])")

# what stands before is asked for behind the first character, by which `re` searches fast
_LED_TO = re.compile("¶(?<=:¶)")
_FIRST = re.compile(r"N(?<![^.¶Q:]N)(?![NT])")
_FIRST_OF_THREE = re.compile(r"N(?<![^.¶Q:]N)(?=NN)")
_VERB = re.compile(r"[VK](?<=[^.¶Q:].)")
_NOUN_OF_VERB = re.compile(r"[VK](?<=[ID].)")
"""A verb right behind a preposition or article, where none stands: "au juge", "dans une note"."""

_OPENED = late_pattern(r"(?:(?<![^.¶:])I|(?<![^.¶:])D)[^.¶:QVK,]+(?P<verb>[VH])(?=[DTRNBPp])")
"""What a sentence opens with before its verb and its subject: "Auf die Frage von Lund sagte Penn"."""

_ASKED = re.compile(r"(?<![^.¶:])[ID]{1,3}(?P<noun>[xSVK])(?P<rest>(?:ID*|[xRTNLBp])*)")
"""What a sentence opens with, which may tell who asked: "Alla domanda del consigliere Lund", to the next article or
verb."""

_OFFICE_BEHIND = re.compile(r"(?P<names>N{1,2})x{0,2}(?P<office>R)")
_TWO_NAMES = re.compile(r"N(?=N)")
_TWO_PEOPLE = re.compile(r"N{2}(?=N{2}$)")
_NOUN_BEFORE_NAME = re.compile(r"x(?=N)(?<=[HIVRxC,]x)")
_BESIDE_VERB = re.compile(r"x(?:(?=[VK])|(?<=Vx))")
_OF_BODY = re.compile(r"[Bb]ID?x")
_AND_OF_BODY = re.compile(r"(?<=[Bb]N)C(?=N(?![NTBOp]))")
"""What joins two nouns that a body is called by: "die Gewerkschaft Schiene und Weg"."""

_AND_BEFORE_BODY = re.compile(r"(?<=DN)C(?=N{1,3}B(?![NTBOp]))")
"""What joins two nouns in a body's own name, to which one article belongs: "the Walkers and Riders Association"."""

_GROUP_OF_BODY = re.compile(r"(?<=[NL])G(?=B)")
_OF_HEAD = re.compile(r"N(?<=[BTR]N)")
_TIME = re.compile("M(?=.)")
_BESIDE_NAME = re.compile(r"[^NQ.,:;¶()-](?:(?<=[NTRVp].)|(?<=T)(?=[VKHW,]))")


@dataclass(slots=True)
class Reading:
    """A stretch of text as classes of words.

    Attributes:
        text: the stretch.
        words: the lists of its language.
        classes: one character for each token.
        tokens: each token as it is written; empty for a quotation.
        quotes: range of each quotation with its marks, in code points of the stretch, by its token.
    """

    text: str
    words: Lexicon
    classes: str
    tokens: list[str]
    quotes: Mapping[int, tuple[int, int]]

    def phrase(self, first: int, last: int) -> str:
        """Give the tokens from one to another, without the second, on one line; without an owner's ending."""
        return OWNER.sub("", _SPACES.sub("", " ".join(self.tokens[first:last])))

    def sentence(self, token: int) -> int:
        """Give the first token of the sentence that a token is in."""
        return max(self.classes.rfind(mark, 0, token) for mark in ".¶") + 1

    def is_common(self, token: int) -> bool:
        """Tell whether a token is a body as a common noun: "campaign", not "Reuters" or "Police"."""
        word = self.tokens[token]
        if not self.words.capitals:
            return word.startswith("ال")
        return word[0].islower()

    def is_definite(self, token: int) -> bool:
        """Tell whether a noun is one that was mentioned before: it has an article alone, or none in its language."""
        before = self.tokens[token - 1].lower() if token else ""
        if articles := self.words.sets["articles"]:
            return before in articles
        return self.words.capitals and (token == 0 or self.classes[token - 1] not in "DxdNTLRO")

    def is_given(self, token: int) -> bool:
        """Tell whether a token is a given name of a list."""
        return self.classes[token] in "Ndx" and self.tokens[token] in self.words.sets["given"]

    def is_declined(self, token: int) -> bool:
        """Tell whether a word has an ending of names of those who are told something, or spoken of."""
        return self.tokens[token].lower().endswith(tuple(self.words.sets["name_dative"]))

    def has(self, token: int, name: str) -> bool:
        """Tell whether a token is a word of a list."""
        return self.tokens[token].lower() in self.words.sets[name]


def read(
    text: str, quotes: Sequence[tuple[int, int]], words: Lexicon, names: Sequence[tuple[int, int]] = ()
) -> Reading:
    """Read a stretch of text.

    Args:
        text: the stretch.
        quotes: ranges of quotations with their marks, in order; each becomes one token.
        words: the lists of the language.
        names: ranges of names between marks, which are bodies: "агентство «Волна»"; each becomes one token, too.
    """
    if words.capitals and text.count("\n") != 2 * text.count("\n\n"):  # a line end by itself
        text = _captions_ended(text)
    tokens: list[str] = []
    places: dict[int, tuple[int, int]] = {}
    low = 0
    for start, stop in sorted([*quotes, *names]):
        tokens += words.tokens.findall(text, low, start)
        if (start, stop) in names:
            tokens.append(text[start:stop])
            low = stop
            continue
        before = text[max(low, start - _ABBREVIATION) : start]
        if "." in before and _ABBREVIATED.search(before):  # "in Washington, D.C. “We ..."
            tokens.append(".")
        places[len(tokens)] = start, stop
        tokens.append("")
        if _ends(text, start, stop):
            tokens.append(".")
        low = stop
    tokens += words.tokens.findall(text, low)
    return _revised(Reading(text, words, "".join(map(words.kinds.__getitem__, tokens)), tokens, places))


def _captions_ended(text: str) -> str:
    r"""End paragraphs behind captions and lines in capitals, by a sign that leaves all offsets.

    >>> _captions_ended("A dam\nIt held.\n\nThe bell\nIt rang.")
    'A dam\u2029It held.\n\nThe bell\u2029It rang.'
    """
    text = _CREDIT.sub("\n\\1\u2029", text)
    if text[:1] != "\n":  # nothing stands before a caption, or an empty line
        return _CAPTION.sub("\\1\u2029", f"\n\n{text}")[2:]
    return _CAPTION.sub("\\1\u2029", text)


def _ends(text: str, start: int, stop: int) -> bool:
    """Tell whether a sentence ends with a quotation: it ends with a stop, and no small letter or comma goes on."""
    inner = text[max(start, stop - SIGNS) : stop].rstrip("\"'”“’»«›‹ ")
    return inner.endswith((".", "!", "?", "…")) and not _GOES_ON.match(text, stop)


def _revised(reading: Reading) -> Reading:
    """Classify tokens again by what is beside them."""
    kinds = list(reading.classes)
    _drop_ends(reading, kinds)
    _revise_first_words(reading, kinds)
    _join_epithets(reading, kinds)
    _name_matters(reading, kinds)
    _name_first_names(reading, kinds)
    _name_months(reading, kinds)
    _clear_openings(reading, kinds)
    _clear_askers(reading, kinds)
    _skip_offices(reading, kinds)
    _clear_told(reading, kinds)
    reading.classes = "".join(kinds)
    _join_pairs(reading, kinds)
    _join_names(reading, kinds)
    _name_surnames(reading, kinds)
    reading.classes = "".join(kinds)
    return reading


def _drop_ends(reading: Reading, kinds: list[str]) -> None:
    """Turn the end of a sentence into a comma where none is.

    A tag goes on behind a question or call ("Why?" Ana Lund said); a colon leads into the next paragraph.
    """
    for found in _TAGGED.finditer(reading.classes) if "Q." in reading.classes else ():
        stop = reading.quotes[found.start()][1]
        if set("!?") & set(reading.text[max(0, stop - 3) : stop]):
            kinds[found.start(1)] = ","
    for found in _LED_TO.finditer(reading.classes) if ":¶" in reading.classes else ():
        kinds[found.start()] = ":"


def _revise_first_words(reading: Reading, kinds: list[str]) -> None:
    """Classify words again by where they stand in the sentence.

    The first one has a capital letter whatever it is, so it is no name if the text has it with a small letter, too. A
    verb with a capital letter amid a sentence is none: "Story Continued Below". Nor is one behind an article that is a
    noun, too.
    """
    for found in _FIRST.finditer(reading.classes):
        word = reading.tokens[found.start()].lower()
        if word.isalpha() and f" {word} " in reading.text:
            kinds[found.start()] = "x"
    if reading.words.verb_final:  # "Radyoda Ana Lund", on the radio
        for found in _FIRST_OF_THREE.finditer(reading.classes):
            if reading.tokens[found.start()].endswith(tuple(reading.words.sets["locative"])):
                kinds[found.start()] = "x"
    nouns = {**dict.fromkeys(reading.words.sets["statements"], "S"), **dict.fromkeys(reading.words.sets["roles"], "R")}
    for found in _NOUN_OF_VERB.finditer(reading.classes) if nouns else ():
        token = found.start()
        kinds[token] = nouns.get(reading.tokens[token].lower(), kinds[token])
    if not reading.words.capital_nouns:
        for found in _VERB.finditer(reading.classes):
            if reading.tokens[found.start()][0].isupper():
                kinds[found.start()] = "N"


def _name_first_names(reading: Reading, kinds: list[str]) -> None:
    """Make words that end as nouns do names before a name, without an article: "come Visitación Lund"."""
    if reading.words.capital_nouns or not reading.words.capitals:
        return
    for found in _NOUN_BEFORE_NAME.finditer(reading.classes):
        token = found.start()
        word = reading.tokens[token]
        if word[0].isupper() and word.lower() not in reading.words.classes:
            kinds[token] = "N"


def _clear_openings(reading: Reading, kinds: list[str]) -> None:
    """Let nobody speak who is named in what stands before a verb and its subject, where the verb stands second.

    An article that opens it must be one of the dative: "Dem Richter Lund antwortete Penn".
    """
    for found in _OPENED.finditer(reading.classes) if reading.words.verb_second else ():
        verb = found.start("verb")
        if found["verb"] == "H" and not reading.has(verb, "auxiliaries"):
            continue
        if found[0][0] == "I" or reading.tokens[found.start()].lower() == DATIVE:
            for token in range(found.start() + 1, verb):
                kinds[token] = "x" if kinds[token] in "NTRBLGp" else kinds[token]


def _clear_askers(reading: Reading, kinds: list[str]) -> None:
    """Let nobody speak whose question a sentence opens with: "Alla domanda di Tom Lund ha risposto Ana Penn".

    Of four names in a row before a verb the last two are those of who answers.
    """
    for found in _ASKED.finditer(reading.classes) if reading.words.sets["questions"] else ():
        if not reading.has(found.start("noun"), "questions"):
            continue
        two = _TWO_PEOPLE.search(found["rest"])
        stop = found.start("rest") + two.end() if two else found.end()
        for token in range(found.start("rest"), stop):
            kinds[token] = "x" if kinds[token] in "NTRBLp" else kinds[token]


def _skip_offices(reading: Reading, kinds: list[str]) -> None:
    """Skip an office behind a name: "mondta Brenner Ida polgármester"; with an ending it is somebody else's."""
    for found in _OFFICE_BEHIND.finditer(reading.classes) if reading.words.last_declined else ():
        office = found.start("office")
        if reading.has(office, "behind_names"):
            kinds[found.end("names") : found.end()] = "H" * (found.end() - found.end("names"))
        elif not reading.is_declined(office):  # "Toft Pál szóvivője"
            kinds[found.start() : found.end("names")] = "O" * len(found["names"])


def _clear_told(reading: Reading, kinds: list[str]) -> None:
    """Let nobody speak whose last name has the ending of another case: "mondta Toft Pálnak Brenner Ida"."""
    for found in _TWO_NAMES.finditer(reading.classes) if reading.words.last_declined else ():
        if reading.is_declined(found.end()):
            kinds[found.start() : found.end() + 1] = "xx"


def _name_matters(reading: Reading, kinds: list[str]) -> None:
    """Make capitalised nouns names behind a body that is of them: "Department of Education"."""
    if reading.words.capital_nouns or not reading.words.capitals:
        return
    for found in _OF_BODY.finditer(reading.classes):
        token = found.end() - 1
        while kinds[token : token + 1] == ["x"] and reading.tokens[token][:1].isupper():
            kinds[token] = "N"
            token += 1 + (kinds[token + 1 : token + 2] == ["C"])


def _join_epithets(reading: Reading, kinds: list[str]) -> None:
    """Make capitalised adjectives and groups parts of a body: "Tribunal Superior Eleitoral", "Teachers Union"."""
    for found in _GROUP_OF_BODY.finditer(reading.classes) if not reading.words.capital_nouns else ():
        if reading.tokens[found.start()][0].isupper():
            kinds[found.start()] = "N"
    if not reading.words.sets["epithets"]:
        return
    for found in _OF_HEAD.finditer(reading.classes):
        token = found.start()
        while kinds[token : token + 1] == ["N"] and reading.has(token, "epithets"):
            kinds[token] = kinds[token - 1]
            token += 1


def _join_pairs(reading: Reading, kinds: list[str]) -> None:
    """Make "and" a part of a body's name, unless its verb says that there are several: "the Lund and Penn Society"."""
    if "NCN" not in reading.classes:  # most stretches
        return
    for found in _AND_OF_BODY.finditer(reading.classes):
        token = found.start()
        if reading.has(token, "and") and _is_one(reading, token):
            kinds[token] = "p"
    for found in _AND_BEFORE_BODY.finditer(reading.classes) if reading.words.owners else ():
        if reading.has(found.start(), "and"):
            kinds[found.start()] = "p"


def _is_one(reading: Reading, token: int) -> bool:
    """Tell whether two nouns behind a body have an article before them, and a verb of one body beside them."""
    head = token - BODY_WORDS
    before, behind = reading.classes[head - 1 : head], token + BODY_WORDS
    verb = head - 1 - (before == "D")
    verb = verb if reading.classes[verb : verb + 1] in ("V", "K") and verb >= 0 else behind
    if before != "D" or reading.classes[verb : verb + 1] not in ("V", "K", "H"):
        return False
    return not reading.tokens[verb].lower().endswith(tuple(reading.words.sets["several"]))


def _join_names(reading: Reading, kinds: list[str]) -> None:
    """Make particles between two parts of a name parts of it, and surnames that are other words, too, behind a name."""
    tokens, particles = reading.tokens, reading.words.sets["all_particles"]
    for found in _BESIDE_NAME.finditer(reading.classes):
        token = found.start()
        while token < len(kinds) and (word := tokens[token]):
            if word[0].isupper() and _is_surname(reading, kinds, token) and not _headline_ends(tokens, token):
                kinds[token] = "N"
            elif word.lower() in particles and _is_particle(reading, kinds, token):
                kinds[token] = "p"
            else:
                break
            token += 1


def _name_surnames(reading: Reading, kinds: list[str]) -> None:
    """Make words that end as nouns names beside a verb of saying, if they are surnames elsewhere: "Maud Verity"."""
    for found in _BESIDE_VERB.finditer(reading.classes):
        token = found.start()
        word = reading.tokens[token]
        if (
            word[0].isupper()
            and not reading.words.capital_nouns
            and any(word == other and kinds[at - 1 : at + 1] == ["N", "N"] for at, other in enumerate(reading.tokens))
        ):
            kinds[token] = "N"


def _name_months(reading: Reading, kinds: list[str]) -> None:
    """Make times names that are part of one: "Jan van der Lund", "the Evening Courier"."""
    for token in [found.start() for found in _TIME.finditer(reading.classes)]:
        titled = reading.words.owners and kinds[max(0, token - 1)] == "D" and kinds[token + 1] in "NB"
        if titled and reading.tokens[token][0].isupper():
            kinds[token] = "N"
        if kinds[token] == "M" and reading.has(token, "named_times") and reading.tokens[token][0].isupper():
            particle = reading.has(token + 1, "particles")
            if particle or (kinds[token + 1] == "N" and (not token or kinds[token - 1] not in "IMDx")):
                kinds[token] = "N"


def _is_surname(reading: Reading, kinds: Sequence[str], token: int) -> bool:
    """Tell whether a capitalised word behind a name belongs to it, or is one before a verb.

    It is a word of the list, a common word as part of a name ("Human Rights Watch"), or a role with no name after it.
    """
    listed = (kinds[token] == "x" and not reading.words.capital_nouns) or reading.has(token, "surnames")
    before, after = kinds[token - 1] if token else ".", kinds[token + 1] if token + 1 < len(kinds) else "."
    if kinds[token] == "T" and listed and after in "VKHW,":  # "King said"
        return True
    return (listed and before in "NT") or (kinds[token] == "T" and before == "N" and after not in "NT")


def _headline_ends(tokens: Sequence[str], token: int) -> bool:
    """Tell whether two words in capitals stand before a word that has one: "... TRADE GAP Secretary Lund said"."""
    before = tokens[max(0, token - 2) : token]
    return not tokens[token].isupper() and len(before) > 1 and all(len(w) > 1 and w.isupper() for w in before)


def _is_particle(reading: Reading, kinds: Sequence[str], token: int) -> bool:
    """Tell whether a particle has a name before it, and behind it and further particles."""
    before = kinds[token - 1]
    if before != "p" and not reading.has(token, "particles"):
        return False
    if reading.words.capital_nouns and before != "p" and token > 1 and kinds[token - 2] in "DxIM":
        return False  # "die Zahl von Menschen"
    after = token + 1
    while after < len(kinds) and reading.has(after, "all_particles"):
        after += 1
    if after >= len(kinds) or kinds[after] != "N" or reading.tokens[after].isupper():
        return False  # "Bernard Aubin von der CFTC"
    return before in "Np" or (before in "TRV" and kinds[token] not in "ID" and reading.words.capitals)
