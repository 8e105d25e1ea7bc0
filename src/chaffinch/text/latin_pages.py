"""Choose among the code pages of the Latin script by the alphabets of languages.

The pages differ in few letters, which are as frequent in one as in another, so statistics of bytes tell hardly
anything: of one line each in ten languages of central Europe, charset_normalizer 3.5 names the right page for one. But
a language writes with its own letters only: all letters of a Czech text are in its alphabet if it is read as cp1250,
and some are in no single alphabet if it is read as cp1252.
"""

from __future__ import annotations

__all__ = ["PAGES", "latin_page"]

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
