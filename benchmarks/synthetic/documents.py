"""Documents of a plan: articles, their copies, the furniture around them; and what is where in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from .chance import Chance
from .edits import FORMATS, Format, changed, edited
from .languages import GLUE, Language, language
from .plan import CHANGES, KINDS, Plan
from .prose import Sentence, Subject, filled_form, form, paragraphs, subject, title
from .sites import Site, filled, site

__all__ = ["Author", "Document", "Span"]

_SUBJECT_TEXTS = 5  # texts about one subject, on average
_TITLED = 0.6  # share of articles that begin with their title
_SIZES = ((9, 14), (15, 25), (26, 80), (26, 80), (26, 80))  # words of a passage
_BACKGROUND = (35, 70)
_FORM_SENTENCES = (5, 14)
_MOST_CHANGED = {"punctuated": 0.1, "reworded": 0.5}  # share of words
_CHANGED = 0.2  # the same of other changes
_KEPT = (0.5, 0.85)  # share of an article that a copy cut short has
_AROUND = (0.3, 0.8)  # words around an article inside of another text, as a share of its own
_SHOWN = 0.9  # share of the pages of a site that a piece of furniture is on
_RELATED = (3, 5)
_TITLES = 50_000  # that are remembered
_BODY, _PAGE, _COPY, _TITLE, _PASSAGE, _FORM, _BACK, _FORMED = range(10, 18)  # what a key of chance is for


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a text, and what it is.

    Attributes:
        start, stop: code points.
        what: a category of furniture, ``passage`` or ``background``.
        group: number of the passage, -1 of furniture.
        change: how the passage was changed.
        rate: share of its words that were.
        inherited: whether a copy has it from its source.
    """

    start: int
    stop: int
    what: str
    group: int = -1
    change: str = ""
    rate: float = 0.0
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and the truth about it."""

    id: str
    host: str
    url: str
    date: str
    title: str
    text: str
    language: str
    kind: str
    source: str
    rate: float
    format: str
    form: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Words in a row, what they are if they are more than words of the article, and marks around them."""

    words: Sequence[str]
    mark: Span | None = None
    before: str = ""
    after: str = ""


_Block = list[_Part]


class Author:
    """Writes the documents of a plan, each from its number alone."""

    def __init__(self, plan: Plan, templates: tuple[str, ...] = ()) -> None:
        self._plan, self._templates = plan, templates
        self._subjects = max(8, len(plan) // _SUBJECT_TEXTS)
        self._title = lru_cache(_TITLES)(self._made_title)

    def write(self, number: int) -> Document:
        """Write a document."""
        plan, kind = self._plan, KINDS[self._plan.kind[number]]
        source = int(plan.source[number])
        name = ""
        if kind == "exact":
            blocks, spoken, home = self._page(source), self._spoken(source), self._site(source)
            blocks = [[replace(part, mark=_inherited(part.mark)) for part in block] for block in blocks]
        else:
            blocks, spoken, home = self._page(number), self._spoken(number), self._site(number)
        rendering: tuple[Format, str] = (str, home.gap)
        if kind == "reformatted":
            name = Chance(plan.seed, _COPY, number, 1).one(list(FORMATS))
            rendering = FORMATS[name]
        text, spans = _rendered(blocks, spoken.space, *rendering)
        chance = Chance(plan.seed, _TITLE, number, 1)
        date = f"{chance.between(2012, 2025)}-{chance.between(1, 12):02d}-{chance.between(1, 28):02d}"
        url = f"https://{home.host}/{date.replace('-', '/')}/story-{number}.html"
        known = spoken.code, kind, "" if source == number else _name(source), float(plan.rate[number]), name
        record = _name(number), home.host, url, date, self._title(source), text
        return Document(*record, *known, int(plan.forms.of[number]), spans)

    def _spoken(self, number: int) -> Language:
        return language(self._plan.language(int(self._plan.host[number])))

    def _site(self, number: int) -> Site:
        return site(self._plan, int(self._plan.host[number]), self._templates)

    def _subject(self, number: int) -> Subject:
        chance = Chance(self._plan.seed, _TITLE, number)
        return subject(self._spoken(number).code, self._plan.seed, chance.below(self._subjects))

    def _made_title(self, number: int) -> str:
        return title(self._spoken(number), self._subject(number), Chance(self._plan.seed, _TITLE, number, 2))

    def _page(self, number: int) -> list[_Block]:
        """Write the article of a document amid the furniture of its site."""
        kind = KINDS[self._plan.kind[number]]
        body = self._body(number) if kind == "original" else self._copy(number, kind)
        chance, home = Chance(self._plan.seed, _PAGE, number), self._site(number)
        placed: dict[str, list[_Block]] = {"top": [], "amid": [], "joined": [], "end": []}
        for item in home.items:
            if chance.happens(_SHOWN):
                text = filled(item.text, home.spoken, chance)
                if item.category == "related":
                    text = "\n".join([text, *self._others(number, chance)])
                placed[item.where].append([_Part([text], Span(0, 0, item.category))])
        half = len(body) // 2
        last = [part for block in placed["joined"] for part in block]
        body = [*body[:-1], [*body[-1], *last]]
        return [*placed["top"], *body[:half], *placed["amid"], *body[half:], *placed["end"]]

    def _others(self, number: int, chance: Chance) -> Iterator[str]:
        pages = self._plan.pages(int(self._plan.host[number]))
        for _ in range(min(len(pages), chance.between(*_RELATED))):
            yield self._title(int(pages[chance.below(len(pages))]))

    def _body(self, number: int) -> list[_Block]:
        """Write the article of an original, with the passage or the background that it shares."""
        plan, spoken, about = self._plan, self._spoken(number), self._subject(number)
        if (group := int(plan.forms.of[number])) >= 0:
            return self._filled(number, group, spoken, about)
        chance = Chance(plan.seed, _BODY, number)
        blocks = _blocks(paragraphs(spoken, about, chance, int(plan.words[number])))
        if (group := int(plan.passages.of[number])) >= 0:
            self._quote(blocks, group, int(plan.passages.rank[number]), spoken, about, chance)
        if (group := int(plan.backgrounds.of[number])) >= 0:
            words = _flat(self._passage(spoken, _BACK, group, _BACKGROUND))
            blocks.insert(1 + chance.below(len(blocks)), [_Part(words, Span(0, 0, "background", group, "verbatim"))])
        if chance.happens(_TITLED):
            blocks.insert(0, [_Part(self._title(number).split(spoken.space or None))])
        return blocks

    def _filled(self, number: int, group: int, spoken: Language, about: Subject) -> list[_Block]:
        chance = Chance(self._plan.seed, _FORM, group)
        fixed = form(spoken, chance, chance.between(*_FORM_SENTENCES))
        sentences = filled_form(spoken, about, Chance(self._plan.seed, _FORMED, number), fixed)
        return _blocks([sentences[i : i + 4] for i in range(0, len(sentences), 4)])

    def _passage(self, spoken: Language, what: int, group: int, words: tuple[int, int]) -> list[Sentence]:
        chance = Chance(self._plan.seed, what, group)
        about = subject(spoken.code, self._plan.seed, chance.below(self._subjects))
        written = paragraphs(spoken, about, chance, chance.between(*words))
        return [sentence for paragraph in written for sentence in paragraph]

    def _quote(
        self, blocks: list[_Block], group: int, rank: int, spoken: Language, about: Subject, chance: Chance
    ) -> None:
        """Put a member of a passage into an article: a paragraph of its own, or amid one, with or without marks."""
        own = Chance(self._plan.seed, _PASSAGE, group, 1)
        change, size = own.one(CHANGES), own.one(_SIZES)
        rate = chance.share(0.02, _MOST_CHANGED.get(change, _CHANGED)) if rank and change != "verbatim" else 0.0
        words = _flat(self._passage(spoken, _PASSAGE, group, size))
        if rank:
            words = changed(words, change, rate, spoken, chance)
        before, after = chance.one(spoken.table["quotes"]).split("|") if chance.happens(0.8) else ("", "")
        member = _Part(words, Span(0, 0, "passage", group, change, round(rate, 3)), before, after)
        parts = [member, _Part(_tag(spoken, about, chance))] if before else [member]
        at = chance.below(len(blocks))
        if chance.happens(0.5):
            blocks.insert(at + 1, parts)
        else:
            blocks[at] = _amid(blocks[at], parts, spoken, chance)

    def _copy(self, number: int, kind: str) -> list[_Block]:
        """Write the article of a copy: that of its source with words edited, cut short, or amid text of its own."""
        plan, spoken, chance = self._plan, self._spoken(number), Chance(self._plan.seed, _COPY, number)
        source, rate = int(plan.source[number]), float(plan.rate[number])
        body = [
            [replace(p, words=edited(p.words, rate, spoken, chance), mark=_inherited(p.mark)) for p in block]
            for block in self._body(source)
        ]
        if kind == "cut":
            return _cut(body, chance.share(*_KEPT))
        if kind == "inside":
            size = sum(len(part.words) for block in body for part in block)
            around = paragraphs(spoken, self._subject(number), chance, int(chance.share(*_AROUND) * size))
            half = len(around) // 2
            return [*_blocks(around[:half]), *body, *_blocks(around[half:])]
        return body


def _name(number: int) -> str:
    return f"p{number:07d}"


def _inherited(mark: Span | None) -> Span | None:
    return replace(mark, inherited=True) if mark and mark.group >= 0 else mark


def _flat(sentences: list[Sentence]) -> list[str]:
    return [word for sentence in sentences for word in sentence]


def _blocks(written: list[list[Sentence]]) -> list[_Block]:
    return [[_Part(_flat(paragraph))] for paragraph in written]


def _tag(spoken: Language, about: Subject, chance: Chance) -> list[str]:
    speaker = str(chance.one(about.cast.tolist())).replace(GLUE, spoken.space)
    tag = chance.one(spoken.table["tags"]).replace("{E}", speaker) + spoken.table["stop"]
    return tag.split(" ") if spoken.space else [tag]


def _amid(block: _Block, parts: _Block, spoken: Language, chance: Chance) -> _Block:
    """Put parts behind a sentence of a paragraph."""
    words = list(block[0].words)
    ends = [i + 1 for i, word in enumerate(words) if word.endswith(spoken.table["stop"])]
    at = chance.one(ends) if ends else len(words)
    rest = [_Part(words[at:])] if words[at:] else []
    return [_Part(words[:at]), *parts, *rest, *block[1:]]


def _cut(body: list[_Block], share: float) -> list[_Block]:
    left = max(1, int(share * sum(len(part.words) for block in body for part in block)))
    found: list[_Block] = []
    for block in body:
        kept = []
        for part in block:
            words = part.words[:left]
            left -= len(words)
            whole = len(words) == len(part.words)
            if words:  # half of a passage is none
                kept.append(part if whole else _Part(words, None, part.before))
        if kept:
            found.append(kept)
    return found


def _rendered(blocks: list[_Block], space: str, write: Format, gap: str) -> tuple[str, tuple[Span, ...]]:
    """Put blocks together; give the text and the ranges of what is marked."""
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for number, block in enumerate(blocks):
        for place, part in enumerate(block):
            lead = (space if place else gap if number else "") + write(part.before)
            text = write(space.join(part.words))
            at += len(lead)
            if part.mark:
                spans.append(replace(part.mark, start=at, stop=at + len(text)))
            tail = write(part.after)
            parts += [lead, text, tail]
            at += len(text) + len(tail)
    return "".join(parts), tuple(spans)
