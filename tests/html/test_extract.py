"""Main text, metadata and charset of pages; the limits that pages of a crawl meet."""

from __future__ import annotations

import codecs
import pickle
from pathlib import Path

import pytest

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError, UsageError
from chaffinch.html.extract import Extracted, Extractor, decode, extract
from chaffinch.html.sandbox import Sandbox

PROSE = [
    "The harbour master closed the eastern channel shortly after dawn, when the first tide gauges failed and"
    " the pilots, who had been called in twice during the night, refused to go out a third time.",
    "Engineers from the capital arrived by noon with two pumps and a crane, and by evening the water in the"
    " lock stood no higher than on an ordinary day in March, the mayor told a crowd on the quay.",
    "Nobody was hurt, but the ferry company said that its timetable would not return to normal before the end"
    " of the week, and the school on the far bank will stay shut until then.",
]
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Channel closed</title>
<meta name="author" content="Ilse Marrow"><meta property="og:site_name" content="The Gauge">
<meta property="og:title" content="Channel closed">
<meta property="article:published_time" content="2031-03-04T06:00Z">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Channel closed</h1>
{"".join(f"<p>{p}</p>" for p in PROSE)}</article>
<section class="comments" id="comments"><p>First! I was there and saw nothing of the kind.</p></section>
<footer><p>© 2031 The Gauge. All rights reserved.</p></footer></body></html>"""


@pytest.mark.parametrize("profile", ["auto", "article", "page", "trafilatura"])
def test_text_is_the_prose_and_nothing_beside_it(profile: str) -> None:
    found = extract(PAGE, profile=profile)
    assert found.text.split("\n")[-3:] == PROSE
    for clutter in ("Sport", "First!", "rights reserved", "Ilse Marrow"):
        assert clutter not in found.text


def test_metadata_is_kept_apart() -> None:
    found = extract(PAGE)
    assert (found.title, found.author, found.date, found.site) == (
        "Channel closed",
        "Ilse Marrow",
        "2031-03-04",
        "The Gauge",
    )


def test_unknown_metadata_is_none() -> None:
    found = extract(f"<html><body><p>{PROSE[0]}</p></body></html>")
    assert found == Extracted(PROSE[0])


def test_repeated_pages_give_the_same() -> None:
    """A cache of seen paragraphs (trafilatura's deduplicate) would empty the later ones."""
    assert len({extract(PAGE).text for _ in range(5)}) == 1


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("", "not HTML: no tag in 0 characters"),
        ("Plain text, 3 < 4 and so on.", "not HTML: no tag in 28 characters"),
        (b"", "not HTML: no tag in 0 characters"),
        (b"%PDF-1.7\n%\xe2\xe3", "not HTML: a PDF file"),
        (b"\x89PNG\r\n\x1a\n<p>", "not HTML: a PNG image"),
        ("<html></html>", "nothing extracted"),
        ("<html><body><script>go()</script></body></html>", "nothing extracted"),
        ("<html><head><title>A</title></head><body> \n </body></html>", "nothing extracted"),
    ],
)
def test_the_error_names_why_there_is_no_text(page: str | bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        extract(page)


@pytest.mark.parametrize(
    "page", ["<p>one</p>", "<p>a\0b</p>", "<p>\ud800 lone</p>", "<p>\U0001f6a2</p>", "<P>e\u0301\r\n</P>"]
)
def test_odd_pages_give_text(page: str) -> None:
    assert extract(page).text


def test_an_unknown_profile_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="'news'; one of: auto"):
        extract(PAGE, profile="news")


WORDS = "<p>Übergänge, façade, naïve café</p>"
CYRILLIC = (
    "<p>Паром сел на мель у входа в гавань, никто не пострадал. Капитан порта сообщил, что пассажиров сняли"
    " с борта ещё до рассвета, а судно поведут к причалу с вечерним приливом.</p>"
)


OTHER = {  # pages that say UTF-8 and are in another encoding
    "La señora Ibáñez vendió la leña del año pasado, y nadie se quejó.": "cp1252",
    "O pão de mel não é dos mais caros, e à tarde já não há.": "cp1252",
    "Über die Brücke führt künftig nur ein Weg für Fußgänger.": "cp1252",
    "Starosta řekl, že voda opadla a lidé spali.": "cp1250",
    "Az árvíz elvonult, és a tűzoltók örültek a tévében.": "cp1250",
    "Baraj bütün gece dayandı, sabah sular çekilmişti.": "cp1254",
}
HALVES = "\ud83d\ude00"  # a letter that an old program writes as two of three bytes


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (codecs.BOM_UTF8 + WORDS.encode(), WORDS),
        (WORDS.encode("utf-16"), WORDS),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), WORDS),
        (WORDS.encode("utf-32"), WORDS),
        (WORDS.encode(), WORDS),
        (b'<meta charset="iso-8859-1">' + WORDS.encode(), WORDS),  # declares its old charset, is UTF-8
        (b"<meta charset=latin1>" + "<p>“é”</p>".encode("cp1252"), "<p>“é”</p>"),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + CYRILLIC.encode("cp1251"), CYRILLIC),
        (
            b'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=koi8-r">' + CYRILLIC.encode("koi8-r"),
            CYRILLIC,
        ),
        (b"<meta charset=iso-2022-jp>" + "<p>港</p>".encode("iso2022_jp"), "<p>港</p>"),
        (b"<meta charset=Shift_JIS>" + "<p>港①</p>".encode("cp932"), "<p>港①</p>"),
        (b"<meta charset=utf-8>" + CYRILLIC.encode("cp1251"), CYRILLIC),  # a wrong declaration
        (CYRILLIC.encode("cp1251"), CYRILLIC),
        *(
            (b"<meta charset=utf-8>" + f"<p>{text}</p>".encode(codec), f"<p>{text}</p>")
            for text, codec in OTHER.items()
        ),
        (f"<p>Déjà vu {HALVES}</p>".encode("utf-8", "surrogatepass"), "<p>Déjà vu 😀</p>"),
        (b"<meta charset=utf-8><p>caf\xc3\xa9</p>\xff<p>na\xc3\xafve</p>\xff", "<p>naïve</p>\ufffd"),
        (b"<meta charset=base64>" + WORDS.encode(), WORDS),
        (b"<meta charset=idna>" + WORDS.encode(), WORDS),
        (b"<meta charset=x-user-defined>" + WORDS.encode(), WORDS),
    ],
)
def test_decode(raw: bytes, text: str) -> None:
    assert decode(raw).endswith(text)


def test_decode_replaces_a_few_broken_bytes() -> None:
    raw = b"<meta charset=utf-8>" + WORDS.encode() * 100 + b"\xff"
    assert decode(raw).endswith(WORDS + "\ufffd")


def test_decode_looks_for_a_charset_in_the_head_only() -> None:
    late = b"<p>" + b"." * 10_000 + b"<meta charset=koi8-r>\xe9"
    assert "И" not in decode(late)  # what koi8-r has at 0xE9


@pytest.fixture
def own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each extractor a child of its own, which ends with it, as outside of this suite."""
    monkeypatch.setattr("chaffinch.html.extract.Sandbox", Sandbox)
    monkeypatch.setattr(Extractor, "close", lambda extractor: extractor._sandbox.close())


@pytest.mark.usefixtures("own_child")
def test_extractor_gives_what_extract_gives() -> None:
    with Extractor() as extractor:
        for page in (PAGE, PAGE.encode(), "<p>\ud800 lone</p>"):
            assert extractor(page) == extract(page)
        with pytest.raises(DocumentError, match=r"^nothing extracted"):
            extractor("<html></html>")
        assert extractor(PAGE) == extract(PAGE)


BOTTOM = '<div class="bottom"><p>Ferries in numbers: eleven boats, four harbours and no accident before.</p></div>'
LOWER = PAGE.replace("</article>", f"{BOTTOM}</article>")


def test_article_profile_prefers_precision() -> None:
    assert "Ferries in numbers" in extract(LOWER, profile="page").text
    assert "Ferries in numbers" not in extract(LOWER, profile="article").text


def test_extractor_has_the_profile_of_its_configuration() -> None:
    with Extractor(InputConfig(html="article")) as extractor:
        assert extractor(LOWER) == extract(LOWER, profile="article") != extract(LOWER)


def test_extractor_refuses_an_unknown_profile_at_once() -> None:
    with pytest.raises(UsageError, match="'news'"):
        Extractor(InputConfig(html="news"))


@pytest.mark.usefixtures("own_child")
def test_extractor_can_be_sent_to_another_process() -> None:
    with Extractor(InputConfig(html="article")) as extractor:
        sent = pickle.dumps(extractor)
    with pickle.loads(sent) as copy:
        assert copy(LOWER) == extract(LOWER, profile="article")


@pytest.mark.usefixtures("own_child")
def test_deep_nesting_does_no_harm() -> None:
    with Extractor() as extractor:
        with pytest.raises(DocumentError):
            extractor("<div><b>" * 100_000 + PROSE[0])
        assert extractor(PAGE) == extract(PAGE)


@pytest.mark.usefixtures("own_child")
def test_a_slow_page_is_given_up_and_the_next_one_is_not() -> None:
    huge = "<html><body>" + f"<p>{PROSE[0]}</p>" * 100_000
    with Extractor(InputConfig(extract_seconds=1.0)) as extractor:
        with pytest.raises(DocumentError, match=r"^extraction took longer than 1 s$"):
            extractor(huge)
        assert extractor(PAGE).text == extract(PAGE).text


@pytest.mark.usefixtures("own_child")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory limit needs Linux")
def test_a_greedy_page_is_given_up_and_the_next_one_is_not() -> None:
    with Extractor(InputConfig(extract_memory=60_000_000)) as extractor:
        with pytest.raises(DocumentError, match=r"^extraction took more than 60 MB of memory$"):
            extractor("<p>x</p>" * 500_000)
        assert extractor(PAGE).text == extract(PAGE).text
