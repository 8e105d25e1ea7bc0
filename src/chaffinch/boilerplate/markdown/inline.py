"""Find the parts of a line of markdown that are wholes: links, images, code, emphasis, HTML elements, addresses.

A cut takes such a whole or leaves it; of some it may also take a part of what a reader sees.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct

from chaffinch.boilerplate.markdown.blocks import Blocks
from chaffinch.text import late_pattern, union

__all__ = ["LABEL_SHARE", "LINK", "Whole", "definitions", "layers", "wholes"]

Span = tuple[int, int]

LABEL_MOST = 2_000
"""Code points of a label at most; a bracket that is further from its target opens something else."""

LABEL_SHARE = 0.9
"""Share of the label of a link below which a cut may take a part of it: without its label a link is of no use to a
reader."""

ANY = 2.0
"""Share that allows a cut of any part, such as of what is in bold."""

NESTED = 16
"""Wholes around one another, at most; what is deeper is hostile, and is not looked at."""

TARGET = (
    r"\([ \t]*(?:<[^<>\n]*>|(?:[^()\s\\]|\\.|\((?:[^()\s]|\([^()\s]*\))*\))*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|[^()\"']*))?[ \t]*\)"
)
"""The target of a link or image with its title, as a pattern."""

LINK = rf"!?\[(?:[^\[\]]|!?\[[^\[\]]*\](?:{TARGET})?)*\]{TARGET}"
"""A link or image, also an image in a link, as a pattern."""

# These go over all of a text: a pattern that begins with a class of signs skips the rest ten times as fast
_BRACKET = late_pattern(
    rf"[\\!\[\]](?:(?<=\\)[\[\]\\!]|(?<=!)\[|(?<=\[)|(?<=\])(?:(?P<target>{TARGET})|\[(?P<name>[^\[\]\n]*)\])?)"
)
_TICKS = late_pattern(r"[\\`](?:(?<=\\)`|(?<=`)`*)")
_WIKI = late_pattern(r"!?\[\[(?:[^\[\]\n|]*\|)?(?P<label>[^\[\]\n|]+)\]\]")
_ADDRESS = late_pattern(
    r"[<hHwW](?i:(?<=<)(?:[a-z][a-z0-9+.-]+:[^<>\s]*|[^<>\s@]+@[^<>\s@]+)>"
    r"|(?<!\w[hw])(?:(?<=h)ttps?://|(?<=w)ww\.)(?:[^\s<>\[\]`()\u200b\u2060]|\([^\s<>()]*\))*)"
)
_BEHIND = ".,;:!?'\"*_~"
_LITERAL = late_pattern(
    r"[{%$](?:(?<=\{)(?:%[^\n%]*%\}|\{[^\n{}]*\}\})|(?<=%)%[^%\n]+%%"
    r"|(?<=\$)(?<![\\$\w]\$)[^\s$](?:[^$\n]*[^\s$\\])?\$(?![\w$]))"
)
_TAG = late_pattern(r"<!--|<(?P<close>/?)(?P<name>[a-z][\w.:-]*)(?:\s[^<>]*)?(?P<void>/?)>", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "track", "wbr", "area", "col", "embed"})
_STRESS = late_pattern(r"[\\*_~=\n](?:(?<=\\).|(?<=\*)\*{0,2}|(?<=_)_{0,2}|(?<=~)~|(?<==)=|(?<=\n)[ \t]*\n)")
_BREAK = late_pattern(r"\n[ \t]*\n")
_FROZEN = frozenset(
    {"pre", "script", "style", "table", "svg", "iframe", "textarea", "video", "audio", "math", "code", "kbd"}
)
"""Elements that a cut takes as a whole, or leaves."""

_DEFINITION = late_pattern(r"^ {0,3}\[(?P<name>[^\[\]\n]+)\]:[ \t]*[^\n]*(?:\n[ \t]+\S[^\n]*)*$", re.MULTILINE)


class Whole(Struct, frozen=True):
    """A part of a text that a cut takes as a whole, or leaves.

    Attributes:
        start, stop: its range.
        label: the range of what a reader sees of it, white space around aside; empty if a reader sees no text.
        share: share of the label below which a cut may take a part: 0 for none, above 1 for any part.
        stress: whether the marks around the label must touch it, as those of words in bold do.
        image: whether it shows a picture, of which the label is only the description.
    """

    start: int
    stop: int
    label: Span
    share: float = 0.0
    stress: bool = False
    image: bool = False


def definitions(text: str) -> dict[str, list[Span]]:
    """Give the lines that define a reference or a footnote, by its name in lower case.

    >>> definitions("See [the plan][1].\\n\\n[1]: plan.pdf")
    {'1': [(20, 33)]}
    """
    found: dict[str, list[Span]] = {}
    for line in _DEFINITION.finditer(text) if "]:" in text else ():
        found.setdefault(line["name"].lower(), []).append(line.span())
    return found


def wholes(text: str, blocks: Blocks) -> list[Whole]:
    r"""Give the wholes of a text outside of its frozen blocks, by their starts, the outer one first.

    >>> text = "See [the plan](p.png), **all** of [![a](b)](c)."
    >>> [text[w.start : w.stop] for w in wholes(text, Blocks())]
    ['[the plan](p.png)', '**all**', '[![a](b)](c)', '![a](b)']
    """
    mute = _Mute(blocks.frozen)
    found = [w for w in (*_ticked(text, mute), *_literals(text), *_comments(text)) if w.start not in mute]
    mute = _Mute([*mute.spans, *((w.start, w.stop) for w in found)])
    links = _links(text, mute, frozenset(definitions(text)))
    targets = [span for link in links for span in _unseen(link)]
    mute = _Mute([*mute.spans, *targets])
    addresses = [_address(m) for m in _ADDRESS.finditer(text) if m.start() not in mute]
    found += [*links, *addresses]
    mute = _Mute([*mute.spans, *((a.start, a.stop) for a in addresses)])
    return _nested([*found, *_elements(text, mute), *_stressed(text, mute)])


class _Mute:
    """Ranges in which no marks count."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = _joined(spans)
        self.starts = [start for start, _ in self.spans]

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and place < self.spans[at][1]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap; give them in order."""
    low, high = union(*np.array([*spans], np.int64).reshape(-1, 2).T)
    return [*zip(low.tolist(), high.tolist(), strict=True)]


def _unseen(whole: Whole) -> Iterator[Span]:
    """Give the parts of a whole before and after its label."""
    yield whole.start, whole.label[0]
    yield whole.label[1], whole.stop


def _address(found: re.Match[str]) -> Whole:
    """Give an address without the marks behind it, which belong to the sentence."""
    start = found.start()
    stop = start + max(len(found[0].rstrip(_BEHIND)), 1)
    return Whole(start, stop, (start, stop))


def _ticked(text: str, mute: _Mute) -> Iterator[Whole]:
    """Give code in a line: between runs of as many backticks."""
    waiting: dict[int, re.Match[str]] = {}
    paragraph = 0
    for ticks in _TICKS.finditer(text) if "`" in text else ():
        if ticks[0][0] == "\\" or ticks.start() in mute:
            continue
        size = len(ticks[0])
        if waiting and _BREAK.search(text, paragraph, ticks.start()):
            waiting.clear()
        paragraph = ticks.start()
        if opening := waiting.pop(size, None):
            yield Whole(opening.start(), ticks.end(), (opening.end(), ticks.start()))
            waiting.clear()
        else:
            waiting[size] = ticks


def _literals(text: str) -> Iterator[Whole]:
    """Give what a program fills in, such as shortcodes, formulas in a line, and comments of Obsidian."""
    if any(sign in text for sign in ("{%", "{{", "%%", "$")):
        yield from (Whole(*m.span(), (m.start(), m.start())) for m in _LITERAL.finditer(text))


def _links(text: str, mute: _Mute, names: frozenset[str]) -> list[Whole]:
    """Give links and images, also those whose label goes over several lines, and references that are defined."""
    if "[" not in text:
        return []
    wiki = _WIKI.finditer(text) if "[[" in text else ()
    found = [Whole(*m.span(), m.span("label"), image=m[0][0] == "!") for m in wiki]
    known = {whole.start for whole in found}
    opened: list[re.Match[str]] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0][0] == "\\" or bracket.start() in mute:
            continue
        if bracket[0].endswith("["):
            opened.append(bracket)
        elif opened:
            opening = opened.pop()
            inner = opening.end(), bracket.start()
            stop = _target(text[slice(*inner)], bracket, names)
            if stop and inner[1] - inner[0] <= LABEL_MOST and opening.start() not in known:
                image = opening[0][0] == "!"
                label = _trimmed(text, *inner)
                card = "\n" in text[slice(*label)]  # a line of a card is as much a part of it as a letter
                share = 0.0 if image or card else LABEL_SHARE
                found.append(Whole(opening.start(), stop, label, share, image=image))
    return found


def _target(label: str, bracket: re.Match[str], names: frozenset[str]) -> int:
    """Give the end of a link with the bracket that closes its label; 0 if it is no link."""
    if bracket["target"] is not None:
        return bracket.end()
    name = bracket["name"]
    if name is None:
        return bracket.end() if label.lower() in names else 0
    return bracket.end() if (name or label).lower() in names else 0


def _trimmed(text: str, start: int, stop: int) -> Span:
    """Leave out the white space at both ends of a range."""
    inner = text[start:stop]
    if not inner.strip():
        return start, start
    return start + len(inner) - len(inner.lstrip()), stop - len(inner) + len(inner.rstrip())


def _comments(text: str) -> Iterator[Whole]:
    """Give comments of HTML; one without an end is none."""
    stop = 0
    while (start := text.find("<!--", stop)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        stop = end + 3
        yield Whole(start, stop, (start, start))


def _elements(text: str, mute: _Mute) -> Iterator[Whole]:
    """Give HTML elements; a tag without its mate is one by itself."""
    opened: list[re.Match[str]] = []
    for tag in _TAG.finditer(text) if "<" in text else ():
        if tag.start() in mute or not tag["name"]:
            continue
        name = tag["name"].lower()
        if tag["close"]:
            mate = next((i for i in range(len(opened) - 1, -1, -1) if opened[i]["name"].lower() == name), -1)
            if mate < 0:
                yield Whole(*tag.span(), (tag.start(), tag.start()))
            else:
                yield from (Whole(*m.span(), (m.start(), m.start())) for m in opened[mate + 1 :])
                label = _trimmed(text, opened[mate].end(), tag.start())
                yield Whole(opened[mate].start(), tag.end(), label, 0.0 if name in _FROZEN else ANY)
                del opened[mate:]
        elif tag["void"] or name in _VOID or len(opened) >= NESTED:
            yield Whole(*tag.span(), (tag.start(), tag.start()), image=name == "img")
        else:
            opened.append(tag)
    yield from (Whole(*m.span(), (m.start(), m.start())) for m in opened)


def _stressed(text: str, mute: _Mute) -> Iterator[Whole]:
    """Give words in bold, in italics, marked or struck out; marks touch the words, and stay in one paragraph."""
    opened: list[re.Match[str]] = []
    for mark in _STRESS.finditer(text):
        if mark[0][0] == "\n":
            opened.clear()
        if mark[0][0] in "\\\n" or mark.start() in mute:
            continue
        before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
        inside_word = mark[0][0] == "_" and before.isalnum() and after.isalnum()
        mate = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == mark[0]), -1)
        if mate >= 0 and before and not before.isspace() and not inside_word:
            label = opened[mate].end(), mark.start()
            yield Whole(opened[mate].start(), mark.end(), label, ANY, stress=True)
            del opened[mate:]
        elif after and not after.isspace() and not inside_word and len(opened) < NESTED:
            opened.append(mark)


def _nested(found: list[Whole]) -> list[Whole]:
    """Sort wholes, and leave out those that overlap another in part, or are deeper than `NESTED`."""
    kept: list[Whole] = []
    around: list[Whole] = []
    for whole in sorted(found, key=lambda w: (w.start, -w.stop)):
        while around and around[-1].stop <= whole.start:
            around.pop()
        if whole.start < whole.stop and len(around) < NESTED and (not around or whole.stop <= around[-1].stop):
            kept.append(whole)
            around.append(whole)
    return kept


def layers(found: list[Whole]) -> list[list[Whole]]:
    """Part wholes, sorted as `wholes` gives them, into layers of disjoint ones, the outermost layer first."""
    parted: list[list[Whole]] = []
    around: list[Whole] = []
    for whole in found:
        while around and around[-1].stop <= whole.start:
            around.pop()
        if len(around) == len(parted):
            parted.append([])
        parted[len(around)].append(whole)
        around.append(whole)
    return parted
