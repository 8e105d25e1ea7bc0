"""Guard whole lines: the title of a text, who signed it, a line of a hard-wrapped sentence or of verse are its own."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from chaffinch.boilerplate.languages import function_words, language, languages_of
from chaffinch.boilerplate.rules.mentions import names_agency, names_office
from chaffinch.boilerplate.rules.scene import Found, Scene, marked
from chaffinch.model import KEPT_CATEGORIES
from chaffinch.text import Bools, Bytes, Ints, late_pattern

__all__ = ["amid_lines", "are_parts", "breaks_off", "half_sentences", "in_verse", "whole_lines"]


WRAPPED = 40
"""Characters of a line from which on it may be hard-wrapped; lines of menus are shorter."""

HEADLINE = 400
"""Bytes of the first line that are looked at; headlines are shorter."""

SIGNED = 3
"""Lines below the first one of a text among which the author is named: a kicker, a headline and a lead may stand above.
A judgement."""

TITLE_BYTES, TITLE_WORDS, TITLE_LONGER = (8, 80), 2, 1.5
"""Bytes, at least and at most, and words, at least, of the first line of a text that is its title if the text says it
again; and how much longer the line is that says it. Judgements."""

_STOPS = [*b".!?:;|>*"]  # a line that ends with one of these does not continue
_FULL_STOPS = [*b".!?"]
LAST_WORD = 24
"""Bytes of the last word of a line that is looked at. A judgement."""

TOLD = 2_000
"""Bytes of a text by which its language is told. A judgement."""

DATELINE = 120
"""Bytes of a line in which a dateline is looked for."""

_COMMAS = tuple(mark.encode() for mark in ",，、،")
_COMMA_BYTES = [mark[-1] for mark in _COMMAS]
# Labels that headlines have, too; other labels ("Read more: ...") only lead to other pages
_LABELS = late_pattern(
    r"(video|watch|photos?|fotos?|fotografii?|gallery|in pictures|opinion|interview|explainer|live updates|live|listen"
    r"|exclusive|breaking|vídeos?|vidéos?|wideo|en vivo|en directo|en images|en direct|entretien|tribune|exclusif"
    r"|exclusiv[aeo]?|esclusiva|exklusiv|bilder|galerie|galería|galeria|in bildern|kommentar|meinung|reportage"
    r"|infogra\w+|entrevista|opinión|opinião|opinione|intervista|ao vivo|wywiad|opinia|zdjęcia|kuvat|haastattelu"
    r"|bilder|intervju|görüntü|röportaj|видео|фото|интервью|мнение|эксклюзив|відео|інтерв.ю|думка|intervistë|video/foto"
    r"|foto/video|صور|فيديو|بالفيديو|بالصور|حوار|مقابلة|ویدئو|تصاویر|וידאו|תמונות|ראיון|वीडियो|तस्वीरें|動画|写真|視頻|视频|영상)"
    r"\s*[:：|.】)\]–—-]",
    re.IGNORECASE,
)
_SMALL = 2  # words in small letters behind such a label from which on it is the headline and no credit. A judgement


def whole_lines(found: Found, scene: Scene, line: Bools, category: npt.NDArray[np.str_]) -> Bools:
    """Tell which findings count, given that a whole line counts only if it is a label by itself.

    Args:
        found: findings of rules.
        scene: the batch.
        line: whether the rule of each finding takes whole lines, bool, shape (findings,).
        category: that of the rule of each finding, str, shape (findings,). A headline with a label that rules about
            other articles or credits know ("Video: ...") is the document's own if it is the first line of several.

    Returns:
        Bool, shape (findings,).
    """
    removable = ~np.isin(category, KEPT_CATEGORIES)
    block, hit = found.block, marked(found.only(removable), scene)
    away = line & _are_pieces(block, scene)
    leading = block == scene.first[block]
    for place in np.flatnonzero(line & ~away & leading & np.isin(category, ("related", "credit"))).tolist():
        away[place] = _is_headline(int(block[place]), scene, str(category[place]))
    for place in np.flatnonzero(line & ~away & removable & leading).tolist():
        away[place] = _is_title(int(block[place]), scene)
    for place in np.flatnonzero(line & ~away & removable & _may_be_signed(block, scene, hit)).tolist():
        away[place] = _is_signed(int(block[place]), scene, hit)
    return ~away


def _may_be_signed(block: Ints, scene: Scene, hit: Bools) -> Bools:
    """Tell which blocks are short, near the tops of their texts, and stand above a line that is no label."""
    first, last = scene.first[block], scene.last[block]
    able = (block <= np.minimum(first + SIGNED, last - 1)) & (
        scene.blocks.stop[block] - scene.blocks.start[block] <= HEADLINE
    )
    able[able] = ~hit[block[able] + 1]
    return able


def _is_signed(block: int, scene: Scene, hit: Bools) -> bool:
    """Tell if a block names an agency above a dateline, or the editorial office below the headline, as the author.

    The office stands between other lines, not labels.
    """
    first = scene.first[block]
    line = scene.text(block)
    if _DATELINE.match(scene.line(block + 1)[:DATELINE]):
        return names_agency(line) or (block > first and names_office(line))
    return bool(block > first and not hit[block - 1]) and names_office(line)


def _is_title(block: int, scene: Scene) -> bool:
    """Tell if the first block of a text is a line whose words a longer block says again amid others: a title."""
    start, stop = int(scene.blocks.start[block]), int(scene.blocks.stop[block])
    if not TITLE_BYTES[0] <= stop - start <= TITLE_BYTES[1]:
        return False
    end = int(scene.blocks.stop[scene.last[block]])
    title, below = (scene.batch.data[a:b].tobytes().lower() for a, b in ((start, stop), (stop, end)))
    if len(title.split()) < TITLE_WORDS:
        return False
    at = stop + below.find(title)
    again = int(np.searchsorted(scene.blocks.start, at, side="right")) - 1
    longer = int(scene.blocks.stop[again] - scene.blocks.start[again]) >= TITLE_LONGER * (stop - start)
    return title in below and at > int(scene.blocks.start[again]) and longer


def _is_headline(block: int, scene: Scene, category: str) -> bool:
    """Tell if the first block of a text begins with a label that headlines have."""
    if block == scene.last[block]:
        return False
    start, stop = int(scene.blocks.start[block]), int(scene.blocks.stop[block])
    line = scene.batch.data[start : min(stop, start + HEADLINE)].tobytes().decode(errors="ignore").lstrip("[(【")
    label = _LABELS.match(line)
    if label is None:
        return False
    small = sum(word[:1].islower() for word in line[label.end() :].split())
    return category != "credit" or small >= _SMALL


def _are_pieces(block: Ints, scene: Scene) -> Bools:
    """Tell which blocks are lines of wrapped sentences. A line with an address is none: these begin in lower case."""
    before, behind = block > scene.first[block], block < scene.last[block]
    before[before] = _goes_on(block[before] - 1, scene) | _ends(block[before], scene)
    behind[behind] = _goes_on(block[behind], scene)
    result = before | behind
    result[result] = ["@" not in scene.text(one) for one in block[result].tolist()]
    return result


def _goes_on(block: Ints, scene: Scene) -> Bools:
    """Tell which sentences of blocks continue in the next block, which is the next line.

    That line begins in lower case, or a function word ends the line above it: "based on the".
    """
    result = (scene.solid[block] >= WRAPPED) & ~np.isin(_last_byte(block, scene), _STOPS) & (scene.gap[block + 1] == 1)
    other = result & ~_begins_small(block + 1, scene)
    result[other] = [_ends_amid(one, scene) for one in block[other].tolist()]
    return np.asarray(result)


def _ends_amid(block: int, scene: Scene) -> bool:
    """Tell if the last word of a block is a function word of the language of its text."""
    word = _last_word(block, scene)
    if word not in function_words():
        return False
    first, last = int(scene.first[block]), int(scene.last[block])
    text = scene.batch.data[int(scene.blocks.start[first]) : int(scene.blocks.stop[last])][:TOLD]
    return language(text.tobytes().decode(errors="ignore")) in languages_of(word)


def _last_word(block: int, scene: Scene) -> str:
    stop = int(scene.blocks.stop[block])
    return str(scene.batch.data[max(stop - LAST_WORD, 0) : stop].tobytes().decode(errors="ignore").split(" ")[-1])


def _begins_small(block: Ints, scene: Scene) -> Bools:
    """Tell which blocks begin in lower case right below the one above."""
    first = scene.batch.data[scene.blocks.start[block]]
    return np.asarray((scene.gap[block] == 1) & (first >= ord("a")) & (first <= ord("z")))


def _last_byte(block: Ints, scene: Scene) -> Bytes:
    return np.asarray(scene.batch.data[scene.blocks.stop[block] - 1])


def _ends(block: Ints, scene: Scene) -> Bools:
    """Tell which blocks are the last word or two, with a stop, of a sentence broken into lines of one length."""
    result = (scene.solid[block - 1] >= WRAPPED) & (scene.gap[block] == 1)
    result &= np.isin(_last_byte(block, scene), _FULL_STOPS)
    for at in np.flatnonzero(result).tolist():
        above = _last_word(int(block[at]) - 1, scene)
        result[at] = above.isalpha() and above.islower()
    return np.asarray(result)


def breaks_off(found: Found, scene: Scene) -> Bools:
    """Tell which findings end with a comma at the end of a line, right above another line: verse and lists go on so."""
    result = (scene.last[found.block] > found.block) & (found.stop == scene.blocks.stop[found.block])
    result &= np.isin(_last_byte(found.block, scene), _COMMA_BYTES)
    for at in np.flatnonzero(result).tolist():
        stop = int(found.stop[at])
        comma = scene.batch.data[stop - COMMA_BYTES : stop].tobytes().endswith(_COMMAS)
        result[at] = comma and scene.gap[found.block[at] + 1] == 1
    return np.asarray(result)


COMMA_BYTES = 3
"""Bytes of the longest comma in UTF-8."""

VERSE = 60
"""Bytes of a line of verse, at most, that goes on with the line above; paragraphs of prose are longer. A judgement."""

_VERSE = late_pattern(r"[^\W\d_]\S* .*[.,;:!?…]\Z")
_DATELINE = re.compile(rb"[A-Z][A-Z .,'-]{2,}[^\n.!?]{0,60}(?:\xe2\x80[\x93\x94]|--| - )")  # "OAKFIELD, Vale (AP) --"


def amid_lines(found: Found, scene: Scene) -> Bools:
    """Tell which findings begin a line amid a sentence: it goes on from the line above and into the one below."""
    inner = (found.block > scene.first[found.block]) & (found.block < scene.last[found.block])
    inner &= found.start <= scene.blocks.start[found.block]
    block = found.block[inner]
    inner[inner] = (
        _begins_small(block + 1, scene) & ~np.isin(_last_byte(block, scene), _STOPS) & _goes_on(block - 1, scene)
    )
    return np.asarray(inner)


def half_sentences(found: Found, scene: Scene) -> Bools:
    """Tell which findings end where a line does whose sentence goes on below, where none is found; see `_goes_on`."""
    block, hit = found.block, marked(found, scene)
    result = (block < scene.last[block]) & (found.stop >= scene.blocks.stop[block])
    below = block[result] + 1
    small = _begins_small(below, scene) & ~np.isin(_last_byte(below - 1, scene), _STOPS)
    result[result] = ~hit[below] & (small | _goes_on(below - 1, scene))
    return np.asarray(result)


def are_parts(found: Found, scene: Scene) -> Bools:
    """Tell which findings are parts of sentences: these go on from the line above, or in the one below.

    Args:
        found: findings of rules that take sentences.
        scene: the batch.

    Returns:
        Bool, shape (findings,).
    """
    block = found.block
    opens = (block > scene.first[block]) & (found.start <= scene.blocks.start[block])
    closes = (block < scene.last[block]) & (found.stop >= scene.blocks.stop[block])
    opens[opens] = _goes_on(block[opens] - 1, scene)
    closes[closes] = _goes_on(block[closes], scene)
    return np.asarray(opens | closes)


def in_verse(found: Found, scene: Scene, category: npt.NDArray[np.str_]) -> Bools:
    """Tell which findings are lines that go on in the line right below, as in verse.

    That line begins small, ends with a stop, and nothing is found in it. The label of an advert may stand in the middle
    of any sentence.

    Args:
        found: findings of rules.
        scene: the batch.
        category: that of the rule of each finding, str, shape (findings,).
    """
    blocks, hit = scene.blocks, marked(found, scene)
    result = (found.start <= blocks.start[found.block]) & (found.stop >= blocks.stop[found.block])
    result &= (category != "advert") & (scene.last[found.block] > found.block)
    following = found.block[result] + 1
    result[result] = ~hit[following] & (blocks.stop[following] - blocks.start[following] <= VERSE)
    for at in np.flatnonzero(result).tolist():
        below = scene.text(int(found.block[at]) + 1) if scene.gap[found.block[at] + 1] == 1 else ""
        result[at] = below[:1].islower() and _VERSE.match(below) is not None
    return np.asarray(result)
