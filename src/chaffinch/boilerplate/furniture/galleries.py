"""Find the controls of galleries: counters of pictures, titles of slides, buttons and credits.

The captions stay: they are sentences that somebody wrote about what can be seen. Those of a gallery of many pictures
go: it is a page of its own, which a site shows amid many articles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, reduce
from itertools import pairwise

from chaffinch.text import CLOSES, STOPS, Signs, late_pattern

__all__ = ["GALLERY", "LONGEST_CAPTION", "PAGERS", "galleries"]

Span = tuple[int, int]

PICTURES = (
    "photo", "picture", "image", "caption", "slide", "gallery", "foto", "bild", "imagen", "imagem", "immagin",
    "afbeelding", "zdję", "фото", "kuva", "resim", "صورة", "עכס", "תמונה", "写真", "图片", "사진",
)  # fmt: skip
"""Parts of words one of which is in a counter of pictures; counters of pages ("Page 3 of 9") have text between them."""

FEWEST_PICTURES = 3
"""Counters that a gallery has at least."""

MANY = 25
"""Pictures from which on the captions of a gallery go, too. A judgement, after reading 14: the two that stand on
several pages have 37 and 43 pictures, those on one page 7 to 77, and none with 30 and more is about its article."""

APART = 0.5
"""Share of the counters of a gallery, at least, that stand apart from sentences: "In photo 3 of 9 the mill burns" is a
sentence. A judgement."""

LONGEST_CAPTION = 1200
"""Characters between two counters of a gallery, at most."""

LONGEST_TITLE, TITLE_WORDS = 120, 2
"""Characters of the title of a gallery, at most, and its words, at least. A judgement: one word opens any caption."""

PAGERS = (
    ("Next", "Previous"), ("Next", "Prev"), ("Weiter", "Zurück"), ("Suivant", "Précédent"), ("Siguiente", "Anterior"),
    ("Próximo", "Anterior"), ("Próxima", "Anterior"), ("Avanti", "Indietro"), ("Successivo", "Precedente"),
    ("Volgende", "Vorige"), ("Nästa", "Föregående"), ("Seuraava", "Edellinen"), ("Następny", "Poprzedni"),
    ("Вперёд", "Назад"), ("Sonraki", "Önceki"), ("التالي", "السابق"),
)  # fmt: skip
"""Words on the two buttons of a slide show; own."""

HIDES = (
    "Hide caption", "Show caption", "Toggle caption", "Bildunterschrift ausblenden", "Masquer la légende",
    "Ocultar leyenda", "Ocultar legenda", "Nascondi didascalia", "Bijschrift verbergen", "Скрыть подпись",
)  # fmt: skip
"""Words on the button before a caption, in a line that has the two buttons behind it; own."""

AGENCIES = ("AFP", "Getty Images", "Reuters", "REUTERS", "AP", "EPA", "Bloomberg", "Corbis", "Landov", "TASS", "EFE")
"""Agencies behind the name of a photographer and a stroke."""

_COUNTED = r"\d ?(?:/|of|von|de|di|sur|van|z|из|av) ?\d"
GALLERY = rf"{_COUNTED}|/ ?(?:{'|'.join(AGENCIES)})|{'|'.join(HIDES)}"
"""What every text has with a gallery or the credit of a picture, a pattern of RE2."""

_COUNTER = late_pattern(
    r"(?<!\d)(?P<at>\d{1,3}) ?(?:/|of|von|de|di|sur|van|z|из|av) ?(?P<all>\d{1,3})(?!\d)(?P<what> \w+:)?"
)
_LABEL = late_pattern(r"[^\W\d_]+(?: [^\W\d_]+)? $")
_LABEL_LETTERS = 40
_ENDED = late_pattern(rf"(?:^|[{STOPS}:\n]){CLOSES}\s*\Z")
_OPENS = late_pattern(r":?\s*(?:[^\w\s]*[^\W_a-zß-öø-ÿа-яё]|\Z)")
_CAPTION = late_pattern(r"\s*(?:[^\w\s]*[^\W\d_a-zß-öø-ÿа-яё]|\Z)")

_CAPTIONS = late_pattern(r"^(?:Hide|Show) Captions?[ \t]*\n\s*\d{1,3} of \d{1,3}[ \t]*$", re.MULTILINE)
_PAIRS = "|".join(f"{one} {other}|{other} {one}" for one, other in PAGERS)
_SLIDE = late_pattern(
    rf"^(?P<hides>(?:{'|'.join(HIDES)})[ \t]+)[^\n]{{1,{LONGEST_CAPTION}}}?[ \t]"
    rf"(?P<pager>{_PAIRS})[ \t]*(?P<credit>[^\n]*?)"
    r"(?P<counter>[ \t]*\d{1,3} of \d{1,3}(?: i)? View slideshow)?[ \t]*$",
    re.MULTILINE,
)
_NAMES = late_pattern(
    r"(?:(?:[^\W\d_a-zß-öø-ÿа-яё][\w.'’-]*|[/,&|()]|of|for|via|and|the|courtesy)[ \t,/]*){1,14}(?<![.!?])"
)
_AGENCY = rf"(?:{'|'.join(AGENCIES)})(?: Photo)?"
_COUNTERS, _CREDITS, _HIDDEN = "counters", "credits", "hidden"
_CREDIT = late_pattern(
    r"(?<=[.!?”\"»)] )(?:[^\W\d_a-zß-öø-ÿа-яё][\w.'’-]+(?: [^\W\d_a-zß-öø-ÿа-яё][\w.'’-]*){1,3}"
    rf" ?/ ?(?:{_AGENCY} ?/ ?)*{_AGENCY})(?= [\"“‘«]?[^\W\d_a-zß-öø-ÿа-яё]\w* [\"“‘«]?\w)"
)


def galleries(text: str) -> Iterator[tuple[int, int, str]]:
    """Give the controls of galleries: start, stop and kind, ``gallery`` or ``credit``.

    >>> text = "It burned. Photo 1 of 3 The mill. Photo 2 of 3 The lock. Photo 3 of 3 The sea."
    >>> [text[a:b] for a, b, _ in galleries(text)]
    ['Photo 1 of 3', 'Photo 2 of 3', 'Photo 3 of 3']
    >>> text = "The mill in May. Ann Lee/AFP The lock in June."
    >>> [(text[a:b], kind) for a, b, kind in galleries(text)]
    [('Ann Lee/AFP', 'credit')]
    """
    signs = _signs().of(text.encode())
    yield from ((*span, "gallery") for span in (_counted(text) if _COUNTERS in signs else ()))
    yield from ((*m.span(), "gallery") for m in (_CAPTIONS.finditer(text) if _HIDDEN in signs else ()))
    for slide in _SLIDE.finditer(text) if _HIDDEN in signs else ():
        yield *slide.span("hides"), "gallery"
        yield *slide.span("pager"), "gallery"
        if slide["counter"]:
            yield *slide.span("counter"), "gallery"
        if _NAMES.fullmatch(slide["credit"]):
            yield *slide.span("credit"), "credit"
    yield from ((*m.span(), "credit") for m in (_CREDIT.finditer(text) if _CREDITS in signs else ()))


@cache
def _signs() -> Signs:
    """Make what looks for enough counters, for an agency, and for a button before a caption."""
    counters = f"(?s){'.*'.join([_COUNTED] * FEWEST_PICTURES)}"
    named = rf"[.!?”\"»)] [^\s/][^\s/]+(?: [^\s/]+){{1,3}} ?/ ?{_AGENCY}"
    return Signs({_COUNTERS: counters, _CREDITS: named, _HIDDEN: f"Caption|{'|'.join(HIDES)}"})


def _counted(text: str) -> Iterator[Span]:
    """Give the counters of galleries with their labels and titles; of a gallery of many pictures all of it."""
    if not _of_pictures(text):
        return
    series: dict[tuple[str, str], list[tuple[int, re.Match[str]]]] = defaultdict(list)
    for counter in _COUNTER.finditer(text):
        label = _LABEL.search(text, max(0, counter.start() - _LABEL_LETTERS), counter.start())
        words = label[0] if label else ""
        if _of_pictures(words + (counter["what"] or "")):
            series[words, counter["all"]].append((label.start() if label else counter.start(), counter))
    for counters in series.values():
        for run in _rising(counters):
            apart = sum(_is_apart(text, start, counter) for start, counter in run)
            if len(run) >= FEWEST_PICTURES and apart >= APART * len(run):
                spans = [*_controls(text, run)]
                yield from spans if len(run) < MANY else [(spans[0][0], spans[-1][1])]


def _is_apart(text: str, start: int, counter: re.Match[str]) -> bool:
    """Tell whether a counter stands between sentences."""
    before = text[max(0, start - LONGEST_CAPTION) : start]
    return _ENDED.search(before) is not None and _OPENS.match(text, counter.end()) is not None


def _controls(text: str, run: list[tuple[int, re.Match[str]]]) -> Iterator[Span]:
    """Give the controls of one gallery."""
    title, first = _title(text, run)
    if title:
        yield first
    again = re.compile(rf"\s*{re.escape(title)}(?:\s+{re.escape(title)}(?: ?[–—:?-](?=\s))?)?") if title else None
    for start, counter in run:  # captions may begin with the title, too: "Mills of Harnby – Ann Lee opens ..."
        titled = again.match(text, counter.end("all")) if again else None
        yield start, titled.end() if titled else counter.end()


def _title(text: str, run: list[tuple[int, re.Match[str]]]) -> tuple[str, Span]:
    """Give the title behind each counter and its place before the first picture, where it may stand twice."""
    start = run[0][0]
    behind = [text[c.end("all") : c.end("all") + LONGEST_TITLE].lstrip() for _, c in run[:-1]]
    least = max(text.rfind("\n", 0, start) + 1, start - LONGEST_CAPTION)
    words = reduce(_same_words, behind).split()
    while len(words) >= TITLE_WORDS:  # captions may begin with the same word: "Mills Ann Lee ... Mills Ann Dee"
        title = " ".join(words)
        at = text.rfind(title, least, start)
        if at >= 0 and all(_CAPTION.match(one, len(title)) for one in behind):
            before = text[least:at].rstrip()
            twice = (" ".join(words[:count]) for count in range(len(words), TITLE_WORDS - 1, -1))
            more = next((len(some) for some in twice if before.endswith(some)), None)
            return title, (at if more is None else least + len(before) - more, at + len(title))
        words = words[:-1]
    return "", (start, start)


def _same_words(one: str, other: str) -> str:
    """Give the words that two texts begin with, without white space at the ends."""
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if same < max(len(one), len(other)) and one[same : same + 1].strip() and other[same : same + 1].strip():
        same = one.rfind(" ", 0, same) if " " in one[:same] else 0
    return one[:same].strip()


def _of_pictures(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in PICTURES)


def _rising(counters: list[tuple[int, re.Match[str]]]) -> Iterator[list[tuple[int, re.Match[str]]]]:
    """Cut counters in order into runs that rise and are near one another."""
    run = counters[:1]
    for (_, one), (start, other) in pairwise(counters):
        if int(one["at"]) < int(other["at"]) and start - one.end() <= LONGEST_CAPTION:
            run.append((start, other))
        else:
            yield run
            run = [(start, other)]
    yield run
