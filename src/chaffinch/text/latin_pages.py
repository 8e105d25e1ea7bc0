"""Choose among the code pages of the Latin script by the alphabets of languages.

The pages differ in few letters, which are as frequent in one as in another, so statistics of bytes tell hardly
anything: of one line each in ten languages of central Europe, charset_normalizer 3.5 names the right page for one. But
a language writes with its own letters only: all letters of a Czech text are in its alphabet if it is read as cp1250,
and some are in no single alphabet if it is read as cp1252.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

__all__ = ["PAGES", "latin_page", "misread_page", "reread_page"]

_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíľňóôšťúýž",  # Slovak, without two rare letters that are frequent French ones in cp1252
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian, Slovene, Bosnian
    "äöüß",
)

PAGES: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "àâæçèéêëîïôœùûüÿ",  # French
        "äöüßé",  # German
        "áéíñóúüªº¿¡",  # Spanish
        "áâãàçéêíóôõúüªº",  # Portuguese
        "àèéìîòóù",  # Italian
        "àçèéíïòóúü",  # Catalan
        "áéèêëïíóöüú",  # Dutch
        "æøåéèêòóôäö",  # Danish, Norwegian
        "åäöéàüš",  # Swedish, Finnish
        "áéíóúýðþæö",  # Icelandic, Faroese
        "ëç",  # Albanian
    ),
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("çğıöşüâîû",),  # Turkish
    "cp1257": (
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äõöüšž",  # Estonian
    ),
}
"""Code pages, the most frequent of the web first, and the letters beyond ASCII of each language written in them."""

_MORE = 0.05  # by how much more of the letters a later page must explain: a foreign name must not count
_SIGNS = "“”„‘’‚–—…«»•§©®™°·€£\xa0\xad"  # what all pages have


def latin_page(data: bytes) -> str:
    """Name the code page in which one language explains most of the letters beyond ASCII; the first of equal ones.

    >>> latin_page("Příliš žluťoučký kůň".encode("cp1250")), latin_page("déjà très élevé".encode("cp1252"))
    ('cp1250', 'cp1252')
    """
    best, most = "cp1252", _explained(data, "cp1252")
    for page in PAGES:
        share = _explained(data, page)
        if share > most + _MORE:
            best, most = page, share
    return best


def _explained(data: bytes, page: str) -> float:
    """Give the largest share of the letters beyond ASCII that is in the alphabet of one language of a page."""
    text = data.decode(page, "replace").lower().replace("i\u0307", "")
    letters = [letter for letter in text if letter > "\x7f" and letter not in _SIGNS]
    if not letters:
        return 1.0
    return max(sum(letter in alphabet for letter in letters) for alphabet in PAGES[page]) / len(letters)


SEEN = 8_000
"""Characters of a text that tell whether it was read in the wrong page."""

FEWEST, DISTINCT = 5, 4
"""Letters of a text, at least, that another page has otherwise, and different letters beyond ASCII that it has."""

FOREIGN, EXPLAINED = 0.95, 0.98
"""Share of the letters beyond ASCII of a text, at most, that one language has as they are, and, at least, that one has
if they are read in another page: a few may belong to names."""

_BEYOND = re.compile("[^\x00-\x7f]")
_LATIN = "\u0250"  # where the letters of the Latin script end


def misread_page(text: str) -> str:
    """Name the page of a text that was read as cp1252, so that it has letters that no language has together.

    Hungarian then has õ and û beside ö and ü, Turkish has ý, ð and þ. Empty where the letters are of one language as
    they are, as nearly always.

    >>> misread_page("Çocuklar\u00fdn þýýðý çok büyük ve öyle sýcak"), misread_page("The café sold crêpes for 3±½ m³")
    ('cp1254', '')
    """
    if text.isascii() or not _other_letter().search(text):
        return ""
    found = Counter(_BEYOND.findall(text[:SEEN]))
    counts = {letter: n for letter, n in found.items() if letter < _LATIN and letter not in _SIGNS}
    if len(counts) < DISTINCT or any(letter > "\xff" and not _byte(letter) for letter in counts):
        return ""
    for page, alphabets in PAGES.items():
        read = {letter: _table(page).get(ord(letter), letter) for letter in counts}
        some = {letter: n for letter, n in counts.items() if letter.isalpha() or read[letter].isalpha()}
        if _is_foreign(some) and any(_is_explained(some, read, alphabet) for alphabet in alphabets):
            return page
    return ""


def _is_foreign(counts: dict[str, int]) -> bool:
    """Tell whether no language has nearly all of some letters."""
    most = max(sum(n for letter, n in counts.items() if _lower(letter) in alphabet) for alphabet in _alphabets())
    return most <= FOREIGN * sum(counts.values())


def _is_explained(counts: dict[str, int], read: dict[str, str], alphabet: str) -> bool:
    """Tell whether one language has nearly all letters of a text as another page has them, and enough are others."""
    explained = {letter for letter in counts if (key := _lower(read[letter])) in alphabet or key.isascii()}
    others = [letter for letter in explained if read[letter] != letter]
    share = sum(counts[letter] for letter in explained) / max(1, sum(counts.values()))
    if len(explained) < DISTINCT or share < EXPLAINED:
        return False
    letters = [letter for letter in others if letter.isalpha()]  # "³" and "±" are signs of other texts
    return sum(counts[letter] for letter in others) >= FEWEST and (len(letters) > 1 or letters == others)


def reread_page(text: str, page: str) -> str:
    """Give a text that was read as cp1252 as it is in another page; all offsets stay.

    >>> reread_page("þýýðý", "cp1254")
    'şıığı'
    """
    return text.translate(_table(page))


@lru_cache(maxsize=len(PAGES))
def _table(page: str) -> dict[int, str]:
    """Give the letters that a page has otherwise than cp1252, by what cp1252 has."""
    found = {}
    for code in range(0x80, 0x100):
        data = bytes([code])
        was, read = data.decode("cp1252", "ignore") or chr(code), data.decode(page, "ignore")
        if read.isalpha() and read != was:
            found[ord(was)] = read
    return found


@lru_cache(maxsize=1)
def _other_letter() -> re.Pattern[str]:
    """Compile a class of what stands for letters of languages in another page."""
    tables = [(_table(page), alphabet) for page, alphabets in PAGES.items() for alphabet in alphabets]
    codes = {code for table, alphabet in tables for code, letter in table.items() if _lower(letter) in alphabet}
    return re.compile(f"[{re.escape(''.join(map(chr, sorted(codes))))}]")


@lru_cache(maxsize=1)
def _alphabets() -> tuple[str, ...]:
    return tuple(alphabet for alphabets in PAGES.values() for alphabet in alphabets)


def _byte(letter: str) -> bytes:
    return letter.encode("cp1252", "ignore")


def _lower(letter: str) -> str:
    return letter.lower()[0]
