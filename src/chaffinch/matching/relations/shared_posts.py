"""Tell a post that somebody shares with a remark from a copy: a label before it says whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chaffinch.matching.relations.contradictions import lacking_words
from chaffinch.matching.relations.words import Words
from chaffinch.text import CLOSES, STOPS, UNSPACED, late_pattern, listed, plain, tokens

__all__ = ["shares"]

SAID = 60
"""Code points of a post, at least: of a shorter one the words may be found by chance."""

DENSE_SAID = 25
"""The same in a script without spaces."""

LABEL = 8
"""Words of a label, at most, that says whose post stands below or behind it: "Reposted from Ida Brenner:"."""

REMARKS, OWN = 8, 4
"""Words, at least, that who shares a post says of it, and words of four letters and more among them that the post does
not have: fewer are a link or a footer."""

DENSE_REMARKS = 24
"""Letters of such remarks, at least, in a script without spaces."""

_ENDS = late_pattern(rf"(?:[{STOPS}:]|\]){CLOSES}$")
_LEADS = (":", "：", "]", ")", "】", ">")
_HANDLE = re.compile(r"@[\w.@-]{2,}")
_AROUND = ".,;:!?()[]{}<>\"'“”‘’«»：。、，？！|—–-【】"
_DENSE = re.compile(f"[{UNSPACED}]")


def shares(one: Words, two: Words) -> bool:
    r"""Tell whether a text has another one whole behind a label of who shared or wrote it, and says more about it.

    Without a remark it is a copy.

    >>> post = "The heron is back at the upper lock, and it stands on one leg beside the bench as if it paid for it."
    >>> remark = "Ours left in March already! Has anybody seen where it sleeps when it freezes?"
    >>> shares(Words(post), Words(f"{remark}\n\nReposted from Ida Olm: {post}"))
    True
    >>> shares(Words(post), Words(f"RT @ida: {post}")), shares(Words(post), Words(f"{remark}\n\n{post}"))
    (False, False)

    Args:
        one: the shorter text.
        two: the longer one.
    """
    said, whole = " ".join(one.words), " ".join(two.words)
    at = whole.find(said)
    if at <= 0 or len(said) < (DENSE_SAID if _DENSE.search(said) else SAID):
        return False
    start = whole.count(" ", 0, at)
    label = _label(two, start, whole[:at])
    if not label or not _tells_whose(label):
        return False
    before = " ".join(two.words[: max(0, start - len(label))])
    return _has_remarks(f"{before}\n{whole[at + len(said) :]}", one)


def _label(text: Words, stop: int, before: str) -> Sequence[str]:
    """Give the words before an offset up to the end of a sentence, or of the line above where one begins there.

    Args:
        text: the text.
        stop: number of the words before the offset.
        before: these words.
    """
    if stop <= 0:  # a script without spaces: the label is a part of the first word
        return [before] if before and before.rstrip().endswith(_LEADS) else []
    line = text.line[stop - 1]
    start = stop - 1
    while start > text.lines[line][0] and not _ENDS.search(text.words[start - 1]):
        start -= 1
    is_above = stop == text.lines[line][1]
    words = text.words[start:stop]
    is_label = words[-1].endswith(_LEADS) or (is_above and start == text.lines[line][0])
    return words if is_label and len(words) <= LABEL else []


def _tells_whose(label: Sequence[str]) -> bool:
    """Tell whether a label has a word for sharing or writing, or an address such as "@ida"."""
    text = f" {' '.join(filter(None, (plain(word).strip(_AROUND) for word in label)))} "
    words = (*listed("sharing"), *listed("attributions"))
    if any(word in text if _DENSE.match(word) else f" {word} " in text for word in words):
        return True
    return label[-1].endswith(_LEADS) and any(_HANDLE.match(word.lstrip("([")) for word in label)


def _has_remarks(rest: str, post: Words) -> bool:
    if _DENSE.search(rest):
        return sum(map(str.isalnum, rest)) >= DENSE_REMARKS
    found = tokens(rest)
    own = sum(1 for _ in lacking_words(found.keys, found.kinds, post))
    return len(found.keys) >= REMARKS and own >= OWN
