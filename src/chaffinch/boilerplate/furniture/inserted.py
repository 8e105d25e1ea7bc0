"""Find furniture that extraction has glued into sentences: titles of other articles, galleries, players, buttons.

Such pieces have free text in them, so no rule knows their words and no two pages share them. Their form gives them
away: a name that is written twice and runs into a title, counters that rise, a title on both sides of a player, names
of networks in a row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import re2

from chaffinch.boilerplate.furniture.galleries import GALLERY, LONGEST_CAPTION, PAGERS, galleries
from chaffinch.boilerplate.furniture.pressed import PRESSED, pressed
from chaffinch.boilerplate.rules.markers import MARKED, markers
from chaffinch.boilerplate.rules.run_ons import notices
from chaffinch.text import late_pattern

__all__ = ["BUTTONS", "INSERTED", "inserted"]

Span = tuple[int, int]

ENDS = (
    "MORE",
    "READ MORE",
    "MEHR",
    "MEHR LESEN",
    "LIRE PLUS",
    "MÁS",
    "LEER MÁS",
    "MAIS",
    "LEIA MAIS",
    "LEGGI TUTTO",
    "MEER",
)
"""Words in capitals that close a list of titles; a site writes the same one each time."""

LONGEST_TITLES = 800
"""Characters of a list of inserted titles, at most: a few titles."""

NAME_WORDS = 6
"""Words of the full name that stands between a person's name in the sentence and the titles, at most."""

PARTICLES = {
    "al",
    "bin",
    "da",
    "de",
    "del",
    "della",
    "der",
    "di",
    "dos",
    "du",
    "e",
    "el",
    "la",
    "le",
    "van",
    "von",
    "y",
    "zu",
}
"""Small words in names."""

NETWORKS = (
    "Facebook", "Twitter", "Pinterest", "LinkedIn", "WhatsApp", "Google+", "Google Plus", "Reddit", "Tumblr",
    "StumbleUpon", "Telegram", "Flipboard", "VKontakte", "ВКонтакте", "Одноклассники", "Viber", "فيسبوك", "تويتر",
    "واتساب", "טלגרם", "פייסבוק", "טוויטר", "וואטסאפ",
)  # fmt: skip
"""Names of networks, as they stand on buttons."""

BUTTONS = (
    "Share", "Tweet", "Email", "E-mail", "Print", "Pin", "Pin It", "Post", "Save", "Messenger", "RSS", "Teilen",
    "Drucken", "Mailen", "Partager", "Imprimer", "Compartir", "Imprimir", "Compartilhar", "Partilhar", "Condividi",
    "Stampa", "Delen",
    "Udostępnij", "Drukuj", "Dela", "Jaa", "Paylaş", "Поделиться", "Поширити", "مشاركة", "طباعة",
)  # fmt: skip
"""Words on the buttons beside these."""

FEWEST_NETWORKS, FEWEST_BUTTONS = 2, 3
"""Networks, and buttons of any kind, that a row of buttons has at least: two names in a row may be those of an app."""

ROW_BEFORE, ROW_BEHIND = 80, 160
"""Characters of a row of buttons before and behind the first two names that are found in it, at most."""

CREDITS = (
    "photograph", "photo", "picture", "image", "illustration", "composite", "video still", "foto", "fotografie", "bild",
    "photographie", "fotografía", "imagen", "fotografia", "imagem", "immagine", "beeld", "zdjęcie", "fot.", "kuva",
    "fotoğraf", "фото", "фотография", "светлина", "fotoja", "صورة", "تصوير", "צילום",
)  # fmt: skip
"""Words before the name of a photographer, with a colon; own."""

LONGEST_CREDIT = 80
"""Code points of the names of a photographer and an agency, at most; of 60 that were read the longest had 62."""

ASKED_BEFORE = 60
"""Characters of the question of a prompt before the name in it, at most: "Interested in"."""

CLOSERS = (
    "CLOSE", "SCHLIESSEN", "SCHLIEẞEN", "FERMER", "CERRAR", "FECHAR", "CHIUDI", "SLUITEN", "ZAMKNIJ", "STÄNG", "SULJE",
    "KAPAT", "ЗАКРЫТЬ", "ЗАКРИТИ",
)  # fmt: skip
"""Word in capitals on the button that closes a picture or a player, before its caption; own."""

CAPTION_WORDS = 8
"""Words of the caption behind such a button, at least: fewer may be a headline in capitals."""

WATCHED = "JUST WATCHED"
"""What stands above the title of the film that has ended; the labels below it are "Replay" and "MUST WATCH"."""

LONGEST_PLAYER = 400
"""Characters from the first title of a player to its duration, at most."""

SECTION_WORDS = 4
"""Words of the name of a section or show before the title of a player, at most."""

JOINING = ("and", "of", "the", "&")
"""Small words in such names; players of one kind have them, which write English."""

_ENDS = rf"(?:{'|'.join(sorted(ENDS, key=len, reverse=True))})\b"
_END = late_pattern(_ENDS)
_WITHIN = late_pattern(r"[^\Wa-zß-öø-ÿ]")  # before it, a word goes on; behind a small letter it begins
_GLUED = late_pattern(
    rf"\b(?P<last>[^\W\d_][\w’'-]+)(?P<full>(?: [^\s]{{1,30}}){{1,{NAME_WORDS - 1}}}? (?P=last))"
    r"(?P<title>[“‘\"'(]?[^\W_])"
)
_WHOLE = late_pattern(
    r"\b(?P<first>[^\W\d_][\w’'-]+) (?P<last>[^\W\d_][\w’'-]+)"
    rf"(?P<full> (?P=first)(?: [^\s]{{1,30}}){{0,{NAME_WORDS - 3}}}? (?P=last)) (?P<title>[“‘\"'(]?[^\W_])"
)
_DOUBLED = late_pattern(
    r"\b(?P<first>[^\W\d_][\w’'-]+) (?P<last>[^\W\d_][\w’'-]+?)"
    rf"(?P<full>(?P=first)(?: [^\s]{{1,30}}){{0,{NAME_WORDS - 3}}}? (?P=last))(?P<title>[“‘\"'(]?[^\W_])"
)
_NETWORK = f"(?:{'|'.join(map(re.escape, NETWORKS))})"
_BUTTON = f"(?:{'|'.join(map(re.escape, sorted((*NETWORKS, *BUTTONS), key=len, reverse=True)))})"
_SHARED = r"(?:\d[\d.,]*[KkMm]? (?:SHARES?|[Ss]hares?) )?"
_ROW = late_pattern(
    rf"(?<![\w.,]){_SHARED}(?P<row>{_BUTTON}(?:[ \t]{{1,3}}{_BUTTON}){{{FEWEST_BUTTONS - 1},}})(?![\w+'’.,:;&/-])",
    re.IGNORECASE,
)
_CREDITED = late_pattern(
    rf"(?<=\s)(?:{'|'.join(map(re.escape, CREDITS))})s?\s?[:：]\s?(?-i:[^\sa-zß-öø-ÿа-яё:])"
    rf"[^\n:]{{1,{LONGEST_CREDIT - 2}}}[^\s:.!?]$",
    re.IGNORECASE,
)
_TWO_BUTTONS = rf"(?:acebook|ACEBOOK|witter|WITTER|онтакте|فيسبوك|פייסבוק)[ \t]+(?i:{_BUTTON})"  # nearly all rows have
_HAS_ROW = re2.compile(_TWO_BUTTONS)
_PAIRS = "|".join(f"{one} {other}|{other} {one}" for one, other in PAGERS)
_PAGER = late_pattern(
    rf"(?:^|(?<=[.!?…。؟][\"'”’»)\]])|(?<=[.!?…。؟]))\s*(?:{_PAIRS})(?![ \t\xa0]+[a-zß-öø-ÿа-яё])(?=\s|\Z)",
    re.MULTILINE,
)
_CLOSER = late_pattern(
    rf"^(?P<button>(?:{'|'.join(CLOSERS)})[ ])(?P<caption>[\"“‘'«„]?[^\W_]\S*[ ][^\n]+)$", re.MULTILINE
)
_WATCHED = late_pattern(
    r"^JUST WATCHED\b(?:\s+\S[^\n]{0,150}?)??\s+Replay\b(?:\s+More Videos ?(?:\.\.\.|…))?(?:\s+MUST WATCH\b)?"
    r"|^JUST WATCHED[ \t]*\n\s*\S[^\n]{0,150}\n\s*MUST WATCH[ \t]*$"
    r"|(?<=[.!?”\"] )JUST WATCHED [^\n]{1,150}? Replay More Videos ?(?:\.\.\.|…) MUST WATCH\b",
    re.MULTILINE,
)
INSERTED = {
    "titles": _ENDS,
    "gallery": GALLERY,
    "buttons": _TWO_BUTTONS,
    "prompt": r"\? (?:Add|Follow|Save) ",
    "pager": _PAIRS,
    "closer": rf"(?m:^(?:{'|'.join(CLOSERS)}) )",
    "player": rf"{WATCHED}|\d:\d\d",
    "notice": r"(?i:rights reserved|vorbehalten|réservés|reservados|riservati|voorbehouden)"
    r"|(?i:zastrzeżone|защищены|saklıdır)",
    "marker": MARKED,
    "pressed": PRESSED,
}
"""What every text has with a piece of each kind, a pattern of RE2; a credit stands below buttons or in a gallery."""
_MINUTES = late_pattern(r":(?P<seconds>\d\d)(?!\d|:)")
_HOURS = late_pattern(r"(?<![\d:])\d{1,2}$")
_CAPITALS = late_pattern(r"[A-Z]{3} [A-Z]")
_PROMPT = late_pattern(
    r"\? (?P<verb>Add|Follow|Save) (?P<name>\S.{1,60}?) as an? (?P<what>\w+)\b[^?\n]{0,200}? (?P=verb) (?i:(?P=what))\b"
)
_TWICE = late_pattern(r"(?<!\S)(?P<title>\S.{8,150}) (?P=title) \w+ · $")
_PLAY = late_pattern(r"(?<!\S)[^\W\d_]+ · $")
_AROUND = late_pattern(
    r"\b[A-Z]{3,}(?: [A-Z]{3,})+ (?P<title>\S.{6,150}) .{0,40}?\b[A-Z]{3,}(?: [A-Z]{3,})+ (?P=title) $"
)


def inserted(text: str, kinds: Collection[str] = tuple(INSERTED)) -> list[tuple[int, int, str]]:
    """Find pieces that were inserted into a text.

    Args:
        text: any text.
        kinds: those of `INSERTED` that are looked for.

    Returns:
        Start and stop (code points) and the kind of each: ``titles``, ``gallery`` (its controls), ``pager`` (the
        buttons of a slide show), ``closer`` (the one that closes a picture), ``player``, ``prompt``, ``buttons``,
        ``credit`` (of the picture below a row of buttons, or behind the caption of another picture), ``notice`` (of
        copyright, where the line runs on), ``marker`` (of an advert, and buttons, between two sentences), ``pressed``
        (prompts to press an advert).

    >>> text = "He met Ann Lee Ann Mary LeeTown votes today Mill may close MORE on Monday."
    >>> [(text[a:b], kind) for a, b, kind in inserted(text)]
    [(' Ann Mary LeeTown votes today Mill may close MORE', 'titles')]
    """
    found = [(*span, "titles") for span in (_titles(text) if "titles" in kinds else ())]
    found += galleries(text) if "gallery" in kinds else ()
    rows = [*_buttons(text)] if "buttons" in kinds else []
    found += [(*span, "buttons") for span in rows]
    found += [(*span, "credit") for row in rows if (span := _credit(text, row)) is not None]
    found += [(*span, "prompt") for span in (_prompts(text) if "prompt" in kinds else ())]
    found += [(*span, "pager") for span in (_pagers(text) if "pager" in kinds else ())]
    found += [(*span, "closer") for span in (_closers(text) if "closer" in kinds else ())]
    found += [(*m.span(), "player") for m in (_WATCHED.finditer(text) if WATCHED in text else ())]
    found += [(*span, "marker") for span in (markers(text) if "marker" in kinds else ())]
    found += [(*span, "pressed") for span in (pressed(text) if "pressed" in kinds else ())]
    found += [(*span, "notice") for span in (notices(text) if "notice" in kinds else ())]
    return found + [(*span, "player") for span in (_players(text) if "player" in kinds else ())]


def _buttons(text: str) -> Iterator[Span]:
    """Give rows of share buttons, with the number of shares before them; in prose names have commas between them."""
    begin = 0
    for two in _HAS_ROW.finditer(text):
        start = max(begin, text.rfind("\n", 0, two.start()) + 1, two.start() - ROW_BEFORE)
        row = _ROW.search(text, start, two.end() + ROW_BEHIND)
        if row and not row["row"].islower() and _networks(row["row"]) >= FEWEST_NETWORKS:
            begin = row.end()
            yield row.span()


def _credit(text: str, row: Span) -> Span | None:
    """Give the name of the photographer at the end of the caption that a row of buttons opens."""
    if row[0] > 0 and text[row[0] - 1] != "\n":
        return None
    stop = text.find("\n", row[1])
    caption = text[row[1] : stop if stop >= 0 else len(text)].rstrip()
    credit = _CREDITED.search(caption) if len(caption) <= LONGEST_CAPTION else None
    return (row[1] + credit.start(), row[1] + credit.end()) if credit else None


def _networks(row: str) -> int:
    """Count the names of networks in a row of buttons."""
    return sum(row.lower().count(name.lower()) for name in NETWORKS)


def _prompts(text: str) -> Iterator[Span]:
    """Give prompts that name a topic twice, and the button behind: "Like tea? Add tea as an interest. Add Interest"."""
    for prompt in _PROMPT.finditer(text):
        least = max(0, prompt.start() - len(prompt["name"]) - ASKED_BEFORE)
        asked = text[least : prompt.start()]
        start = max(asked.rfind(sign) for sign in (". ", '" ', "” ", "? ", "! ", "\n"))
        if asked.endswith(prompt["name"]) and (start >= 0 or least == 0):
            yield least + (start + 1 if start >= 0 else 0) + (asked[start + 1 : start + 2] == " "), prompt.end()


def _pagers(text: str) -> Iterator[Span]:
    """Give the two buttons of a slide show that stand at the beginning of a line, or behind a sentence."""
    for pager in _PAGER.finditer(text):
        yield pager.start() + len(pager[0]) - len(pager[0].lstrip()), pager.end()


def _closers(text: str) -> Iterator[Span]:
    """Give the buttons before the captions of pictures and players: "CLOSE The miller sees his mill burn."."""
    for found in _CLOSER.finditer(text):
        words = found["caption"].split()
        small = sum(word[:1].islower() for word in words)
        if len(words) >= CAPTION_WORDS and 2 * small >= len(words) and not found["caption"][:1].islower():
            yield found.span("button")


def _titles(text: str) -> Iterator[Span]:
    """Give lists of titles behind a name that is written twice and runs into the first of them."""
    begin = 0
    for end in _ends(text):
        line = text.rfind("\n", 0, end.start()) + 1
        begin = max(begin, line, end.start() - LONGEST_TITLES)
        start = _after_name(text, begin, end.end())
        if start is not None:
            yield start, end.end()
        begin = end.end()


def _ends(text: str) -> Iterator[re.Match[str]]:
    """Give the words that may close a list of titles, the first one of those that overlap."""
    place = 0
    while end := _END.search(text, place):
        within = end.start() > 0 and _WITHIN.match(text, end.start() - 1)
        place = end.start() + 1 if within else end.end()
        if not within:
            yield end


def _after_name(text: str, begin: int, end: int) -> int | None:
    """Give the place behind the first name in a range that is written twice and has a title behind it."""
    for form in (_GLUED, _WHOLE, _DOUBLED):
        place = begin
        while name := form.search(text, place, end):
            if _titled(name):
                return name.start("full")
            place = name.end("last")  # "Jon Vik Jonas VikTown": behind *Jon*, which *Jonas* begins with, comes *Vik*
    return None


def _titled(name: re.Match[str]) -> bool:
    """Tell whether a match is a name, and the text behind it begins as a title does."""
    last, first = name["last"][-1], name["title"][-1]
    return last.islower() and (first.isupper() or first.isdigit()) and _is_name(name["full"])


def _is_name(text: str) -> bool:
    """Tell whether all words begin as the words of a name do."""
    return all(word.strip("(\"“'")[:1].isupper() or word in PARTICLES for word in text.split())


def _players(text: str) -> Iterator[Span]:
    """Give the title, twice, and the labels of a player, up to the duration of what it plays."""
    begin = 0
    for minutes in _MINUTES.finditer(text):
        hours = _HOURS.search(text, max(0, minutes.start() - 3), minutes.start())
        if hours is None:
            continue
        line = text.rfind("\n", 0, hours.start()) + 1
        start = max(begin, line, hours.start() - LONGEST_PLAYER)
        again = text.startswith(f" {hours[0]}{minutes[0]}", minutes.end())
        found = _player(text[start : hours.start()], again=again)
        if found is not None:
            begin = minutes.end() + again * (minutes.end() - hours.start() + 1)
            yield (line if _is_section(text, line, start + found, begin) else start + found), begin


def _is_section(text: str, line: int, start: int, stop: int) -> bool:
    """Tell whether a line is a player and the name of a section or show before it: "Middle East"."""
    words = text[line:start].split()
    named = all(word[0].isupper() or word in JOINING for word in words) and bool(words) and words[-1][-1].isalpha()
    return named and len(words) <= SECTION_WORDS and text[stop : stop + 1] in ("", "\n")


def _player(window: str, *, again: bool) -> int | None:
    """Give the place in a text at which a player begins whose duration stands behind that text, maybe twice."""
    if window.endswith("· "):
        found = _TWICE.search(window) or (_PLAY.search(window) if again else None)
    else:
        found = _AROUND.search(window) if _CAPITALS.search(window) else None
    return found.start() if found else None
